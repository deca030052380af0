//! Which races run in the background: a link to each one's folder, in a place that is the user's own.

use std::{
    env, fs, io,
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, symlink},
    path::{Path, PathBuf},
    process,
};

use rustix::process::getuid;

use super::{Status, status};

/// The entry of a race that is served; it goes when dropped.
#[derive(Debug)]
pub struct Entry {
    link: PathBuf,
}

impl Entry {
    /// Enters a race, by its folder from the root on.
    ///
    /// # Errors
    /// If there is no place for it; the race can be reached by its folder nevertheless.
    pub fn new(folder: &Path) -> io::Result<Self> {
        let link = place()?.join(process::id().to_string());
        // A process of that number that was killed may have left one.
        let _ = fs::remove_file(&link);
        symlink(folder, &link)?;
        Ok(Self { link })
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        // One that stays is found dead by the next who looks.
        let _ = fs::remove_file(&self.link);
    }
}

/// Every race that runs in the background, by its folder, and how far it is. Entries of those that were killed are
/// taken out on the way.
///
/// # Errors
/// If the place where they are entered can't be read.
pub fn running() -> io::Result<Vec<(PathBuf, Status)>> {
    let mut running = Vec::new();
    for entry in fs::read_dir(place()?)? {
        let link = entry?.path();
        let Ok(folder) = fs::read_link(&link) else { continue };
        match status(&folder) {
            Ok(status) => running.push((folder, status)),
            Err(_) => drop(fs::remove_file(&link)),
        }
    }
    running.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(running)
}

/// The folder of entries, made if there is none.
fn place() -> io::Result<PathBuf> {
    let user = getuid().as_raw();
    let runtime = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|folder| folder.is_dir());
    let place = runtime
        .map_or_else(|| env::temp_dir().join(format!("downhill-{user}")), |runtime| runtime.join("downhill"));
    match fs::DirBuilder::new().mode(0o700).create(&place) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    // In a place that everybody may write to, somebody else may have been faster.
    let metadata = fs::symlink_metadata(&place)?;
    let own = metadata.is_dir() && metadata.uid() == user && metadata.mode() & 0o022 == 0;
    if own {
        Ok(place)
    } else {
        Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!("{} is not yours alone", place.display()),
        ))
    }
}
