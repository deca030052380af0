//! `losses.csv` while it grows: complete rows only, and none lost when the disk is full or gone for a while.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write},
    path::PathBuf,
};

use super::{
    LOSSES, RecordError,
    folder::{RunFolder, put},
};
use crate::{
    export::{header, row},
    race::LaneId,
    session::{Bucket, Card, LaneCard, Losses},
};

/// Rows that wait for a disk that takes none, in bytes: some minutes of a fast race.
const MOST_WAITING: usize = 16 << 20;

/// The table of losses on disk, and the rows that are not there yet.
pub(super) struct LossFile {
    path: PathBuf,
    columns: Vec<(LaneId, String)>,
    /// Open as long as it is ours: its rows can be read back even when its name is gone.
    file: Option<File>,
    /// Columns of lanes that it has, and bytes up to the end of its last row.
    columns_there: usize,
    length: u64,
    /// Rows that are not on disk yet, and how many they are.
    waiting: String,
    rows_waiting: u64,
    /// Rows that were given up.
    rows_lost: u64,
}

impl LossFile {
    pub(super) fn new(folder: &RunFolder, card: &Card) -> Self {
        Self {
            path: folder.path().join(LOSSES),
            columns: card.lanes.iter().map(|lane| (lane.id, lane.name.clone())).collect(),
            file: None,
            columns_there: 0,
            length: 0,
            waiting: String::new(),
            rows_waiting: 0,
            rows_lost: 0,
        }
    }

    /// Rows that were given up.
    pub(super) const fn rows_lost(&self) -> u64 {
        self.rows_lost
    }

    /// One more column, empty so far.
    pub(super) fn add_lane(&mut self, lane: &LaneCard) {
        self.columns.push((lane.id, lane.name.clone()));
        let mut padded = Vec::with_capacity(self.waiting.len() + self.waiting.len() / 16);
        // Memory takes every write.
        let _ = pad(self.waiting.as_bytes(), &mut padded, 1);
        self.waiting = String::from_utf8(padded).unwrap_or_default();
    }

    /// A row for each bucket, at its last iteration; buckets of one iteration are the losses themselves.
    pub(super) fn add(&mut self, losses: &Losses) {
        let lanes: Vec<Option<&Vec<Bucket>>> = self
            .columns
            .iter()
            .map(|(id, _)| losses.lanes.iter().find(|(lane, _)| lane == id).map(|(_, buckets)| buckets))
            .collect();
        for (bucket, index) in (0..losses.iterations.div_ceil(losses.stride)).zip(0_usize..) {
            let last = (losses.first + (bucket + 1) * losses.stride - 1).min(losses.last());
            let means = lanes.iter().map(|lane| lane.and_then(|buckets| Some(buckets.get(index)?.mean)));
            row(&mut self.waiting, last, means);
            self.rows_waiting += 1;
        }
        if self.waiting.len() > MOST_WAITING {
            self.rows_lost += self.rows_waiting;
            self.clear_waiting();
        }
    }

    fn clear_waiting(&mut self) {
        self.waiting.clear();
        self.rows_waiting = 0;
    }

    /// Brings what waits to the disk. After an error everything still waits.
    pub(super) fn flush(&mut self, folder: &RunFolder) -> Result<(), RecordError> {
        let flushed = if self.can_append() { self.append() } else { self.rewrite(folder) };
        flushed.map_err(RecordError::system(&self.path, "write"))?;
        self.clear_waiting();
        Ok(())
    }

    /// Makes sure that it outlives a power cut.
    pub(super) fn sync(&self) -> Result<(), RecordError> {
        let Some(file) = &self.file else { return Ok(()) };
        file.sync_all().map_err(RecordError::system(&self.path, "write"))
    }

    /// Whether the file has the right columns and is still where and as it was left.
    fn can_append(&self) -> bool {
        let there = fs::symlink_metadata(&self.path);
        let ours = there.is_ok_and(|there| there.is_file() && there.len() == self.length);
        self.file.is_some() && ours && self.columns_there == self.columns.len()
    }

    fn append(&mut self) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        file.seek(SeekFrom::Start(self.length))?;
        if let Err(error) = file.write_all(self.waiting.as_bytes()) {
            // A part of a row would be read as a row; what fits not goes.
            file.set_len(self.length)?;
            return Err(error);
        }
        self.length += self.waiting.len() as u64;
        Ok(())
    }

    /// Writes the table anew: the header, the rows of the old one with an empty cell for each column it
    /// had not, and what waits.
    fn rewrite(&mut self, folder: &RunFolder) -> io::Result<()> {
        let names = self.columns.iter().map(|(_, name)| name.as_str());
        let header = header(names).map_err(io::Error::other)?;
        let mut file = folder.beside(LOSSES)?;
        let mut writer = BufWriter::new(file.as_file_mut());
        writer.write_all(header.as_bytes())?;
        if let Some(old) = &mut self.file {
            old.seek(SeekFrom::Start(0))?;
            let mut rows = BufReader::new(old.take(self.length));
            rows.skip_until(b'\n')?;
            pad(rows, &mut writer, self.columns.len() - self.columns_there)?;
        }
        writer.write_all(self.waiting.as_bytes())?;
        writer.flush()?;
        drop(writer);
        let length = file.as_file().metadata()?.len();
        self.file = Some(put(file, &self.path)?);
        (self.length, self.columns_there) = (length, self.columns.len());
        Ok(())
    }
}

/// Copies rows and gives each so many empty cells more.
fn pad(mut rows: impl BufRead, writer: &mut impl Write, cells: usize) -> io::Result<()> {
    if cells == 0 {
        return io::copy(&mut rows, writer).map(drop);
    }
    let end = format!("{}\n", ",".repeat(cells));
    let mut line = Vec::new();
    while rows.read_until(b'\n', &mut line)? > 0 {
        writer.write_all(line.strip_suffix(b"\n").unwrap_or(&line))?;
        writer.write_all(end.as_bytes())?;
        line.clear();
    }
    Ok(())
}
