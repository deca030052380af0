//! The last lines of a training's log that are no measurements, in bounded memory.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::{
    input::{Check, Checked, at_most},
    session::check_lines,
};

/// The most lines that are kept: some screens to scroll through.
const MAX_KEPT: usize = 1_000;

/// The last lines of a log.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct TextLog(VecDeque<String>);

impl TextLog {
    pub(super) fn add(&mut self, lines: &[String]) {
        self.0.extend(lines.iter().cloned());
        let old = self.0.len().saturating_sub(MAX_KEPT);
        self.0.drain(..old);
    }

    /// Oldest first.
    pub(crate) fn lines(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        self.0.iter().map(String::as_str)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Check for TextLog {
    fn check(&self) -> Checked {
        at_most(MAX_KEPT, self.0.len(), "lines of a log")?;
        check_lines(self.0.as_slices().0).and_then(|()| check_lines(self.0.as_slices().1))
    }
}
