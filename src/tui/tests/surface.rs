//! The surface as it is seen: pictures at four sizes, colours and none, lanes that have left.

use std::time::{Duration, Instant};

use ratatui::style::Color;

use crate::tui::tests::{SIZES, assert_picture, crowded};
use crate::{
    surface::Function,
    terminal::Key,
    tui::{
        app::App,
        glyphs::Plot,
        testing::{buffer, press, racing, screen, type_in},
        theme::{ColorDepth, Palette, Theme},
    },
};

/// The surface after thirty steps of the tutorial.
fn rolled() -> App {
    let mut app = racing(100);
    type_in(&mut app, "2NNN");
    app
}

#[test]
fn thirty_steps_at_four_sizes() {
    for size in SIZES {
        assert_picture("surface", &rolled(), size);
    }
}

#[test]
fn in_ascii_with_the_start_elsewhere_and_the_help_of_this_view() {
    let mut app = rolled();
    app.context.plot = Plot::Ascii;
    type_in(&mut app, "fffLKN");
    press(&mut app, [Key::Down, Key::Right, Key::Right]);
    assert_picture("surface_ascii", &app, (80, 24));
    type_in(&mut app, "N?");
    app.context.plot = Plot::Braille;
    assert_picture("surface_help", &app, (100, 40));
}

#[test]
fn every_function_in_ascii_has_no_byte_above_7f() {
    let mut app = crowded();
    app.context.plot = Plot::Ascii;
    type_in(&mut app, "2");
    for _ in Function::ALL {
        type_in(&mut app, "fNN");
        let shown = screen(&app, 200, 50);
        assert!(shown.is_ascii() && !shown.contains('?') | shown.contains("? help"), "{shown}");
    }
}

#[test]
fn levels_are_filled_where_there_are_colours_and_lines_where_there_are_few_or_none() {
    let mut app = rolled();
    for palette in [Palette::Dark, Palette::Light] {
        for (depth, filled) in [
            (ColorDepth::None, false),
            (ColorDepth::Sixteen, false),
            (ColorDepth::Indexed, true),
            (ColorDepth::True, true),
        ] {
            app.context.theme = Theme::new(palette, depth);
            let buffer = buffer(&app, 120, 40);
            let coloured = buffer.content.iter().filter(|cell| cell.bg != Color::Reset).count();
            assert_eq!(coloured > 1_000, filled, "{palette:?} {depth:?}: {coloured} cells");
            assert!(depth != ColorDepth::None || buffer.content.iter().all(|cell| cell.fg == Color::Reset));
        }
    }
}

#[test]
fn a_lane_out_of_sight_leaves_an_arrow_at_the_edge_and_one_that_diverged_says_when() {
    let mut app = racing(100);
    type_in(&mut app, "2 ");
    for _ in 0..4 {
        press(&mut app, [Key::Right]);
    }
    assert!(screen(&app, 80, 24).contains("SGD            10"), "{}", screen(&app, 80, 24));
    type_in(&mut app, "nn");
    let shown = screen(&app, 80, 24);
    assert!(shown.contains('↑') || shown.contains('↓'), "{shown}");
    type_in(&mut app, "NNNN");
    let shown = screen(&app, 80, 24);
    assert!(shown.contains("diverged at 15"), "{shown}");
    assert!(!shown.contains("NaN") && !shown.contains("inf"), "{shown}");
}

#[test]
fn at_any_rate_every_picture_is_drawn_at_once() {
    let mut app = crowded();
    type_in(&mut app, "2");
    for _ in 0..14 {
        for _ in 0..40 {
            press(&mut app, [Key::Right]);
        }
        press(&mut app, [Key::Down]);
    }
    let start = Instant::now();
    for _ in Function::ALL {
        for steps in ["n", "n", "n", "N", "N"] {
            type_in(&mut app, steps);
            let shown = screen(&app, 120, 40);
            assert!(!shown.contains("NaN") && !shown.contains("inf"), "{shown}");
        }
        type_in(&mut app, "f");
    }
    // A line to a place at the end of all numbers is no longer than one to the edge.
    assert!(start.elapsed() < Duration::from_secs(20));
}

/// Not a test of pass or fail: `cargo test --release --lib frame_time -- --ignored --nocapture`.
#[test]
#[ignore = "prints a measurement"]
#[expect(clippy::print_stderr, reason = "a measurement is to be read")]
fn frame_time_of_the_surface() {
    let mut app = crowded();
    for (name, depth) in [("lines", ColorDepth::None), ("levels", ColorDepth::Indexed)] {
        app.context.theme = Theme::new(Palette::Dark, depth);
        type_in(&mut app, "2fNNNNNNNNNN");
        let start = Instant::now();
        for _ in 0..100 {
            buffer(&app, 200, 50);
        }
        eprintln!("{name}: {:.3} ms a frame, 14 trails of 100 steps", start.elapsed().as_secs_f64() * 10.0);
    }
}

#[test]
fn keys_roll_here_and_race_there() {
    let mut app = racing(100);
    assert_eq!(type_in(&mut app, "2 nNr[]fFhjkl0"), [], "the race hears nothing of them");
    assert_eq!(press(&mut app, [Key::Left, Key::Right, Key::Down]), []);
    assert!(screen(&app, 80, 24).contains("▸ ✕ Momentum"));
    assert_eq!(type_in(&mut app, "+xeX"), [], "lanes are changed on the race's view");
    assert_eq!(type_in(&mut app, "1n").len(), 1);
}

#[test]
fn the_footer_says_what_space_does() {
    let mut app = racing(100);
    type_in(&mut app, "2");
    assert!(screen(&app, 80, 24).contains("space pause"));
    type_in(&mut app, " ");
    let shown = screen(&app, 80, 24);
    assert!(shown.contains("space go on") && shown.contains("▮ surface paused"), "{shown}");
}
