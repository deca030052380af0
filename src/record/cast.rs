//! A screen recorded while it is shown, as an asciicast (version 2): one JSON text a line.
//!
//! The first line has size, time and terminal; every other is `[seconds, "o", output as text]` or, for a new size of
//! the window, `[seconds, "r", "80x24"]`. A thread of its own writes it: a disk that is full or slow ends the
//! recording after the last whole line, and never delays the screen.

use std::{
    fs::File,
    io::{self, Write as _},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use serde_json::json;
use tempfile::NamedTempFile;

use super::{OutFile, RecordError};
use crate::text::shown;

/// The most lines that wait for the disk: some seconds of frames.
const MAX_LINES: usize = 256;

/// How long the end waits for the last lines.
const MAX_WAIT: Duration = Duration::from_millis(300);

/// A file that a screen is to be recorded into; it gets its name with its first line.
#[derive(Debug)]
pub(crate) struct CastFile {
    out: OutFile,
    file: NamedTempFile,
}

impl CastFile {
    /// Makes it under another name, so that what can't be written is refused before anything starts.
    pub(crate) fn create(out: OutFile) -> Result<Self, RecordError> {
        let file = out.beside(b"")?;
        Ok(Self { out, file })
    }

    /// Where it is to be.
    pub(crate) fn path(&self) -> &Path {
        self.out.path()
    }

    /// Begins to record a window of that size.
    pub(crate) fn begin(self, (columns, rows): (u16, u16), terminal: &str) -> io::Result<Cast> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
        let header = json!({
            "version": 2, "width": columns, "height": rows, "timestamp": now, "title": "downhill",
            "env": { "TERM": terminal },
        });
        let (lines, waiting) = bounded(MAX_LINES);
        let (reporter, problems) = bounded(1);
        let (finished, done) = bounded(1);
        // There is room for the first.
        let _ = lines.try_send(header.to_string());
        let path = self.out.path().to_owned();
        let (report, recorded) = (reporter.clone(), path.clone());
        thread::Builder::new().name("cast".into()).spawn(move || {
            if let Err(error) = self.write(&waiting) {
                // A front end that has gone needs no report.
                let _ = report.try_send(problem(&recorded, &error));
            }
            let _ = finished.send(());
        })?;
        Ok(Cast { path, start: Instant::now(), lines: Some(lines), reporter, problems, done })
    }

    /// Writes all lines as they come, or says why it can't.
    fn write(self, lines: &Receiver<String>) -> Result<(), String> {
        let mut whole = 0;
        let first = lines.recv().unwrap_or_default();
        append(self.file.as_file(), &mut whole, first).map_err(|error| error.to_string())?;
        let file = self.out.put(self.file).map_err(|error| match error {
            RecordError::System(error) => error.cause.to_string(),
            _ => "already exists by now".into(),
        })?;
        let mut lines = lines.iter();
        lines.try_for_each(|line| append(&file, &mut whole, line)).map_err(|error| error.to_string())
    }
}

/// A running recording. What it was given is on the disk once it is dropped.
#[derive(Debug)]
pub(crate) struct Cast {
    path: PathBuf,
    start: Instant,
    /// `None` once it has failed.
    lines: Option<Sender<String>>,
    reporter: Sender<String>,
    problems: Receiver<String>,
    done: Receiver<()>,
}

impl Cast {
    /// Records what goes to the terminal: whole characters and escape sequences.
    pub(crate) fn output(&mut self, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.event("o", &String::from_utf8_lossy(bytes));
        }
    }

    /// Records that the window has another size.
    pub(crate) fn resized(&mut self, (columns, rows): (u16, u16)) {
        self.event("r", &format!("{columns}x{rows}"));
    }

    /// Receives a sentence for the screen if something goes wrong. Nothing more is recorded after it.
    pub(crate) const fn problems(&self) -> &Receiver<String> {
        &self.problems
    }

    fn event(&mut self, kind: &str, text: &str) {
        let Some(lines) = &self.lines else { return };
        // In microseconds, as other recorders write them.
        let seconds = (self.start.elapsed().as_secs_f64() * 1e6).round() / 1e6;
        match lines.try_send(json!([seconds, kind, text]).to_string()) {
            Ok(()) => {}
            Err(error) => {
                if matches!(error, TrySendError::Full(_)) {
                    let _ = self.reporter.try_send(problem(&self.path, "the disk is too slow"));
                }
                // A missing frame would spoil those after it.
                self.lines = None;
            }
        }
    }
}

impl Drop for Cast {
    fn drop(&mut self) {
        self.lines = None;
        // A disk that takes nothing is not waited for longer than that.
        let _ = self.done.recv_timeout(MAX_WAIT);
    }
}

fn problem(path: &Path, why: &str) -> String {
    format!("{}: not recorded any more: {why}", shown(path))
}

/// Appends a line to a file; `whole` is the length in bytes of its whole lines.
fn append(mut file: &File, whole: &mut u64, mut line: String) -> io::Result<()> {
    line.push('\n');
    let written = file.write_all(line.as_bytes());
    match written {
        Ok(()) => *whole += line.len() as u64,
        // Players may refuse the file for half a line; if it can't be cut off, it stays.
        Err(_) => drop(file.set_len(*whole)),
    }
    written
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{super::Existing, *};

    fn cast_file(path: &Path, existing: Existing) -> Result<CastFile, RecordError> {
        CastFile::create(OutFile::new(path, existing, &[])?)
    }

    fn events(path: &Path) -> Vec<serde_json::Value> {
        let text = fs::read_to_string(path).unwrap();
        assert!(text.ends_with('\n'));
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn what_was_shown_is_recorded_with_its_times_and_sizes() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a.cast");
        let mut cast = cast_file(&path, Existing::Kept).unwrap().begin((80, 24), "xterm-256color").unwrap();
        cast.output("\u{1b}[2J● \"\\".as_bytes());
        cast.output(b"");
        cast.resized((100, 30));
        drop(cast);
        let events = events(&path);
        let header = &events[0];
        assert_eq!(
            (&header["version"], &header["width"], &header["height"]),
            (&2.into(), &80.into(), &24.into())
        );
        assert_eq!(header["env"]["TERM"], "xterm-256color");
        assert!(header["timestamp"].as_u64() > Some(1_600_000_000));
        let seen: Vec<_> = events[1..].iter().map(|event| (event[1].as_str(), event[2].as_str())).collect();
        assert_eq!(seen, [(Some("o"), Some("\u{1b}[2J● \"\\")), (Some("r"), Some("100x30"))]);
        let times: Vec<f64> = events[1..].iter().map(|event| event[0].as_f64().unwrap()).collect();
        assert!(times[0] <= times[1]);
    }

    #[test]
    fn a_file_that_is_there_is_replaced_only_when_asked_for() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a.cast");
        fs::write(&path, "mine").unwrap();
        assert!(matches!(cast_file(&path, Existing::Kept), Err(RecordError::Exists(_))));
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        let begun = cast_file(&path, Existing::Replaced).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"mine", "not before there is something to replace it");
        drop(begun.begin((1, 1), "").unwrap());
        assert_eq!(events(&path).len(), 1);
    }

    #[test]
    fn one_that_never_begins_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        drop(cast_file(&place.path().join("a.cast"), Existing::Kept).unwrap());
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_that_takes_its_name_meanwhile_is_reported_and_ends_the_recording() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a.cast");
        let begun = cast_file(&path, Existing::Kept).unwrap();
        fs::write(&path, "mine").unwrap();
        let mut cast = begun.begin((80, 24), "xterm").unwrap();
        let problem = cast.problems().recv_timeout(Duration::from_secs(30)).unwrap();
        assert!(problem.ends_with("a.cast: not recorded any more: already exists by now"), "{problem}");
        for _ in 0..2 * MAX_LINES {
            cast.output(b"x");
        }
        assert!(cast.lines.is_none());
        assert_eq!(fs::read(&path).unwrap(), b"mine");
    }
}
