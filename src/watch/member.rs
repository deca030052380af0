//! What the readers of single files and folders have in common: how much they read at once, and what they say then.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::Read,
    path::Path,
};

use super::reading::{Reading, Values};
use crate::{config::MAX_LANES, text::shown};

/// Whether there is more to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Poll {
    /// There is more at once.
    More,
    /// Nothing for now.
    UpToDate,
    /// The file or folder is no longer there.
    Gone,
}

/// What a turn looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PollScope {
    /// Also at what is new in folders.
    Folders,
    /// At the files that are known.
    KnownFiles,
}

/// What may still be read in this turn.
pub(super) struct Budget {
    scope: PollScope,
    /// Bytes.
    left: u64,
    /// Where they are read to, one turn after the other.
    buffer: Vec<u8>,
}

/// Bytes that are read in one turn: some hundredths of a second.
const TURN: u64 = 4 << 20;

/// Bytes that are read at once.
const CHUNK: usize = 64 << 10;

impl Budget {
    /// Nothing, until a turn begins.
    pub(super) const fn new() -> Self {
        Self { scope: PollScope::KnownFiles, left: 0, buffer: Vec::new() }
    }

    /// A turn begins.
    pub(super) const fn renew(&mut self, scope: PollScope) {
        (self.scope, self.left) = (scope, TURN);
    }

    pub(super) const fn scope(&self) -> PollScope {
        self.scope
    }

    pub(super) const fn is_spent(&self) -> bool {
        self.left == 0
    }

    pub(super) const fn spend(&mut self, bytes: u64) {
        self.left = self.left.saturating_sub(bytes);
    }
}

/// Reads on, piece by piece, and hands each to `piece`. Whether that was all there is for now.
pub(super) fn drain(
    source: &mut impl Read,
    budget: &mut Budget,
    piece: &mut dyn FnMut(&[u8]),
) -> std::io::Result<bool> {
    let mut buffer = std::mem::take(&mut budget.buffer);
    buffer.resize(CHUNK, 0);
    let drained = loop {
        if budget.is_spent() {
            break Ok(false);
        }
        match source.read(&mut buffer) {
            Ok(0) => break Ok(true),
            Ok(read) => {
                budget.spend(read as u64);
                piece(&buffer[..read]);
            }
            Err(error) => break Err(error),
        }
    };
    budget.buffer = buffer;
    drained
}

/// What is wrong with a file.
pub(super) fn problem(path: &Path, what: impl std::fmt::Display) -> Reading {
    Reading::Problem(format!("{}: {what}", shown(path)))
}

/// Rows that have been handed on, so that those of a file that is written anew aren't again.
#[derive(Default)]
pub(super) struct Ledger {
    hashes: Vec<u64>,
    /// All rows, also those beyond the bound, which are taken for the same by their place.
    rows: usize,
    at: usize,
    /// The lanes that are shown, and how many rows each has had since the beginning of the file.
    lanes: BTreeMap<String, u64>,
}

/// What a row is to those that have been handed on.
#[derive(Debug, PartialEq, Eq)]
enum LedgerEntry {
    New,
    Known,
    /// Another row was there: it and all behind it are void.
    Changed,
}

impl Ledger {
    /// The most rows that are compared: 8 MiB.
    const MAX_ROWS: usize = 1 << 20;

    /// The file is read from its beginning again.
    pub(super) fn rewind(&mut self) {
        self.at = 0;
        self.lanes.values_mut().for_each(|rows| *rows = 0);
    }

    /// Hands a row on if it is new. One that differs from the one that was there takes every lane back to before it.
    pub(super) fn pass(&mut self, values: Values, take: &mut dyn FnMut(Reading)) {
        let entry = self.enter(&values);
        if entry == LedgerEntry::Changed {
            for (lane, rows) in &self.lanes {
                // Without steps, rows are counted from 1.
                let step = values.step.unwrap_or(rows + 1);
                take(Reading::Restarted { lane: lane.clone(), step });
            }
        }
        if let Some(rows) = self.lanes.get_mut(&values.lane) {
            *rows += 1;
        } else if self.lanes.len() < MAX_LANES {
            self.lanes.insert(values.lane.clone(), 1);
        }
        if entry != LedgerEntry::Known {
            take(Reading::Values(values));
        }
    }

    fn enter(&mut self, values: &Values) -> LedgerEntry {
        let hash = hash(values);
        let entry = match self.hashes.get(self.at) {
            Some(before) if *before == hash => LedgerEntry::Known,
            Some(_) => LedgerEntry::Changed,
            None if self.at < self.rows => LedgerEntry::Known,
            None => LedgerEntry::New,
        };
        if entry == LedgerEntry::Changed {
            self.hashes.truncate(self.at);
            self.rows = self.at;
        }
        if entry != LedgerEntry::Known {
            self.rows += 1;
            if self.hashes.len() < Self::MAX_ROWS {
                self.hashes.push(hash);
            }
        }
        self.at += 1;
        entry
    }
}

/// Two rows of the same values have the same, whatever is empty in between and in which order they are.
fn hash(values: &Values) -> u64 {
    let each = |(name, value): &(String, f64)| {
        let mut hasher = DefaultHasher::new();
        (name, value.to_bits()).hash(&mut hasher);
        hasher.finish()
    };
    let all = values.values.iter().map(each).fold(0, u64::wrapping_add);
    let mut hasher = DefaultHasher::new();
    (&values.lane, values.step, all).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_handed_on_once_and_again_from_the_first_that_differs() {
        let row =
            |step, value| Values { step: Some(step), values: vec![("a".into(), value)], ..Values::default() };
        let mut ledger = Ledger::default();
        assert_eq!(
            [1, 2, 3].map(|step| ledger.enter(&row(step, 0.5))),
            [LedgerEntry::New, LedgerEntry::New, LedgerEntry::New]
        );
        ledger.rewind();
        assert_eq!(ledger.enter(&row(1, 0.5)), LedgerEntry::Known);
        assert_eq!(ledger.enter(&row(2, 0.25)), LedgerEntry::Changed);
        assert_eq!(ledger.enter(&row(3, 0.5)), LedgerEntry::New);
    }
}
