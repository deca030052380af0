//! A race in the background: its process serves a socket in the run folder, and any later login shows it.
//!
//! The socket carries what the channels of a session carry, a JSON text a line: commands one way, updates the
//! other. Whoever joins gets the history first.

mod attach;
mod guests;
mod hub;
mod running;
mod socket;
mod wire;

use std::{
    io,
    path::{Path, PathBuf},
};

pub use attach::{Attached, Status, attach, status, stop};
pub use hub::{Served, serve};
pub use running::{Entry, running};
pub use socket::Socket;

use crate::text::sanitized;

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
    /// The system refused something.
    #[error("{}: can't {action}: {cause}", shown(.folder))]
    System {
        /// Where.
        folder: PathBuf,
        /// What was tried.
        action: &'static str,
        /// Why not.
        cause: io::Error,
    },
}

impl RemoteError {
    fn system(folder: &Path, action: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::System { folder: folder.to_owned(), action, cause }
    }
}

fn shown(path: &Path) -> String {
    sanitized(&path.to_string_lossy())
}
