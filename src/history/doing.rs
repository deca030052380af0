//! What a lane is doing just now, as far as its losses tell: what a teacher would point at.

use super::{History, LaneHistory};
use crate::{race::LaneState, session::Bucket};

/// The fewest losses that say anything.
const FEWEST: u64 = 20;

/// The most that are looked at: enough to see through the noise of batches, few enough to be of now.
const MOST: u64 = 200;

/// A loss that is far from learned, with classes to guess among; below it a flat curve is no stall.
const HIGH: f32 = 0.5;

/// How far a high loss leaps from one batch to the next, on average, where the steps are too long. Measured on
/// MNIST: SGD at 0.5 leaps 0.13 to 0.25, and good rates less than 0.11 unless they fall fast.
const LEAP: f32 = 0.12;

/// A loss that falls faster than to this share leaps only for that.
const FALLS: f32 = 0.7;

/// What a lane is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// It has taken too few steps to tell.
    Beginning,
    /// It takes no steps.
    Off,
    /// Its loss was not finite at that iteration.
    Diverged(u64),
    /// It was stopped by a fault in the program.
    Faulted,
    /// Its loss grows.
    Rising,
    /// Its loss leaps up and down.
    Swinging,
    /// Its loss is high and stays so.
    Stalled,
    /// Its loss is the smallest of all.
    Ahead,
    /// Its loss is at least twice the smallest.
    Behind,
    /// None of these: it learns.
    Learning,
}

impl Doing {
    /// Every one, for whoever has words for them.
    pub const ALL: [Self; 10] = [
        Self::Beginning,
        Self::Off,
        Self::Diverged(22),
        Self::Faulted,
        Self::Rising,
        Self::Swinging,
        Self::Stalled,
        Self::Ahead,
        Self::Behind,
        Self::Learning,
    ];

    /// What a lane of a race is doing.
    #[must_use]
    pub fn of(lane: &LaneHistory, history: &History) -> Self {
        match lane.card.state {
            LaneState::Off => return Self::Off,
            LaneState::Diverged { iteration } => return Self::Diverged(iteration),
            LaneState::Faulted { .. } => return Self::Faulted,
            LaneState::Running => {}
        }
        let Some((earlier, later)) = halves(lane) else { return Self::Beginning };
        if later > HIGH {
            if later > FALLS * earlier && leap(lane) > LEAP {
                return Self::Swinging;
            }
            if later > 1.1 * earlier {
                return Self::Rising;
            }
            if later > 0.97 * earlier {
                return Self::Stalled;
            }
        }
        let others = history.lanes().iter().filter(|other| other.card.id != lane.card.id);
        let others = others.filter(|other| other.card.state == LaneState::Running).filter_map(halves);
        match others.map(|(_, later)| later).min_by(f32::total_cmp) {
            Some(best) if later < best => Self::Ahead,
            Some(best) if later >= 2.0 * best => Self::Behind,
            _ => Self::Learning,
        }
    }
}

/// How many of its last losses are looked at, and the last iteration.
fn window(lane: &LaneHistory) -> Option<(u64, u64)> {
    let last = lane.curve.last()?;
    let count = (last / 5).clamp(FEWEST, MOST);
    (last >= count).then_some((count, last))
}

/// The mean loss of the first and of the second half of what is looked at.
fn halves(lane: &LaneHistory) -> Option<(f32, f32)> {
    let (count, last) = window(lane)?;
    let mean = |bucket: Bucket| bucket.mean;
    let middle = last + 1 - count / 2;
    let earlier = lane.curve.over(last + 1 - count..middle).map(mean)?;
    Some((earlier, lane.curve.over(middle..last + 1).map(mean)?))
}

/// How far the loss leaps from one iteration to the next, on average.
fn leap(lane: &LaneHistory) -> f32 {
    let Some((count, last)) = window(lane) else { return 0.0 };
    let losses: Vec<f32> = (last + 1 - count..=last).filter_map(|at| lane.curve.at(at)).collect();
    let leaps: Vec<f32> = losses.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    leaps.iter().sum::<f32>() / leaps.len().max(1) as f32
}
