//! What lanes take images for: test images that differ in interest, and one that somebody has drawn.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{LARGEST_SAMPLE, Lane, LaneId, Race, Sample};
use crate::data::Images;

/// How many test images are told of at once.
pub const PAGE: usize = 24;

/// What a probability of 1 is told as.
pub const CERTAIN: u16 = 1_000;

/// Which test images are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// All that were looked at.
    All,
    /// Those that not all lanes take for the same.
    Disputed,
    /// Those that a lane gets wrong, the worst first: the ones whose label it thinks least likely.
    Mistakes(LaneId),
}

/// What lanes take test images for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Guesses {
    /// Iterations done.
    pub iteration: u64,
    /// How many test images were looked at.
    pub images: usize,
    /// Pixels of an image across and down.
    pub size: (usize, usize),
    /// How many classes there are.
    pub classes: usize,
    /// For each lane, how many images of each label it takes for each class: a row a label.
    pub confusion: Vec<(LaneId, Vec<u32>)>,
    /// Which images are listed.
    pub which: Which,
    /// How many they are.
    pub listed: usize,
    /// The place of the first that is told of among them.
    pub from: usize,
    /// Those from there on, [`PAGE`] at the most.
    pub page: Vec<Digit>,
}

/// One test image with what lanes take it for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digit {
    /// Its place in the test set.
    pub index: usize,
    /// What it is.
    pub label: u8,
    /// Its pixels, row by row.
    pub pixels: Vec<u8>,
    /// What each lane thinks.
    pub opinions: Vec<Opinion>,
}

/// How likely a lane thinks each class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// Whose.
    pub lane: LaneId,
    /// A probability a class, in thousandths.
    pub probabilities: Vec<u16>,
}

impl Opinion {
    fn new(lane: LaneId, probabilities: &[f32]) -> Self {
        // One that is not finite becomes 0: a network that is about to diverge has no opinion.
        let thousandths = |p: &f32| (p * f32::from(CERTAIN)).round() as u16;
        Self { lane, probabilities: probabilities.iter().map(thousandths).collect() }
    }

    /// The class that it thinks most likely, and how likely in thousandths; the first of several.
    #[must_use]
    pub fn guess(&self) -> (usize, u16) {
        let larger =
            |best: (usize, u16), (class, &p): (usize, &u16)| if p > best.1 { (class, p) } else { best };
        self.probabilities.iter().enumerate().fold((0, 0), larger)
    }
}

/// What one lane thinks of all images: a row of probabilities an image.
struct Thoughts {
    lane: LaneId,
    probabilities: Vec<f32>,
    guesses: Vec<usize>,
}

impl Thoughts {
    fn row(&self, image: usize, classes: usize) -> &[f32] {
        &self.probabilities[image * classes..(image + 1) * classes]
    }
}

impl Race {
    /// Shows test images to every lane that has not ended, and tells of those from a place of the list on.
    pub fn guess(&mut self, sample: Sample, which: Which, from: usize) -> Guesses {
        let all = self.data.test.len();
        let images = if sample == Sample::Whole { all } else { LARGEST_SAMPLE.min(all) };
        // Spread over the whole set, as for the accuracy.
        let chosen: Vec<usize> = (0..images).map(|index| index * all / images).collect();
        let data = std::sync::Arc::clone(&self.data);
        let thoughts = self.think(&data.test, &chosen);
        let classes = data.classes;
        let label = |image: usize| usize::from(data.test.labels()[chosen[image]]);
        let listed = list(which, images, classes, &thoughts, label);
        let from = if from < listed.len() { from } else { 0 };
        let digit = |&image: &usize| Digit {
            index: chosen[image],
            label: data.test.labels()[chosen[image]],
            pixels: data.test.image(chosen[image]).into_owned(),
            opinions: thoughts.iter().map(|own| Opinion::new(own.lane, own.row(image, classes))).collect(),
        };
        Guesses {
            iteration: self.iteration,
            images,
            size: data.test.size(),
            classes,
            confusion: thoughts
                .iter()
                .map(|own| (own.lane, confusion(&own.guesses, label, classes)))
                .collect(),
            which,
            listed: listed.len(),
            from,
            page: listed[from..].iter().take(PAGE).map(digit).collect(),
        }
    }

    /// Shows every lane that has not ended an image of as many pixels as those of the data have; `None` if it has
    /// others.
    pub fn guess_drawn(&mut self, pixels: &[u8]) -> Option<Vec<Opinion>> {
        let (width, height) = self.data.test.size();
        if pixels.len() != width * height {
            return None;
        }
        let drawn = self.data.test.drawn(pixels);
        let thoughts = self.think(&drawn, &[0]);
        Some(thoughts.iter().map(|own| Opinion::new(own.lane, &own.probabilities)).collect())
    }

    fn think(&mut self, images: &Images, chosen: &[usize]) -> Vec<Thoughts> {
        let (size, classes) = (self.config.batch_size, self.data.classes);
        let sound = self.lanes.iter().filter(|lane| lane.state().is_sound());
        let mut probabilities: Vec<Vec<f32>> =
            sound.clone().map(|_| Vec::with_capacity(chosen.len() * classes)).collect();
        let ids: Vec<LaneId> = sound.map(Lane::id).collect();
        for group in chosen.chunks(size * self.batches.len()) {
            let used = group.len().div_ceil(size);
            for (batch, indices) in self.batches.iter_mut().zip(group.chunks(size)) {
                batch.choose(indices.iter().copied());
            }
            self.batches[..used].par_iter_mut().with_max_len(1).for_each(|batch| batch.fill(images));
            let batches = &self.batches[..used];
            let sound: Vec<&mut Lane> =
                self.lanes.iter_mut().filter(|lane| lane.state().is_sound()).collect();
            sound.into_par_iter().zip(&mut probabilities).with_max_len(1).for_each(|(lane, out)| {
                for batch in batches {
                    lane.think(batch.view(), out);
                }
            });
        }
        let thoughts = |(lane, probabilities): (LaneId, Vec<f32>)| {
            let guesses = probabilities.chunks_exact(classes).map(likeliest).collect();
            Thoughts { lane, probabilities, guesses }
        };
        ids.into_iter().zip(probabilities).map(thoughts).collect()
    }
}

/// The class of the largest probability, the first of several.
fn likeliest(row: &[f32]) -> usize {
    (0..row.len()).fold(0, |best, next| if row[next] > row[best] { next } else { best })
}

/// How many images of each label are taken for each class, a row a label.
fn confusion(guesses: &[usize], label: impl Fn(usize) -> usize, classes: usize) -> Vec<u32> {
    let mut counts = vec![0; classes * classes];
    for (image, guess) in guesses.iter().enumerate() {
        counts[label(image) * classes + guess] += 1;
    }
    counts
}

/// The images that are listed, in order.
fn list(
    which: Which,
    images: usize,
    classes: usize,
    thoughts: &[Thoughts],
    label: impl Fn(usize) -> usize,
) -> Vec<usize> {
    let all = 0..images;
    match which {
        Which::All => all.collect(),
        Which::Disputed => all
            .filter(|&image| {
                let mut guesses = thoughts.iter().map(|own| own.guesses[image]);
                let first = guesses.next();
                guesses.any(|guess| Some(guess) != first)
            })
            .collect(),
        Which::Mistakes(lane) => {
            let Some(own) = thoughts.iter().find(|own| own.lane == lane) else { return Vec::new() };
            let mut wrong: Vec<usize> = all.filter(|&image| own.guesses[image] != label(image)).collect();
            let likely = |image: usize| own.row(image, classes)[label(image)];
            wrong.sort_by(|&one, &other| likely(one).total_cmp(&likely(other)));
            wrong
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three classes; the labels are 0 1 2 0.
    fn thoughts(lane: u32, probabilities: [[f32; 3]; 4]) -> Thoughts {
        let probabilities = probabilities.concat();
        let guesses = probabilities.chunks_exact(3).map(likeliest).collect();
        Thoughts { lane: LaneId(lane), probabilities, guesses }
    }

    fn label(image: usize) -> usize {
        [0, 1, 2, 0][image]
    }

    #[test]
    fn a_confusion_matrix_counts_every_image_once_by_label_and_guess() {
        let counts = confusion(&[0, 2, 2, 1], label, 3);
        assert_eq!(counts, [1, 1, 0, 0, 0, 1, 0, 0, 1]);
    }

    #[test]
    fn disputed_images_are_those_with_two_guesses_and_mistakes_come_worst_first() {
        let one = thoughts(0, [[0.8, 0.1, 0.1], [0.6, 0.3, 0.1], [0.2, 0.7, 0.1], [0.9, 0.1, 0.0]]);
        let other = thoughts(3, [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.2, 0.7, 0.1], [0.2, 0.5, 0.3]]);
        let both = [one, other];
        assert_eq!(list(Which::All, 4, 3, &both, label), [0, 1, 2, 3]);
        assert_eq!(list(Which::Disputed, 4, 3, &both, label), [1, 3]);
        assert_eq!(list(Which::Mistakes(LaneId(0)), 4, 3, &both, label), [2, 1]);
        assert_eq!(list(Which::Mistakes(LaneId(3)), 4, 3, &both, label), [2, 3]);
        assert!(list(Which::Mistakes(LaneId(9)), 4, 3, &both, label).is_empty());
    }

    #[test]
    fn an_opinion_is_told_in_thousandths_and_one_that_is_no_number_is_none() {
        let sure = Opinion::new(LaneId(0), &[0.001_4, 0.998_6]);
        assert_eq!((sure.probabilities.as_slice(), sure.guess()), ([1, 999].as_slice(), (1, 999)));
        assert_eq!(Opinion::new(LaneId(0), &[f32::NAN, f32::NAN]).guess(), (0, 0));
    }
}
