//! How one start follows the other, and what stays when they end early. The session of trials is made up.

use std::time::Duration;

use super::*;
use crate::{
    config::LaneConfig,
    history::Smoother,
    optim::{OptimizerKind, Setting},
    session::{Bucket, Change, Losses},
    tui::{
        direction::Direction::{Less, More},
        testing::started_with,
    },
};

/// A race of SGD and Adam with that seed, a thousand iterations long.
fn race(seed: u64) -> History {
    let lanes = [OptimizerKind::Sgd, OptimizerKind::Adam].map(LaneConfig::new).to_vec();
    let mut history = History::default();
    history.apply(&started_with(&Config { lanes, seed, iterations: Some(1_000), ..Config::default() }));
    history
}

/// Begins with three starts of the race, and returns the race of the first.
fn begun(view: &mut StartsView, history: &History) -> Config {
    view.turn_count(Less);
    match view.start(history) {
        Some(Effect::StartTrials(config)) => *config,
        effect => panic!("{effect:?}"),
    }
}

/// Tells what the session does with a race: it waits for a resume, and comes to the end with these losses.
fn run(view: &mut StartsView, config: &Config, losses: &[f32]) -> Option<Effect> {
    assert_eq!(view.apply(&started_with(config)), None);
    let waits = Update::State { state: State::Paused, iteration: 0 };
    assert_eq!(view.apply(&waits), Some(Effect::SendTrials(Command::Resume)));
    let end = config.iterations.unwrap();
    let lane = |(id, loss): (u32, &f32)| (LaneId(id), vec![Bucket::of(*loss); end as usize]);
    let losses = Losses {
        first: 1,
        stride: 1,
        iterations: end,
        lanes: (0..).zip(losses).map(lane).collect(),
        elapsed: Duration::ZERO,
    };
    assert_eq!(view.apply(&Update::Progressed(losses)), None);
    view.apply(&Update::State { state: State::Finished, iteration: end })
}

/// The race that is begun next.
fn next(effect: Option<Effect>) -> Config {
    match effect {
        Some(Effect::SendTrials(Command::Begin(config))) => *config,
        effect => panic!("{effect:?}"),
    }
}

#[test]
fn one_start_follows_the_other_with_the_next_seed_and_the_last_is_the_end() {
    let (mut view, history) = (StartsView::default(), race(7));
    let first = begun(&mut view, &history);
    assert_eq!((first.seed, first.iterations, first.eval_every), (7, Some(1_000), 0));
    let second = next(run(&mut view, &first, &[0.3, 0.1]));
    assert_eq!(second, Config { seed: 8, ..first.clone() });
    assert!(view.runs());
    let third = next(run(&mut view, &second, &[0.4, 0.2]));
    assert_eq!(run(&mut view, &third, &[0.5, 0.3]), None);
    assert!(!view.runs());
    let outcome = view.outcome().unwrap();
    assert_eq!(outcome.repeated.seeds, [7, 8, 9]);
    assert_eq!((outcome.ranking.order.clone(), outcome.ranking.level.clone()), (vec![1, 0], vec![1]));
    let names: Vec<String> = view.lanes(&history).into_iter().map(|(_, lane)| lane.name).collect();
    assert_eq!(names, ["Adam", "SGD"]);
}

#[test]
fn what_comes_of_a_start_is_what_the_command_line_makes_of_it() {
    let (mut view, history) = (StartsView::default(), race(0));
    let first = begun(&mut view, &history);
    run(&mut view, &first, &[0.3, 0.1]);
    let mut alone = race(0);
    let lanes = [0.3, 0.1].iter().zip(0..).map(|(loss, id)| (LaneId(id), vec![Bucket::of(*loss); 1_000]));
    let (lanes, elapsed) = (lanes.collect(), Duration::ZERO);
    alone.apply(&Update::Progressed(Losses { first: 1, stride: 1, iterations: 1_000, lanes, elapsed }));
    let repeated = History::repeat(&[(0, alone)], &Smoother::new(Smoothing::default())).unwrap();
    let ends = |repeated: &Repeated| repeated.lanes.iter().map(|lane| lane.ends.clone()).collect::<Vec<_>>();
    assert_eq!(ends(&view.outcome().unwrap().repeated), ends(repeated.repeated().unwrap()));
}

#[test]
fn what_has_ended_stays_when_the_others_are_stopped() {
    let (mut view, history) = (StartsView::default(), race(0));
    let first = begun(&mut view, &history);
    let second = next(run(&mut view, &first, &[0.3, 0.1]));
    view.apply(&started_with(&second));
    assert_eq!(view.stop(), Effect::SendTrials(Command::Pause));
    assert_eq!(view.apply(&Update::State { state: State::Paused, iteration: 40 }), None);
    assert!(!view.runs());
    let batch = view.batch.as_ref().unwrap();
    assert_eq!((batch.done(), &batch.phase), (1, &Phase::Stopped));
}

#[test]
fn a_start_in_which_every_lane_diverges_ends_by_itself() {
    let (mut view, history) = (StartsView::default(), race(0));
    let first = begun(&mut view, &history);
    view.apply(&started_with(&first));
    for lane in [0, 1] {
        view.apply(&Update::Diverged { lane: LaneId(lane), iteration: 3, loss: f32::NAN });
    }
    let second = next(view.apply(&Update::State { state: State::Paused, iteration: 3 }));
    assert_eq!(view.apply(&Update::Refused { reason: Refusal::NothingRuns }), None);
    next(run(&mut view, &second, &[0.3, 0.1]));
    let outcome = view.outcome().unwrap();
    assert_eq!(outcome.repeated.lanes.iter().map(|lane| lane.ended).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(outcome.ranking.level, [0; 0]);
}

#[test]
fn a_failure_ends_them_and_is_told() {
    let history = race(0);
    let failures = [
        (Update::Failed { message: "no data".into() }, Phase::Failed("no data".into())),
        (
            Update::Faulted { lane: LaneId(0), iteration: 3, message: "planted".into() },
            Phase::Failed("planted".into()),
        ),
        (Update::Refused { reason: Refusal::MostLanes }, Phase::Refused(Refusal::MostLanes)),
    ];
    for (update, phase) in failures {
        let mut view = StartsView::default();
        let first = begun(&mut view, &history);
        let second = next(run(&mut view, &first, &[0.3, 0.1]));
        view.apply(&started_with(&second));
        assert_eq!(view.apply(&update), None);
        assert!(!view.runs());
        let batch = view.batch.as_ref().unwrap();
        assert_eq!((batch.done(), &batch.phase), (1, &phase));
    }
}

#[test]
fn a_race_that_changes_meanwhile_leaves_the_starts_as_they_are_and_is_what_runs_next() {
    let (mut view, mut history) = (StartsView::default(), race(0));
    let first = begun(&mut view, &history);
    assert!(!view.is_outdated(&history));
    let change =
        Change::Setting { lane: LaneId(0), setting: Setting::LearningRate.into(), from: 0.01, to: 0.5 };
    history.apply(&Update::Changed { iteration: 3, change });
    let switched = Change::Switched { lane: LaneId(1), on: false };
    history.apply(&Update::Changed { iteration: 3, change: switched });
    history.apply(&Update::Changed { iteration: 3, change: Change::BatchSize { from: 128, to: 16 } });
    assert!(view.is_outdated(&history));
    let second = next(run(&mut view, &first, &[0.3, 0.1]));
    assert_eq!(second, Config { seed: 1, ..first });
    assert_eq!(view.lanes(&history).len(), 2);
    view.stop();
    let Some(Effect::StartTrials(anew)) = view.start(&history) else { panic!() };
    assert_eq!((anew.lanes.len(), anew.batch_size), (1, 16), "a lane that is off takes no part");
    assert_eq!(anew.lanes[0].settings.get(Setting::LearningRate).to_bits(), 0.5_f64.to_bits());
    assert!(!view.is_outdated(&history));
}

#[test]
fn without_a_lane_nothing_begins() {
    let mut history = race(0);
    for lane in [0, 1] {
        let change = Change::Switched { lane: LaneId(lane), on: false };
        history.apply(&Update::Changed { iteration: 3, change });
    }
    let mut view = StartsView::default();
    assert_eq!(view.start(&history), None);
    assert_eq!(StartsView::default().start(&History::default()), None);
}

#[test]
fn starts_are_as_long_as_the_race_unless_that_is_long_or_another_length_is_chosen() {
    let mut history = race(0);
    let mut lengths = |end: Option<u64>, turns: &[Direction]| {
        history.end = end;
        let mut view = StartsView::default();
        for turn in turns {
            view.turn_length(*turn, &history);
        }
        view.iterations(&history)
    };
    assert_eq!(lengths(Some(2_000), &[]), 2_000);
    assert_eq!(lengths(Some(2_001), &[]), 500);
    assert_eq!(lengths(None, &[]), 500);
    assert_eq!(lengths(None, &[More, More, More]), 2_000);
    assert_eq!(lengths(Some(300), &[More]), 500);
    assert_eq!(lengths(Some(300), &[More, Less]), 300);
    assert_eq!(lengths(Some(300), &[Less, Less]), 200);
}
