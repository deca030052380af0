//! A setting that was given somewhere else than on the command line, and where.

use std::{
    ffi::{OsStr, OsString},
    fmt,
    path::PathBuf,
};

use clap::error::ErrorKind;

use super::catalog::Catalog;
use crate::{cli::usage::Usage, text::shown};

/// The table of keys in a file, and its flag: for actions, the keys that they get.
pub(crate) const KEYS: &str = "keys";

/// Where the value of a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Provenance {
    /// Nobody gave one.
    Default,
    /// A file; without the line if it is a recorded race's.
    File { path: PathBuf, line: Option<usize> },
    /// A variable of the environment.
    Variable(String),
    /// The command line.
    Flag,
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line: Some(line) } => write!(f, "{}:{line}", shown(path)),
            Self::File { path, line: None } => f.write_str(&shown(path)),
            Self::Variable(name) => f.write_str(name),
            Self::Flag => f.write_str("flag"),
        }
    }
}

/// What a setting was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GivenValue {
    /// What would stand after the flag.
    Text(OsString),
    /// Whether a flag without a value is there.
    Switch(bool),
}

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Given {
    /// The name of its flag, without the hyphens before it.
    pub(crate) key: String,
    pub(crate) value: GivenValue,
    pub(crate) origin: Provenance,
}

impl Given {
    /// The word of a command line that says the same; none for a flag that is not there.
    pub(crate) fn argument(&self) -> Option<OsString> {
        let flag = OsString::from(format!("--{}", self.key));
        match &self.value {
            GivenValue::Switch(on) => on.then_some(flag),
            GivenValue::Text(text) => Some([&flag, OsStr::new("="), text].into_iter().collect()),
        }
    }

    /// The action of a line of the table of keys.
    pub(crate) fn rebound(&self) -> Option<&str> {
        let GivenValue::Text(text) = &self.value else { return None };
        let in_file = matches!(self.origin, Provenance::File { .. });
        text.to_str().filter(|_| in_file && self.key == KEYS)?.split('=').next()
    }

    /// The same, if its flag would take the value.
    pub(crate) fn checked(self, catalog: &Catalog) -> Result<Self, Usage> {
        let Some(word) = self.argument() else { return Ok(self) };
        match catalog.check(word.clone()) {
            // What it needs beside it, or can't stand beside, is seen when all are together.
            Some(error)
                if !matches!(
                    error.kind(),
                    ErrorKind::MissingRequiredArgument | ErrorKind::ArgumentConflict
                ) =>
            {
                let usage = Usage::from_clap(&error, &[word]);
                Err(self.explained(&usage).unwrap_or_else(|| self.refusal(&usage.to_string())))
            }
            _ => Ok(self),
        }
    }

    /// A refusal of what was given.
    pub(crate) fn refusal(&self, wrong: &str) -> Usage {
        let key = &self.key;
        Usage::new(match &self.origin {
            Provenance::Variable(name) => format!("{name}: {wrong}"),
            Provenance::Default | Provenance::Flag => format!("--{key}: {wrong}"),
            file @ Provenance::File { .. } => format!("{file}: {key}: {wrong}"),
        })
    }

    /// Names the place where this was given, if that is what the message of a flag is about.
    pub(crate) fn explained(&self, usage: &Usage) -> Option<Usage> {
        let message = usage.to_string();
        let rest = message.strip_prefix("--")?.strip_prefix(self.key.as_str())?;
        let about = match (self.rebound(), rest.strip_prefix(": ")) {
            (Some(action), Some(rest)) => rest.split(' ').next() == Some(action),
            _ => rest.starts_with([' ', ':']),
        };
        let name = match &self.origin {
            Provenance::Variable(name) => name.clone(),
            Provenance::Default | Provenance::Flag => return None,
            file @ Provenance::File { .. } => format!("{file}: {}", self.key),
        };
        about.then(|| Usage::new(name + rest))
    }
}
