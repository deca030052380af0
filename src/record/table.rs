//! A table of a run while it grows: rows that begin with their iteration, under one line of names.

use std::io::{self, BufRead, Write};

use super::{
    RecordError, RunFolder,
    growing::{GrowingFile, MAX_WAITING},
};

/// A table on disk, and the rows that are not in it yet.
#[derive(Debug)]
pub(super) struct TableFile {
    pub(super) rows: GrowingFile,
    /// Whether the rows or names in the file are outdated.
    stale: bool,
    /// The first iteration whose rows in the file are void: the race has gone back to before it.
    void_from: u64,
    rows_waiting: u64,
    /// Rows that were dropped.
    pub(super) rows_lost: u64,
}

impl TableFile {
    /// A table that replaces any of its name.
    pub(super) const fn new(name: &'static str) -> Self {
        let rows = GrowingFile::new(name);
        Self { rows, stale: false, void_from: u64::MAX, rows_waiting: 0, rows_lost: 0 }
    }

    /// Whether many rows wait for the disk.
    pub(super) const fn is_long(&self) -> bool {
        self.rows.waiting.len() > MAX_WAITING / 16
    }

    /// Has the whole file written anew the next time.
    pub(super) const fn renew(&mut self) {
        self.stale = true;
    }

    /// Adds a row, which `write` appends with its end. If too much waits, all that waits is dropped.
    pub(super) fn add_row(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.rows.waiting);
        self.rows_waiting += 1;
        if self.rows.waiting.len() > MAX_WAITING {
            self.rows_lost += std::mem::take(&mut self.rows_waiting);
            self.rows.waiting.clear();
        }
    }

    /// Gives the rows that wait an empty cell at their end.
    pub(super) fn add_cell(&mut self) {
        self.rows.waiting = self.rows.waiting.replace('\n', ",\n");
    }

    /// Drops the rows from that iteration on: the race goes on before it.
    pub(super) fn rewind(&mut self, first_void: u64) {
        let kept =
            self.rows.waiting.split_inclusive('\n').filter(|row| is_before(row.as_bytes(), first_void));
        self.rows.waiting = kept.collect();
        self.rows_waiting = self.rows.waiting.lines().count() as u64;
        self.void_from = self.void_from.min(first_void);
        self.stale = true;
    }

    /// Writes what waits to the disk. Where the file is written anew, it begins with `names`, and its rows get so many
    /// empty `cells` at their end. After an error everything still waits.
    pub(super) fn flush(&mut self, folder: &RunFolder, names: &str, cells: usize) -> Result<(), RecordError> {
        let void_from = self.void_from;
        self.rows.flush(folder, self.stale, |old, new| {
            new.write_all(names.as_bytes())?;
            old.map_or(Ok(()), |old| {
                old.skip_until(b'\n')?;
                copy_rows(old, new, void_from, cells)
            })
        })?;
        (self.stale, self.void_from, self.rows_waiting) = (false, u64::MAX, 0);
        Ok(())
    }
}

/// Whether a row is of an iteration before that one.
fn is_before(row: &[u8], first_void: u64) -> bool {
    let digits = row.split(|byte| *byte == b',').next().unwrap_or_default();
    let iteration = std::str::from_utf8(digits).ok().and_then(|digits| digits.trim().parse::<u64>().ok());
    iteration.is_some_and(|iteration| iteration < first_void)
}

/// Copies the rows before an iteration, and adds so many empty cells to each.
fn copy_rows(
    rows: &mut dyn BufRead,
    writer: &mut dyn Write,
    first_void: u64,
    cells: usize,
) -> io::Result<()> {
    let end = format!("{}\n", ",".repeat(cells));
    let mut row = Vec::new();
    while rows.read_until(b'\n', &mut row)? > 0 {
        if is_before(&row, first_void) {
            writer.write_all(row.strip_suffix(b"\n").unwrap_or(&row))?;
            writer.write_all(end.as_bytes())?;
        }
        row.clear();
    }
    Ok(())
}
