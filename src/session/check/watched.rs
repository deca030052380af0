//! Checks of what is sent besides losses: lists must be as long as their sizes say, because views index them by those.

use crate::{
    config::MAX_LANES,
    input::{Check, Checked, all, at_most, require},
    race::{CERTAIN, Inside, PAGE, PARTS, Prediction, Spread, TestImage, TestPredictions},
};

/// The most classes: labels are bytes.
const MAX_CLASSES: usize = 256;

/// The most layers of weights: 100 hidden layers and the classes.
const MAX_LAYERS: usize = 101;

impl Check for TestPredictions {
    fn check(&self) -> Checked {
        let classes = self.classes;
        require((1..=MAX_CLASSES).contains(&classes), "there are 1 to 256 classes")?;
        at_most(MAX_LANES, self.confusion.len(), "lanes")?;
        at_most(PAGE, self.page.len(), "images of a page")?;
        let square = |(_, counts): &(_, Vec<u32>)| counts.len() == classes * classes;
        require(
            self.confusion.iter().all(square),
            "a confusion matrix has a row a label and a column a class",
        )?;
        require(self.from <= self.listed && self.listed <= self.images, "a page must be of what is listed")?;
        let pixels = self.size.0.checked_mul(self.size.1);
        let fits = |digit: &TestImage| {
            Some(digit.pixels.len()) == pixels
                && usize::from(digit.label) < classes
                && digit.opinions.len() <= MAX_LANES
                && digit.opinions.iter().all(|opinion| opinion.probabilities.len() == classes)
        };
        require(self.page.iter().all(fits), "an image must have the size and classes of all")?;
        self.page.iter().try_for_each(|digit| all(&digit.opinions))
    }
}

impl Check for Prediction {
    fn check(&self) -> Checked {
        at_most(MAX_CLASSES, self.probabilities.len(), "classes")?;
        require(
            self.probabilities.iter().all(|p| *p <= CERTAIN),
            "a probability is at most 1,000 thousandths",
        )
    }
}

impl Check for Inside {
    fn check(&self) -> Checked {
        at_most(MAX_LAYERS, self.layers, "layers")?;
        require(self.layer < self.layers, "there is no such layer")?;
        let letters = self.kind.memory().len();
        at_most(letters, self.memory.len(), "lists of what the rule remembers")?;
        let spreads = [&self.gradient, &self.step, &self.activations];
        all(spreads.into_iter().chain(self.memory.iter().map(|moment| &moment.after)))
    }
}

impl Check for Spread {
    fn check(&self) -> Checked {
        require(self.counts.len() == PARTS, "a spread has a count for each power of two")
    }
}
