//! What a lane's recent losses show: what a teacher would point at.

use super::{lane::LaneHistory, model::History};
use crate::race::LaneState;

/// Losses that are needed to say anything.
const MIN_LOSSES: u64 = 20;

/// The maximum number of losses that count: enough to see through the noise of batches, few enough to be recent.
const MAX_LOSSES: u64 = 200;

/// A higher loss is one of a network that still guesses; below it a flat curve is no stall.
const HIGH: f32 = 0.5;

/// A high loss that changes by more from one batch to the next, on average, swings: its steps are too long. Measured
/// on MNIST: with SGD at 0.5 it changes by 0.13 to 0.25, at good rates by less than 0.11 unless it falls fast.
const SWING: f32 = 0.12;

/// A leap is a loss of so many times that at which a lane stays.
const LEAP: f32 = 1.5;

/// A loss above this share of that of guessing is one of a network that has learned nothing.
const GUESSING: f32 = 0.85;

/// A loss that falls to less than this share changes much only because it falls.
const FALLING: f32 = 0.7;

/// What a lane's recent losses show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// It has taken too few steps to know.
    Beginning,
    /// It takes no steps.
    Off,
    /// Its loss was not finite at that iteration.
    Diverged(u64),
    /// It was stopped by a fault in the program.
    Faulted,
    /// Its loss grows.
    Rising,
    /// Its loss goes up and down.
    Swinging,
    /// Its loss is high and stays so.
    Stalled,
    /// It still guesses, after a leap to a far higher loss: its steps were too long.
    Stuck,
    /// Its loss is the smallest of all.
    Ahead,
    /// Its loss is at least twice the smallest.
    Behind,
    /// None of these: it learns.
    Learning,
}

impl Trend {
    /// Every trend, with an iteration in place of any.
    pub const ALL: [Self; 11] = [
        Self::Beginning,
        Self::Off,
        Self::Diverged(22),
        Self::Faulted,
        Self::Rising,
        Self::Swinging,
        Self::Stalled,
        Self::Stuck,
        Self::Ahead,
        Self::Behind,
        Self::Learning,
    ];

    /// The trend of a lane beside the others of its race.
    #[must_use]
    pub fn of(lane: &LaneHistory, history: &History) -> Self {
        match lane.info.state {
            LaneState::Off => return Self::Off,
            LaneState::Diverged { iteration } => return Self::Diverged(iteration),
            LaneState::Faulted { .. } => return Self::Faulted,
            LaneState::Running => {}
        }
        let Some((earlier, later)) = halves(lane) else { return Self::Beginning };
        if later > HIGH {
            if later > FALLING * earlier && swing(lane) > SWING {
                return Self::Swinging;
            }
            if later > 1.1 * earlier {
                return Self::Rising;
            }
            if later > 0.97 * earlier {
                let classes = history.own().and_then(|race| race.sizes.last()).map_or(1, |classes| *classes);
                let guesses = later > GUESSING * (classes as f32).ln();
                return if guesses && leapt(lane, later) { Self::Stuck } else { Self::Stalled };
            }
        }
        let others = history.lanes().iter().filter(|other| other.info.id != lane.info.id);
        let others = others.filter(|other| other.info.state == LaneState::Running).filter_map(halves);
        match others.map(|(_, later)| later).min_by(f32::total_cmp) {
            Some(best) if later < best => Self::Ahead,
            Some(best) if later >= 2.0 * best => Self::Behind,
            _ => Self::Learning,
        }
    }
}

/// How many of the last losses are looked at, and the last iteration.
fn window(lane: &LaneHistory) -> Option<(u64, u64)> {
    let last = lane.curve.last()?;
    let count = (last / 5).clamp(MIN_LOSSES, MAX_LOSSES);
    (last >= count).then_some((count, last))
}

/// The mean loss of the first and of the second half of those.
fn halves(lane: &LaneHistory) -> Option<(f32, f32)> {
    let (count, last) = window(lane)?;
    let middle = last + 1 - count / 2;
    let (earlier, later) = (lane.curve.over(last + 1 - count..middle)?, lane.curve.over(middle..last + 1)?);
    Some((earlier.mean, later.mean))
}

/// Whether the loss was far higher at some time.
fn leapt(lane: &LaneHistory, loss: f32) -> bool {
    let all = lane.curve.last().and_then(|last| lane.curve.over(0..last + 1));
    all.is_some_and(|all| all.max > LEAP * loss)
}

/// How much the loss changes from one iteration to the next, on average.
fn swing(lane: &LaneHistory) -> f32 {
    let Some((count, last)) = window(lane) else { return 0.0 };
    let losses: Vec<f32> = (last + 1 - count..=last).filter_map(|at| lane.curve.at(at)).collect();
    let changes: Vec<f32> = losses.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    changes.iter().sum::<f32>() / changes.len().max(1) as f32
}
