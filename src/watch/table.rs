//! Tables: a header, then a row for each step, separated by commas, semicolons or tabs.
//!
//! | table | what its columns are |
//! | --- | --- |
//! | `losses.csv` of a run folder | the iteration, then the loss of a lane each |
//! | `metrics.csv` of a run folder, or any with `metric` and `value` | a row for each value |
//! | all others, Lightning's and Keras' among them | steps, epochs, times and metrics, told by their names |
//!
//! A cell that is empty or no number is missing. A table that is written anew says only what is new in it.

mod columns;

use std::path::PathBuf;

use super::{
    member::{Budget, Ledger, Poll, drain, problem},
    reading::Reading,
    tail::{Tail, TailState},
};
pub(super) use columns::looks_like_table;
use columns::{TableColumns, delimiter};

/// The longest row, in bytes.
const MAX_ROW: usize = 1 << 20;

/// A growing table.
pub(super) struct LogTable {
    tail: Tail,
    rows: TableRows,
}

/// What has been read of a table.
struct TableRows {
    prefix: String,
    /// Whether each column is the loss of a lane.
    is_losses: bool,
    /// The beginning of a row that is not whole yet.
    held: Vec<u8>,
    delimiter: u8,
    columns: Option<TableColumns>,
    ledger: Ledger,
    last_step: Option<u64>,
    /// What is wrong with it, until it is read anew.
    is_broken: bool,
}

impl LogTable {
    /// A table whose lanes stand below a name.
    pub(super) fn new(path: PathBuf, lane: &str) -> Self {
        let is_losses = path.file_name().is_some_and(|name| name == "losses.csv");
        let rows = TableRows {
            prefix: lane.to_owned(),
            is_losses,
            held: Vec::new(),
            delimiter: b',',
            columns: None,
            ledger: Ledger::default(),
            last_step: None,
            is_broken: false,
        };
        Self { tail: Tail::new(path), rows }
    }

    /// Takes the last row as it is.
    pub(super) fn finish(&mut self, take: &mut dyn FnMut(Reading)) {
        if let Some(fault) = self.rows.end(take) {
            take(problem(self.tail.path(), fault));
        }
    }

    pub(super) fn poll(&mut self, budget: &mut Budget, take: &mut dyn FnMut(Reading)) -> Poll {
        let Self { tail, rows } = self;
        match tail.look() {
            Ok(TailState::StartedOver | TailState::Replaced) => rows.start_over(),
            Ok(TailState::GoesOn) => {}
            Ok(TailState::Gone) => return Poll::Gone,
            Err(error) => {
                take(problem(tail.path(), error));
                return Poll::UpToDate;
            }
        }
        let mut fault = None;
        let drained = drain(tail, budget, &mut |bytes| fault = fault.or(rows.feed(bytes, take)));
        if let Some(fault) = fault {
            take(problem(tail.path(), fault));
        }
        match drained {
            Ok(true) => Poll::UpToDate,
            Ok(false) => Poll::More,
            Err(error) => {
                take(problem(tail.path(), crate::text::reason(&error)));
                Poll::UpToDate
            }
        }
    }
}

impl TableRows {
    fn start_over(&mut self) {
        self.held.clear();
        self.columns = None;
        self.ledger.rewind();
        self.last_step = None;
        self.is_broken = false;
    }

    /// Takes bytes and hands on the rows that they end; says what is wrong with the table.
    fn feed(&mut self, bytes: &[u8], take: &mut dyn FnMut(Reading)) -> Option<&'static str> {
        if self.is_broken {
            return None;
        }
        let mut held = std::mem::take(&mut self.held);
        held.extend_from_slice(bytes);
        let whole = whole_rows(&held);
        let fault = self.rows(&held[..whole], take);
        held.drain(..whole);
        let too_long = (held.len() > MAX_ROW).then_some("a row is longer than 1 MiB, or a quote has no end");
        let fault = fault.or(too_long);
        self.is_broken = fault.is_some();
        self.held = if self.is_broken { Vec::new() } else { held };
        fault
    }

    /// The table is over: what is left is its last row.
    fn end(&mut self, take: &mut dyn FnMut(Reading)) -> Option<&'static str> {
        let held = std::mem::take(&mut self.held);
        self.rows(&held, take)
    }

    fn rows(&mut self, bytes: &[u8], take: &mut dyn FnMut(Reading)) -> Option<&'static str> {
        if bytes.is_empty() {
            return None;
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if self.columns.is_none() {
            self.delimiter = delimiter(bytes);
        }
        let mut builder = csv::ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(self.delimiter).trim(csv::Trim::All);
        let mut reader = builder.from_reader(bytes);
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).is_ok_and(|there| there) {
            let Some(columns) = &self.columns else {
                match TableColumns::read(&record, self.is_losses, &self.prefix) {
                    Ok(columns) => self.columns = Some(columns),
                    Err(fault) => return Some(fault),
                }
                continue;
            };
            for values in columns.values(&record, self.last_step) {
                self.last_step = values.step;
                self.ledger.pass(values, take);
            }
        }
        None
    }
}

/// How many bytes are whole rows: up to the last end of a line that is in no quotes.
fn whole_rows(bytes: &[u8]) -> usize {
    let (mut is_quoted, mut end) = (false, 0);
    for (index, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => end = index + 1,
            _ => {}
        }
    }
    end
}

#[cfg(test)]
mod tests;
