//! How well lanes do on test images, and how images are shown to them.

use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{crew::Crew, lane::Lane, lane_state::LaneId, training::Race};
use crate::{data::Images, nn::Batch};

/// The most test images of a measurement on the way; the whole test set waits for the end.
pub(super) const MAX_PART: usize = 1_000;

/// What a measurement on the way may cost, in images per image trained on: an iteration costs about
/// four forward passes of its batch, and measuring may cost a twenty-fifth of that.
const PART_SHARE: f64 = 4.0 / 25.0;

/// Which test images are classified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sample {
    /// A fixed part, small enough to cost less than a twentieth of the time.
    Part,
    /// The whole test set.
    Whole,
}

/// A measurement on test images.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// How many test images were classified.
    pub images: usize,
    /// The share that each lane got right, 0 to 1.
    pub accuracies: Vec<(LaneId, f32)>,
    /// The mean cross-entropy of each lane, without the penalty of a weight decay; a lane whose loss is not finite has
    /// none. Older recordings lack this field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub losses: Vec<(LaneId, f32)>,
}

/// How a lane did on the images so far.
struct Score {
    lane: LaneId,
    correct: usize,
    cross_entropy: f64,
}

impl Race {
    /// Measures accuracy and loss of every lane that has not ended on test images.
    pub fn evaluate(&mut self, sample: Sample) -> Evaluation {
        let data = Arc::clone(&self.data);
        let chosen = spread(self.sample_size(sample), data.test.len());
        let score = |lane: &Lane| Score { lane: lane.id(), correct: 0, cross_entropy: 0.0 };
        let mut scores: Vec<Score> = self.sound_lanes().map(score).collect();
        self.show(&data.test, &chosen, &mut scores, |lane, batch, score| {
            let (correct, cross_entropy) = lane.test(batch);
            score.correct += correct;
            score.cross_entropy += cross_entropy;
        });
        let images = chosen.len();
        let accuracy = |score: &Score| (score.lane, score.correct as f32 / images as f32);
        let loss = |score: &Score| (score.lane, (score.cross_entropy / images as f64) as f32);
        Evaluation {
            images,
            accuracies: scores.iter().map(accuracy).collect(),
            losses: scores.iter().map(loss).filter(|(_, loss)| loss.is_finite()).collect(),
        }
    }

    fn sample_size(&self, sample: Sample) -> usize {
        let all = self.data.test.len();
        match sample {
            Sample::Whole => all,
            Sample::Part => {
                let trained = self.config.batch_size as f64 * self.config.eval_every as f64;
                ((trained * PART_SHARE) as usize).clamp(1, MAX_PART).min(all)
            }
        }
    }

    /// The lanes that have not ended.
    pub(super) fn sound_lanes(&self) -> impl Iterator<Item = &Lane> + Clone {
        self.lanes.iter().filter(|lane| lane.state().is_sound())
    }

    /// Shows the chosen images batch by batch to all lanes that have not ended; each one's `result` takes what
    /// `classify` makes of a batch.
    pub(super) fn show<T: Send>(
        &mut self,
        images: &Images,
        chosen: &[usize],
        results: &mut [T],
        classify: impl Fn(&mut Lane, Batch<'_>, &mut T) + Sync,
    ) {
        let size = self.config.batch_size;
        for group in chosen.chunks(size * self.batches.len()) {
            let used = group.len().div_ceil(size);
            for (batch, indices) in self.batches.iter_mut().zip(group.chunks(size)) {
                batch.choose(indices.iter().copied());
            }
            self.batches[..used].par_iter_mut().with_max_len(1).for_each(|batch| batch.fill(images));
            let batches = &self.batches[..used];
            let sound = self.lanes.iter_mut().filter(|lane| lane.state().is_sound());
            let lanes: Vec<(&mut Lane, &mut T)> = sound.zip(results.iter_mut()).collect();
            let crew = Crew::new(lanes.len());
            lanes.into_par_iter().with_max_len(1).for_each(|(lane, result)| {
                for batch in batches {
                    lane.share(crew.share());
                    classify(lane, batch.view(), result);
                }
                crew.leave();
            });
        }
    }
}

/// That many of all images, spread over the whole set: the first half of MNIST's test images is known to be easier
/// than the second.
pub(super) fn spread(count: usize, all: usize) -> Vec<usize> {
    (0..count).map(|index| index * all / count).collect()
}
