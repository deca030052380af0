//! What is known of one lane.

use serde::{Deserialize, Serialize};

use super::{Curve, Smoother};
use crate::session::{Bucket, LaneCard, Losses, wire};

/// All that is known of one lane.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LaneHistory {
    /// Its name, rule, settings and state as they now stand.
    pub card: LaneCard,
    /// Its losses.
    pub curve: Curve,
    /// The smallest loss so far.
    pub best: Option<f32>,
    /// The last test accuracy, 0 to 1.
    pub accuracy: Option<f32>,
    /// The loss it diverged with: NaN or an infinity, which no curve holds.
    #[serde(with = "wire::maybe_number")]
    pub diverged: Option<f32>,
}

impl LaneHistory {
    pub(super) fn new(card: LaneCard, iteration: u64) -> Self {
        Self { card, curve: Curve::new(iteration + 1), best: None, accuracy: None, diverged: None }
    }

    /// The same as it was at an iteration, with the card of then.
    pub(super) fn back_to(mut self, iteration: u64, card: &LaneCard) -> Self {
        self.curve.cut(iteration);
        let first = self.curve.first();
        self.best = self.curve.over(first..iteration + 1).map(|all| all.min);
        let sound = card.state.is_sound();
        // A race doesn't know where its lanes came from, only whoever saw them come.
        let card = LaneCard { forked_from: self.card.forked_from, ..card.clone() };
        Self { card, diverged: self.diverged.filter(|_| !sound), ..self }
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
    #[must_use]
    pub fn loss(&self) -> Option<f32> {
        self.curve.at(self.curve.last()?)
    }

    /// The end of the smoothed curve.
    #[must_use]
    pub fn smoothed(&self, smoother: &Smoother) -> Option<f32> {
        self.curve.smoothed(self.curve.last()?, smoother)
    }
}
