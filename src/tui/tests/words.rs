//! Lessons, explanations and help in every language: pictures of them, and that no text is wider than its place.

use std::time::Instant;

use unicode_width::UnicodeWidthStr;

use crate::tui::tests::{assert_picture, marked};
use crate::{
    history::Trend,
    lesson::{Lesson, Runner},
    optim::{OptimizerKind, Setting},
    race::{LaneId, LaneState},
    session::{Bucket, Measured, MetricKind, Refusal, State, Update},
    terminal::Key,
    tui::{
        app::App,
        glyphs::Plot,
        screen::Place,
        testing::{app_after, press, screen, started, type_in},
        views::lesson::teach,
    },
    words::{Lang, say},
};

pub(super) const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

pub(super) const fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Ko => "ko",
    }
}

pub(super) fn lesson(name: &str, lang: Lang) -> App {
    use OptimizerKind::{Momentum, Sgd};
    let mut app =
        app_after(&[started(&[Sgd, Momentum]), Update::State { state: State::Paused, iteration: 0 }]);
    app.context.lang = lang;
    teach(&mut app.context, Runner::new(Lesson::find(name).unwrap()));
    app
}

#[test]
fn explanations_in_every_language() {
    for lang in Lang::ALL {
        let mut app = marked();
        app.context.lang = lang;
        type_in(&mut app, "6jjj");
        for size in SIZES {
            assert_picture(&format!("explain_{}", code(lang)), &app, size);
        }
    }
    let mut app = marked();
    // A lane after the other takes shorter steps.
    let iterations: Vec<u64> = (1..=124).map(|tenth| tenth * 10).collect();
    let ratio = |lane: u32, at: u64| Bucket::of(0.5 / ((1 + lane) as f32 * (at as f32).sqrt()));
    let values = |lane: u32| iterations.iter().map(|at| ratio(lane, *at)).collect();
    let lanes = (0..4).map(|lane| (LaneId(lane), values(lane))).collect();
    let measured = Measured {
        metrics: vec![(MetricKind::StepRatio, lanes)],
        iterations: iterations.clone(),
        elapsed: None,
    };
    app.apply(&Update::Measured(measured), Instant::now());
    type_in(&mut app, "6jjj");
    assert_picture("explain", &app, (200, 50));
}

#[test]
fn the_race_its_help_and_a_form_in_korean() {
    let mut app = marked();
    app.context.lang = Lang::Ko;
    for size in SIZES {
        assert_picture("race_ko", &app, size);
    }
    type_in(&mut app, "?");
    assert_picture("help_ko", &app, (120, 60));
    press(&mut app, [Key::Esc]);
    type_in(&mut app, "e");
    assert_picture("edit_ko", &app, (80, 24));
}

#[test]
fn refusals_and_wrong_values_are_said_in_every_language() {
    let mut app = marked();
    let refused = |app: &mut App, reason: Refusal| {
        app.apply(&Update::Refused { reason }, Instant::now());
        app.context.message.take().unwrap().text
    };
    let setting = Refusal::Setting { setting: Setting::Beta1.into(), value: "7".into() };
    let state = LaneState::Diverged { iteration: 1_022 };
    let ended = Refusal::Ended { lane: "SGD".into(), state };
    assert_eq!(refused(&mut app, setting.clone()), "beta1 can't be 7: a number from 0 to below 1");
    assert_eq!(refused(&mut app, ended.clone()), "SGD diverged at 1,022: lower its rate, then r starts over");
    app.context.lang = Lang::Ko;
    assert_eq!(refused(&mut app, setting), "베타1에 쓸 수 없는 값입니다: 7. 0 이상 1 미만인 수");
    assert!(refused(&mut app, ended).starts_with("SGD: 1,022회에 발산했습니다"));
    assert!(refused(&mut app, Refusal::Finished).starts_with("끝났습니다"));
    type_in(&mut app, "je-1");
    press(&mut app, [Key::Enter]);
    let shown = screen(&app, 80, 24);
    assert!(shown.contains("쓸 수 없는 값입니다. 0보다 크고 1,000,000 이하인 수"), "{shown}");
}

/// Whether a text has no word in it that is not Korean, a key, a command or a name.
fn korean(text: &str) -> bool {
    text.chars().any(|sign| ('가'..='힣').contains(&sign))
}

#[test]
fn what_keys_say_is_said_in_korean() {
    let mut app = marked();
    app.context.lang = Lang::Ko;
    app.context.place = Place::Here;
    for keys in ["p", "t", "C", "B", "d", "a", "O", "U"] {
        app.context.message = None;
        type_in(&mut app, keys);
        if let Some(message) = &app.context.message {
            assert!(korean(&message.text), "{keys}: {}", message.text);
        }
    }
    type_in(&mut app, "2");
    for function in ["그릇", "로젠브록", "빌", "힘멜블라우", "안장", "고원", "잡음 섞인 그릇"]
    {
        let shown = screen(&app, 120, 40);
        assert!(shown.contains(function), "{shown}");
        type_in(&mut app, "f");
    }
}

#[test]
fn where_only_ascii_can_be_shown_the_screen_is_english() {
    let mut app = lesson("saddle", Lang::Ko);
    app.context.plot = Plot::Ascii;
    let shown = screen(&app, 80, 24);
    assert!(shown.is_ascii() && shown.contains("A saddle"), "{shown}");
}

#[test]
fn every_text_of_every_lesson_is_seen_whole_at_80x24() {
    for lang in Lang::ALL {
        for shipped in Lesson::shipped().unwrap() {
            let name = shipped.name.clone();
            let mut app = lesson(&name, lang);
            for step in &shipped.steps {
                let one = Lesson { steps: vec![step.clone()], ..shipped.clone() };
                teach(&mut app.context, Runner::new(one));
                // Wide characters take two cells, of which the second is blank.
                let plain = |text: &str| text.replace(' ', "");
                let shown = plain(&screen(&app, 80, 24).replace('\n', ""));
                let question = step.question.iter();
                let asked = question.flat_map(|question| question.answers.iter().chain([&question.text]));
                for text in asked.chain([&step.text, &shipped.title]) {
                    let text = plain(text.get(lang));
                    assert!(shown.contains(&text), "{name}: {text} is not in\n{}", screen(&app, 80, 24));
                }
            }
            // With what came of the step before, the tallest step still leaves the race its rows.
            teach(&mut app.context, Runner::new(shipped));
            assert!(screen(&app, 80, 24).contains("┼"), "{name} leaves no chart");
        }
    }
}

#[test]
fn every_explanation_of_every_rule_is_seen_whole_at_80x24() {
    for lang in Lang::ALL {
        for kind in OptimizerKind::ALL {
            let state = State::Running;
            let mut app = app_after(&[started(&[kind]), Update::State { state, iteration: 0 }]);
            app.context.lang = lang;
            type_in(&mut app, "6");
            let shown = screen(&app, 80, 24);
            for setting in kind.settings() {
                let texts = [say!(lang, settings::name(setting)), say!(lang, settings::effect(setting))];
                assert!(
                    texts.iter().all(|text| wide(&shown).contains(&wide(text))),
                    "{setting:?} in\n{shown}"
                );
            }
            assert!(shown.contains(kind.source()), "{} in\n{shown}", kind.name());
        }
    }
}

/// The text without blanks, so that the second cells of wide characters make no difference.
pub(super) fn wide(text: &str) -> String {
    text.replace([' ', '\n'], "")
}

#[test]
fn what_to_watch_takes_three_lines_at_the_most() {
    for lang in Lang::ALL {
        for doing in Trend::ALL {
            let text = say!(lang, explain::watch(doing));
            assert!(crate::tui::widgets::wrap(&text, 68).len() <= 3, "{text}");
        }
    }
}

#[test]
fn keys_have_words_in_every_language_and_fit_the_help_at_80_columns() {
    for lang in Lang::ALL {
        let mut app = marked();
        app.context.lang = lang;
        for _ in 0..app.view_names().len() {
            for entry in app.entries(|_| true) {
                let help = entry.help.unwrap_or_default();
                assert!(help.width() <= 61, "{help}");
                assert!(!help.is_empty() || entry.keys == [Key::Ctrl('c')], "{entry:?}");
                assert!(entry.label.is_none_or(|(_, label)| !label.is_empty()), "{help}");
            }
            press(&mut app, [Key::Tab]);
        }
    }
}
