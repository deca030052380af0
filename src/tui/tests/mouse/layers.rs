//! Help, forms, lessons and whatever else lies over a view: what takes the mouse, and what is out of its reach.

use super::{SIZES, click, click_at, clickable, everywhere, find, find_last, mouse, shown};
use crate::{
    lesson::Course,
    terminal::{
        Key,
        MouseAction::{WheelDown, WheelUp},
    },
    tui::{
        app::App,
        testing::{point, press, screen, type_in},
    },
};

#[test]
fn the_wheel_scrolls_help_and_explanation_and_comes_back_from_the_end_at_once() {
    let (mut app, size) = (clickable(), (60, 18));
    type_in(&mut app, "?");
    let top = screen(&app, 60, 18);
    point(&mut app, size, [mouse(WheelDown, (30, 9)); 100]);
    let end = screen(&app, 60, 18);
    assert_ne!(end, top);
    point(&mut app, size, [mouse(WheelUp, (30, 9))]);
    assert_ne!(screen(&app, 60, 18), end);
    point(&mut app, size, [mouse(WheelUp, (30, 9)); 100]);
    assert_eq!(screen(&app, 60, 18), top);
    type_in(&mut app, "?6");
    let size = (60, 12);
    let screen = |app: &App, _, _| screen(app, 60, 12);
    let top = screen(&app, 60, 18);
    point(&mut app, size, [mouse(WheelDown, (30, 9)); 50]);
    let end = screen(&app, 60, 18);
    assert_ne!(end, top);
    point(&mut app, size, [mouse(WheelUp, (30, 9))]);
    assert_ne!(screen(&app, 60, 18), end);
    point(&mut app, size, [mouse(WheelUp, (30, 9)); 50]);
    assert_eq!(screen(&app, 60, 18), top);
}

#[test]
fn nothing_below_an_open_layer_can_be_reached() {
    for size in SIZES {
        for keys in ["?", "e", "+", "g", "4i", "T"] {
            let mut app = clickable();
            type_in(&mut app, keys);
            assert!(app.layer().is_some(), "{keys}");
            let before = (app.context.selected, app.context.chart.clone(), shown(&app));
            let effects = everywhere(&mut app, size, |row| row == size.1 - 1);
            assert_eq!(effects, [], "{keys} at {size:?}");
            assert!(
                (app.context.selected, app.context.chart.clone(), shown(&app)) == before,
                "{keys} at {size:?}"
            );
            assert!(app.layer().is_some(), "{keys}");
        }
    }
}

/// A race at a lesson's question.
fn voting() -> App {
    let mut app = clickable();
    app.open_course(Course::shipped().unwrap());
    for _ in 0..9 {
        if app.context.lesson.as_ref().is_some_and(|lesson| lesson.counting().is_some()) {
            return app;
        }
        press(&mut app, [Key::Enter]);
    }
    panic!("no question\n{}", screen(&app, 100, 40));
}

#[test]
fn while_a_room_votes_only_the_footer_and_the_lesson_take_the_mouse() {
    for size in SIZES {
        let mut app = voting();
        let before = (app.context.selected, app.context.chart.clone(), shown(&app));
        let votes = app.context.lesson.as_ref().unwrap().votes().to_vec();
        assert_eq!(everywhere(&mut app, size, |row| row == size.1 - 1), []);
        assert!((app.context.selected, app.context.chart.clone(), shown(&app)) == before, "{size:?}");
        assert_eq!(app.context.lesson.as_ref().unwrap().votes(), votes);
        click(&mut app, size, "0-9");
        assert_eq!(app.context.lesson.as_ref().unwrap().votes(), votes, "any digit is none");
        let enter = find_last(&app, size, "Enter");
        click_at(&mut app, size, enter);
        assert!(app.context.lesson.as_ref().is_none_or(|lesson| lesson.counting().is_none()));
    }
}

#[test]
fn a_lesson_that_has_no_room_is_scrolled_by_the_wheel() {
    let (mut app, size) = (voting(), (40, 14));
    let top = screen(&app, 40, 14);
    let row = find(&app, size, "──").1 + 1;
    point(&mut app, size, [mouse(WheelDown, (10, row))]);
    assert_ne!(screen(&app, 40, 14), top);
    point(&mut app, size, [mouse(WheelUp, (10, row)); 3]);
    assert_eq!(screen(&app, 40, 14), top);
}

#[test]
fn in_the_list_of_lessons_a_click_chooses_one_and_the_wheel_the_next() {
    let (mut app, size) = (clickable(), (80, 24));
    type_in(&mut app, "T");
    let (column, row) = find(&app, size, "▸");
    // The sign of the selected lane in the table is farther down.
    click_at(&mut app, size, (column + 4, row + 2));
    assert_eq!(find(&app, size, "▸"), (column, row + 2));
    point(&mut app, size, [mouse(WheelUp, (column, row))]);
    assert_eq!(find(&app, size, "▸"), (column, row + 1));
}
