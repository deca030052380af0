//! `run.jsonl` while it grows.

use std::io;

use serde::Serialize;

use super::{
    error::RecordError,
    folder::RunFolder,
    growing::{GrowingFile, MAX_WAITING},
    header::Header,
};
use crate::{export::LOG, session::Update};

/// The log while it grows.
#[derive(Debug)]
pub(super) struct LogFile {
    lines: GrowingFile,
    hypothesis: Option<String>,
    /// Whether the first line is written, or waits.
    begun: bool,
    /// Lines that were dropped.
    lines_lost: u64,
}

impl LogFile {
    pub(super) fn new(folder: &RunFolder) -> Self {
        let hypothesis = folder.hypothesis().map(str::to_owned);
        Self { lines: GrowingFile::new(LOG), hypothesis, begun: false, lines_lost: 0 }
    }

    /// The log that is there, cut after `length` bytes.
    pub(super) fn reopen(folder: &RunFolder, length: u64) -> Result<Self, RecordError> {
        let lines = GrowingFile::reopen(folder, LOG, length)?;
        Ok(Self { lines, hypothesis: None, begun: true, lines_lost: 0 })
    }

    /// Its length in bytes once all that waits is written.
    pub(super) const fn full_length(&self) -> u64 {
        self.lines.full_length()
    }

    pub(super) const fn lines_lost(&self) -> u64 {
        self.lines_lost
    }

    /// Adds a line, if the update is of the race. False if there was no room and losses were dropped for it.
    pub(super) fn add(&mut self, update: &Update) -> bool {
        match update {
            update if !update.is_of_race() => return true,
            Update::Started(info) if !self.begun => {
                let header = Header::new(info, self.hypothesis.as_deref());
                self.line(&header);
                self.begun = true;
            }
            _ => {}
        }
        self.line(update);
        let room = self.lines.waiting.len() <= MAX_WAITING;
        if !room {
            self.drop_losses();
        }
        room
    }

    fn line(&mut self, of: &impl Serialize) {
        match serde_json::to_string(of) {
            Ok(line) => self.lines.waiting.extend([line.as_str(), "\n"]),
            // No update holds anything that JSON can't; one that did would be missed at the end.
            Err(_) => self.lines_lost += 1,
        }
    }

    /// Makes room: all other facts are few, and training can't bring them back.
    fn drop_losses(&mut self) {
        let before = self.lines.waiting.lines().count();
        let facts =
            self.lines.waiting.split_inclusive('\n').filter(|line| !line.starts_with(r#"{"progressed""#));
        self.lines.waiting = facts.collect();
        self.lines_lost += (before - self.lines.waiting.lines().count()) as u64;
    }

    /// Writes what waits to the disk. After an error everything still waits.
    pub(super) fn flush(&mut self, folder: &RunFolder) -> Result<(), RecordError> {
        self.lines.flush(folder, false, |old, mut new| match old {
            Some(mut old) => io::copy(&mut old, &mut new).map(drop),
            None => Ok(()),
        })
    }

    /// Makes sure that it survives a power cut.
    pub(super) fn sync(&self, folder: &RunFolder) -> Result<(), RecordError> {
        self.lines.sync(folder)
    }
}
