//! The lines of a training's log.

use std::time::Instant;

use super::logs;
use crate::{
    session::Update,
    terminal::{Key, MouseAction, MouseEvent},
    tui::{
        app::App,
        testing::{point, press, screen, type_in},
    },
};

/// Adds lines with these numbers.
fn log(app: &mut App, numbers: std::ops::Range<u32>) {
    let lines = numbers.map(|number| format!("line {number}.")).collect();
    app.apply(&Update::Logged(lines), Instant::now());
}

/// The numbers of the first and the last line that are seen, and the note beside the title.
fn seen(app: &App) -> (u32, u32, String) {
    let shown = screen(app, 80, 24);
    let number = |line: &str| line.trim().strip_prefix("line ")?.strip_suffix('.')?.parse::<u32>().ok();
    let numbers: Vec<u32> = shown.lines().filter_map(number).collect();
    let note = shown.lines().find_map(|line| line.trim().strip_prefix("log"));
    (numbers[0], numbers[numbers.len() - 1], note.unwrap_or_default().trim().to_owned())
}

fn opened() -> App {
    let mut app = logs();
    log(&mut app, 0..100);
    type_in(&mut app, "L");
    app
}

#[test]
fn whoever_reads_the_newest_lines_sees_new_ones_and_older_ones_stay_put() {
    let mut app = opened();
    let (_, last, note) = seen(&app);
    assert_eq!((last, note.as_str()), (99, ""));
    log(&mut app, 100..103);
    assert_eq!(seen(&app).1, 102);
    press(&mut app, [Key::PageUp, Key::Char('k')]);
    let (first, last, note) = seen(&app);
    assert_eq!((last, note.as_str()), (91, "11 newer lines below"));
    log(&mut app, 103..110);
    assert_eq!(seen(&app), (first, last, "18 newer lines below".into()));
    press(&mut app, [Key::PageDown, Key::PageDown]);
    assert_eq!(seen(&app).1, 109);
}

#[test]
fn nothing_is_scrolled_past_the_last_page() {
    let mut app = opened();
    // Two lines were there before.
    press(&mut app, [Key::PageUp; 30]);
    let (first, last, _) = seen(&app);
    let rows = screen(&app, 80, 24).lines().filter(|line| line.trim().starts_with("line ")).count();
    assert_eq!((first, last), (0, u32::try_from(rows).unwrap() - 1));
    assert!(screen(&app, 80, 24).contains("saving checkpoint at 300"));
    // The wheel, which knows the window, comes back at once.
    app.context.mouse.on = true;
    let wheel = |action| MouseEvent { action, column: 5, row: 10 };
    let turn = |app: &mut App, action, times: usize| {
        point(app, (80, 24), std::iter::repeat_n(wheel(action), times));
        seen(app).1
    };
    let highest = turn(&mut app, MouseAction::WheelUp, 60);
    assert_eq!(highest, last);
    assert_eq!(turn(&mut app, MouseAction::WheelDown, 1), last + 3);
}
