//! Pictures of the view into a step, and what its keys ask for.

use std::time::Instant;

use crate::tui::tests::{SIZES, assert_picture, marked};
use crate::{
    optim::OptimizerKind,
    race::LaneId,
    session::{Command, SavedNetworks, Update, Watch},
    tui::{
        app::App,
        glyphs::Plot,
        screen::Place,
        testing::{looked_inside, screen, type_in},
        theme::{ColorDepth, Palette, Theme},
    },
};

/// Momentum's next step in the second layer.
fn inside() -> App {
    let mut app = marked();
    type_in(&mut app, "3lj");
    app.apply(&looked_inside(1, OptimizerKind::Momentum), Instant::now());
    app
}

#[test]
fn a_step_at_four_sizes() {
    for size in SIZES {
        assert_picture("inside", &inside(), size);
    }
}

#[test]
fn the_longest_formula_and_the_most_moments_fit() {
    for kind in [OptimizerKind::AmsGrad, OptimizerKind::AdaDelta] {
        let mut app = inside();
        app.apply(&looked_inside(1, kind), Instant::now());
        assert_picture(&format!("inside_{}", kind.key()), &app, (80, 24));
    }
}

#[test]
fn a_step_in_ascii_has_no_byte_above_7f_and_without_colour_there_is_none() {
    let mut app = inside();
    app.context.plot = Plot::Ascii;
    assert_picture("inside_ascii", &app, (80, 24));
    for kind in OptimizerKind::ALL {
        app.apply(&looked_inside(1, kind), Instant::now());
        assert!(screen(&app, 120, 40).is_ascii(), "{}", screen(&app, 120, 40));
    }
    let mut app = inside();
    app.context.theme = Theme::new(Palette::Dark, ColorDepth::None);
    let buffer = crate::tui::testing::buffer(&app, 120, 40);
    assert!(buffer.content.iter().all(|cell| cell.fg == ratatui::style::Color::Reset));
}

#[test]
fn it_asks_for_the_selected_lane_and_the_chosen_layer_and_for_nothing_once_the_lane_has_ended() {
    let mut app = marked();
    type_in(&mut app, "3");
    let watch = |lane, layer| Some(Command::Watch(Watch::Inside { lane: LaneId(lane), layer }));
    assert_eq!(app.ask(), watch(0, 0));
    type_in(&mut app, "lll");
    assert_eq!(app.ask(), watch(0, 3));
    type_in(&mut app, "llllllhj");
    assert_eq!(app.ask(), watch(1, 3));
    app.apply(&Update::Diverged { lane: LaneId(1), iteration: 1_241, loss: f32::NAN }, Instant::now());
    assert_eq!(app.ask(), Some(Command::Watch(Watch::Nothing)));
    assert!(screen(&app, 80, 24).contains("Momentum diverged at 1,241: it takes no more steps"));
}

#[test]
fn what_was_told_of_another_lane_or_layer_is_not_shown_as_this_one() {
    let mut app = inside();
    assert!(screen(&app, 80, 24).contains("v ← 0.9·v − 0.01·g"));
    for keys in ["k", "jl", "h"] {
        type_in(&mut app, keys);
        assert_eq!(screen(&app, 80, 24).contains("0.9·v"), keys == "h", "{keys}");
    }
}

#[test]
fn a_replay_shows_the_step_of_its_networks_and_names_lanes_that_have_none() {
    let mut app = inside();
    app.context.place = Place::Recording;
    let lanes = vec![(LaneId(0), "SGD".to_owned()), (LaneId(1), "Momentum".to_owned())];
    let networks = SavedNetworks::Loaded { iteration: 1_240, lanes, reached: false };
    app.apply(&Update::Networks(networks), Instant::now());
    let shown = screen(&app, 80, 24);
    for expected in ["networks of iteration 1,240, the recording's checkpoint", "v ← 0.9·v − 0.01·g"] {
        assert!(shown.contains(expected), "{shown}");
    }
    assert!(matches!(app.ask(), Some(Command::Watch(Watch::Inside { .. }))));
    type_in(&mut app, "j");
    let shown = screen(&app, 80, 24);
    assert!(shown.contains("AdaGrad has no network in the recording's checkpoint"), "{shown}");
    assert_eq!(app.ask(), Some(Command::Watch(Watch::Nothing)));
}
