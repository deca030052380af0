//! Finds the logs in a folder and those below it.

use std::{
    collections::BTreeSet,
    fs,
    io::Read as _,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use super::{
    detect::Format, event_folder::is_event_file, line::joined, mlflow, table::looks_like_table, trainer,
};
use crate::input;

/// The deepest folder that is looked into.
const MAX_DEPTH: usize = 8;

/// The most files and folders that are looked at: those of a thousand runs.
const MAX_ENTRIES: usize = 50_000;

/// Bytes of a table by which it is known.
const HEAD: u64 = 16 << 10;

/// A log that has been found: a file, or a folder that is one log.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FoundLog {
    pub(super) path: PathBuf,
    pub(super) format: Format,
    /// The name of its lane or, if it has several, of what they stand below.
    pub(super) lane: String,
}

/// What there is in a folder.
#[derive(Default)]
pub(super) struct Scan {
    pub(super) logs: Vec<FoundLog>,
    /// The folders that have been looked into.
    pub(super) folders: Vec<PathBuf>,
    /// Their devices and numbers: links may lead around in circles.
    visited: BTreeSet<(u64, u64)>,
    entries: usize,
}

impl Scan {
    /// Looks through a folder. `known` says whether a file is read already, and needn't be looked at.
    pub(super) fn of(root: &Path, known: &dyn Fn(&Path) -> bool) -> Self {
        let mut scan = Self::default();
        scan.folder(root, "", MAX_DEPTH, known);
        scan
    }

    fn folder(&mut self, folder: &Path, lane: &str, depth: usize, known: &dyn Fn(&Path) -> bool) {
        let is_new = fs::metadata(folder).is_ok_and(|found| self.visited.insert((found.dev(), found.ino())));
        if !is_new {
            return;
        }
        self.folders.push(folder.to_owned());
        let mut paths: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
            self.entries += 1;
            if self.entries > MAX_ENTRIES {
                break;
            }
            if !entry.file_name().to_string_lossy().starts_with('.') {
                paths.push(entry.path());
            }
        }
        paths.sort_unstable();
        let has = |name: &str| paths.iter().any(|path| path.file_name().is_some_and(|own| own == name));
        if has("run.jsonl") {
            let tables =
                paths.iter().filter(|path| path.ends_with("losses.csv") || path.ends_with("metrics.csv"));
            for path in tables {
                self.add(path, Format::RunFolder, lane);
            }
            return;
        }
        if mlflow::is_run(folder) {
            self.folders.push(folder.join("metrics"));
            self.add(folder, Format::Mlflow, lane);
            return;
        }
        let is_output = trainer::is_output_folder(&paths);
        if is_output {
            self.add(folder, Format::TrainerState, lane);
        }
        for path in &paths {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                // The newest state has what those of all checkpoints have.
                if is_output && trainer::is_checkpoint(path) {
                    self.folders.push(path.clone());
                } else if depth > 0 {
                    let own = mlflow::own_name(path).unwrap_or_else(|| name_of(path));
                    self.folder(path, &joined(lane, &own), depth - 1, known);
                }
            } else if is_event_file(path) {
                self.add(path, Format::TensorBoard, lane);
            } else if let Some(format) = format(path, known) {
                // Lightning's tables all have the same name: the folder says which one it is.
                let lane = if name == "metrics" { lane.to_owned() } else { joined(lane, &name) };
                self.add(path, format, &lane);
            }
        }
    }

    fn add(&mut self, path: &Path, format: Format, lane: &str) {
        self.logs.push(FoundLog { path: path.to_owned(), format, lane: lane.to_owned() });
    }
}

/// The name of a file or folder, as far as it is text.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What a file in a folder is, if it is one whose name says that it is a log: not every text is one.
fn format(path: &Path, known: &dyn Fn(&Path) -> bool) -> Option<Format> {
    match path.extension()?.to_str()? {
        "jsonl" | "ndjson" => Some(Format::JsonLines),
        "csv" | "tsv" => {
            let is_table = || {
                let mut head = Vec::new();
                let file = input::open(path, u64::MAX).ok()?.file;
                file.take(HEAD).read_to_end(&mut head).ok()?;
                Some(looks_like_table(&head))
            };
            (known(path) || is_table().unwrap_or(false)).then_some(Format::Csv)
        }
        _ => None,
    }
}
