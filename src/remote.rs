//! A race in the background: its process serves a socket in the run folder, and any later login shows it.
//!
//! The socket carries what the channels of a session carry, a JSON text a line: commands one way, updates the
//! other. Whoever joins gets the history first.

mod attach;
mod guests;
mod hub;
mod registry;
mod running;
mod socket;
mod wire;

use std::{io::ErrorKind, path::PathBuf};

pub use attach::{Attached, attach, status, stop};
pub use guests::Stoppers;
pub use hub::{Served, serve};
pub use running::{Entry, Listed, Listing, running};
pub use socket::Socket;
pub use wire::{Status, Stopped};

use crate::{system::SystemError, text::shown};

/// Why a race in the background can't be reached or served.
#[derive(Debug, thiserror::Error)]
pub enum RemoteError {
    /// No process serves it.
    #[error("{}: no race runs there in the background; downhill resume goes on with one", shown(.0))]
    NotRunning(PathBuf),
    /// Somebody else's.
    #[error("{}: the race in it is another user's", shown(.0))]
    NotYours(PathBuf),
    /// The other side speaks another language.
    #[error("{}: served by another version of downhill ({version}); attach with that one", shown(.folder))]
    OtherVersion {
        /// Where.
        folder: PathBuf,
        /// Which.
        version: String,
    },
    /// Its process doesn't say anything.
    #[error("{}: the race there does not answer; its process may be stopped", shown(.0))]
    Silent(PathBuf),
    /// Its process hangs up.
    #[error("{}: the race there hangs up: it is ending, or too many are connected to it", shown(.0))]
    HungUp(PathBuf),
    /// Its process has lost its socket.
    #[error(
        "{}: process {process} has it but does not answer here: it has a screen of its own, is saving its last files, or has \
         lost its socket, which it makes anew within seconds; kill {process} ends it, saved",
        shown(.folder)
    )]
    Unreachable {
        /// Where.
        folder: PathBuf,
        /// By the number that it had where it was started.
        process: u32,
    },
    /// It was started on another machine.
    #[error("{}: on {host}, or was; it can be asked there", shown(.folder))]
    Elsewhere {
        /// Where, on that machine.
        folder: PathBuf,
        /// Which machine.
        host: String,
    },
    /// There is no such folder, or it is another than that of the race.
    #[error("{}: the race's folder is not there: moved, removed, or in another container", shown(.0))]
    FolderGone(PathBuf),
    /// It was told to end, and no more was to be learned.
    #[error("{}: told to end, but it has not said what is saved; downhill resume says from where it goes on", shown(.0))]
    NotConfirmed(PathBuf),
    /// The system refused something.
    #[error(transparent)]
    System(SystemError),
}

impl From<SystemError> for RemoteError {
    fn from(error: SystemError) -> Self {
        match error.cause.kind() {
            ErrorKind::WouldBlock | ErrorKind::TimedOut => Self::Silent(error.path),
            ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => {
                Self::HungUp(error.path)
            }
            _ => Self::System(error),
        }
    }
}
