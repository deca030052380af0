//! What is done in threads of its own, because a disk may take its time: files are written, recorded lanes are found and
//! read.

use std::{
    fs, io,
    path::{Path, PathBuf},
    thread,
    time::SystemTime,
};

use crossbeam_channel::Sender;

use crate::{
    history::LaneHistory,
    optim::Setting,
    record::{Log, RecordError, recorded_history},
    text::sanitized,
};

/// The most folders that are looked into for recorded races.
const MAX_FOLDERS: usize = 2_000;

/// The most recorded lanes that are listed.
const MAX_LISTED: usize = 500;

/// What has come of something.
pub(super) enum Done {
    /// What was written, or why it was not.
    Written(Result<String, String>),
    /// Lanes of recorded races, of the newest first.
    Found(Vec<FoundLane>),
    /// A lane of a recorded race; `None` if it has left that.
    Loaded(Result<Option<Box<LaneHistory>>, String>),
}

/// A lane of a recorded race, as the beginning of the recording tells it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FoundLane {
    folder: PathBuf,
    /// The name of the race.
    pub(crate) run: String,
    pub(crate) name: String,
    /// Its learning rate at the start.
    pub(crate) rate: f64,
}

impl FoundLane {
    /// The one lane of a run folder that is known already.
    pub(crate) fn new(folder: PathBuf, run: String, name: String, rate: f64) -> Self {
        Self { folder, run, name, rate }
    }
}

/// Does something in a thread of its own.
///
/// # Errors
/// If the system gives no thread.
pub(super) fn run(done: Sender<Done>, work: impl FnOnce() -> Done + Send + 'static) -> io::Result<()> {
    // A front end that was left meanwhile needs no report.
    thread::Builder::new().name("errand".into()).spawn(move || drop(done.send(work()))).map(drop)
}

/// The recorded lanes in the folders of a place, and in the folders of those.
pub(super) fn find_recorded(place: &Path) -> Vec<FoundLane> {
    let mut left = MAX_FOLDERS;
    let mut runs: Vec<(SystemTime, PathBuf, Log)> = Vec::new();
    for folder in folders(place, &mut left) {
        match recording(&folder) {
            Some(run) => runs.push(run),
            None => runs.extend(folders(&folder, &mut left).iter().filter_map(|folder| recording(folder))),
        }
    }
    runs.sort_by_key(|(written, ..)| std::cmp::Reverse(*written));
    let lanes = runs.into_iter().flat_map(|(_, folder, log)| {
        let run = folder.strip_prefix(place).unwrap_or(&folder).to_string_lossy();
        let run = sanitized(&run);
        let lane = move |lane: crate::config::LaneConfig| FoundLane {
            folder: folder.clone(),
            run: run.clone(),
            name: lane.name,
            rate: lane.settings.get(Setting::LearningRate),
        };
        let lanes = log.header.config.map_or_else(Vec::new, |config| config.lanes);
        lanes.into_iter().map(lane)
    });
    lanes.take(MAX_LISTED).collect()
}

/// The folders in a folder, as long as there are any left to look into.
fn folders(place: &Path, left: &mut usize) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(place) else { return Vec::new() };
    let folders = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let folders: Vec<PathBuf> = folders.map(|entry| entry.path()).take(*left).collect();
    *left -= folders.len();
    folders
}

/// When the recording in a folder was written last, the folder, and its log; `None` without one.
fn recording(folder: &Path) -> Option<(SystemTime, PathBuf, Log)> {
    let log = Log::open(folder, None).ok()?;
    let written = fs::metadata(folder).and_then(|file| file.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    Some((written, folder.to_owned(), log))
}

/// Reads a lane as it was recorded; `None` if it has left its race.
pub(super) fn load(lane: &FoundLane) -> Result<Option<Box<LaneHistory>>, RecordError> {
    let mut history = recorded_history(&lane.folder)?;
    history.keep_lanes(std::slice::from_ref(&lane.name));
    Ok(history.into_recorded(&lane.run).pop().map(Box::new))
}
