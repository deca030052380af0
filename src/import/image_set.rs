//! Images with labels as a source has them, and how they become classes.

use std::{collections::HashMap, path::Path};

use super::{ImportError, Place};
use crate::text::{excerpt, thousands};

/// Classes at the most: labels are bytes in an IDX file.
const MAX_CLASSES: usize = 256;

/// Characters of a class's name.
const MAX_NAME: usize = 40;

/// The numbers of images.
pub(super) enum Values {
    /// Whole numbers from 0 to 255.
    Bytes(Vec<u8>),
    Floats(Vec<f32>),
}

/// Labels by the text that they are written as, each text once.
#[derive(Default, Clone)]
pub(super) struct Labels {
    texts: Vec<String>,
    places: HashMap<String, u16>,
    of: Vec<u16>,
}

impl Labels {
    /// One more label.
    pub(super) fn push(&mut self, text: &str) -> Result<(), String> {
        let text = text.trim();
        let place = match self.places.get(text) {
            Some(place) => *place,
            None => self.add(text)?,
        };
        self.of.push(place);
        Ok(())
    }

    fn add(&mut self, text: &str) -> Result<u16, String> {
        if text.is_empty() {
            return Err("the label is missing".into());
        }
        if text.chars().count() > MAX_NAME {
            return Err(format!("the label {} is longer than {MAX_NAME} characters", excerpt(text)));
        }
        if self.texts.len() == MAX_CLASSES {
            return Err(format!("the label {} is one more than {MAX_CLASSES} classes", excerpt(text)));
        }
        let place = self.texts.len() as u16;
        self.texts.push(text.to_owned());
        self.places.insert(text.to_owned(), place);
        Ok(place)
    }

    pub(super) const fn len(&self) -> usize {
        self.of.len()
    }
}

/// Images of one size with their labels.
pub(super) struct Part {
    pub(super) values: Values,
    pub(super) labels: Labels,
    /// Rows and columns.
    pub(super) size: (usize, usize),
}

impl Part {
    pub(super) const fn len(&self) -> usize {
        self.labels.len()
    }

    /// Gives one image of `every` of each class to the second part. By class, since sources may be sorted, or take
    /// classes in turn.
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
        (self.chosen(&tested, false), self.chosen(&tested, true))
    }

    fn chosen(&self, tested: &[bool], which: bool) -> Self {
        fn pick<T: Copy>(values: &[T], each: usize, tested: &[bool], which: bool) -> Vec<T> {
            let own = values.chunks_exact(each).zip(tested).filter(|(_, tested)| **tested == which);
            own.flat_map(|(image, _)| image.iter().copied()).collect()
        }
        let each = self.size.0 * self.size.1;
        let values = match &self.values {
            Values::Bytes(bytes) => Values::Bytes(pick(bytes, each, tested, which)),
            Values::Floats(floats) => Values::Floats(pick(floats, each, tested, which)),
        };
        let labels = Labels { of: pick(&self.labels.of, 1, tested, which), ..self.labels.clone() };
        Self { values, labels, size: self.size }
    }

    /// The classes of the labels that occur.
    pub(super) fn classes(&self, path: &Path) -> Result<Classes, ImportError> {
        let mut texts: Vec<String> = self.texts().cloned().collect();
        if texts.len() < 2 {
            let found = texts.first().map_or("no label", String::as_str);
            let what = format!(
                "all images to train on have one label ({}); at least 2 classes are needed",
                excerpt(found)
            );
            return Err(ImportError::of(path, what));
        }
        let number = |text: &String| whole(text);
        if let Some(mut numbers) = texts.iter().map(number).collect::<Option<Vec<i64>>>() {
            numbers.sort_unstable();
            if (0..=255).contains(&numbers[0]) && numbers[numbers.len() - 1] <= 255 {
                return Ok(Classes {
                    labels: numbers.iter().map(|&label| label as u8).collect(),
                    texts: numbers.iter().map(i64::to_string).collect(),
                    named: false,
                });
            }
            texts = numbers.iter().map(i64::to_string).collect();
        } else {
            texts.sort_unstable();
        }
        Ok(Classes { labels: (0..=255).take(texts.len()).collect(), texts, named: true })
    }

    /// The texts of labels that occur.
    fn texts(&self) -> impl Iterator<Item = &String> {
        let mut occurs = vec![false; self.labels.texts.len()];
        self.labels.of.iter().for_each(|&label| occurs[usize::from(label)] = true);
        self.labels.texts.iter().zip(occurs).filter(|(_, occurs)| *occurs).map(|(text, _)| text)
    }

    /// Fails if this can't test what learned from `train`.
    pub(super) fn check(&self, path: &Path, train: &Self, classes: &Classes) -> Result<(), ImportError> {
        if self.len() == 0 {
            let few =
                format!("{} images are too few: none is left to test on", thousands(train.len() as u64));
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

/// Classes in their order: a label and a name each.
pub(super) struct Classes {
    labels: Vec<u8>,
    texts: Vec<String>,
    /// Whether they are called otherwise than by their labels.
    pub(super) named: bool,
}

impl Classes {
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }

    fn find(&self, text: &str) -> Option<u8> {
        let number = whole(text).map(|number| number.to_string());
        let text = number.as_deref().unwrap_or(text);
        self.texts.iter().position(|own| own == text).map(|at| self.labels[at])
    }
}

/// A text as a whole number, also where it is written as 3.0.
fn whole(text: &str) -> Option<i64> {
    /// Past these floats have gaps.
    const MAX: f64 = (1_u64 << 53) as f64;
    let number: f64 = text.parse().ok()?;
    (number.fract() == 0.0 && number.abs() < MAX).then_some(number as i64)
}

/// Rows and columns of a row of numbers: a square's where it can be one.
pub(super) const fn square(count: usize) -> (usize, usize) {
    let side = count.isqrt();
    if side * side == count { (side, side) } else { (1, count) }
}

/// An error at a place, for a label that can't be one.
pub(super) fn wrong_label(path: &Path, at: Place) -> impl Fn(String) -> ImportError {
    move |what| ImportError::new(path, at, what)
}
