//! Lessons from their first text to the next lesson.

use std::time::{Duration, Instant};

use super::{
    assert_picture,
    words::{SIZES, code, lesson, wide},
};
use crate::{
    lesson::{Course, Lesson, LessonPhase, Runner},
    race::LaneId,
    session::{Bucket, Command, Losses, MetricKind, State, Update},
    terminal::Key,
    tui::{
        app::App,
        keymap::Effect,
        testing::{press, screen, started_with, type_in},
        views::lesson::{self, teach},
        widgets::axis::YAxis,
    },
    words::{Lang, say},
};

/// Tells what a session would: the command is taken, the race runs to that iteration and pauses.
fn go_there(app: &mut App, effects: &[Effect]) {
    let Some(Effect::Send(Command::GoTo(to))) = effects.last() else { panic!("{effects:?}") };
    let first = app.context.history.iteration() + 1;
    let curve = |scale: f32| (first..=*to).map(|at| Bucket::of(scale / (1.0 + at as f32 / 20.0))).collect();
    let losses = Losses {
        first,
        stride: 1,
        iterations: to + 1 - first,
        lanes: vec![(LaneId(0), curve(2.3)), (LaneId(1), curve(0.7))],
        elapsed: Duration::from_secs(1),
    };
    for update in [
        Update::CommandTaken { iteration: first - 1, command: Command::GoTo(*to) },
        Update::State { state: State::Running, iteration: first - 1 },
        Update::Progressed(losses),
        Update::State { state: State::Paused, iteration: *to },
    ] {
        app.apply(&update, Instant::now());
        assert_eq!(lesson::apply(&mut app.context, &update), []);
    }
}

#[test]
fn a_lesson_asks_counts_votes_and_tells_what_came() {
    for lang in Lang::ALL {
        let mut app = lesson("momentum", lang);
        type_in(&mut app, "4");
        press(&mut app, [Key::Down]);
        type_in(&mut app, "179");
        press(&mut app, [Key::Backspace]);
        for size in SIZES {
            assert_picture(&format!("lesson_vote_{}", code(lang)), &app, size);
        }
        let asked = press(&mut app, [Key::Enter]);
        go_there(&mut app, &asked);
        for size in SIZES {
            assert_picture(&format!("lesson_told_{}", code(lang)), &app, size);
        }
    }
}

#[test]
fn a_question_says_how_it_is_answered_where_there_is_room_and_while_it_is_open() {
    for lang in Lang::ALL {
        let mut app = lesson("momentum", lang);
        let hint = wide(say!(lang, lesson::HOW_TO_ANSWER));
        let says = |app: &App, (width, height): (u16, u16)| wide(&screen(app, width, height)).contains(&hint);
        assert!(SIZES.into_iter().all(|size| says(&app, size)), "{}", screen(&app, 80, 24));
        assert!(!says(&app, (60, 24)) && !says(&app, (80, 12)));
        press(&mut app, [Key::Enter]);
        assert!(!says(&app, (120, 40)), "nobody is asked any more");
    }
}

#[test]
fn the_chart_holds_still_through_a_lesson_and_the_usual_keys_work() {
    let mut app = lesson("momentum", Lang::En);
    let axis = |app: &App| screen(app, 80, 24).lines().position(|line| line.contains(" 0.0 ┼")).unwrap();
    let before = axis(&app);
    assert_eq!(type_in(&mut app, " "), [Effect::Send(Command::Resume)]);
    assert_eq!(type_in(&mut app, "r").len(), 1);
    let asked = press(&mut app, [Key::Enter]);
    go_there(&mut app, &asked);
    assert_eq!(axis(&app), before);
    assert_eq!(app.context.lesson.as_ref().map(Runner::number), Some(2));
    // Digits are votes while a question is open, and views while none is.
    type_in(&mut app, "6");
    assert_eq!(app.view().name(&app.context), "race");
    press(&mut app, [Key::Enter]);
    // One that comes late is neither.
    type_in(&mut app, "6");
    assert_eq!(app.view().name(&app.context), "race");
    app.key(Key::Char('6'), Instant::now() + Duration::from_secs(10));
    assert_eq!(app.view().name(&app.context), "explain");
}

#[test]
fn after_its_last_text_a_lesson_closes() {
    let mut app = lesson("momentum", Lang::En);
    let mut runner = app.context.lesson.take().unwrap();
    while runner.number() < 3 {
        runner.go_on(&app.context.history);
        let LessonPhase::Going { to, .. } = runner.stage() else { continue };
        let history = &app.context.history;
        runner.receive(&Update::CommandTaken { iteration: 0, command: Command::GoTo(to) }, history);
        let update = Update::State { state: State::Paused, iteration: to };
        app.apply(&update, Instant::now());
        runner.receive(&update, &app.context.history);
    }
    teach(&mut app.context, runner);
    assert_eq!(press(&mut app, [Key::Enter]), []);
    assert!(app.context.lesson.is_none());
    assert!(screen(&app, 80, 24).contains("the lesson is over"));
}

#[test]
fn another_lesson_is_chosen_from_a_list_and_leaves_nothing_of_the_one_before() {
    for lang in Lang::ALL {
        let mut app = lesson("momentum", lang);
        app.open_course(Course::beginning_with(Lesson::find("momentum").unwrap()).unwrap());
        let asked = press(&mut app, [Key::Enter]);
        go_there(&mut app, &asked);
        assert_eq!(type_in(&mut app, "T"), []);
        press(&mut app, [Key::Down]);
        for size in SIZES {
            assert_picture(&format!("lessons_{}", code(lang)), &app, size);
        }
        let other = Lesson::find("too-high").unwrap();
        let begin = Command::Begin(Box::new(other.config.clone()));
        let asked = press(&mut app, [Key::Enter]);
        assert_eq!(asked, [Effect::Send(begin.clone()), Effect::Send(Command::Pace(other.pace))]);
        let updates = [
            Update::CommandTaken { iteration: 100, command: begin },
            started_with(&other.config),
            Update::State { state: State::Paused, iteration: 0 },
        ];
        for update in &updates {
            app.apply(update, Instant::now());
            assert_eq!(lesson::apply(&mut app.context, update), []);
        }
        assert_eq!(app.context.history.ghosts().count(), 0);
        assert_eq!(
            app.context.lesson.as_ref().map(|runner| runner.lesson().title.get(lang)),
            Some(other.title.get(lang))
        );
        assert_eq!(app.context.chart.axis(&app.context.history, MetricKind::Loss), YAxis::Log);
    }
}

#[test]
fn after_a_lesson_the_next_one_is_chosen() {
    let last = Lesson::shipped().unwrap().pop().unwrap();
    for (name, after) in [("momentum", 1), (last.name.as_str(), 10)] {
        let mut app = lesson(name, Lang::En);
        app.open_course(Course::beginning_with(Lesson::find(name).unwrap()).unwrap());
        app.context.lesson = None;
        type_in(&mut app, "T");
        let title = Lesson::shipped().unwrap().swap_remove(after).title;
        assert!(
            screen(&app, 80, 24).contains(&format!("▸ {}", title.get(Lang::En))),
            "{}",
            screen(&app, 80, 24)
        );
    }
    // One of a file stands before the others.
    let own = Lesson { name: "own.toml".into(), ..last };
    assert_eq!(Course::beginning_with(own).unwrap().lessons().len(), 12);
}
