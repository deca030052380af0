//! Recorded races side by side, a recorded lane beside a race, and what is told of who was faster.

use std::time::{Duration, Instant};

use crate::{
    config::{Config, LaneConfig},
    history::History,
    optim::OptimizerKind::{self, Adam, Momentum, Sgd},
    session::{Change, State, Update},
    terminal::Key,
    tui::{
        app::App,
        chart_settings::XUnit,
        context::Context,
        glyphs::Plot,
        screen::Place,
        testing::{press, progressed, racing, screen, started_with, type_in},
        tests::assert_picture,
        theme::{ColorDepth, Palette, Theme},
    },
};

/// A recorded race of these optimizers, with that many iterations done.
fn recorded(kinds: &[OptimizerKind], batch_size: usize, iterations: u64) -> History {
    let lanes = kinds.iter().copied().map(LaneConfig::new).collect();
    let config = Config { lanes, batch_size, ..Config::default() };
    let mut history = History::default();
    let finished = Update::State { state: State::Finished, iteration: iterations };
    for update in [started_with(&config), progressed(kinds.len() as u32, 1, iterations), finished] {
        history.apply(&update);
    }
    history
}

/// Two races that are compared: the second with other batches, fewer iterations and another lane.
fn compared() -> App {
    let runs = vec![
        ("wide".to_owned(), recorded(&[Sgd, Adam], 128, 2_000)),
        ("narrow".to_owned(), recorded(&[Sgd, Adam, Momentum], 32, 1_000)),
    ];
    let theme = Theme::new(Palette::Dark, ColorDepth::Sixteen);
    let history = History::compare(runs).unwrap();
    App::new(Context::new(history, Place::Comparison, theme, Plot::Braille, Instant::now()))
}

/// The row of a lane.
fn row(app: &App, name: &str) -> String {
    let screen = screen(app, 160, 40);
    screen
        .lines()
        .rfind(|line| line.contains(name) && !line.contains('│') && !line.contains("ghost"))
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn races_stand_side_by_side_with_the_settings_that_differ() {
    assert_picture("compared", &compared(), (120, 40));
    assert_picture("compared", &compared(), (80, 24));
}

#[test]
fn what_is_compared_offers_only_keys_and_views_that_work() {
    let mut app = compared();
    let text = screen(&app, 200, 40);
    let footer = text.lines().last().unwrap();
    for gone in ["reset", "pause", "rate", "edit", "continue"] {
        assert!(!footer.contains(gone), "{gone}\n{text}");
    }
    assert!(text.contains("1 race   2 surface   6 explain"), "{text}");
    type_in(&mut app, "4");
    assert!(screen(&app, 120, 40).contains("that view needs a race whose networks are at hand"));
    for seen in ["spring", "SGD", "wide/SGD"] {
        press(&mut app, [Key::Tab]);
        assert!(!screen(&app, 120, 40).is_empty(), "{seen}");
    }
    assert!(screen(&app, 120, 40).contains("line: mean of 11"), "three views on is the first again");
    assert_eq!(type_in(&mut app, " ruRnx[]"), [], "nothing is asked of races that have been run");
}

#[test]
fn the_axis_counts_epochs_and_seconds_of_each_race_by_its_own() {
    let mut app = compared();
    // 2,000 batches of 128 are 4.27 times 60,000 images, and took four seconds.
    for (unit, end) in [
        (XUnit::LogIterations, "2,000"),
        (XUnit::Epochs, "4.3"),
        (XUnit::Seconds, "4"),
        (XUnit::Iterations, "2,000"),
    ] {
        type_in(&mut app, "V");
        assert_eq!(app.context.chart.x_unit, unit);
        let text = screen(&app, 120, 40);
        let axis = text.lines().skip_while(|line| !line.contains('┼')).nth(1).unwrap();
        assert!(axis.ends_with(end), "{unit:?}: {axis}");
    }
    // The curve of 1,000 batches of 32 ends at an eighth of the epochs.
    let last_column = |app: &App, name: &str| {
        let history = app.context.shown();
        let lane = history.lanes().iter().find(|lane| lane.info.name == name).unwrap();
        lane.recorded.as_ref().unwrap().images.as_ref().unwrap().epochs(lane.curve.last().unwrap())
    };
    assert!((last_column(&app, "wide/Adam") - 2_000.0 * 128.0 / 60_000.0).abs() < 1e-9);
    assert!((last_column(&app, "narrow/Adam") - 1_000.0 * 32.0 / 60_000.0).abs() < 1e-9);
}

#[test]
fn batches_that_changed_on_the_way_count_as_they_were() {
    let mut history = recorded(&[Sgd], 128, 100);
    history.apply(&Update::Changed { iteration: 40, change: Change::BatchSize { from: 128, to: 32 } });
    let seen = 40.0 * 128.0 + 60.0 * 32.0;
    let images = history.images().unwrap();
    assert!((images.epochs(100) - seen / 60_000.0).abs() < 1e-12);
    assert!((images.epochs(40) - 40.0 * 128.0 / 60_000.0).abs() < 1e-12);
}

#[test]
fn the_table_tells_when_a_loss_was_reached_and_how_far_others_are_above_the_selected_lane() {
    let mut app = compared();
    type_in(&mut app, "A");
    type_in(&mut app, "0.3x");
    press(&mut app, [Key::Enter]);
    assert!(screen(&app, 120, 40).contains("loss must be a number above 0, such as 0.2"));
    press(&mut app, [Key::Backspace, Key::Enter]);
    let history = app.context.shown();
    let adam = &history.lanes()[1];
    let smoothing = app.context.chart.smoothing;
    let reached = history.reached(adam, crate::session::MetricKind::Loss, 0.3, smoothing).unwrap();
    assert_eq!(reached.elapsed, Duration::from_millis(reached.iteration * 2));
    let told = row(&app, "wide/Adam");
    let cells = format!("{}     {:.1} s", reached.iteration, reached.elapsed.as_secs_f64());
    assert!(told.contains(&cells), "{told}: {cells}");

    type_in(&mut app, "E");
    press(&mut app, [Key::Down]);
    assert!(screen(&app, 160, 40).contains("above wide/Adam"));
    let smoother = app.context.chart.smoother();
    let [sgd, adam] = [0, 1].map(|lane| app.context.shown().lanes()[lane].smoothed(&smoother).unwrap());
    let difference = crate::tui::number::change(Some(sgd - adam));
    assert!(row(&app, "wide/SGD").contains(&difference), "{difference}");
    assert!(!row(&app, "wide/Adam").contains(&difference));

    // Without a loss the columns go.
    type_in(&mut app, "A");
    press(&mut app, [Key::Backspace; 4]);
    press(&mut app, [Key::Enter]);
    assert_eq!(app.context.chart.target, None);
    assert!(!screen(&app, 160, 40).contains("to 0.3"));
}

#[test]
fn a_recorded_lane_runs_along_as_a_ghost_until_it_is_removed() {
    let mut app = racing(400);
    let guest = recorded(&[Sgd, Adam], 128, 900).into_recorded("night").pop().unwrap();
    app.context.invite(guest);
    assert_picture("guest", &app, (120, 40));
    let loss = |app: &App, iteration: u64| {
        let guest = &app.context.guests[0];
        crate::tui::number::loss(guest.curve.at(iteration))
    };
    assert!(row(&app, "night/Adam").contains(&loss(&app, 400)), "{}", row(&app, "night/Adam"));

    // A presenter's legend names it, too, with its loss of that moment.
    app.context.present(true);
    let smoothed = app.context.guests[0].curve.smoothed(400, &app.context.chart.smoother());
    let shown = screen(&app, 120, 40);
    let own = shown.lines().find(|line| line.contains("night/Adam")).unwrap_or_default();
    assert!(own.contains(&crate::tui::number::short_loss(smoothed.unwrap())), "{shown}");
    app.context.present(false);

    // Nothing is asked of the race for it, and the race's own lanes stay.
    press(&mut app, [Key::Down; 4]);
    assert_eq!(app.context.selected, Some(app.context.guests[0].info.id));
    assert_eq!(type_in(&mut app, "xFe"), []);
    assert_eq!(press(&mut app, [Key::Left, Key::Right]), []);
    app.apply(&progressed(4, 401, 402), Instant::now());
    assert_eq!(app.context.selected, Some(app.context.guests[0].info.id), "it stays selected");
    assert_eq!(type_in(&mut app, "X"), []);
    assert!(app.context.guests.is_empty());
    assert_eq!(app.context.selected, app.context.shown().lanes().first().map(|lane| lane.info.id));
    assert_eq!(app.context.shown().lanes().len(), 4);
}

#[test]
fn plus_lists_recorded_lanes_behind_the_optimizers() {
    let mut app = racing(100);
    type_in(&mut app, "+");
    press(&mut app, [Key::Left]);
    assert!(screen(&app, 80, 24).contains("← a recorded lane →"), "{}", screen(&app, 80, 24));
    let effects = press(&mut app, [Key::Enter]);
    assert_eq!(effects, [crate::tui::keymap::Effect::FindRecorded]);
    assert!(screen(&app, 80, 24).contains("looking for recorded races"));
    app.context.recorded = Some(Vec::new());
    assert!(screen(&app, 80, 24).contains("no race is recorded here"));
    assert_eq!(press(&mut app, [Key::Enter]), []);
    assert!(app.layer().is_none());
}
