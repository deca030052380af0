//! What is known of one lane.

use serde::{Deserialize, Serialize};

use super::{curve::LossCurve, smooth::Smoother};
use crate::session::{Bucket, LaneInfo, Losses, wire};

/// All that is known of one lane of a race.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LaneHistory {
    /// Its name, rule, settings and state as they are now.
    #[serde(rename = "card")]
    pub info: LaneInfo,
    /// The loss of every iteration, in bounded memory.
    pub curve: LossCurve,
    /// The smallest loss so far.
    pub best: Option<f32>,
    /// The last test accuracy, 0 to 1.
    pub accuracy: Option<f32>,
    /// The loss it diverged with: NaN or an infinity, which no curve holds.
    #[serde(with = "wire::maybe_number")]
    pub diverged: Option<f32>,
}

impl LaneHistory {
    pub(super) fn new(info: LaneInfo, iteration: u64) -> Self {
        Self { info, curve: LossCurve::new(iteration + 1), best: None, accuracy: None, diverged: None }
    }

    /// The lane as it was at an iteration, with its info of that time.
    pub(super) fn back_to(mut self, iteration: u64, info: &LaneInfo) -> Self {
        self.curve.cut(iteration);
        let first = self.curve.first();
        self.best = self.curve.over(first..iteration + 1).map(|all| all.min);
        let sound = info.state.is_sound();
        // A race doesn't know which lane another was forked from; only whoever saw it happen does.
        let info = LaneInfo { forked_from: self.info.forked_from, ..info.clone() };
        Self { info, diverged: self.diverged.filter(|_| !sound), ..self }
    }

    pub(super) fn push(&mut self, losses: &Losses, buckets: &[Bucket]) {
        let mut iteration = losses.first;
        for bucket in buckets {
            let next = (iteration + losses.stride).min(losses.last() + 1);
            self.curve.push(iteration, next - iteration, *bucket);
            iteration = next;
            if bucket.min.is_finite() {
                self.best = Some(self.best.map_or(bucket.min, |best| best.min(bucket.min)));
            }
        }
    }

    /// The last loss, if it was finite.
    pub(crate) fn loss(&self) -> Option<f32> {
        self.curve.at(self.curve.last()?)
    }

    /// The last value of the smoothed curve.
    pub(crate) fn smoothed(&self, smoother: &Smoother) -> Option<f32> {
        self.curve.smoothed(self.curve.last()?, smoother)
    }
}
