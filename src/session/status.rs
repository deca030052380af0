//! How far a race is saved, and what keeps it from being saved. The recorder reports it, and every subscriber is sent it.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

/// How long a race in the background goes on after its folder was removed: long enough to attach, or to make another.
pub const FOLDER_GRACE: Duration = Duration::from_mins(1);

/// The room that a disk should have, in bytes: no race writes more in an hour, checkpoints not counted.
pub(crate) const LITTLE_ROOM: u64 = 100_000_000;

/// How far a race is saved.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SaveStatus {
    /// The iteration of the newest checkpoint that is on the disk.
    pub saved: Option<u64>,
    /// What keeps it from being saved or watched, if anything does.
    pub trouble: Option<Trouble>,
}

/// What keeps a race from being saved, or from being watched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// The disk takes nothing; it is tried again. The error, on one line.
    NotSaved(String),
    /// Little room is left on the disk, though all is saved so far. The path of the folder.
    DiskLow(String),
    /// The folder was removed. The path that it had.
    FolderGone(String),
    /// The recorder has stopped at a fault in the program.
    RecorderStopped,
    /// The process that trains the race has ended.
    RaceEnded,
    /// The connection to a race in the background was closed; the race goes on.
    HungUp,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSaved(cause) => write!(f, "{cause}; training goes on, saving is tried again"),
            Self::DiskLow(path) => write!(
                f,
                "{path}: less than {} MB are left on its disk, what a race writes in an hour at most; saving goes on \
                 until it is full",
                LITTLE_ROOM / 1_000_000
            ),
            Self::FolderGone(path) => write!(
                f,
                "{path}: the folder was removed, nothing is saved; mkdir it anew, and all goes there, or a race in the \
                 background ends in {} s",
                FOLDER_GRACE.as_secs()
            ),
            Self::RecorderStopped => {
                f.write_str("nothing is saved any more: the recorder has stopped at a fault in the program")
            }
            Self::RaceEnded => {
                f.write_str("the race in the background has ended; downhill resume goes on with it")
            }
            Self::HungUp => {
                f.write_str("the race in the background has hung up; downhill attach shows it again")
            }
        }
    }
}
