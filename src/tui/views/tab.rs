//! The views that the screen can show, one at a time.

use crate::{tui::action::Way, words::Lang};

/// One full screen below the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Every lane's loss on one chart, and a table of them.
    Race,
    /// Every lane's rule on a function of two variables.
    Surface,
    /// The step that the selected lane is about to take.
    Inside,
    /// What lanes take test images for, and drawn ones.
    Digits,
    /// The loss over the learning rate, from many short trials.
    Rates,
    /// The selected lane's rule in plain words.
    Explain,
}

impl Tab {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 6] =
        [Self::Race, Self::Surface, Self::Inside, Self::Digits, Self::Rates, Self::Explain];

    /// Its name.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Race => lang.say("race", "경주"),
            Self::Surface => lang.say("surface", "곡면"),
            Self::Inside => lang.say("inside", "한 걸음"),
            Self::Digits => lang.say("digits", "숫자"),
            Self::Rates => lang.say("rates", "학습률"),
            Self::Explain => lang.say("explain", "설명"),
        }
    }

    /// The digit that opens it.
    pub const fn digit(self) -> char {
        match self {
            Self::Race => '1',
            Self::Surface => '2',
            Self::Inside => '3',
            Self::Digits => '4',
            Self::Rates => '5',
            Self::Explain => '6',
        }
    }

    /// Whether keys such as pause, reset and rate are meant for the race there.
    pub const fn steers_race(self) -> bool {
        !matches!(self, Self::Surface)
    }

    /// The one with that digit.
    pub fn of(digit: char) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.digit() == digit)
    }

    /// The next one, or the one before; after the last comes the first.
    pub fn turn(self, way: Way) -> Self {
        let at = Self::ALL.iter().position(|tab| *tab == self).unwrap_or(0);
        let step = if way == Way::More { 1 } else { Self::ALL.len() - 1 };
        Self::ALL[(at + step) % Self::ALL.len()]
    }
}
