//! Lessons: scripts that run a race step by step, ask before they show, and say what was to be seen.
//!
//! A lesson runs on a session like any other: a [`Runner`] gives commands and receives updates. What a lesson
//! claims is checked against the losses of the race that is run.

mod check;
mod claim;
mod content;
mod finding;
mod measure;
mod order;
mod runner;
mod script;

pub use claim::Claim;
pub use content::{ChartAxis, Lesson, LessonError, LessonText, Question, Step};
pub use finding::Finding;
pub(crate) use runner::Course;
pub use runner::{LessonPhase, Runner, StepResult};

#[cfg(test)]
mod tests;
