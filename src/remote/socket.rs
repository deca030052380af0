//! The socket in a run folder: for its owner alone.

use std::{
    fs::{self, File, Permissions},
    io::{self, ErrorKind},
    os::{
        fd::AsRawFd,
        unix::{
            fs::{MetadataExt as _, PermissionsExt as _},
            net::{UnixListener, UnixStream},
        },
    },
    path::{Path, PathBuf},
};

use rustix::{net::sockopt::socket_peercred, process::getuid};

use super::RemoteError;

/// What it is called.
const NAME: &str = "attach.socket";

/// The end that guests come to; its name goes when it is dropped.
#[derive(Debug)]
pub struct Socket {
    pub(super) listener: UnixListener,
    folder: PathBuf,
}

impl Socket {
    /// Opens the socket of a run folder. One that a killed process has left is replaced: whoever holds the folder's
    /// lock knows that nobody serves it.
    ///
    /// # Errors
    /// If the system doesn't let it.
    pub fn open(folder: &Path) -> Result<Self, RemoteError> {
        let open = || {
            let folder = fs::canonicalize(folder)?;
            let path = folder.join(NAME);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let listener = short(&folder, UnixListener::bind)?;
            fs::set_permissions(&path, Permissions::from_mode(0o600))?;
            Ok(Self { listener, folder })
        };
        open().map_err(RemoteError::system(folder, "serve the race there"))
    }

    /// The folder, from the root on.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // One that stays is replaced by the next.
        let _ = fs::remove_file(self.folder.join(NAME));
    }
}

/// Connects to the process that serves a run folder.
pub(super) fn connect(folder: &Path) -> Result<UnixStream, RemoteError> {
    let path = folder.join(NAME);
    let metadata = match fs::symlink_metadata(&path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(RemoteError::NotRunning(folder.to_owned()));
        }
        Err(error) => return Err(RemoteError::system(folder, "look into the folder")(error)),
    };
    if metadata.uid() != getuid().as_raw() {
        return Err(RemoteError::NotYours(folder.to_owned()));
    }
    match short(folder, UnixStream::connect) {
        Ok(stream) if is_own(&stream) => Ok(stream),
        Ok(_) => Err(RemoteError::NotYours(folder.to_owned())),
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
            Err(RemoteError::NotRunning(folder.to_owned()))
        }
        Err(error) => Err(RemoteError::system(folder, "reach the race there")(error)),
    }
}

/// Whether the process at the other end is of the same user.
pub(super) fn is_own(stream: &UnixStream) -> bool {
    #[cfg(target_os = "linux")]
    return socket_peercred(stream).is_ok_and(|peer| peer.uid == getuid());
    // Elsewhere the modes of socket and folder have to do.
    #[cfg(not(target_os = "linux"))]
    true
}

/// Uses the socket's path under a short name: the system takes no more than about 100 bytes.
fn short<T>(folder: &Path, with: impl FnOnce(PathBuf) -> io::Result<T>) -> io::Result<T> {
    let folder_itself = File::open(folder)?;
    let through = PathBuf::from(format!("/proc/self/fd/{}", folder_itself.as_raw_fd()));
    if through.exists() { with(through.join(NAME)) } else { with(folder.join(NAME)) }
}
