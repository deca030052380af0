//! Lessons: scripts that run a race step by step, ask before they show, and say what was to be seen.
//!
//! A lesson runs on a session like any other: a [`Runner`] gives commands and hears updates. What a lesson
//! claims is checked against the losses of whoever runs it. Knows no terminal.

mod claim;
mod course;
mod order;
mod runner;
mod script;

pub use claim::{Claim, Finding};
pub use course::Course;
pub use order::Order;
pub use runner::{Runner, Stage};

use crate::{config::Config, words::Lang};

/// The lessons in the binary, in the order of a course, each with its name.
const SHIPPED: [(&str, &str); 8] = [
    ("momentum", include_str!("../data/lessons/momentum.toml")),
    ("too-high", include_str!("../data/lessons/too-high.toml")),
    ("too-low", include_str!("../data/lessons/too-low.toml")),
    ("adagrad", include_str!("../data/lessons/adagrad.toml")),
    ("adam", include_str!("../data/lessons/adam.toml")),
    ("same-seed", include_str!("../data/lessons/same-seed.toml")),
    ("bad-start", include_str!("../data/lessons/bad-start.toml")),
    ("saddle", include_str!("../data/lessons/saddle.toml")),
];

/// A lesson that can be run: whatever it names is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// Its name, or the path of its file.
    pub name: String,
    /// What it is about.
    pub title: Text,
    /// The race it begins with.
    pub config: Config,
    /// Iterations a second that it begins with.
    pub pace: Option<f64>,
    /// Which losses its chart shows.
    pub axis: Axis,
    /// Its steps; there is one at least.
    pub steps: Vec<Step>,
}

/// Which losses a chart shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Axis {
    /// From 0 to 1.
    #[default]
    Unit,
    /// All that there are.
    Fitted,
    /// All, by their powers of ten.
    Log,
}

/// One step: a text to read, perhaps a question, and what is done when it has been read.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What is to be read.
    pub text: Text,
    /// What the room is asked before it is shown.
    pub question: Option<Question>,
    /// What is done then; only the last of them takes iterations.
    pub orders: Vec<Order>,
    /// What is to be seen after that.
    pub claims: Vec<Claim>,
}

/// A question with answers that a room votes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What is asked.
    pub text: Text,
    /// What can be answered.
    pub answers: Vec<Text>,
    /// Which of them is right.
    pub right: usize,
}

/// A text in every language.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    en: String,
    ko: String,
}

impl Text {
    /// It in that language.
    #[must_use]
    pub const fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => self.en.as_str(),
            Lang::Ko => self.ko.as_str(),
        }
    }
}

/// What is wrong with a lesson: file, line, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct LessonError(String);

impl Lesson {
    /// Every lesson in the binary.
    ///
    /// # Errors
    /// If one of them is wrong, which the tests of this room rule out.
    pub fn shipped() -> Result<Vec<Self>, LessonError> {
        SHIPPED.into_iter().map(|(name, text)| Self::read(name, text)).collect()
    }

    /// Whether the binary has a lesson of that name.
    #[must_use]
    pub fn is_shipped(name: &str) -> bool {
        SHIPPED.iter().any(|(own, _)| *own == name)
    }

    /// The lesson of that name in the binary.
    ///
    /// # Errors
    /// If there is none.
    pub fn find(name: &str) -> Result<Self, LessonError> {
        match SHIPPED.into_iter().find(|(own, _)| *own == name) {
            Some((name, text)) => Self::read(name, text),
            None => Err(LessonError(format!(
                "{}: no such lesson or file; the lessons are {}",
                crate::text::excerpt(name),
                SHIPPED.map(|(name, _)| name).join(", ")
            ))),
        }
    }

    /// Reads a lesson's text; `name` stands before what is wrong with it.
    ///
    /// # Errors
    /// If it is no lesson, or names what is not there.
    pub fn read(name: &str, text: &str) -> Result<Self, LessonError> {
        script::read(name, text)
    }

    /// Every race of the lesson, the one that it begins with first.
    pub fn races(&self) -> impl Iterator<Item = &Config> {
        let later = self.steps.iter().flat_map(|step| &step.orders).filter_map(Order::race);
        std::iter::once(&self.config).chain(later)
    }
}

#[cfg(test)]
mod tests;
