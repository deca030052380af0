//! What trainings of other programs are judged by: the metric that the chart shows, wherever lanes are compared.

use std::time::{Duration, Instant};

use super::{begun, lane, logs, measured};
use crate::{
    history::History,
    session::{DeclaredMetric, MetricKind, State, TrainingSource, Update},
    terminal::Key,
    tui::{
        announcement::announcement,
        app::App,
        chart_settings::XUnit,
        context::Context,
        glyphs::Plot,
        screen::Place,
        testing::{app_after, press, screen, type_in},
        theme::{ColorDepth, Palette, Theme},
    },
};

/// Two runs of which only an accuracy is known.
fn without_losses() -> Vec<Update> {
    let mut updates = begun("runs", TrainingSource::Log, None, &[]);
    updates.extend([lane(0, "low", Vec::new()), lane(1, "high", Vec::new())]);
    let rises = |to: f32| move |step: f32| to * (step / 200.0).min(1.0);
    updates.extend([
        measured(0, MetricKind::Declared(0), 400, rises(0.6)),
        measured(1, MetricKind::Declared(0), 400, rises(0.9)),
    ]);
    updates
}

/// A front end that is opened when all of that is known already.
fn attached(updates: &[Update]) -> App {
    let mut history = History::default();
    for update in updates {
        history.apply(update);
    }
    let theme = Theme::new(Palette::Dark, ColorDepth::Sixteen);
    App::new(Context::new(history, Place::Log, theme, Plot::Braille, Instant::now()))
}

#[test]
fn whoever_attaches_sees_the_first_metric_that_there_is() {
    let app = attached(&without_losses());
    assert_eq!(app.context.chart.metric, MetricKind::Declared(0));
    let shown = screen(&app, 80, 24);
    assert!(shown.lines().any(|line| line.trim_start().starts_with("val/accuracy")), "{shown}");
    // A name that is cut says nothing: what has no room beside it is left out.
    let narrow = screen(&app, 60, 24);
    assert!(narrow.lines().any(|line| line.trim_end().ends_with("mean of 11")), "{narrow}");
    // One that was chosen stays.
    let mut app = logs();
    type_in(&mut app, "m");
    let chosen = app.context.chart.metric;
    app.apply(&measured(0, MetricKind::Loss, 405, |_| 0.1), Instant::now());
    assert_eq!((app.context.chart.metric, chosen), (chosen, MetricKind::LearningRate));
}

#[test]
fn the_best_is_told_by_the_metric_that_is_shown() {
    let mut app = attached(&without_losses());
    let title = announcement(&app.context).title;
    assert!(title.ends_with("· high 0.900"), "{title}");
    app.apply(&Update::State { state: State::Finished, iteration: 400 }, Instant::now());
    let shown = screen(&app, 120, 40);
    assert!(shown.contains("high has the best val/accuracy, 0.9000."), "{shown}");
    assert!(shown.contains("w saves figure and report") && !shown.contains("No lane has reached"), "{shown}");
    // Beside its curve as well, and on a presenter's screen.
    assert!(shown.lines().any(|line| line.contains("high 0.9000")), "{shown}");
    type_in(&mut app, "z");
    let presented = screen(&app, 100, 30);
    assert!(presented.contains("0.900") && presented.contains("0.600"), "{presented}");
    // By a learning rate nobody is best, and nothing was measured of a loss.
    let mut app = logs();
    app.apply(&Update::State { state: State::Finished, iteration: 400 }, Instant::now());
    assert!(screen(&app, 120, 40).contains("lowest smoothed loss"), "{}", screen(&app, 120, 40));
    type_in(&mut app, "m");
    let shown = screen(&app, 120, 40);
    assert!(!shown.contains("lowest smoothed loss") && shown.contains("w saves figure"), "{shown}");
}

#[test]
fn while_it_runs_nothing_is_told_of_losses_beside_another_metric() {
    let mut app = logs();
    app.context.now += Duration::from_mins(1);
    app.context.narrate(true);
    assert!(screen(&app, 120, 40).contains("resnet leads: "), "{}", screen(&app, 120, 40));
    type_in(&mut app, "mm");
    assert!(!screen(&app, 120, 40).contains("resnet leads: "), "{}", screen(&app, 120, 40));
}

#[test]
fn what_is_known_exactly_is_not_smoothed_in_the_table_either() {
    let mut updates = begun("runs", TrainingSource::Log, None, &[]);
    updates.extend([
        Update::Declared(vec![DeclaredMetric::named("lr_2")]),
        lane(0, "net", Vec::new()),
        measured(0, MetricKind::Declared(1), 400, |step| if step < 400.0 { 0.5 } else { 0.25 }),
    ]);
    let app = app_after(&updates);
    let shown = screen(&app, 120, 40);
    let row = shown.lines().rfind(|line| line.contains("● net")).unwrap();
    assert!(row.contains("0.2500    0.2500"), "{shown}");
}

#[test]
fn a_cursor_between_two_measurements_shows_the_one_before_and_no_other_metric() {
    let mut app = logs();
    type_in(&mut app, "mm");
    press(&mut app, [Key::Char('h'), Key::Char('h')]);
    assert_eq!(app.context.chart.cursor, Some(399));
    let shown = screen(&app, 100, 30);
    let row = |name: &str| shown.lines().rfind(|line| line.contains(name)).unwrap();
    assert!(row("● resnet").contains("0.9807"), "{shown}");
    // The other lane has losses only.
    assert!(!row("✕ vit").contains("0."), "{shown}");
}

#[test]
fn a_lane_without_losses_is_drawn_on_every_axis() {
    for unit in [XUnit::Iterations, XUnit::LogIterations, XUnit::OwnIterations, XUnit::Seconds] {
        let mut app = attached(&without_losses());
        app.context.chart.x_unit = unit;
        let shown = screen(&app, 80, 24);
        let dots = shown.chars().filter(|c| ('\u{2801}'..='\u{28ff}').contains(c)).count();
        assert!(dots > 60, "{unit:?}: {dots}\n{shown}");
    }
}
