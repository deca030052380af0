//! Stand-in for the room that records races into folders.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use crossbeam_channel::Receiver;

use crate::session::Update;

/// A folder for one run.
#[derive(Debug)]
pub struct RunFolder(PathBuf);

/// What can go wrong with it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct RecordError(String);

/// A recording on its way.
#[derive(Debug)]
pub struct Recorder(PathBuf, std::thread::JoinHandle<()>);

/// What was saved.
#[derive(Debug)]
pub struct Saved(PathBuf);

impl RunFolder {
    /// Makes the folder.
    ///
    /// # Errors
    /// If it holds something already and `force` is not set, or can't be made.
    pub fn create(path: &Path, force: bool) -> Result<Self, RecordError> {
        std::fs::create_dir_all(path).map_err(|error| RecordError(format!("{}: {error}", path.display())))?;
        let mut inside =
            std::fs::read_dir(path).map_err(|error| RecordError(format!("{}: {error}", path.display())))?;
        if inside.next().is_some() && !force {
            return Err(RecordError(format!(
                "{} is not empty: --force replaces the run in it",
                path.display()
            )));
        }
        Ok(Self(path.to_owned()))
    }
}

impl Recorder {
    /// Starts to record.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(folder: RunFolder, updates: Receiver<Update>) -> std::io::Result<Self> {
        let thread = std::thread::Builder::new().name("recorder".into());
        Ok(Self(folder.0, thread.spawn(move || updates.iter().for_each(drop))?))
    }

    /// Waits for the end of the session and saves the rest.
    ///
    /// # Errors
    /// If something can't be saved.
    pub fn finish(self) -> Result<Saved, RecordError> {
        self.1.join().map_err(|_| RecordError("the recorder has stopped".into()))?;
        Ok(Saved(self.0))
    }
}

impl fmt::Display for Saved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "saved to {}", self.0.display())
    }
}
