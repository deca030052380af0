//! `run.jsonl`: the updates of a race, one JSON text per line.
//!
//! The first line is the [`Header`]; every other line is a [`session::Update`], commands with their iteration among
//! them as [`session::Update::CommandTaken`]. Losses read back as the same bits. They are written one by one or, late in
//! a long race, in buckets of neighbours; so are measurements. Progress of loading and what is sent to views besides losses are left out.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read as _, Take},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{RecordError, dir::Dir};
use crate::{config::Config, export::LOG, input, session, system::cannot, text};

/// The version of the log's format, raised whenever an older program would misread it. Version 2 has measurements besides
/// losses ([`session::Update::Measured`]).
pub(super) const FORMAT: u32 = 2;

/// The version of the log of a training that another program does: it has no race's settings, and updates of its own.
pub(super) const FOREIGN_FORMAT: u32 = 3;

/// The first version, which is still read: it is the same without them.
pub(super) const FIRST_FORMAT: u32 = 1;

/// The longest version of a program, in bytes.
const MAX_VERSION: usize = 64;

/// The longest hypothesis, in characters: some sentences.
pub(crate) const MAX_HYPOTHESIS: usize = 1_000;

/// The longest line that is read, in bytes: the longest stretch of losses, with all lanes, is shorter.
const MAX_LINE: u64 = 128 << 20;

/// The longest first line by which a run is recognised, in bytes.
const MAX_HEADER: u64 = 1 << 20;

/// The longest line that is read though it can't be one of a log, in bytes: what a power cut may leave at the end.
const MAX_OTHER_LINE: u64 = 1 << 20;

const NO_RECORDING: &str = "no recording in it; a race recorded with --out DIR or --keep is one";

/// The first line of a log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The version of the program that wrote it.
    pub downhill: String,
    format: u32,
    /// What the race was made from, its seed included; `None` if another program has trained it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<Config>,
    /// The first 8 hex digits of the SHA-256 of the starting weights; `None` if another program has trained it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// The data, with their SHA-256; `None` if another program has trained it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<session::DataInfo>,
    /// What a training of another program is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training: Option<String>,
    /// What somebody expected of the race.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hypothesis: Option<String>,
}

impl Header {
    pub(super) fn new(info: &session::RaceInfo, hypothesis: Option<&str>) -> Self {
        Self {
            downhill: env!("CARGO_PKG_VERSION").into(),
            format: if info.own().is_some() { FORMAT } else { FOREIGN_FORMAT },
            config: info.own().map(|race| race.config.clone()),
            fingerprint: info.own().map(|race| race.fingerprint.clone()),
            data: info.own().map(|race| race.data.clone()),
            training: info.foreign().map(|training| training.title.clone()),
            hypothesis: hypothesis.map(str::to_owned),
        }
    }
}

impl input::Check for Header {
    fn check(&self) -> input::Checked {
        input::at_most(MAX_VERSION, self.downhill.len(), "bytes of a version")?;
        let own = self.config.is_some() && self.fingerprint.is_some() && self.data.is_some();
        input::require(
            own || self.training.is_some(),
            "neither a race's settings nor another training's name",
        )?;
        self.fingerprint
            .as_ref()
            .map_or(Ok(()), |fingerprint| input::hex(session::FINGERPRINT, fingerprint))?;
        self.data.as_ref().map_or(Ok(()), input::Check::check)?;
        let expected = self.hypothesis.as_ref().map_or(0, |text| text.chars().count());
        input::at_most(MAX_HYPOTHESIS, expected, "characters of a hypothesis")
    }
}

/// What the first line has in every version of the format.
#[derive(Deserialize)]
struct AnyHeader {
    #[serde(rename = "downhill")]
    _version: String,
    format: u32,
}

impl input::Check for AnyHeader {
    fn check(&self) -> input::Checked {
        Ok(())
    }
}

/// A log that is read, update by update. A last line without its end was being written when the program was
/// killed, and is ignored.
#[derive(Debug)]
pub struct Log {
    pub(super) path: PathBuf,
    lines: BufReader<Take<File>>,
    line: Vec<u8>,
    /// The first line.
    pub header: Header,
    /// The number of the last line that was read, counted from 1.
    number: u64,
    /// The offset of that line's end, in bytes.
    pub(crate) position: u64,
}

impl Log {
    /// Opens the log of a run folder and reads its first line; at most `length` bytes are read.
    ///
    /// # Errors
    /// If there is none, or its first line is not that of a log this program can read.
    pub fn open(folder: &Path, length: Option<u64>) -> Result<Self, RecordError> {
        let path = folder.join(LOG);
        // It is read line by line, so any length will do.
        let input::InputFile { file, size } = match input::open(&path, u64::MAX) {
            Err(error) if error.is_missing() => return Err(RecordError::refused(folder, NO_RECORDING)),
            opened => opened.map_err(|error| cannot("read", &path)(error.into()))?,
        };
        if let Some(length) = length.filter(|length| *length > size) {
            let what = format!("ends at byte {size}, but the checkpoint was made at byte {length}");
            return Err(RecordError::Damaged { path, what });
        }
        let mut lines = BufReader::new(file.take(length.unwrap_or(size)));
        let mut line = Vec::new();
        let is_whole = read_line(&mut lines, &mut line).map_err(cannot("read", &path))?;
        match header(&line, is_whole) {
            Ok(header) => {
                let position = line.len() as u64;
                Ok(Self { path, lines, line, header, number: 1, position })
            }
            Err(what) => Err(RecordError::Damaged { path, what }),
        }
    }
}

impl Iterator for Log {
    type Item = Result<session::Update, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        match read_line(&mut self.lines, &mut self.line) {
            Ok(false) => return None,
            Ok(true) => {}
            Err(error) => return Some(Err(cannot("read", &self.path)(error).into())),
        }
        self.number += 1;
        self.position += self.line.len() as u64;
        Some(input::from_json(&self.line).map_err(|error| {
            let what = text::sanitized(&format!("line {}: {error}", self.number));
            RecordError::Damaged { path: self.path.clone(), what }
        }))
    }
}

/// Whether a folder holds a race, recorded by this or another version of the program.
pub(super) fn is_run(dir: &Dir) -> bool {
    let Ok(file) = dir.open_file(LOG) else { return false };
    let mut line = Vec::new();
    let is_whole = read_line(&mut BufReader::new(file.take(MAX_HEADER)), &mut line);
    is_whole.is_ok_and(|is_whole| is_whole) && input::from_json::<AnyHeader>(&line).is_ok()
}

/// Parses the first line, or says what is wrong with it. One of another format says so even if the rest can't be read.
fn header(line: &[u8], is_whole: bool) -> Result<Header, String> {
    if let Ok(AnyHeader { format, .. }) = input::from_json(line)
        && !(FIRST_FORMAT..=FOREIGN_FORMAT).contains(&format)
    {
        return Err(format!(
            "written by another version of downhill (format {format}, this one reads {FIRST_FORMAT} to {FOREIGN_FORMAT})"
        ));
    }
    let no_header = "line 1 is not the first line of a race's log";
    if !is_whole {
        return Err(no_header.into());
    }
    input::from_json(line).map_err(|error| format!("{no_header}: {}", text::sanitized(&error.to_string())))
}

/// Reads one whole line; false if there is none.
fn read_line(lines: &mut BufReader<Take<File>>, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    // What doesn't begin like a line of a log may be a hole as long as a disk.
    let max = if lines.fill_buf()?.first() == Some(&b'{') { MAX_LINE } else { MAX_OTHER_LINE };
    lines.take(max).read_until(b'\n', line)?;
    if line.len() as u64 == max {
        return Err(io::Error::other(format!("a line of more than {} bytes", text::thousands(max))));
    }
    Ok(line.ends_with(b"\n"))
}
