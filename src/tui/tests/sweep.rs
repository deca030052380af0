//! A sweep on the screen: its trials in every state, at every size, by every parameter.

use std::{sync::Arc, time::Instant};

use super::{SIZES, assert_picture};
use crate::{
    config::{Config, parse_lanes},
    history::History,
    optim::{OptimizerKind, Setting},
    session::{Capability, ForeignTraining, RaceInfo, State, Trainer, TrainingSource, Update},
    sweep::{
        Objective, PointSampler, Pruner, Rungs, Space, SweepData, SweepPlan, SweepStanding, Trial,
        TrialStanding, TrialState,
    },
    terminal::{Key, MouseAction, MouseEvent},
    tui::{
        app::App,
        glyphs::Plot,
        keymap::Effect,
        screen::Place,
        testing::{app_after, point, press, progressed, screen, started, type_in},
    },
    words::Lang,
};

const SPACE: &str =
    "lr=loguniform(1e-4,1) momentum=0.8,0.9,0.95 batch-size=int(16,256,log) activation=relu,tanh";

fn plan(space: &str, points: u64, repeats: u64) -> SweepPlan {
    SweepPlan {
        base: Config { lanes: parse_lanes("adam,momentum,sgd", 0.0).unwrap(), ..Config::default() },
        space: Space::parse(&[space.to_owned()]).unwrap(),
        sampler: PointSampler::Sobol,
        points: Some(points),
        repeats,
        rungs: Rungs::new(Pruner::Asha, 125, 4, 2_000),
        objective: Objective::Loss,
    }
}

/// What a trial comes to: best near a rate of its optimizer's own, and no number far above.
fn outcome_of(plan: &SweepPlan, trial: &Trial, number: usize) -> TrialStanding {
    let lane = &plan.race(trial).unwrap().lanes[0];
    let usual = lane.kind.default_settings().get(Setting::LearningRate) * 3.0;
    let away = (lane.settings.get(Setting::LearningRate) / usual).log10();
    if away > 1.6 {
        return TrialStanding {
            state: TrialState::Diverged,
            iterations: 40 + number as u64,
            ..TrialStanding::WAITING
        };
    }
    let loss =
        0.02 * (1.0 + 0.4 * (number * 7 % 5) as f32) * 10_f32.powf(1.2 * (away * away) as f32).min(110.0);
    TrialStanding {
        state: TrialState::Finished,
        iterations: 2_000,
        loss: Some(loss),
        accuracy: Some((1.0 - loss / 3.0).max(0.1)),
        seconds: 12.5,
        reason: None,
    }
}

fn standing(plan: SweepPlan, state: impl Fn(usize, TrialStanding) -> TrialStanding) -> SweepStanding {
    let trials = plan.trials().unwrap();
    let standings =
        trials.iter().enumerate().map(|(number, trial)| state(number, outcome_of(&plan, trial, number)));
    SweepStanding {
        data: SweepData::default(),
        title: "runs/first".into(),
        folder: "/nowhere/runs/first".into(),
        standings: standings.collect(),
        trials: Arc::new(trials),
        plan: Arc::new(plan),
        seconds_left: Some(83.0),
    }
}

/// The last ones run, wait, or are in a state that needs attention.
fn mixed(number: usize, done: TrialStanding) -> TrialStanding {
    let state = match number {
        0..=21 if number % 4 == 3 && done.state == TrialState::Finished => {
            let loss = done.loss.map(|loss| loss * 2.0 + 0.2);
            return TrialStanding { state: TrialState::Pruned, iterations: 500, loss, ..done };
        }
        0..=21 => return done,
        22..=25 => TrialState::Running,
        26 => TrialState::Interrupted,
        27 => TrialState::Silent,
        28 | 29 => TrialState::Failed,
        _ => TrialState::Waiting,
    };
    let reason = (state == TrialState::Failed).then(|| "needs 12 GB of memory, and 8 GB are free".to_owned());
    let iterations = u64::from(state == TrialState::Running) * 340;
    TrialStanding { state, iterations, reason, ..TrialStanding::WAITING }
}

fn info(count: usize) -> Update {
    let fact = |label: &str, value: &str| (label.to_owned(), value.to_owned());
    let training = ForeignTraining {
        title: "runs/first".into(),
        source: TrainingSource::Log,
        total: Some(count as u64),
        facts: vec![fact("trials", &count.to_string()), fact("sampler", "sobol"), fact("pruner", "asha")],
        capabilities: vec![Capability::Sweep],
        metrics: Vec::new(),
    };
    let info = RaceInfo { lanes: Vec::new(), pace: None, trainer: Trainer::Foreign(Box::new(training)) };
    Update::Started(Box::new(info))
}

fn app(standing: SweepStanding) -> App {
    let mut app = app_after(&[]);
    app.context.place = Place::Sweep;
    let state = if standing.is_over() { State::Finished } else { State::Running };
    let iteration = standing.over() as u64;
    let updates =
        [info(standing.trials.len()), Update::Swept(Arc::new(standing)), Update::State { state, iteration }];
    for update in &updates {
        app.apply(update, Instant::now());
    }
    app
}

/// Forty trials in all states.
pub(super) fn sweeping() -> App {
    app(standing(plan(SPACE, 40, 1), mixed))
}

fn repeated() -> App {
    app(standing(plan("lr=0.001,0.003,0.01,0.03", 12, 5), |_, done| done))
}

#[test]
fn a_sweep_at_four_sizes() {
    for size in SIZES {
        assert_picture("sweep", &sweeping(), size);
    }
    let mut korean = sweeping();
    korean.context.lang = Lang::Ko;
    assert_picture("sweep_ko", &korean, (80, 24));
    let mut ascii = sweeping();
    ascii.context.plot = Plot::Ascii;
    assert_picture("sweep_ascii", &ascii, (80, 24));
    assert!(screen(&ascii, 120, 40).is_ascii());
}

#[test]
fn other_panels_parameters_and_rows_of_a_sweep() {
    let mut app = sweeping();
    press(&mut app, [Key::Right]);
    assert_picture("sweep_momentum", &app, (80, 24));
    press(&mut app, [Key::Right, Key::Right]);
    assert_picture("sweep_activation", &app, (80, 24));
    type_in(&mut app, "p");
    for size in SIZES {
        assert_picture("sweep_parallel", &app, size);
    }
    type_in(&mut app, "p");
    assert_picture("sweep_explained", &app, (80, 24));
    let mut app = repeated();
    for size in [(80, 24), (120, 40)] {
        type_in(&mut app, "m");
        assert_picture("sweep_repeats", &app, size);
        type_in(&mut app, "m");
    }
}

#[test]
fn sweeps_that_have_little_to_show() {
    let state = |state: TrialState| {
        let reason =
            (state == TrialState::Failed).then(|| "run.jsonl: no space left on the device".to_owned());
        move |_: usize, _: TrialStanding| TrialStanding {
            state,
            reason: reason.clone(),
            ..TrialStanding::WAITING
        }
    };
    let waiting = app(standing(plan(SPACE, 40, 1), state(TrialState::Waiting)));
    let failed = app(standing(plan(SPACE, 40, 1), state(TrialState::Failed)));
    let diverged = app(standing(plan(SPACE, 40, 1), state(TrialState::Diverged)));
    let running = app(standing(plan(SPACE, 40, 1), state(TrialState::Running)));
    let one = app(standing(plan("lr=0.01", 1, 1), |_, done| done));
    for (name, app) in
        [("waiting", waiting), ("failed", failed), ("diverged", diverged), ("running", running), ("one", one)]
    {
        assert_picture(&format!("sweep_{name}"), &app, (80, 24));
    }
}

#[test]
fn the_screen_opens_with_the_sweep_and_its_number_is_that_of_the_rates() {
    let mut app = sweeping();
    let names: Vec<usize> = app.view_names().iter().map(|(number, ..)| *number).collect();
    assert_eq!(names, [1, 5]);
    assert!(screen(&app, 80, 24).contains("5 sweep"));
    type_in(&mut app, "1");
    assert!(screen(&app, 80, 24).contains("in view 5, + adds"), "{}", screen(&app, 80, 24));
    type_in(&mut app, "6");
    type_in(&mut app, "5");
    assert!(screen(&app, 80, 24).contains("finished"));
    assert_eq!(type_in(&mut app, "d"), []);
    assert!(screen(&app, 80, 24).contains("the sweep goes on"));
    assert_eq!(type_in(&mut app, "wq"), [Effect::SaveSweep, Effect::Quit]);
    assert!(press(&mut app, [Key::Enter]).is_empty());
}

#[test]
fn a_chosen_trial_that_failed_says_why_and_the_mouse_chooses_rows() {
    let mut app = sweeping();
    app.context.mouse.on = true;
    while !screen(&app, 80, 24).contains("28 Momentum") {
        press(&mut app, [Key::PageDown]);
    }
    let shown = screen(&app, 80, 24);
    let row = shown.lines().position(|line| line.contains("28 Momentum")).unwrap() as u16;
    point(&mut app, (80, 24), [MouseEvent { action: MouseAction::Down, column: 9, row }]);
    assert!(screen(&app, 80, 24).contains("Trial 28: needs 12 GB"), "{}", screen(&app, 80, 24));
}

#[test]
fn a_chosen_trial_lends_its_curve_once_it_has_begun() {
    let mut app = sweeping();
    let effects = type_in(&mut app, "+");
    let [Effect::LoadLane(_)] = &effects[..] else { panic!("{effects:?}") };
    for _ in 0..39 {
        press(&mut app, [Key::Down]);
    }
    assert_eq!(type_in(&mut app, "+"), []);
    assert!(screen(&app, 80, 24).contains("trial 39 has not begun"), "{}", screen(&app, 80, 24));
}

#[test]
fn the_race_shows_the_curves_of_trials_that_were_added() {
    let mut app = sweeping();
    for (number, kind) in [(6, OptimizerKind::Adam), (14, OptimizerKind::Sgd)] {
        let mut history = History::default();
        for update in [started(&[kind]), progressed(1, 1, 800 + 90 * number)] {
            history.apply(&update);
        }
        for lane in history.into_recorded(&format!("trial {number}")) {
            app.context.invite(lane);
        }
    }
    app.context.message = None;
    type_in(&mut app, "1");
    assert_picture("sweep_race", &app, (80, 24));
    press(&mut app, [Key::Char('5'), Key::Char('+')]);
    assert!(screen(&app, 80, 24).contains("trial 6/Adam is in view 1 already"), "{}", screen(&app, 80, 24));
}

#[test]
fn a_standing_is_ranked_once() {
    let mut app = sweeping();
    assert!(!app.advance(Instant::now()));
    app.apply(&Update::Swept(Arc::new(standing(plan(SPACE, 40, 1), |_, done| done))), Instant::now());
    assert!(!app.advance(Instant::now()));
    assert!(screen(&app, 80, 24).contains(" 0 waiting"));
}

/// Not a test of pass or fail: `cargo test --release --lib sweep_time -- --ignored --nocapture`.
#[test]
#[ignore = "prints a measurement"]
#[expect(clippy::print_stderr, reason = "a measurement is to be read")]
fn sweep_time_with_ten_thousand_trials() {
    let made = standing(plan(SPACE, 10_000, 1), |_, done| done);
    let mut app = app(made.clone());
    let start = Instant::now();
    app.apply(&Update::Swept(Arc::new(made)), Instant::now());
    eprintln!("taken in within {:.3} ms", start.elapsed().as_secs_f64() * 1e3);
    for keys in ["", "p", "p", "p"] {
        type_in(&mut app, keys);
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
        eprintln!("{:.3} ms a frame, 99 of 100 below {:.3} ms", times[100], times[198]);
    }
}
