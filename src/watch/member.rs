//! What the readers of single files and folders have in common: how much they read at once, and what they say then.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::Read,
    path::Path,
};

use super::reading::{Reading, Values};
use crate::text::shown;

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

/// Bytes that may still be read in this turn.
pub(super) struct Budget(u64);

/// Bytes that are read in one turn: some hundredths of a second.
const TURN: u64 = 4 << 20;

/// Bytes that are read at once.
const CHUNK: usize = 64 << 10;

impl Budget {
    pub(super) const fn new() -> Self {
        Self(TURN)
    }

    pub(super) const fn is_spent(&self) -> bool {
        self.0 == 0
    }

    pub(super) const fn spend(&mut self, bytes: u64) {
        self.0 = self.0.saturating_sub(bytes);
    }
}

/// Reads on, piece by piece, and hands each to `piece`. Whether that was all there is for now.
pub(super) fn drain(
    source: &mut impl Read,
    budget: &mut Budget,
    piece: &mut dyn FnMut(&[u8]),
) -> std::io::Result<bool> {
    let mut buffer = vec![0; CHUNK];
    while !budget.is_spent() {
        match source.read(&mut buffer)? {
            0 => return Ok(true),
            read => {
                budget.spend(read as u64);
                piece(&buffer[..read]);
            }
        }
    }
    Ok(false)
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
}

/// What a row is to those that have been handed on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LedgerEntry {
    New,
    Known,
    /// Another row was there: it and all behind it are void.
    Changed,
}

impl Ledger {
    /// The most rows that are compared: 8 MiB.
    const MAX_ROWS: usize = 1 << 20;

    /// The file is read from its beginning again.
    pub(super) const fn rewind(&mut self) {
        self.at = 0;
    }

    pub(super) fn enter(&mut self, values: &Values) -> LedgerEntry {
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
