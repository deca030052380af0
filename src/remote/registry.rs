//! Where the races of a user are registered: a folder of links that only this user may write to, and that outlives
//! the login.

use std::{
    env, fs,
    io::{self, ErrorKind},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, symlink},
    path::{Path, PathBuf},
};

use rustix::process::getuid;

use crate::text::shown;

/// Adds an entry: a link of that name to a race's folder. Returns where it is, and a note if that is not the usual
/// folder.
pub(super) fn add(name: &str, race: &Path) -> io::Result<(PathBuf, Option<String>)> {
    let mut refused: Option<(PathBuf, io::Error)> = None;
    for folder in candidates() {
        match prepare(&folder).and_then(|()| make_link(&folder.join(name), race)) {
            Ok(link) => {
                let note = refused.map(|(usual, why)| fallback_note(&usual, &why, &folder));
                return Ok((link, note));
            }
            Err(why) => refused = refused.or(Some((folder, why))),
        }
    }
    Err(refused.map_or_else(|| ErrorKind::NotFound.into(), |(_, why)| why))
}

fn make_link(link: &Path, race: &Path) -> io::Result<PathBuf> {
    // A process of the same number that was killed may have left one.
    let _ = fs::remove_file(link);
    symlink(race, link).map(|()| link.to_owned())
}

/// The folders that hold entries of this user, and a note if one can't be used.
pub(super) fn existing() -> (Vec<PathBuf>, Option<String>) {
    let (mut folders, mut note) = (Vec::new(), None);
    for folder in candidates() {
        match fs::symlink_metadata(&folder).and_then(|found| check(&found)) {
            Ok(()) => folders.push(folder),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(why) => note = note.or_else(|| Some(format!("{}: {why}", shown(&folder)))),
        }
    }
    (folders, note)
}

fn fallback_note(usual: &Path, why: &io::Error, folder: &Path) -> String {
    format!("{}: {why}; the race is entered in {}", shown(usual), shown(folder))
}

/// The usual folder first. `/tmp` is last since it may be swept; the environment may be another user's.
fn candidates() -> Vec<PathBuf> {
    let user = getuid().as_raw();
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state =
        absolute("XDG_STATE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local").join("state")));
    let shared =
        [env::temp_dir(), PathBuf::from("/tmp")].map(|folder| folder.join(format!("downhill-{user}")));
    let mut candidates: Vec<PathBuf> =
        state.map(|state| state.join("downhill")).into_iter().chain(shared).collect();
    candidates.dedup();
    candidates
}

/// Creates a folder unless there is one. Nothing is created inside another user's: its owner could not use it any more.
fn prepare(folder: &Path) -> io::Result<()> {
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        found => return check(&found?),
    }
    let above = folder.ancestors().skip(1).find_map(|above| fs::metadata(above).ok());
    let above = above.ok_or(ErrorKind::NotFound)?;
    let for_everybody = above.mode() & 0o1002 == 0o1002;
    if above.uid() != getuid().as_raw() && !for_everybody {
        return Err(io::Error::new(ErrorKind::PermissionDenied, "it would lie in another user's folder"));
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    // Where everybody may write, another user may have been faster.
    check(&fs::symlink_metadata(folder)?)
}

/// Fails unless only this user may write to a folder.
fn check(found: &fs::Metadata) -> io::Result<()> {
    let why = if found.uid() != getuid().as_raw() {
        "another user's"
    } else if !found.is_dir() {
        "not a folder"
    } else if found.mode() & 0o022 != 0 {
        "others may write into it"
    } else {
        return Ok(());
    };
    Err(io::Error::new(ErrorKind::PermissionDenied, why))
}
