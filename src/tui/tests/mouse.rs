//! The mouse on the screen as it is drawn, at three sizes: every test looks for what it clicks.

mod charts;
mod layers;

use crate::{
    race::LaneId,
    session::Command,
    terminal::{
        Key,
        MouseAction::{self, Down, Drag, Up, WheelDown, WheelUp},
        MouseEvent,
    },
    tui::{
        app::App,
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
fn what_is_locked_can_not_be_clicked_either() {
    let size = (80, 24);
    let refused = |locks: &str, act: fn(&mut App)| {
        let mut app = clickable();
        app.context.locks = Locks::parse(locks).unwrap();
        let before = (app.context.selected, app.context.chart.clone(), shown(&app));
        act(&mut app);
        assert!((app.context.selected, app.context.chart.clone(), shown(&app)) == before, "{locks}");
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
    let before = app.context.chart.clone();
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
