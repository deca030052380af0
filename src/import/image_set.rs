//! Images with labels as a source has them, and how labels become classes.

use std::path::Path;

use super::source::{FaultPosition, ImportError};
use crate::text::{excerpt, thousands};

/// Classes at the most: labels are bytes in an IDX file.
const MAX_CLASSES: usize = 256;

/// Characters of a class's name.
const MAX_NAME: usize = 40;

/// The numbers of all images, one image after the other.
pub(super) enum ImageValues {
    /// Whole numbers from 0 to 255.
    Bytes(Vec<u8>),
    Floats(Vec<f32>),
}

impl ImageValues {
    pub(super) fn iter(&self) -> Box<dyn Iterator<Item = f32> + '_> {
        match self {
            Self::Bytes(bytes) => Box::new(bytes.iter().map(|&byte| byte.into())),
            Self::Floats(floats) => Box::new(floats.iter().copied()),
        }
    }
}

/// A label for each image, as text; each text is kept once.
#[derive(Default, Clone)]
pub(super) struct Labels {
    texts: Vec<String>,
    /// The place of each image's text.
    of: Vec<u8>,
}

impl Labels {
    /// Adds the label of an image that stands there.
    pub(super) fn push(&mut self, text: &str, path: &Path, at: FaultPosition) -> Result<(), ImportError> {
        let text = text.trim();
        let known = self.texts.iter().position(|known| known == text);
        let added = || self.add(text).map_err(|what| ImportError::new(path, at, what));
        let place = known.map_or_else(added, Ok)?;
        self.of.push(place as u8);
        Ok(())
    }

    /// The place of another text.
    fn add(&mut self, text: &str) -> Result<usize, String> {
        if text.is_empty() {
            return Err("the label is missing".into());
        }
        if text.chars().count() > MAX_NAME {
            return Err(format!("the label {} is longer than {MAX_NAME} characters", excerpt(text)));
        }
        if self.texts.len() == MAX_CLASSES {
            return Err(format!("the label {} is one more than {MAX_CLASSES} classes", excerpt(text)));
        }
        self.texts.push(text.to_owned());
        Ok(self.texts.len() - 1)
    }
}

/// Images of one size with their labels.
pub(super) struct ImageSet {
    pub(super) values: ImageValues,
    pub(super) labels: Labels,
    /// Rows and columns.
    pub(super) size: (usize, usize),
}

/// What a source holds.
pub(super) struct ImageSets {
    pub(super) train: ImageSet,
    pub(super) test: Option<ImageSet>,
}

impl ImageSet {
    pub(super) const fn len(&self) -> usize {
        self.labels.of.len()
    }

    /// Moves one of `every` images of each class into a second set. By class, since a source may be sorted, or go
    /// through the classes in turn.
    pub(super) fn split(self, every: usize) -> (Self, Self) {
        let mut counts = vec![0; self.labels.texts.len()];
        let tested: Vec<bool> = self
            .labels
            .of
            .iter()
            .map(|&label| {
                let count: &mut usize = &mut counts[usize::from(label)];
                *count += 1;
                count.is_multiple_of(every)
            })
            .collect();
        (self.select(&tested, false), self.select(&tested, true))
    }

    fn select(&self, tested: &[bool], which: bool) -> Self {
        fn pick<T: Copy>(values: &[T], each: usize, tested: &[bool], which: bool) -> Vec<T> {
            let own = values.chunks_exact(each).zip(tested).filter(|(_, tested)| **tested == which);
            own.flat_map(|(image, _)| image.iter().copied()).collect()
        }
        let each = self.size.0 * self.size.1;
        let values = match &self.values {
            ImageValues::Bytes(bytes) => ImageValues::Bytes(pick(bytes, each, tested, which)),
            ImageValues::Floats(floats) => ImageValues::Floats(pick(floats, each, tested, which)),
        };
        let labels = Labels { of: pick(&self.labels.of, 1, tested, which), ..self.labels.clone() };
        Self { values, labels, size: self.size }
    }

    /// The classes that occur, in their order.
    pub(super) fn classes(&self, path: &Path) -> Result<Classes, ImportError> {
        let mut texts: Vec<String> = self.texts().cloned().collect();
        if texts.len() < 2 {
            let found = excerpt(texts.first().map_or("no label", String::as_str));
            let what =
                format!("all images to train on have one label ({found}); at least 2 classes are needed");
            return Err(ImportError::of(path, what));
        }
        let Some(mut numbers) = texts.iter().map(|text| whole(text)).collect::<Option<Vec<i64>>>() else {
            texts.sort_unstable();
            return Ok(Classes { labels: (0..=255).take(texts.len()).collect(), texts, named: true });
        };
        numbers.sort_unstable();
        let texts: Vec<String> = numbers.iter().map(i64::to_string).collect();
        // Numbers that fit a byte are labels as they are.
        let bytes: Option<Vec<u8>> = numbers.iter().map(|&number| u8::try_from(number).ok()).collect();
        let named = bytes.is_none();
        Ok(Classes { labels: bytes.unwrap_or_else(|| (0..=255).take(texts.len()).collect()), texts, named })
    }

    /// The labels that occur.
    fn texts(&self) -> impl Iterator<Item = &String> {
        let mut occurs = vec![false; self.labels.texts.len()];
        self.labels.of.iter().for_each(|&label| occurs[usize::from(label)] = true);
        self.labels.texts.iter().zip(occurs).filter(|(_, occurs)| *occurs).map(|(text, _)| text)
    }

    /// Fails if these images can't test a network that was trained on `train`.
    pub(super) fn check(&self, path: &Path, train: &Self, classes: &Classes) -> Result<(), ImportError> {
        if self.len() == 0 {
            let images = thousands(train.len() as u64);
            let few = format!("{images} images are too few: none is left to test on");
            return Err(ImportError::of(path, few));
        }
        if self.size != train.size {
            let ((height, width), (rows, columns)) = (self.size, train.size);
            let what =
                format!("test images of {width} × {height} pixels, but {columns} × {rows} to train on");
            return Err(ImportError::of(path, what));
        }
        match self.texts().find(|text| classes.find(text).is_none()) {
            Some(text) => {
                Err(ImportError::of(path, format!("no image to train on has the label {}", excerpt(text))))
            }
            None => Ok(()),
        }
    }

    /// The labels as an IDX file has them.
    pub(super) fn bytes(&self, classes: &Classes) -> Vec<u8> {
        let labels: Vec<u8> = self.labels.texts.iter().map(|text| classes.find(text).unwrap_or(0)).collect();
        self.labels.of.iter().map(|&label| labels[usize::from(label)]).collect()
    }
}

/// Classes in their order, each with a label and a name.
pub(super) struct Classes {
    labels: Vec<u8>,
    pub(super) texts: Vec<String>,
    /// Whether their names are other than their labels.
    pub(super) named: bool,
}

impl Classes {
    fn find(&self, text: &str) -> Option<u8> {
        let number = whole(text).map(|number| number.to_string());
        let text = number.as_deref().unwrap_or(text);
        self.texts.iter().position(|own| own == text).map(|at| self.labels[at])
    }
}

/// A text as a whole number; it may be written as 3.0.
fn whole(text: &str) -> Option<i64> {
    /// Beyond this, floats have gaps.
    const MAX: f64 = (1_u64 << 53) as f64;
    let number: f64 = text.parse().ok()?;
    (number.fract() == 0.0 && number.abs() < MAX).then_some(number as i64)
}

/// Rows and columns of an image given as one row of numbers: a square if it can be one.
pub(super) const fn square(count: usize) -> (usize, usize) {
    let side = count.isqrt();
    if side * side == count { (side, side) } else { (1, count) }
}
