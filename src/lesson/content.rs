//! What a lesson is made of: steps with a text, perhaps a question, orders and claims; and the lessons in the binary.

use super::claim::Claim;
use crate::{config::Config, session::Command, text::excerpt, words::Lang};

/// The lessons in the binary with their names, in the order of a course.
pub(super) const SHIPPED: [(&str, &str); 11] = [
    ("momentum", include_str!("../../data/lessons/momentum.toml")),
    ("too-high", include_str!("../../data/lessons/too-high.toml")),
    ("too-low", include_str!("../../data/lessons/too-low.toml")),
    ("best-rate", include_str!("../../data/lessons/best-rate.toml")),
    ("adagrad", include_str!("../../data/lessons/adagrad.toml")),
    ("adam", include_str!("../../data/lessons/adam.toml")),
    ("same-seed", include_str!("../../data/lessons/same-seed.toml")),
    ("one-start", include_str!("../../data/lessons/one-start.toml")),
    ("batch-noise", include_str!("../../data/lessons/batch-noise.toml")),
    ("bad-start", include_str!("../../data/lessons/bad-start.toml")),
    ("saddle", include_str!("../../data/lessons/saddle.toml")),
];

/// A lesson that can be run: everything that it names exists.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// Its name, or the path of its file.
    pub name: String,
    /// A heading of a few words.
    pub title: LessonText,
    /// The folder with its data, from the folder of its file; `None` means the built-in data.
    pub data: Option<String>,
    /// The race that it begins with.
    pub config: Config,
    /// The pace limit that it begins with, in iterations a second.
    pub pace: Option<f64>,
    /// The losses that its chart shows.
    pub axis: ChartAxis,
    /// Its steps; there is at least one.
    pub steps: Vec<Step>,
}

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
                excerpt(name),
                SHIPPED.map(|(name, _)| name).join(", ")
            ))),
        }
    }

    /// Every race of the lesson, the first one first.
    pub(crate) fn races(&self) -> impl Iterator<Item = &Config> {
        let later = self.steps.iter().flat_map(|step| &step.orders).filter_map(|order| match order {
            Command::Begin(config) => Some(&**config),
            _ => None,
        });
        std::iter::once(&self.config).chain(later)
    }
}

/// The losses that a chart shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChartAxis {
    /// Those from 0 to 1.
    #[default]
    Unit,
    /// All of them, on a linear scale.
    Fitted,
    /// All of them, on a logarithmic scale.
    Log,
}

/// One step: a text to read, perhaps a question, and what is done once it has been read.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The text to read.
    pub text: LessonText,
    /// What the audience is asked before it sees the answer.
    pub question: Option<Question>,
    /// What is done once the text has been read; only the last order takes iterations.
    pub orders: Vec<Command>,
    /// What is to be seen after that.
    pub claims: Vec<Claim>,
}

/// A question with answers that an audience votes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The question itself.
    pub text: LessonText,
    /// The two to four answers.
    pub answers: Vec<LessonText>,
    /// The index of the right answer.
    pub right: usize,
}

/// A text in one language or more.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LessonText {
    en: Option<String>,
    ko: Option<String>,
}

impl LessonText {
    /// The text in that language, or in the one that it has.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        let (own, other) = match lang {
            Lang::En => (&self.en, &self.ko),
            Lang::Ko => (&self.ko, &self.en),
        };
        own.as_deref().or(other.as_deref()).unwrap_or_default()
    }
}

/// What is wrong with a lesson: file, line, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct LessonError(pub(super) String);
