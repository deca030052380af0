//! Lessons in the binary, and faults in other people's lessons.

mod claims;

use super::*;
use crate::{optim::Setting, session::Command, words::Lang};

const SMALL: &str = r#"
title = { en = "t", ko = "t" }
[race]
optimizers = "sgd:name=a b,adam"
iterations = 20
[[step]]
text = { en = "one", ko = "one" }
"#;

/// What is wrong with the small lesson once that stands at its end.
fn wrong(more: &str) -> String {
    Lesson::read("my.toml", &format!("{SMALL}{more}")).unwrap_err().to_string()
}

#[test]
fn every_shipped_lesson_asks_claims_and_ends_with_a_text() {
    let lessons = Lesson::shipped().unwrap();
    assert!(lessons.len() >= 11);
    for lesson in lessons {
        assert!(lesson.steps.iter().any(|step| step.question.is_some()), "{} asks nothing", lesson.name);
        assert!(lesson.steps.iter().any(|step| !step.claims.is_empty()), "{} claims nothing", lesson.name);
        assert!(lesson.steps.last().unwrap().orders.is_empty(), "{} ends on the way", lesson.name);
    }
}

/// The time to read all texts aloud, to count hands at each question and to wait for every iteration.
fn seconds(lesson: &Lesson) -> f64 {
    let (mut seconds, mut at, mut pace) = (0.0, 0, lesson.pace);
    for step in &lesson.steps {
        let words = |text: &LessonText| text.get(Lang::En).split(' ').count() as f64;
        // 150 words a minute; a minute for four shows of hands.
        seconds += words(&step.text) / 2.5;
        if let Some(question) = &step.question {
            seconds += (words(&question.text) + question.answers.iter().map(words).sum::<f64>()) / 2.5 + 15.0;
        }
        for order in &step.orders {
            match order {
                Command::Begin(_) | Command::Reset(_) => at = 0,
                Command::Pace(to) => pace = *to,
                Command::GoTo(to) => {
                    seconds += (to - at) as f64 / pace.expect("a pace");
                    at = *to;
                }
                _ => {}
            }
        }
    }
    seconds
}

#[test]
fn every_shipped_lesson_takes_less_than_five_minutes() {
    for lesson in Lesson::shipped().unwrap() {
        let taken = seconds(&lesson);
        assert!(taken < 300.0, "{} takes {taken:.0} s", lesson.name);
    }
}

#[test]
fn a_bad_file_gets_one_line_with_the_place_and_what_would_be_right() {
    for (more, line, says) in [
        ("do = [\"fly 3\"]", 8, "an order is set LANE KEY=VALUE"),
        ("do = [\"go 0\"]", 8, "an iteration from 1 on"),
        ("do = [\"go 21\"]", 8, "iterations = 21"),
        ("do = [\"go 3\", \"reset\"]", 8, "last order"),
        ("do = [\"set c lr=1\", \"go 3\"]", 8, "the lanes are a b, Adam"),
        ("do = [\"set a b beta1=1\"]", 8, "SGD has no \"beta1\"; it has lr, weight-decay"),
        ("do = [\"set a b lr=-1\"]", 8, "a number above 0"),
        ("do = [\"pace 0\"]", 8, "a pace must be"),
        ("do = [\"go 9\"]\nclaim = [\"Adam wins\"]", 9, "a claim is LANE is N times below"),
        ("do = [\"go 9\"]\nclaim = [\"Adam is below 1 at 10\"]", 9, "goes to 9 only"),
        ("do = [\"go 9\"]\nclaim = [\"Adam repeats to 9\"]", 9, "reset first"),
        ("claim = [\"Adam is below 1 at 9\"]", 8, "needs go N"),
        (
            "do = [\"go 9\"]\nclaim = [\"Adam is within x times of a b at 9\"]",
            9,
            "\"x\" must be a number above 0",
        ),
        ("do = [\"go 9\"]\nclaim = [\"Adam is within 2 of a b at 9\"]", 9, "within N times of LANE"),
        ("do = [\"go 9\"]\nclaim = [\"Adam scatters 2 to 3 times less at 9\"]", 9, "reset first"),
        ("do = [\"go 9\"]\nclaim = [\"Adam stays within 2 times at 9\"]", 9, "reset first"),
        ("do = [\"go 9\"]\nclaim = [\"Adam stays within 2 at 9\"]", 9, "stays within N times"),
        ("do = [\"go 9\"]\nclaim = [\"Adam scatters 3 times less at 9\"]", 9, "scatters N to M times less"),
        (
            "do = [\"go 9\"]\nclaim = [\"Adam scatters 3 to 2 times less at 9\"]",
            9,
            "smaller number must come first",
        ),
        ("do = [\"go 9\"]\nclaim = [\"c scatters 2 to 3 times less at 9\"]", 9, "the lanes are a b, Adam"),
        ("question = { en = \"?\", ko = \"?\" }", 8, "right = N"),
        ("question = { en = \"?\", ko = \"?\" }\nright = 1", 8, "2 to 4 answers"),
        ("right = 1", 8, "needs a question"),
        ("race = { init = \"hee\" }", 8, "he, lecun, xavier"),
        ("race = { optimizers = \"sdg\" }", 8, "did you mean sgd?"),
        ("tex = 1", 8, "there is no tex here; did you mean text?"),
        ("[[step]]\ntext = { en = \"\", ko = \"x\" }", 9, "1 to 600 characters"),
        ("[[step]]\ntext = {}", 9, "needs en or ko"),
        ("race = { activation = \"relo\" }", 8, "relu, "),
        ("race = { weight-decay = -1.0 }", 8, "a weight decay must be"),
        ("[[step]\n", 8, "]"),
    ] {
        let message = wrong(more);
        assert!(
            message.starts_with(&format!("my.toml:{line}: ")) && message.contains(says),
            "{more}: {message}"
        );
        assert!(!message.contains(['\n', '\u{1b}']), "{message:?}");
    }
    let none = Lesson::find("momentun\u{1b}[31m").unwrap_err().to_string();
    assert!(none.contains("the lessons are momentum, too-high") && !none.contains('\u{1b}'), "{none}");
}

#[test]
fn a_lane_may_have_a_space_in_its_name_and_no_question_is_needed() {
    let text =
        format!("{SMALL}do = [\"set a b lr=0.5\", \"go 9\"]\nclaim = [\"a b is 2 times below Adam at 9\"]");
    let lesson = Lesson::read("my.toml", &text).unwrap();
    assert_eq!((lesson.steps[0].orders.len(), lesson.steps[0].claims.len()), (2, 1));
}

#[test]
fn one_language_is_enough_and_a_race_has_data_activation_and_penalty() {
    let text = "title = { ko = \"하나\" }\ndata = \"set\"\n[race]\nactivation = \"tanh\"\nweight-decay = 0.001\n\
                [[step]]\ntext = { ko = \"글\" }\n";
    let lesson = Lesson::read("my.toml", text).unwrap();
    assert_eq!(Lang::ALL.map(|lang| lesson.title.get(lang)), ["하나"; 2]);
    assert_eq!((lesson.data.as_deref(), lesson.config.activation.name()), (Some("set"), "tanh"));
    let decays = lesson.config.lanes.iter().map(|lane| lane.settings.get(Setting::WeightDecay));
    assert!(lesson.config.lanes.len() == 4 && decays.into_iter().all(|decay| (decay - 0.001).abs() < 1e-12));
}

#[test]
fn any_bytes_are_a_lesson_or_a_line_that_says_why_not() {
    for cut in 0..content::SHIPPED[0].1.len() {
        if let Some(text) = content::SHIPPED[0].1.get(..cut)
            && let Err(error) = Lesson::read("x", text)
        {
            assert!(!error.to_string().contains('\n'), "{error}");
        }
    }
}
