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

use rustix::{
    net::{
        AddressFamily, SocketAddrUnix, SocketType, connect as connect_socket, socket,
        sockopt::{Timeout, set_socket_timeout},
    },
    process::getuid,
};

use super::{RemoteError, wire::ANSWER};

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
    let connected = short(folder, connect_in_time).and_then(|stream| Ok((is_own(&stream)?, stream)));
    match connected {
        Ok((true, stream)) => Ok(stream),
        Ok((false, _)) => Err(RemoteError::NotYours(folder.to_owned())),
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
            Err(RemoteError::NotRunning(folder.to_owned()))
        }
        Err(error) => Err(RemoteError::system(folder, "reach the race there")(error)),
    }
}

/// Connects, but doesn't wait for ever in the queue of a process that is stopped.
fn connect_in_time(path: PathBuf) -> io::Result<UnixStream> {
    let socket = socket(AddressFamily::UNIX, SocketType::STREAM, None)?;
    set_socket_timeout(&socket, Timeout::Send, Some(ANSWER))?;
    connect_socket(&socket, &SocketAddrUnix::new(path)?)?;
    Ok(socket.into())
}

/// Whether the process at the other end is of the same user. Its number isn't looked at: there is none for one of
/// another container.
#[cfg(target_os = "linux")]
pub(super) fn is_own(stream: &UnixStream) -> io::Result<bool> {
    use nix::sys::socket::{getsockopt, sockopt::PeerCredentials};
    Ok(getsockopt(stream, PeerCredentials)?.uid() == getuid().as_raw())
}

/// Elsewhere the modes of socket and folder have to do.
#[cfg(not(target_os = "linux"))]
pub(super) fn is_own(_: &UnixStream) -> io::Result<bool> {
    Ok(true)
}

/// Uses the socket's path under a short name: the system takes no more than about 100 bytes.
fn short<T>(folder: &Path, with: impl FnOnce(PathBuf) -> io::Result<T>) -> io::Result<T> {
    let folder_itself = File::open(folder)?;
    let through = PathBuf::from(format!("/proc/self/fd/{}", folder_itself.as_raw_fd()));
    if through.exists() { with(through.join(NAME)) } else { with(folder.join(NAME)) }
}
