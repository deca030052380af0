//! Files that grow by whole lines while a race runs: none is cut in the middle, and none is lost when the disk is full or
//! gone for a while. One of them is `run.jsonl`.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write},
};

use serde::Serialize;

use super::{
    Header, RecordError, RunFolder,
    log::{FIRST_FORMAT, FORMAT},
};
use crate::{export::LOG, session::Update, system::cannot};

/// The most that waits for a disk that takes nothing, in bytes: some minutes of a fast race.
pub(super) const MAX_WAITING: usize = 16 << 20;

/// The bytes of a log's first line that hold its format.
const FORMAT_WITHIN: usize = 128;

/// How lines of a log begin that are dropped if a disk takes nothing for long.
const NUMEROUS: [&str; 2] = [r#"{"progressed""#, r#"{"measured""#];

/// A file on disk, and the lines that are not in it yet.
#[derive(Debug)]
pub(super) struct GrowingFile {
    name: &'static str,
    /// Kept open, so that its lines can be read back even when its name is gone.
    file: Option<File>,
    /// The offset of the end of its last line, in bytes.
    length: u64,
    /// Whole lines that are not on disk yet.
    pub(super) waiting: String,
}

impl GrowingFile {
    /// A file that is made with its first line, and then replaces any of its name.
    pub(super) const fn new(name: &'static str) -> Self {
        Self { name, file: None, length: 0, waiting: String::new() }
    }

    /// A file that is there and grows on from `length` bytes; what it has beyond them is cut off.
    pub(super) fn reopen(folder: &RunFolder, name: &'static str, length: u64) -> Result<Self, RecordError> {
        let cut = || {
            let file = folder.dir().open_file(name)?;
            file.set_len(length)?;
            Ok(file)
        };
        let file = cut().map_err(cannot("write", &folder.path().join(name)))?;
        Ok(Self { name, file: Some(file), length, waiting: String::new() })
    }

    /// Its length once all that waits is written, in bytes.
    pub(super) const fn full_length(&self) -> u64 {
        self.length + self.waiting.len() as u64
    }

    /// Writes what waits to the disk. If the file is not as it was left, or `stale`, it is rewritten: `renew` gets
    /// what there was, and writes what is to stand before that which waits. After an error everything still waits.
    pub(super) fn flush(
        &mut self,
        folder: &RunFolder,
        stale: bool,
        renew: impl FnOnce(Option<&mut dyn BufRead>, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), RecordError> {
        let flushed = match &mut self.file {
            Some(file) if !stale && folder.dir().holds(self.name, file, self.length) => {
                append(file, self.length, self.waiting.as_bytes())
            }
            _ => self.rewrite(folder, renew),
        };
        self.length = flushed.map_err(cannot("write", &folder.path().join(self.name)))?;
        self.waiting.clear();
        Ok(())
    }

    fn rewrite(
        &mut self,
        folder: &RunFolder,
        renew: impl FnOnce(Option<&mut dyn BufRead>, &mut dyn Write) -> io::Result<()>,
    ) -> io::Result<u64> {
        let new = folder.dir().beside(self.name)?;
        let mut writer = BufWriter::new(&new.file);
        if let Some(old) = &mut self.file {
            old.seek(SeekFrom::Start(0))?;
            renew(Some(&mut BufReader::new(old.take(self.length))), &mut writer)?;
        } else {
            renew(None, &mut writer)?;
        }
        writer.write_all(self.waiting.as_bytes())?;
        writer.flush()?;
        drop(writer);
        let file = new.put()?;
        let length = file.metadata()?.len();
        self.file = Some(file);
        Ok(length)
    }

    /// Makes sure that it survives a power cut.
    pub(super) fn sync(&self, folder: &RunFolder) -> Result<(), RecordError> {
        let Some(file) = &self.file else { return Ok(()) };
        Ok(file.sync_all().map_err(cannot("write", &folder.path().join(self.name)))?)
    }
}

/// Writes at the end, and returns the new length.
fn append(file: &mut File, length: u64, bytes: &[u8]) -> io::Result<u64> {
    file.seek(SeekFrom::Start(length))?;
    if let Err(error) = file.write_all(bytes) {
        // Part of a line would be read as a line.
        file.set_len(length)?;
        return Err(error);
    }
    Ok(length + bytes.len() as u64)
}

/// Raises the format of a log that an older program has begun, since its further lines are of the present one. Only a
/// digit changes: checkpoints know the log by its length.
fn raise_format(log: &mut File) -> io::Result<()> {
    let format = |format: u32| format!(r#","format":{format},"#);
    let (old, new) = (format(FIRST_FORMAT), format(FORMAT));
    let mut start = Vec::new();
    log.seek(SeekFrom::Start(0))?;
    log.take(FORMAT_WITHIN as u64).read_to_end(&mut start)?;
    let Some(place) = start.windows(old.len()).position(|bytes| bytes == old.as_bytes()) else {
        return Ok(());
    };
    log.seek(SeekFrom::Start(place as u64))?;
    log.write_all(new.as_bytes())
}

/// The log while it grows.
#[derive(Debug)]
pub(super) struct LogFile {
    pub(super) lines: GrowingFile,
    hypothesis: Option<String>,
    /// Whether the first line is written, or waits.
    begun: bool,
    /// Lines that were dropped.
    pub(super) lines_lost: u64,
}

impl LogFile {
    pub(super) fn new(folder: &RunFolder) -> Self {
        let hypothesis = folder.hypothesis.clone();
        Self { lines: GrowingFile::new(LOG), hypothesis, begun: false, lines_lost: 0 }
    }

    /// The log that is there, cut after `length` bytes.
    pub(super) fn reopen(folder: &RunFolder, length: u64) -> Result<Self, RecordError> {
        let mut lines = GrowingFile::reopen(folder, LOG, length)?;
        if let Some(log) = &mut lines.file {
            raise_format(log).map_err(cannot("write", &folder.path().join(LOG)))?;
        }
        Ok(Self { lines, hypothesis: None, begun: true, lines_lost: 0 })
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
        let facts = self
            .lines
            .waiting
            .split_inclusive('\n')
            .filter(|line| !NUMEROUS.iter().any(|by| line.starts_with(by)));
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
}
