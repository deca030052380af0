//! `run.jsonl`: a race as the session told it, one JSON text a line.
//!
//! The first line says what was raced and by which program ([`Header`]); every other line is an [`Update`],
//! commands with their iteration among them ([`Update::Followed`]). Losses are written so that they read back
//! as the same bits, one by one or, late in a long race, in buckets of neighbours. Marks of loading and what views are told beside are left out: they are of no race.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read as _, Take},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    LOG, RecordError,
    dir::Dir,
    folder::RunFolder,
    growing::{Growing, MOST_WAITING},
};
use crate::{
    config::Config,
    input::{self, Check, Checked, InputFile, at_most, from_json, hex},
    session::{Card, DataCard, FINGERPRINT, Update},
    system::cannot,
    text::{sanitized, thousands},
};

/// The number of the log's form, raised whenever an older program would misread it.
const FORMAT: u32 = 1;

/// The longest line that is read: a stretch of losses at its longest, with all lanes, is shorter.
const LONGEST_LINE: u64 = 128 << 20;

/// The longest first line by which a run is known.
const LONGEST_HEADER: u64 = 1 << 20;

/// The longest line that is read though it can be none of a log: what a power cut has left at the end.
const MAX_OTHER_LINE: u64 = 1 << 20;

/// The longest version of a program, in bytes.
const MAX_VERSION: usize = 64;

/// The longest hypothesis, in characters: some sentences.
pub const MAX_HYPOTHESIS: usize = 1_000;

/// The first line of a log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The version of the program that wrote it.
    pub downhill: String,
    /// The number of its form.
    format: u32,
    /// What the race was made from, its seed among it.
    pub config: Config,
    /// The first digits of the hash of the starting weights.
    pub fingerprint: String,
    /// The data, with the hash of what they hold.
    pub data: DataCard,
    /// What somebody expected of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hypothesis: Option<String>,
}

impl Header {
    fn new(card: &Card, hypothesis: Option<&str>) -> Self {
        Self {
            downhill: env!("CARGO_PKG_VERSION").into(),
            format: FORMAT,
            config: card.config.clone(),
            fingerprint: card.fingerprint.clone(),
            data: card.data.clone(),
            hypothesis: hypothesis.map(str::to_owned),
        }
    }
}

impl Check for Header {
    fn check(&self) -> Checked {
        at_most(MAX_VERSION, self.downhill.len(), "bytes of a version")?;
        hex(FINGERPRINT, &self.fingerprint)?;
        self.data.check()?;
        let expected = self.hypothesis.as_ref().map_or(0, |text| text.chars().count());
        at_most(MAX_HYPOTHESIS, expected, "characters of a hypothesis")
    }
}

/// The log while it grows.
#[derive(Debug)]
pub(super) struct LogFile {
    lines: Growing,
    hypothesis: Option<String>,
    /// Whether the first line is written, or waits.
    begun: bool,
    /// Lines that were given up.
    lines_lost: u64,
}

impl LogFile {
    pub(super) fn new(folder: &RunFolder) -> Self {
        let hypothesis = folder.hypothesis().map(str::to_owned);
        Self { lines: Growing::new(LOG), hypothesis, begun: false, lines_lost: 0 }
    }

    /// The log that is there, cut after `length` bytes.
    pub(super) fn reopen(folder: &RunFolder, length: u64) -> Result<Self, RecordError> {
        let lines = Growing::reopen(folder, LOG, length)?;
        Ok(Self { lines, hypothesis: None, begun: true, lines_lost: 0 })
    }

    /// Its length in bytes once all that waits is there.
    pub(super) const fn full_length(&self) -> u64 {
        self.lines.full_length()
    }

    /// Lines that were given up.
    pub(super) const fn lines_lost(&self) -> u64 {
        self.lines_lost
    }

    /// One more line; false if there was no room and losses were given up for it.
    pub(super) fn add(&mut self, update: &Update) -> bool {
        match update {
            update if !update.is_of_race() => return true,
            Update::Started(card) if !self.begun => {
                let header = Header::new(card, self.hypothesis.as_deref());
                self.line(&header);
                self.begun = true;
            }
            _ => {}
        }
        self.line(update);
        let room = self.lines.waiting.len() <= MOST_WAITING;
        if !room {
            self.give_up_losses();
        }
        room
    }

    fn line(&mut self, of: &impl Serialize) {
        // Memory takes every write, and no update holds anything that JSON can't.
        if let Ok(line) = serde_json::to_string(of) {
            self.lines.waiting.push_str(&line);
            self.lines.waiting.push('\n');
        }
    }

    /// Makes room: what else has happened is little, and can't be had again.
    fn give_up_losses(&mut self) {
        let before = self.lines.waiting.lines().count();
        let facts =
            self.lines.waiting.split_inclusive('\n').filter(|line| !line.starts_with(r#"{"progressed""#));
        self.lines.waiting = facts.collect();
        self.lines_lost += (before - self.lines.waiting.lines().count()) as u64;
    }

    /// Brings what waits to the disk. After an error everything still waits.
    pub(super) fn flush(&mut self, folder: &RunFolder) -> Result<(), RecordError> {
        self.lines.flush(folder, false, |old, mut new| match old {
            Some(mut old) => io::copy(&mut old, &mut new).map(drop),
            None => Ok(()),
        })
    }

    /// Makes sure that it outlives a power cut.
    pub(super) fn sync(&self, folder: &RunFolder) -> Result<(), RecordError> {
        self.lines.sync(folder)
    }
}

/// A log that is read, update by update. A last line without its end was being written when the program was
/// killed, and is no line.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    lines: BufReader<Take<File>>,
    line: Vec<u8>,
    header: Header,
    /// The number of the line at hand.
    number: u64,
    /// Bytes up to the end of the line at hand.
    position: u64,
}

impl Log {
    /// Opens the log of a run folder and reads its first line; `length` bytes are read at the most.
    ///
    /// # Errors
    /// If there is none, or its first line is not that of a log this program can read.
    pub fn open(folder: &Path, length: Option<u64>) -> Result<Self, RecordError> {
        let path = folder.join(LOG);
        // Read line by line, so that any length will do.
        let InputFile { file, size: there } = match input::open(&path, u64::MAX) {
            Err(error) if error.is_missing() => return Err(RecordError::NoRecording(folder.to_owned())),
            opened => opened.map_err(|error| cannot("read", &path)(error.into()))?,
        };
        if let Some(length) = length.filter(|length| *length > there) {
            let what = format!("ends at byte {there}, but the checkpoint was made at byte {length}");
            return Err(RecordError::Damaged { path, what });
        }
        let mut lines = BufReader::new(file.take(length.unwrap_or(there)));
        let mut line = Vec::new();
        let header = read(&mut lines, &mut line).map_err(cannot("read", &path))?;
        let header = if header { Some(from_json::<Header>(&line)) } else { None };
        let damaged = |what: String| RecordError::Damaged { path: path.clone(), what };
        let header = match header {
            Some(Ok(header)) => header,
            unread => {
                // One of another form says so even where the rest can't be read.
                let format = from_json::<Form>(&line).map(|form| form.format);
                return Err(damaged(match (format, unread) {
                    (Ok(format), _) if format != FORMAT => other_format(format),
                    (_, Some(Err(error))) => {
                        format!(
                            "line 1 is not the first line of a race's log: {}",
                            sanitized(&error.to_string())
                        )
                    }
                    _ => "line 1 is not the first line of a race's log".into(),
                }));
            }
        };
        if header.format != FORMAT {
            return Err(damaged(other_format(header.format)));
        }
        let position = line.len() as u64;
        Ok(Self { path, lines, line, header, number: 1, position })
    }

    /// Its first line.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Bytes up to the end of the last line that was read.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// That this is not the log of a checkpoint's race.
    pub(super) fn of_another_race(&self) -> RecordError {
        let what = "not the log of the checkpoint's race".into();
        RecordError::Damaged { path: self.path.clone(), what }
    }

    fn damaged(&self, what: &dyn std::fmt::Display) -> RecordError {
        let what = sanitized(&format!("line {}: {what}", self.number));
        RecordError::Damaged { path: self.path.clone(), what }
    }
}

impl Iterator for Log {
    type Item = Result<Update, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        match read(&mut self.lines, &mut self.line) {
            Ok(false) => return None,
            Ok(true) => {}
            Err(error) => return Some(Err(cannot("read", &self.path)(error).into())),
        }
        self.number += 1;
        self.position += self.line.len() as u64;
        Some(from_json(&self.line).map_err(|error| self.damaged(&error)))
    }
}

/// Whether a folder holds a race, recorded by this or another version of the program.
pub(super) fn is_run(dir: &Dir) -> bool {
    let Ok(file) = dir.open_file(LOG) else { return false };
    let mut line = Vec::new();
    let whole = read(&mut BufReader::new(file.take(LONGEST_HEADER)), &mut line);
    whole.is_ok_and(|whole| whole) && from_json::<Form>(&line).is_ok()
}

/// What every form of a log begins with.
#[derive(Deserialize)]
struct Form {
    #[serde(rename = "downhill")]
    _version: String,
    format: u32,
}

impl Check for Form {
    fn check(&self) -> Checked {
        Ok(())
    }
}

fn other_format(format: u32) -> String {
    format!("written by another version of downhill (format {format}, this one reads {FORMAT})")
}

/// Reads one whole line; false if there is none.
fn read(lines: &mut BufReader<Take<File>>, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    // What begins as no line of a log may be a hole as long as a disk.
    let max = if lines.fill_buf()?.first() == Some(&b'{') { LONGEST_LINE } else { MAX_OTHER_LINE };
    lines.take(max).read_until(b'\n', line)?;
    if line.len() as u64 == max {
        return Err(io::Error::other(format!("a line of more than {} bytes", thousands(max))));
    }
    Ok(line.ends_with(b"\n"))
}
