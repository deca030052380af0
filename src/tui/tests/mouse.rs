//! The mouse on the screen as it is drawn, at three sizes: every test looks for what it clicks.

use ratatui::style::Modifier;

use crate::{
    lesson::Course,
    race::LaneId,
    session::Command,
    terminal::{
        Key,
        MouseAction::{self, Down, Drag, Up, WheelDown, WheelUp},
        MouseEvent,
    },
    tui::{
        app::App,
        chart_settings::{XRange, XUnit},
        glyphs::Plot,
        keymap::Effect,
        options::{Locks, Rebinding},
        testing::{buffer, point, press, racing, screen, tried, type_in},
    },
};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (60, 18)];

/// The last iteration of the default race.
const END: u64 = 2_000;

/// A race whose screen uses the mouse.
fn clickable() -> App {
    let mut app = racing(1_240);
    app.context.mouse.on = true;
    app
}

/// Column and row of the first such text on the screen.
fn find(app: &App, size: (u16, u16), text: &str) -> (u16, u16) {
    all(app, size, text)[0]
}

/// Column and row of the last such text, where names stand beside curves, too.
fn find_last(app: &App, size: (u16, u16), text: &str) -> (u16, u16) {
    *all(app, size, text).last().unwrap()
}

fn all(app: &App, (width, height): (u16, u16), text: &str) -> Vec<(u16, u16)> {
    let buffer = buffer(app, width, height);
    let begins = |x: u16, y: u16| {
        let mut rest = text;
        for x in x..width {
            match rest.strip_prefix(buffer[(x, y)].symbol()) {
                Some("") => return true,
                Some(left) => rest = left,
                None => return false,
            }
        }
        false
    };
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let found: Vec<(u16, u16)> = places.filter(|(x, y)| begins(*x, *y)).collect();
    assert!(!found.is_empty(), "no {text} on\n{}", screen(app, width, height));
    found
}

fn mouse(action: MouseAction, (column, row): (u16, u16)) -> MouseEvent {
    MouseEvent { action, column, row }
}

fn click_at(app: &mut App, size: (u16, u16), at: (u16, u16)) -> Vec<Effect> {
    point(app, size, [mouse(Down, at), mouse(Up, at)])
}

/// Clicks the beginning of a text.
fn click(app: &mut App, size: (u16, u16), text: &str) -> Vec<Effect> {
    let at = find(app, size, text);
    click_at(app, size, at)
}

/// The name of the view that is shown.
fn shown(app: &App) -> String {
    app.view_names().into_iter().find(|(_, _, shown)| *shown).unwrap().1.to_owned()
}

/// The columns of the plot, from the axis on, and its row in the middle.
fn plot(app: &App, size: (u16, u16)) -> (u16, u16, u16) {
    let (corner, axis) = find(app, size, "┼");
    let buffer = buffer(app, size.0, size.1);
    let is_axis = |x: &u16| matches!(buffer[(*x, axis)].symbol(), "─" | "┬");
    (corner + 1, (corner + 1..size.0).take_while(is_axis).last().unwrap(), axis - 3)
}

/// Column and row of a view's digit among the names of the views; a narrow window has no other name than that of the view
/// that is shown.
fn tab(app: &App, size: (u16, u16), number: &str) -> (u16, u16) {
    let names = app.view_names();
    let (own, name, _) = names.iter().find(|(.., shown)| *shown).unwrap();
    let row = find(app, size, &format!("{own} {name}")).1;
    *all(app, size, number).iter().find(|(_, y)| *y == row).unwrap()
}

#[test]
fn a_click_on_a_tab_turns_to_its_view_and_back() {
    for size in SIZES {
        let mut app = clickable();
        for (number, name) in [
            ("2", "surface"),
            ("3", "inside"),
            ("6", "explain"),
            ("4", "digits"),
            ("5", "rates"),
            ("7", "starts"),
            ("1", "race"),
            ("6", "explain"),
        ] {
            let at = tab(&app, size, number);
            let effects = click_at(&mut app, size, at);
            assert_eq!((shown(&app).as_str(), effects.len()), (name, 0), "{size:?}");
        }
        let (end, row) = find(&app, size, "6 explain");
        click_at(&mut app, size, (end + 8, row));
        assert_eq!(shown(&app), "explain", "the last letter belongs to it");
        click_at(&mut app, size, (end + 9, row));
        let (start, row) = tab(&app, size, "2");
        click_at(&mut app, size, (start - 1, row));
        assert_eq!(shown(&app), "explain", "what is between names belongs to none");
    }
}

#[test]
fn a_click_on_a_row_selects_its_lane_in_every_table() {
    for size in SIZES {
        let mut app = clickable();
        for view in ["1", "2"] {
            type_in(&mut app, view);
            let (column, row) = find_last(&app, size, "● SGD");
            click_at(&mut app, size, (column, row));
            assert_eq!(app.context.selected, Some(LaneId(0)), "{size:?}");
            click_at(&mut app, size, (column, row + 2));
            assert_eq!(app.context.selected, Some(LaneId(2)), "{size:?}");
            click_at(&mut app, size, (size.0 - 2, row + 1));
            assert_eq!(app.context.selected, Some(LaneId(1)), "a row is as wide as the table");
            assert!(screen(&app, size.0, size.1).contains("▸ ✕ Momentum"));
        }
        let heading = find(&app, size, "▸ ✕").1 - 2;
        click_at(&mut app, size, (4, heading));
        assert_eq!(app.context.selected, Some(LaneId(1)), "no row");
    }
}

#[test]
fn a_click_on_a_name_beside_the_curves_selects_its_lane() {
    for size in SIZES {
        let mut app = clickable();
        for (lane, name) in (0..).zip(["● SGD", "✕ Momentum", "■ AdaGrad", "◆ Adam"]) {
            let (column, row) = find(&app, size, name);
            click_at(&mut app, size, (column + 2, row));
            assert_eq!(app.context.selected, Some(LaneId(lane)), "{name} at {size:?}");
        }
    }
}

#[test]
fn rows_that_were_scrolled_to_and_ordered_are_the_lanes_that_are_seen_there() {
    let (mut app, size) = (super::crowded(), (80, 24));
    app.context.mouse.on = true;
    app.context.selected = Some(LaneId(13));
    let (_, row) = find(&app, size, "▸");
    let above = buffer(&app, 80, 24);
    let name: String = (4..40).map(|x| above[(x, row - 2)].symbol()).collect();
    click_at(&mut app, size, (10, row - 2));
    assert_eq!(app.context.selected, Some(LaneId(11)), "{name}");
    let mut app = clickable();
    type_in(&mut app, "o");
    app.context.message = None;
    let (column, row) = find(&app, size, "▸ ●");
    assert!(screen(&app, 80, 24).lines().nth(usize::from(row)).unwrap().contains("SGD"));
    click_at(&mut app, size, (column, row - 3));
    assert!(screen(&app, 80, 24).contains("▸ ◆ Adam") || app.context.selected == Some(LaneId(2)));
}

#[test]
fn a_click_on_a_trial_selects_it_and_no_lane() {
    let mut app = tried();
    app.context.mouse.on = true;
    let size = (80, 24);
    let lane = app.context.selected;
    let (column, row) = find(&app, size, "▸");
    click_at(&mut app, size, (column + 4, row + 2));
    assert_eq!(find(&app, size, "▸"), (column, row + 2));
    assert_eq!(app.context.selected, lane);
}

#[test]
fn a_click_in_the_footer_presses_its_key() {
    for size in SIZES {
        let mut app = clickable();
        assert_eq!(click(&mut app, size, "space"), [Effect::Send(Command::Pause)], "{size:?}");
        assert_eq!(click(&mut app, size, "pause"), [Effect::Send(Command::Resume)], "its label as well");
        assert_eq!(click(&mut app, size, "q quit"), [Effect::Quit]);
        assert_eq!(click(&mut app, size, "quit"), [Effect::Quit]);
        click(&mut app, size, "? help");
        assert!(app.layer().is_some());
        click(&mut app, size, "? close");
        assert!(app.layer().is_none());
    }
    let (mut app, size) = (clickable(), (120, 40));
    click(&mut app, size, "↓");
    assert_eq!(app.context.selected, Some(LaneId(1)));
    click(&mut app, size, "↑");
    assert_eq!(app.context.selected, Some(LaneId(0)));
    app.context.rebinding = Rebinding::parse("pause=p,plot-next=space").unwrap();
    assert_eq!(click(&mut app, size, "p pause"), [Effect::Send(Command::Pause)]);
    app.context.plot = Plot::Ascii;
    let rate = click(&mut app, size, "<- ->");
    assert!(matches!(rate[..], [Effect::Send(Command::Set { .. })]), "{rate:?}");
}

#[test]
fn a_message_in_the_footers_place_goes_when_it_is_clicked() {
    let (mut app, size) = (clickable(), (80, 24));
    app.context.warn("something is wrong");
    assert_eq!(click(&mut app, size, "something"), []);
    assert_eq!(app.context.message, None);
    assert_eq!(click(&mut app, size, "space"), [Effect::Send(Command::Pause)]);
}

#[test]
fn a_click_in_the_chart_sets_the_cursor_under_the_pointer() {
    for size in SIZES {
        let mut app = clickable();
        let (left, right, row) = plot(&app, size);
        let column = left + (right - left) / 4;
        click_at(&mut app, size, (column, row));
        let cursor = app.context.chart.cursor.unwrap();
        assert!(cursor.abs_diff(END / 4) < END / u64::from(right - left), "{size:?}: {cursor}");
        assert!(is_marked(&app, size, (column, row)), "{}", screen(&app, size.0, size.1));
        // Beside the plot nothing happens.
        click_at(&mut app, size, (right + 2, row));
        assert_eq!(app.context.chart.cursor, Some(cursor));
    }
}

/// Whether the cursor stands in that column, and only there.
fn is_marked(app: &App, (width, height): (u16, u16), (column, row): (u16, u16)) -> bool {
    let shown = buffer(app, width, height);
    let marked =
        |x: u16| shown[(x, row)].symbol() == "│" || shown[(x, row)].modifier.contains(Modifier::REVERSED);
    marked(column) && !marked(column - 1) && !marked(column + 1)
}

#[test]
fn on_every_axis_the_cursor_stands_where_it_was_clicked() {
    let (mut app, size) = (clickable(), (120, 40));
    for unit in [XUnit::LogIterations, XUnit::Epochs, XUnit::Seconds, XUnit::Iterations] {
        type_in(&mut app, "V");
        assert_eq!(app.context.chart.x_unit, unit);
        app.context.message = None;
        let (left, right, row) = plot(&app, size);
        // Within what has been run, which is not much of an axis of seconds, and where iterations are closer than columns.
        let ninths = if unit == XUnit::LogIterations { [7, 8] } else { [1, 2] };
        let columns = ninths.map(|ninths| left + (right - left) * ninths / 9);
        for column in columns {
            click_at(&mut app, size, (column, row));
            assert!(is_marked(&app, size, (column, row)), "{unit:?}\n{}", screen(&app, 120, 40));
        }
        let column = columns[1];
        point(&mut app, size, [mouse(WheelUp, (column, row)); 2]);
        let (first, last) = app.context.chart.range(&app.context.history);
        let cursor = app.context.chart.cursor.unwrap();
        assert!((first..=last).contains(&cursor) && last - first < END, "{unit:?}: {first} to {last}");
        app.context.chart.x_range = XRange::Whole;
    }
}

#[test]
fn the_wheel_zooms_at_the_pointer_and_a_drag_pans_and_sets_no_cursor() {
    for size in SIZES {
        let mut app = clickable();
        let (left, right, row) = plot(&app, size);
        let middle = left + (right - left) / 2;
        point(&mut app, size, [mouse(WheelUp, (middle, row)); 3]);
        let XRange::Between(first, last) = app.context.chart.x_range else { panic!("not zoomed") };
        assert!((840..=845).contains(&(last - first)), "{first} to {last}");
        assert!((first + last).abs_diff(END) < 40, "{first} to {last}");
        // By a quarter of the plot to the right, in two steps, the second outside of it.
        let quarter = (right - left) / 4;
        let drag = [
            mouse(Down, (middle, row)),
            mouse(Drag, (middle + 1, row)),
            mouse(Drag, (middle + quarter, size.1 - 1)),
        ];
        point(&mut app, size, drag);
        point(&mut app, size, [mouse(Up, (middle + quarter, size.1 - 1))]);
        let XRange::Between(moved, _) = app.context.chart.x_range else { panic!("not moved") };
        assert!((first - moved).abs_diff((last - first) / 4) < 20, "{first}, {moved}");
        assert_eq!(app.context.chart.cursor, None);
        point(&mut app, size, [mouse(WheelDown, (middle, row)); 9]);
        assert_eq!(app.context.chart.x_range, XRange::Whole);
    }
}

#[test]
fn both_charts_of_a_split_view_and_the_one_below_an_explanation_are_charts() {
    let (mut app, size) = (clickable(), (120, 50));
    type_in(&mut app, "D");
    app.context.message = None;
    let (left, right, row) = plot(&app, size);
    let below = find(&app, size, "classified right").1 + 3;
    for row in [row, below] {
        app.context.chart.cursor = None;
        click_at(&mut app, size, (left + (right - left) / 2, row));
        assert!(app.context.chart.cursor.unwrap().abs_diff(END / 2) < 30, "{row}");
    }
    type_in(&mut app, "6");
    let (_, _, row) = plot(&app, size);
    point(&mut app, size, [mouse(WheelUp, (left + 10, row))]);
    assert!(matches!(app.context.chart.x_range, XRange::Between(..)), "{}", screen(&app, 120, 50));
}

#[test]
fn on_the_surface_the_plane_is_no_chart_of_iterations() {
    for size in SIZES {
        let mut app = clickable();
        type_in(&mut app, "2");
        let (at, beside) = ((20, 7), (30, 7));
        point(&mut app, size, [mouse(WheelUp, at), mouse(Down, at), mouse(Drag, beside), mouse(Up, beside)]);
        assert_eq!((app.context.chart.x_range, app.context.chart.cursor), (XRange::Whole, None));
    }
}

#[test]
fn in_presenter_mode_the_chart_and_the_names_beside_it_take_the_mouse() {
    for size in SIZES {
        let mut app = clickable();
        app.context.present(true);
        let (left, right, row) = plot(&app, size);
        click_at(&mut app, size, (left + (right - left) / 2, row));
        assert!(app.context.chart.cursor.unwrap().abs_diff(END / 2) < 60, "{size:?}");
        let names = right + 3;
        let lanes: Vec<LaneId> = (2..size.1)
            .filter_map(|y| {
                app.context.selected = None;
                click_at(&mut app, size, (names, y));
                app.context.selected
            })
            .collect();
        let mut seen = lanes.clone();
        seen.dedup();
        assert_eq!(seen, [0, 1, 2, 3].map(LaneId), "{}", screen(&app, size.0, size.1));
    }
}

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

/// Everywhere in the window every gesture.
fn everywhere(app: &mut App, size: (u16, u16), except: impl Fn(u16) -> bool) -> Vec<Effect> {
    let mut effects = Vec::new();
    for row in (0..size.1).filter(|row| !except(*row)) {
        for column in (0..size.0).step_by(7) {
            let at = (column, row);
            let all = [Down, Drag, Up, WheelUp, WheelDown].map(|action| mouse(action, at));
            effects.extend(point(app, size, all));
        }
    }
    effects
}

#[test]
fn nothing_below_an_open_layer_can_be_reached() {
    for size in SIZES {
        for keys in ["?", "e", "+", "g", "4i", "T"] {
            let mut app = clickable();
            type_in(&mut app, keys);
            assert!(app.layer().is_some(), "{keys}");
            let before = (app.context.selected, app.context.chart, shown(&app));
            let effects = everywhere(&mut app, size, |row| row == size.1 - 1);
            assert_eq!(effects, [], "{keys} at {size:?}");
            assert!((app.context.selected, app.context.chart, shown(&app)) == before, "{keys} at {size:?}");
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
        let before = (app.context.selected, app.context.chart, shown(&app));
        let votes = app.context.lesson.as_ref().unwrap().votes().to_vec();
        assert_eq!(everywhere(&mut app, size, |row| row == size.1 - 1), []);
        assert!((app.context.selected, app.context.chart, shown(&app)) == before, "{size:?}");
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

#[test]
fn what_is_locked_can_not_be_clicked_either() {
    let size = (80, 24);
    let refused = |locks: &str, act: fn(&mut App)| {
        let mut app = clickable();
        app.context.locks = Locks::parse(locks).unwrap();
        let before = (app.context.selected, app.context.chart, shown(&app));
        act(&mut app);
        assert!((app.context.selected, app.context.chart, shown(&app)) == before, "{locks}");
        app.context.message.as_ref().map(|message| message.text.clone()).unwrap_or_default()
    };
    let size_of = move |app: &App| plot(app, size);
    assert_eq!(refused("3", |app| drop(click(app, (80, 24), "3 inside"))), "3 is locked");
    assert_eq!(
        refused("j", |app| drop(click_at(app, (80, 24), find_last(app, (80, 24), "✕ Momentum")))),
        "j is locked"
    );
    let wheel = |app: &mut App| {
        let (left, _, row) = plot(app, (80, 24));
        point(app, (80, 24), [mouse(WheelUp, (left + 9, row))]);
    };
    assert_eq!(refused("-", wheel), "- is locked");
    let cursor = |app: &mut App| {
        let (left, _, row) = plot(app, (80, 24));
        click_at(app, (80, 24), (left + 9, row));
    };
    assert_eq!(refused("h", cursor), "h is locked");
    let mut app = clickable();
    app.context.locks = Locks::parse(">").unwrap();
    let (left, _, row) = size_of(&app);
    point(&mut app, size, [mouse(WheelUp, (left + 9, row)); 2]);
    let zoomed = app.context.chart.x_range;
    point(&mut app, size, [mouse(Down, (left + 9, row)), mouse(Drag, (left + 3, row))]);
    assert_eq!(app.context.chart.x_range, zoomed);
    // One key of an entry that the footer shows all the same.
    let mut app = clickable();
    app.context.locks = Locks::parse("left").unwrap();
    assert_eq!(click(&mut app, (120, 40), "←"), []);
    assert!(matches!(app.context.message, Some(message) if message.text == "← is locked"));
}

#[test]
fn while_it_is_off_only_the_pad_takes_the_mouse_and_nothing_beside_it() {
    let size = (80, 24);
    let mut app = racing(1_240);
    assert!(!app.uses_mouse());
    let before = app.context.chart;
    assert_eq!(everywhere(&mut app, size, |_| false), []);
    assert!(app.context.chart == before && shown(&app) == "race");
    type_in(&mut app, "4i");
    assert!(app.uses_mouse());
    assert_eq!(click(&mut app, size, "Esc"), []);
    assert!(app.layer().is_some());
    press(&mut app, [Key::Esc]);
    type_in(&mut app, "W");
    assert!(app.uses_mouse());
    let said = |app: &App| app.context.message.as_ref().unwrap().text.clone();
    assert_eq!(said(&app), "mouse on: click tabs, rows, keys; wheel zooms, drag pans");
    type_in(&mut app, "W");
    assert!(!app.uses_mouse());
    assert_eq!(said(&app), "mouse off: text can be selected");
}

#[test]
fn any_gesture_anywhere_in_any_view_and_window_is_taken() {
    for size in [(21, 7), (40, 12), (20, 6), (60, 18)] {
        for keys in ["1", "2", "3", "4", "5", "6", "7", "z1", "?"] {
            let mut app = clickable();
            type_in(&mut app, keys);
            everywhere(&mut app, size, |_| false);
            screen(&app, size.0, size.1);
        }
    }
}
