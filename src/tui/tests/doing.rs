//! What a lane is doing, as its losses and those of the others show it.

use std::time::Duration;

use crate::{
    history::{History, Trend},
    optim::OptimizerKind,
    race::LaneId,
    session::{Bucket, Change, Losses, State, Update},
    tui::testing::started,
};

/// What the first lane does after 200 losses of each of two lanes.
fn doing(first: impl Fn(u64) -> f32, second: impl Fn(u64) -> f32) -> Trend {
    let history = raced(200, first, second);
    Trend::of(&history.lanes()[0], &history)
}

fn raced(last: u64, first: impl Fn(u64) -> f32, second: impl Fn(u64) -> f32) -> History {
    let losses = |loss: &dyn Fn(u64) -> f32| (1..=last).map(|at| Bucket::of(loss(at))).collect();
    let lanes = vec![(LaneId(0), losses(&first)), (LaneId(1), losses(&second))];
    let mut history = History::default();
    history.apply(&started(&[OptimizerKind::Sgd, OptimizerKind::Adam]));
    history.apply(&Update::State { state: State::Running, iteration: 0 });
    let elapsed = Duration::from_secs(1);
    history.apply(&Update::Progressed(Losses { first: 1, stride: 1, iterations: last, lanes, elapsed }));
    history
}

fn falling(at: u64) -> f32 {
    2.3 * (-(at as f32) / 100.0).exp()
}

#[test]
fn what_a_lane_does_is_seen_from_its_losses_and_those_of_the_others() {
    assert_eq!(doing(falling, |_| 0.2), Trend::Learning);
    assert_eq!(doing(falling, |_| 2.0), Trend::Ahead);
    assert_eq!(doing(falling, |_| 0.01), Trend::Behind);
    assert_eq!(doing(|_| 2.3, falling), Trend::Stalled);
    assert_eq!(doing(|at| at as f32 / 60.0, falling), Trend::Rising);
    assert_eq!(doing(|at| if at % 2 == 0 { 1.5 } else { 0.9 }, falling), Trend::Swinging);
    // Batches differ: that is no swing while the loss is low.
    assert_eq!(doing(|at| if at % 2 == 0 { 0.15 } else { 0.06 }, |_| 0.2), Trend::Ahead);
}

#[test]
fn a_lane_that_has_just_begun_is_off_or_has_diverged_says_so() {
    let history = raced(5, falling, falling);
    assert_eq!(Trend::of(&history.lanes()[0], &history), Trend::Beginning);
    let mut history = raced(200, falling, falling);
    let change = Change::Switched { lane: LaneId(0), on: false };
    history.apply(&Update::Changed { iteration: 200, change });
    history.apply(&Update::Diverged { lane: LaneId(1), iteration: 200, loss: f32::NAN });
    assert_eq!(Trend::of(&history.lanes()[0], &history), Trend::Off);
    assert_eq!(Trend::of(&history.lanes()[1], &history), Trend::Diverged(200));
}
