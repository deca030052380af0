//! Which images the digits view shows.

use crate::{
    history::Watched,
    race::{ImageFilter, LaneId, PAGE, TestPredictions},
    session::Watch,
    tui::direction::{Direction, Stride},
};

/// How many digits a long stride passes.
const FAR: usize = 10;

/// The view of digits, or of other images.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct DigitsView {
    pub(crate) listed: Listed,
    /// The place of the chosen one among them.
    pub(crate) at: usize,
    /// What comes first.
    pub(crate) panel: Panel,
}

/// Which digits are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Listed {
    #[default]
    All,
    /// Those that lanes disagree on.
    Disputed,
    /// The selected lane's mistakes.
    Mistakes,
}

/// One look at digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Panel {
    /// One digit with every lane's probabilities.
    #[default]
    One,
    /// Many of the list.
    Many,
    /// What the selected lane takes for what.
    Confusion,
}

impl Panel {
    /// The next one; after the last comes the first.
    pub(crate) fn next(self) -> Self {
        Direction::More.neighbour(&[Self::One, Self::Many, Self::Confusion], self)
    }
}

impl DigitsView {
    /// The place in the list of the chosen image.
    pub(super) fn chosen(&self, guesses: &TestPredictions) -> usize {
        self.at.min(guesses.listed.saturating_sub(1))
    }

    /// What the session has to report for it.
    pub(super) fn images(&self, selected: Option<LaneId>) -> Watch {
        let which = match (self.listed, selected) {
            (Listed::All, _) => ImageFilter::All,
            (Listed::Disputed, _) => ImageFilter::Disputed,
            (Listed::Mistakes, Some(lane)) => ImageFilter::Mistakes(lane),
            (Listed::Mistakes, None) => return Watch::Nothing,
        };
        Watch::Digits { which, from: self.at / PAGE * PAGE }
    }

    /// Chooses another image of those that are listed.
    pub(super) fn turn(&mut self, direction: Direction, stride: Stride, watched: &Watched) {
        let last = watched.guesses.as_ref().map_or(0, |guesses| guesses.listed.saturating_sub(1));
        let by = if stride == Stride::Far { FAR } else { 1 };
        self.at = match direction {
            Direction::More => self.at.saturating_add(by).min(last),
            Direction::Less => self.at.min(last).saturating_sub(by),
        };
    }

    /// Lists others, from the first on.
    pub(super) fn list_others(&mut self) {
        let all = [Listed::All, Listed::Disputed, Listed::Mistakes];
        (self.at, self.listed) = (0, Direction::More.neighbour(&all, self.listed));
    }
}
