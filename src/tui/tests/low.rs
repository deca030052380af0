//! Low and narrow windows: what has no room can be reached and says that it is there; signs that have no sure width.

use std::time::Instant;

use unicode_width::UnicodeWidthStr;

use crate::tui::tests::{crowded, marked};
use crate::{
    lesson::{Lesson, Runner},
    optim::OptimizerKind,
    race::ImageFilter,
    session::{State, Update},
    terminal::Key,
    tui::{
        app::App,
        glyphs::Plot,
        testing::{app_after, buffer, guessed, looked_inside, press, screen, started, type_in},
        views::lesson::teach,
    },
    words::Lang,
};

/// Windows in which no lesson has room.
const LOW: [(u16, u16); 5] = [(80, 16), (60, 12), (40, 12), (100, 9), (21, 7)];

/// More pages than any text has.
const PAGES: usize = 60;

/// The lines of the lesson's strip, without the sign that there are more.
fn strip(app: &App, (width, height): (u16, u16)) -> Vec<String> {
    let shown = screen(app, width, height);
    let lines: Vec<&str> = shown.lines().collect();
    let rule = lines.iter().rposition(|line| line.starts_with('─')).expect("a rule with the title");
    let footer = usize::from(height >= 10);
    let own = &lines[rule + 1..lines.len() - footer];
    own.iter().map(|line| line.trim_end().trim_end_matches('…').trim().to_owned()).collect()
}

/// All that is to be read of a step, page by page.
fn read(app: &mut App, size: (u16, u16)) -> String {
    let mut read: Vec<String> = Vec::new();
    for _ in 0..PAGES {
        // A page may begin with lines of the one before.
        let page = strip(app, size);
        let again = (0..=page.len()).rev().find(|count| read.ends_with(&page[..*count])).unwrap_or(0);
        read.extend_from_slice(&page[again..]);
        press(app, [Key::PageDown]);
    }
    read.concat().replace([' ', '▸', '_'], "")
}

#[test]
fn every_text_of_every_lesson_can_be_read_in_low_windows() {
    for (lang, size) in Lang::ALL.into_iter().flat_map(|lang| LOW.map(|size| (lang, size))) {
        let mut app = app_after(&[
            started(&[OptimizerKind::Sgd]),
            Update::State { state: State::Paused, iteration: 0 },
        ]);
        app.context.lang = lang;
        for shipped in Lesson::shipped().unwrap() {
            for step in &shipped.steps {
                teach(&mut app.context, Runner::new(Lesson { steps: vec![step.clone()], ..shipped.clone() }));
                let first = screen(&app, size.0, size.1);
                let all = read(&mut app, size);
                let question = step.question.iter();
                let asked = question.flat_map(|question| question.answers.iter().chain([&question.text]));
                for text in asked.chain([&step.text]) {
                    let text = text.get(lang).replace(' ', "");
                    assert!(all.contains(&text), "{}: {text} at {size:?} is not in {all}", shipped.name);
                    let whole = first.replace([' ', '\n'], "").contains(&text);
                    let marked = first.lines().any(|line| line.ends_with('…')) && first.contains("PgDn");
                    assert!(whole || marked || size.0 < 40, "no sign of {text} in\n{first}");
                }
            }
        }
    }
}

#[test]
fn the_answer_that_is_counted_is_in_sight() {
    let mut app = marked();
    let lesson = Lesson::find("saddle").unwrap();
    teach(&mut app.context, Runner::new(lesson));
    for size in LOW {
        for _ in 0..3 {
            press(&mut app, [Key::Down]);
            assert!(
                strip(&app, size).iter().any(|line| line.contains('▸')),
                "{}",
                screen(&app, size.0, size.1)
            );
        }
        press(&mut app, [Key::PageUp, Key::Up, Key::Up, Key::PageUp]);
        assert!(
            screen(&app, size.0, size.1).contains("With") || size.1 < 9,
            "{}",
            screen(&app, size.0, size.1)
        );
    }
}

#[test]
fn an_explanation_in_a_low_window_says_that_there_is_more_and_scrolls() {
    let mut app = marked();
    type_in(&mut app, "6");
    let last = "the others?";
    assert!(OptimizerKind::Sgd.experiment()[0].ends_with(last));
    let shown = screen(&app, 60, 12);
    assert!(!shown.contains(last) && shown.contains('…'), "{shown}");
    press(&mut app, [Key::PageDown; 12]);
    let shown = screen(&app, 60, 12);
    assert!(shown.contains(last), "{shown}");
}

#[test]
fn narrow_signs_have_the_same_width_in_every_terminal_and_leave_korean_alone() {
    let mut digits = marked();
    digits.apply(&guessed(ImageFilter::All), std::time::Instant::now());
    for mut app in [marked(), crowded(), digits] {
        app.context.plot = Plot::Narrow;
        app.context.lang = Lang::Ko;
        for typed in ["", "z", "z2", "3", "4", "5", "6", "7", "?"] {
            press(&mut app, [Key::Esc]);
            type_in(&mut app, typed);
            for cell in &buffer(&app, 120, 40).content {
                assert_eq!(
                    cell.symbol().width(),
                    cell.symbol().width_cjk(),
                    "{:?} after {typed:?}",
                    cell.symbol()
                );
            }
        }
        press(&mut app, [Key::Esc]);
        let shown = screen(&app, 120, 40);
        assert!(shown.chars().any(|sign| ('가'..='힣').contains(&sign)), "{shown}");
    }
}

#[test]
fn forms_are_whole_at_60x18_with_the_keys_below_them() {
    for kind in OptimizerKind::ALL {
        let mut app = app_after(&[started(&[kind]), Update::State { state: State::Paused, iteration: 0 }]);
        for form in ["e", "+"] {
            type_in(&mut app, form);
            let shown = screen(&app, 60, 18);
            let last = if form == "e" { "batch size" } else { "warm-up" };
            assert!(shown.contains(last) && shown.contains("schedule"), "{}:\n{shown}", kind.name());
            assert!(shown.contains("Enter apply  Esc discard"), "{}:\n{shown}", kind.name());
            press(&mut app, [Key::Esc]);
        }
    }
}

#[test]
fn a_step_keeps_its_histograms_in_narrow_windows() {
    let mut app = marked();
    type_in(&mut app, "3lj");
    app.apply(&looked_inside(1, OptimizerKind::Momentum), Instant::now());
    for (size, powers) in [((60, 18), ["1e-8", "1e-4"]), ((40, 12), ["1e-6", "1"])] {
        let shown = screen(&app, size.0, size.1);
        for expected in
            ["gradient ", "step ", "moment v ", "activations ", "43 % zeros", "█"].iter().chain(&powers)
        {
            assert!(shown.contains(expected), "{expected}:\n{shown}");
        }
    }
}
