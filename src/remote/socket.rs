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
    fs::{AtFlags, statat, unlinkat},
    net::{self, sockopt},
    process::getuid,
};

use super::{RemoteError, wire::RESPONSE_TIMEOUT};
use crate::system::cannot;

const NAME: &str = "attach.socket";

/// The socket that clients connect to; its file is removed when it is dropped.
#[derive(Debug)]
pub(crate) struct Socket {
    listener: UnixListener,
    /// The path of its folder when it was last looked up.
    folder: PathBuf,
    /// The folder itself, wherever it is moved.
    dir: File,
    /// The device and inode of its file.
    file: Option<(u64, u64)>,
}

impl Socket {
    /// Opens the socket of a run folder. One that a killed process has left is replaced: whoever holds the folder's
    /// lock knows that nobody serves it.
    pub(crate) fn open(folder: &Path) -> Result<Self, RemoteError> {
        let open = || {
            let folder = fs::canonicalize(folder)?;
            let dir = File::open(&folder)?;
            let listener = listen(&dir, &folder)?;
            Ok(Self { listener, folder, file: file_number(&dir), dir })
        };
        Ok(open().map_err(cannot("serve the race there", folder))?)
    }

    /// The absolute path of its folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) const fn listener(&self) -> &UnixListener {
        &self.listener
    }

    /// Looks up where its folder is now; true if that is elsewhere.
    pub(super) fn has_moved(&mut self) -> bool {
        // The path of a folder that was removed leads nowhere.
        let Ok(path) = fs::canonicalize(fd_path(&self.dir)) else { return false };
        std::mem::replace(&mut self.folder, path) != self.folder
    }

    /// Changes to the folder that has taken the place of the one that was removed.
    pub(super) fn reopen_folder(&mut self) {
        // If there is none, it can't be reached.
        if let Ok(dir) = File::open(&self.folder) {
            self.dir = dir;
        }
    }

    /// Opens another one where its file was removed or replaced; true if it did.
    pub(super) fn replace_lost(&mut self) -> io::Result<bool> {
        let there = file_number(&self.dir);
        if there.is_some() && there == self.file {
            return Ok(false);
        }
        let listener = listen(&self.dir, &self.folder)?;
        // That wakes the thread that waits at the old one.
        let _ = net::shutdown(&self.listener, net::Shutdown::Both);
        (self.listener, self.file) = (listener, file_number(&self.dir));
        Ok(true)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // One that stays is replaced by the next.
        if file_number(&self.dir) == self.file {
            let _ = unlinkat(&self.dir, NAME, AtFlags::empty());
        }
    }
}

/// Creates the socket's file in an open folder, in place of what has its name.
fn listen(dir: &File, folder: &Path) -> io::Result<UnixListener> {
    match unlinkat(dir, NAME, AtFlags::empty()).map_err(io::Error::from) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let path = short(dir, folder);
    let listener = UnixListener::bind(&path)?;
    fs::set_permissions(&path, Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// A path that leads to an open folder, whatever its name.
fn fd_path(dir: &File) -> PathBuf {
    format!("/proc/self/fd/{}", dir.as_raw_fd()).into()
}

/// The device and inode of the socket's file.
fn file_number(dir: &File) -> Option<(u64, u64)> {
    let stat = statat(dir, NAME, AtFlags::SYMLINK_NOFOLLOW).ok()?;
    Some((stat.st_dev, stat.st_ino))
}

/// Connects to the process that serves a run folder.
pub(super) fn connect(folder: &Path) -> Result<UnixStream, RemoteError> {
    let path = folder.join(NAME);
    let metadata = match fs::symlink_metadata(&path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(RemoteError::NotRunning(folder.to_owned()));
        }
        Err(error) => return Err(cannot("look into the folder", folder)(error).into()),
    };
    if metadata.uid() != getuid().as_raw() {
        return Err(RemoteError::NotYours(folder.to_owned()));
    }
    let connected = File::open(folder)
        .and_then(|dir| connect_with_timeout(short(&dir, folder)))
        .and_then(|stream| Ok((is_same_user(&stream)?, stream)));
    match connected {
        Ok((true, stream)) => Ok(stream),
        Ok((false, _)) => Err(RemoteError::NotYours(folder.to_owned())),
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
            Err(RemoteError::NotRunning(folder.to_owned()))
        }
        Err(error) => Err(cannot("reach the race there", folder)(error).into()),
    }
}

/// Connects; a process that is stopped doesn't keep it waiting for ever.
fn connect_with_timeout(path: PathBuf) -> io::Result<UnixStream> {
    let socket = net::socket(net::AddressFamily::UNIX, net::SocketType::STREAM, None)?;
    sockopt::set_socket_timeout(&socket, sockopt::Timeout::Send, Some(RESPONSE_TIMEOUT))?;
    net::connect(&socket, &net::SocketAddrUnix::new(path)?)?;
    Ok(socket.into())
}

/// Whether the process at the other end is the same user's. Its number isn't compared: one in another container has
/// none here.
#[cfg(target_os = "linux")]
pub(super) fn is_same_user(stream: &UnixStream) -> io::Result<bool> {
    use nix::sys::socket::{getsockopt, sockopt::PeerCredentials};
    Ok(getsockopt(stream, PeerCredentials)?.uid() == getuid().as_raw())
}

/// Elsewhere the permissions of socket and folder have to do.
#[cfg(not(target_os = "linux"))]
pub(super) fn is_same_user(_: &UnixStream) -> io::Result<bool> {
    Ok(true)
}

/// The socket's path through the open folder, which is short: the system takes no more than about 100 bytes.
fn short(dir: &File, folder: &Path) -> PathBuf {
    let open = fd_path(dir);
    if open.exists() { open.join(NAME) } else { folder.join(NAME) }
}
