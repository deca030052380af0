//! What can be wrong with reaching or serving a race in the background.

use std::{io::ErrorKind, path::PathBuf};

use crate::{system::SystemError, text::shown};

/// Why a race in the background can't be reached or served; a path is that of the race's run folder.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "what a field is shows in the message")]
pub enum RemoteError {
    /// No process serves the folder.
    #[error("{}: no race runs there in the background; downhill resume goes on with one", shown(.0))]
    NotRunning(PathBuf),
    /// The race is another user's.
    #[error("{}: the race in it is another user's", shown(.0))]
    NotYours(PathBuf),
    /// The process there is of a version with another protocol.
    #[error("{}: served by another version of downhill ({version}); attach with that one", shown(.folder))]
    OtherVersion { folder: PathBuf, version: String },
    /// Its process doesn't answer.
    #[error("{}: the race there does not answer; its process may be stopped", shown(.0))]
    Silent(PathBuf),
    /// Its process closes the connection.
    #[error("{}: the race there hangs up: it is ending, or too many are connected to it", shown(.0))]
    HungUp(PathBuf),
    /// A process holds the folder and has no socket there.
    #[error(
        "{}: process {process} has it but does not answer here: it has a screen of its own, is saving its last files, or has \
         lost its socket, which it makes anew within seconds; kill {process} ends it, saved",
        shown(.folder)
    )]
    Unreachable {
        folder: PathBuf,
        /// The process number where it was started, which may be another container.
        process: u32,
    },
    /// It was started on another machine.
    #[error("{}: on {host}, or was; it can be asked there", shown(.folder))]
    Elsewhere { folder: PathBuf, host: String },
    /// There is no such folder, or another one than that of the race.
    #[error("{}: the race's folder is not there: moved, removed, or in another container", shown(.0))]
    FolderGone(PathBuf),
    /// It was asked to end, and then did not answer.
    #[error("{}: told to end, but it has not said what is saved; downhill resume says from where it goes on", shown(.0))]
    NotConfirmed(PathBuf),
    /// The system refused an action.
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
