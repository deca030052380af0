//! What lanes predict for test images, and for one that somebody has drawn.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Lane, LaneId, Race, Sample, evaluation};
use crate::data::Images;

/// Test images of a page.
pub(crate) const PAGE: usize = 24;

/// A probability of 1, which is stored in thousandths.
pub(crate) const CERTAIN: u16 = 1_000;

/// Which test images are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageFilter {
    /// All that were classified.
    All,
    /// Those for which not all lanes predict the same class.
    Disputed,
    /// Those that a lane gets wrong, the worst first: the ones whose label it thinks least likely.
    Mistakes(LaneId),
}

/// What lanes predict for test images: counts for all of them, and a page of a list with every probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TestPredictions {
    pub(crate) iteration: u64,
    /// How many test images were classified.
    pub images: usize,
    /// Pixels of an image, across and down.
    pub size: (usize, usize),
    /// How many classes there are.
    pub classes: usize,
    /// For each lane its confusion matrix: how many images of each label it takes for each class, a row a label.
    pub confusion: Vec<(LaneId, Vec<u32>)>,
    /// Which images are listed.
    pub(crate) which: ImageFilter,
    /// How many images are listed.
    pub listed: usize,
    /// The place in the list of the page's first image.
    pub from: usize,
    /// Up to 24 images from there on.
    pub page: Vec<TestImage>,
}

/// One test image with what lanes predict for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestImage {
    /// Its place in the test set.
    pub index: usize,
    /// Its true class.
    pub label: u8,
    /// Of 0 to 255, row by row.
    pub pixels: Vec<u8>,
    /// The prediction of each lane.
    pub opinions: Vec<Prediction>,
}

/// How likely a lane thinks each class of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    pub(crate) lane: LaneId,
    /// One for each class, in thousandths.
    pub(crate) probabilities: Vec<u16>,
}

impl Prediction {
    fn new(lane: LaneId, probabilities: &[f32]) -> Self {
        // One that is not finite becomes 0: a network that is about to diverge predicts nothing.
        let thousandths = |p: &f32| (p * f32::from(CERTAIN)).round() as u16;
        Self { lane, probabilities: probabilities.iter().map(thousandths).collect() }
    }

    /// The class that it thinks most likely, and how likely in thousandths; the first of several.
    #[must_use]
    pub fn guess(&self) -> (usize, u16) {
        let classes = self.probabilities.iter().copied().enumerate();
        classes.fold((0, 0), |best, next| if next.1 > best.1 { next } else { best })
    }
}

/// What one lane predicts for all images.
struct LanePredictions {
    lane: LaneId,
    /// A row for each image, with the probability of each class.
    probabilities: Vec<f32>,
    /// The likeliest class of each image.
    guesses: Vec<usize>,
}

impl LanePredictions {
    fn row(&self, image: usize, classes: usize) -> &[f32] {
        &self.probabilities[image * classes..(image + 1) * classes]
    }
}

impl Race {
    /// Classifies test images with every lane that has not ended, and lists those from a place of the list on.
    pub fn guess(&mut self, sample: Sample, which: ImageFilter, from: usize) -> TestPredictions {
        let all = self.data.test.len();
        let images = if sample == Sample::Whole { all } else { evaluation::MAX_PART.min(all) };
        let chosen = evaluation::spread(images, all);
        let data = Arc::clone(&self.data);
        let predictions = self.predict(&data.test, &chosen);
        let classes = data.classes;
        let label = |image: usize| usize::from(data.test.labels()[chosen[image]]);
        let listed = list(which, images, classes, &predictions, label);
        let from = if from < listed.len() { from } else { 0 };
        let digit = |&image: &usize| {
            let opinion = |own: &LanePredictions| Prediction::new(own.lane, own.row(image, classes));
            TestImage {
                index: chosen[image],
                label: data.test.labels()[chosen[image]],
                pixels: data.test.image(chosen[image]).into_owned(),
                opinions: predictions.iter().map(opinion).collect(),
            }
        };
        let confusion = |own: &LanePredictions| (own.lane, confusion(&own.guesses, label, classes));
        TestPredictions {
            iteration: self.iteration,
            images,
            size: data.test.size(),
            classes,
            confusion: predictions.iter().map(confusion).collect(),
            which,
            listed: listed.len(),
            from,
            page: listed[from..].iter().take(PAGE).map(digit).collect(),
        }
    }

    /// Classifies a drawn image with every lane that has not ended; `None` if it has not as many pixels as the data's.
    pub fn guess_drawn(&mut self, pixels: &[u8]) -> Option<Vec<Prediction>> {
        let (width, height) = self.data.test.size();
        if pixels.len() != width * height {
            return None;
        }
        let drawn = self.data.test.drawn(pixels);
        let predictions = self.predict(&drawn, &[0]);
        Some(predictions.iter().map(|own| Prediction::new(own.lane, &own.probabilities)).collect())
    }

    fn predict(&mut self, images: &Images, chosen: &[usize]) -> Vec<LanePredictions> {
        let classes = self.data.classes;
        let empty = |lane: &Lane| (lane.id(), Vec::with_capacity(chosen.len() * classes));
        let mut predictions: Vec<(LaneId, Vec<f32>)> = self.sound_lanes().map(empty).collect();
        self.show(images, chosen, &mut predictions, |lane, batch, (_, own)| lane.probabilities(batch, own));
        let with_guesses = |(lane, probabilities): (LaneId, Vec<f32>)| {
            let guesses = probabilities.chunks_exact(classes).map(likeliest).collect();
            LanePredictions { lane, probabilities, guesses }
        };
        predictions.into_iter().map(with_guesses).collect()
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
    which: ImageFilter,
    images: usize,
    classes: usize,
    predictions: &[LanePredictions],
    label: impl Fn(usize) -> usize,
) -> Vec<usize> {
    let all = 0..images;
    match which {
        ImageFilter::All => all.collect(),
        ImageFilter::Disputed => all
            .filter(|&image| {
                let mut guesses = predictions.iter().map(|own| own.guesses[image]);
                let first = guesses.next();
                guesses.any(|guess| Some(guess) != first)
            })
            .collect(),
        ImageFilter::Mistakes(lane) => {
            let Some(own) = predictions.iter().find(|own| own.lane == lane) else { return Vec::new() };
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
    fn predictions(lane: u32, probabilities: [[f32; 3]; 4]) -> LanePredictions {
        let probabilities = probabilities.concat();
        let guesses = probabilities.chunks_exact(3).map(likeliest).collect();
        LanePredictions { lane: LaneId(lane), probabilities, guesses }
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
        let one = predictions(0, [[0.8, 0.1, 0.1], [0.6, 0.3, 0.1], [0.2, 0.7, 0.1], [0.9, 0.1, 0.0]]);
        let other = predictions(3, [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.2, 0.7, 0.1], [0.2, 0.5, 0.3]]);
        let both = [one, other];
        assert_eq!(list(ImageFilter::All, 4, 3, &both, label), [0, 1, 2, 3]);
        assert_eq!(list(ImageFilter::Disputed, 4, 3, &both, label), [1, 3]);
        assert_eq!(list(ImageFilter::Mistakes(LaneId(0)), 4, 3, &both, label), [2, 1]);
        assert_eq!(list(ImageFilter::Mistakes(LaneId(3)), 4, 3, &both, label), [2, 3]);
        assert!(list(ImageFilter::Mistakes(LaneId(9)), 4, 3, &both, label).is_empty());
    }

    #[test]
    fn probabilities_are_kept_in_thousandths_and_those_that_are_no_numbers_as_0() {
        let sure = Prediction::new(LaneId(0), &[0.001_4, 0.998_6]);
        assert_eq!((sure.probabilities.as_slice(), sure.guess()), ([1, 999].as_slice(), (1, 999)));
        assert_eq!(Prediction::new(LaneId(0), &[f32::NAN, f32::NAN]).guess(), (0, 0));
    }
}
