//! Whole screens: pictures of them, every size, every popup.

mod classes;
mod compared;
mod digits;
mod doing;
mod ends;
mod foreign;
#[path = "../../tests/support/forms.rs"]
pub(super) mod forms;
mod inside;
mod lessons;
mod low;
mod mouse;
mod narrated;
mod presenter;
mod series;
mod sizes;
mod still;
mod surface;
mod sweep;
mod words;

use std::time::Instant;

use ratatui::style::{Color, Modifier};

use crate::{
    config::LaneConfig,
    data::LoadProgress,
    optim::{OptimizerKind, Setting},
    race::LaneId,
    session::{Change, LaneInfo, State, Update},
    terminal::Key,
    tui::{
        app::App,
        glyphs::Plot,
        testing::{
            app_after, buffer, press, progressed, racing, screen, started, started_anew, tried, type_in,
        },
        theme::{ColorDepth, Palette, Theme},
    },
    words::Lang,
};

fn assert_picture(name: &str, app: &App, (width, height): (u16, u16)) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../tests/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(format!("{name}_{width}x{height}"), screen(app, width, height)));
}

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (200, 50), (40, 12)];

#[test]
fn rates_at_four_sizes() {
    let app = tried();
    for size in SIZES {
        assert_picture("rates", &app, size);
    }
}

#[test]
fn starts_at_four_sizes_before_during_and_after() {
    let mut before = racing(1_240);
    type_in(&mut before, "7");
    for size in SIZES {
        assert_picture("starts_before", &before, size);
        assert_picture("starts_running", &started_anew(2), size);
        assert_picture("starts", &started_anew(5), size);
    }
    assert_picture("starts", &started_anew(5), (60, 18));
    let mut ascii = started_anew(5);
    ascii.context.plot = Plot::Ascii;
    assert_picture("starts_ascii", &ascii, (80, 24));
    let mut korean = started_anew(5);
    korean.context.lang = Lang::Ko;
    for size in [(60, 18), (80, 24)] {
        assert_picture("starts_ko", &korean, size);
    }
    let mut crowd = crowded();
    type_in(&mut crowd, "7");
    assert_picture("starts_crowd", &crowd, (80, 24));
}

fn marked() -> App {
    let mut app = racing(1_240);
    let change =
        Change::Setting { lane: LaneId(1), setting: Setting::LearningRate.into(), from: 0.01, to: 0.05 };
    app.apply(&Update::Changed { iteration: 800, change }, Instant::now());
    app
}

/// Fourteen lanes with long names, one diverged, one off, tiny rates.
fn crowded() -> App {
    let kinds = OptimizerKind::ALL.into_iter().cycle().take(14).collect::<Vec<_>>();
    let mut updates = vec![started(&[]), Update::State { state: State::Running, iteration: 0 }];
    for (index, kind) in (0..).zip(kinds) {
        let mut config = LaneConfig::new(kind);
        config.name = format!("{} with a long name {index:02}", kind.name());
        config.settings.set(Setting::LearningRate, 0.000_025).unwrap();
        let lane = LaneInfo::of_rule(LaneId(index), config);
        updates.push(Update::Changed { iteration: 0, change: Change::Added(Box::new(lane)) });
    }
    updates.push(progressed(14, 1, 700));
    updates.push(Update::Diverged { lane: LaneId(4), iteration: 700, loss: f32::NAN });
    updates.push(Update::Changed { iteration: 700, change: Change::Switched { lane: LaneId(5), on: false } });
    app_after(&updates)
}

#[test]
fn the_race_at_four_sizes() {
    for size in SIZES {
        assert_picture("race", &marked(), size);
    }
}

#[test]
fn bytes_a_second_stand_beside_the_bar_and_move_nothing_else() {
    for (width, height) in SIZES {
        let mut app = marked();
        let without = screen(&app, width, height);
        type_in(&mut app, "b");
        app.context.traffic = Some(1_536);
        let with = screen(&app, width, height);
        assert!(with.contains("  1.5 kB/s"), "{with}");
        let place = usize::from(height >= 16);
        let differs = |(with, without): (&str, &str)| with != without;
        let changed: Vec<usize> = with
            .lines()
            .zip(without.lines())
            .map(differs)
            .enumerate()
            .filter(|line| line.1)
            .map(|line| line.0)
            .collect();
        assert_eq!(changed, [place]);
        type_in(&mut app, "b");
        assert_eq!(screen(&app, width, height), without);
    }
}

#[test]
fn a_crowd_of_fourteen_lanes() {
    for size in SIZES {
        assert_picture("crowd", &crowded(), size);
    }
}

#[test]
fn loading_failure_first_iteration_and_no_lanes() {
    let mut loading = app_after(&[]);
    loading.apply(&Update::Loading(LoadProgress { done: 25, total: 100 }), Instant::now());
    assert_picture("loading", &loading, (80, 24));
    let message = "data/train-labels-idx1-ubyte.gz: 59,999 labels, but 60,000 images".to_owned();
    assert_picture("failure", &app_after(&[Update::Failed { message }]), (80, 24));
    assert_picture("first_iteration", &racing(1), (80, 24));
    assert_picture(
        "no_lanes",
        &app_after(&[started(&[]), Update::State { state: State::Paused, iteration: 0 }]),
        (80, 24),
    );
}

#[test]
fn everything_diverged_and_finished() {
    let mut app = racing(2_000);
    for lane in 0..4 {
        app.apply(&Update::Diverged { lane: LaneId(lane), iteration: 1_212, loss: f32::NAN }, Instant::now());
    }
    app.apply(&Update::State { state: State::Finished, iteration: 2_000 }, Instant::now());
    assert_picture("diverged", &app, (80, 24));
}

#[test]
fn popups_over_the_race() {
    let mut app = marked();
    press(&mut app, [Key::Down, Key::Char('e'), Key::Down]);
    type_in(&mut app, "1.5");
    press(&mut app, [Key::Enter]);
    assert_picture("edit", &app, (80, 24));
    press(&mut app, [Key::Esc, Key::Char('+'), Key::Right, Key::Right]);
    assert_picture("add", &app, (80, 24));
    press(&mut app, [Key::Esc, Key::Char('?')]);
    assert_picture("help", &app, (80, 24));
    assert_picture("help", &app, (120, 60));
}

#[test]
fn the_chart_in_other_ways() {
    let mut app = marked();
    type_in(&mut app, "ysshh");
    assert_picture("fitted", &app, (80, 24));
    type_in(&mut app, "yo==");
    assert_picture("log_zoomed", &app, (80, 24));
    let mut app = marked();
    for plot in ["block", "dot", "ascii"] {
        type_in(&mut app, "p");
        app.context.message = None;
        assert_picture(plot, &app, (80, 24));
    }
}

#[test]
fn ascii_screens_have_no_byte_above_7f() {
    for mut app in [marked(), crowded(), app_after(&[])] {
        app.context.plot = Plot::Ascii;
        for keys in ["", "?", "e"] {
            type_in(&mut app, keys);
            assert!(screen(&app, 120, 40).is_ascii(), "{}", screen(&app, 120, 40));
            press(&mut app, [Key::Esc]);
        }
    }
}

#[test]
fn without_colour_there_is_none_and_the_selected_lane_is_still_bold() {
    let mut app = marked();
    app.context.theme = Theme::new(Palette::Dark, ColorDepth::None);
    let buffer = buffer(&app, 80, 24);
    assert!(buffer.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
    assert!(buffer.content.iter().any(|cell| cell.symbol() == "S" && cell.modifier.contains(Modifier::BOLD)));
}

/// Not a test of pass or fail: `cargo test --release --lib frame_time -- --ignored --nocapture`.
#[test]
#[ignore = "prints a measurement"]
#[expect(clippy::print_stderr, reason = "a measurement is to be read")]
fn frame_time_with_a_million_iterations() {
    for iterations in [2_000, 1_000_000] {
        let app = racing(iterations);
        let area = ratatui::layout::Rect::new(0, 0, 200, 50);
        let mut times: Vec<f64> = (0..200)
            .map(|_| {
                let start = Instant::now();
                let mut buffer = ratatui::buffer::Buffer::empty(area);
                ratatui::widgets::Widget::render(&app, area, &mut buffer);
                start.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        eprintln!(
            "{iterations} iterations: {:.3} ms a frame, 99 of 100 below {:.3} ms",
            times[100], times[198]
        );
    }
}
