//! Lessons: scripts that run a race step by step, ask before they show, and say what was to be seen.
//!
//! A lesson runs on a session like any other: a [`Runner`] gives commands and receives updates. What a lesson
//! claims is checked against the losses of the race that is run.

mod claim;
mod content;
mod course;
mod order;
mod runner;
mod script;

pub use claim::{Claim, Finding};
pub use content::{ChartAxis, Lesson, LessonError, LessonText, Question, Step};
pub(crate) use course::Course;
pub use order::StepOrder;
pub use runner::{LessonPhase, Runner, StepResult};

use crate::config::Config;

/// The lessons in the binary with their names, in the order of a course.
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

impl Lesson {
    /// Every lesson in the binary.
    ///
    /// # Errors
    /// If one of them has a fault, which the tests rule out.
    pub fn shipped() -> Result<Vec<Self>, LessonError> {
        SHIPPED.into_iter().map(|(name, text)| Self::read(name, text)).collect()
    }

    pub(crate) fn is_shipped(name: &str) -> bool {
        SHIPPED.iter().any(|(own, _)| *own == name)
    }

    /// The lesson of that name in the binary.
    ///
    /// # Errors
    /// If there is none; the error lists their names.
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

    /// Reads a lesson's file; an error message begins with `name`.
    pub(crate) fn read(name: &str, text: &str) -> Result<Self, LessonError> {
        script::read(name, text)
    }

    /// Every race of the lesson, the first one first.
    pub(crate) fn races(&self) -> impl Iterator<Item = &Config> {
        let later = self.steps.iter().flat_map(|step| &step.orders).filter_map(StepOrder::race);
        std::iter::once(&self.config).chain(later)
    }
}

#[cfg(test)]
mod tests;
