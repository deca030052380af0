//! The races of a user that run in the background: each is registered by a link to its folder, in a folder that only
//! this user may write to, and that outlives the login. The link's name says which process serves the race, and no other
//! machine or container gives that name to another.

use std::{
    env, fs,
    io::{self, ErrorKind},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, symlink},
    path::{Path, PathBuf},
    process,
};

use rustix::{
    io::Errno,
    process::{Pid, getuid, test_kill_process},
};

use super::{RemoteError, Status, attach::status};
use crate::text::shown;

/// The entry of a race that is served; it is removed when dropped.
#[derive(Debug)]
pub(crate) struct RegistryEntry {
    link: PathBuf,
    /// Why it is not in the usual folder, if it isn't.
    pub(crate) note: Option<String>,
}

impl RegistryEntry {
    /// Registers a race by the absolute path of its folder. Without an entry it can still be reached by that path.
    pub(crate) fn new(folder: &Path) -> io::Result<Self> {
        let (link, note) = enter(&Identity::of_this_process(folder)?.name(), folder)?;
        Ok(Self { link, note })
    }
}

impl Drop for RegistryEntry {
    fn drop(&mut self) {
        // One that stays is removed by the next listing.
        let _ = fs::remove_file(&self.link);
    }
}

#[derive(Debug)]
pub(crate) struct ListedRace {
    pub(crate) folder: PathBuf,
    /// How far it is, or why that can't be known.
    pub(crate) status: Result<Status, RemoteError>,
}

#[derive(Debug)]
pub(crate) struct Listing {
    /// In the order of their folders.
    pub(crate) races: Vec<ListedRace>,
    /// Why some may be missing.
    pub(crate) note: Option<String>,
}

/// Every race that runs in the background. Entries of races that are proved to be gone are removed on the way;
/// `is_free` says whether no process holds a run folder.
pub(crate) fn list_races(is_free: impl Fn(&Path) -> bool) -> io::Result<Listing> {
    let (registries, note) = registries();
    let mut links = Vec::new();
    for registry in registries {
        // The folder is closed before any race is asked: file descriptors may be few.
        for entry in fs::read_dir(registry)? {
            links.push(entry?.path());
        }
    }
    let mut races: Vec<ListedRace> = Vec::new();
    for link in links {
        let name = link.file_name().and_then(|name| name.to_str()).and_then(Identity::parse);
        let (Some(identity), Ok(folder)) = (name, fs::read_link(&link)) else { continue };
        match identity.look_up(&folder, &is_free) {
            // It has ended while it was asked.
            Some(Err(_)) if fs::symlink_metadata(&link).is_err() => {}
            Some(status) => races.push(ListedRace { folder, status }),
            // Another listing may have been faster.
            None => drop(fs::remove_file(&link)),
        }
    }
    // The entry of a killed process is left out if its successor in the same folder answers.
    races.sort_by(|one, other| {
        (&one.folder, one.status.is_err()).cmp(&(&other.folder, other.status.is_err()))
    });
    races.dedup_by(|next, first| next.folder == first.folder && first.status.is_ok());
    Ok(Listing { races, note })
}

/// Adds an entry: a link of that name to a race's folder. Returns where it is, and a note if that is not the usual
/// folder.
fn enter(name: &str, race: &Path) -> io::Result<(PathBuf, Option<String>)> {
    let mut refused: Option<(PathBuf, io::Error)> = None;
    for folder in candidates() {
        match prepare(&folder).and_then(|()| make_link(&folder.join(name), race)) {
            Ok(link) => {
                let note = refused.map(|(usual, why)| {
                    format!("{}: {why}; the race is entered in {}", shown(&usual), shown(&folder))
                });
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
fn registries() -> (Vec<PathBuf>, Option<String>) {
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

/// What distinguishes the process of a race and its folder from those of all machines and containers that share a
/// home.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Identity {
    process: u32,
    /// The name space of the system in which the process number counts.
    namespace: String,
    /// Changes with each start of the machine.
    boot: String,
    device: u64,
    inode: u64,
    host: String,
}

impl Identity {
    fn of_this_process(folder: &Path) -> io::Result<Self> {
        let found = fs::metadata(folder)?;
        Ok(Self::new(process::id(), found.dev(), found.ino()))
    }

    fn new(process: u32, device: u64, inode: u64) -> Self {
        // What the system doesn't say distinguishes nothing.
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default().trim().replace('/', "-");
        let namespace = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
        let namespace = namespace.to_string_lossy().chars().filter(char::is_ascii_digit).collect();
        let boot = read("/proc/sys/kernel/random/boot_id");
        Self { process, namespace, boot, device, inode, host: read("/proc/sys/kernel/hostname") }
    }

    /// The name of its entry.
    fn name(&self) -> String {
        let Self { process, namespace, boot, device, inode, host } = self;
        format!("{process}.{namespace}.{boot}.{device:x}.{inode:x}.{host}")
    }

    fn parse(name: &str) -> Option<Self> {
        // The host's name comes last: it may have dots.
        let mut parts = name.splitn(6, '.');
        let mut part = || parts.next();
        let process = part()?.parse().ok()?;
        let (namespace, boot) = (part()?.to_owned(), part()?.to_owned());
        let device = u64::from_str_radix(part()?, 16).ok()?;
        let inode = u64::from_str_radix(part()?, 16).ok()?;
        Some(Self { process, namespace, boot, device, inode, host: part()?.to_owned() })
    }

    /// Asks the race for its status; `None` if it can't be reached and is proved to be gone.
    fn look_up(&self, folder: &Path, is_free: impl Fn(&Path) -> bool) -> Option<Result<Status, RemoteError>> {
        let here = Self::new(process::id(), self.device, self.inode);
        let same_boot = self.boot == here.boot;
        if !same_boot && self.host != here.host {
            let host = if self.host.is_empty() { "another machine" } else { &self.host };
            return Some(Err(RemoteError::Elsewhere { folder: folder.to_owned(), host: host.into() }));
        }
        // Devices may be renumbered when the machine starts.
        let is_folder =
            |found: fs::Metadata| found.ino() == self.inode && (found.dev() == self.device || !same_boot);
        if !fs::metadata(folder).is_ok_and(is_folder) {
            return if same_boot && self.namespace == here.namespace && self.has_ended() {
                None
            } else {
                Some(Err(RemoteError::FolderGone(folder.to_owned())))
            };
        }
        match status(folder) {
            Err(RemoteError::NotRunning(_)) if is_free(folder) => None,
            Err(RemoteError::NotRunning(folder)) => {
                Some(Err(RemoteError::Unreachable { folder, process: self.process }))
            }
            status => Some(status),
        }
    }

    /// Whether there is no process of that number any more, in this name space.
    fn has_ended(&self) -> bool {
        let process = self.process.try_into().ok().and_then(Pid::from_raw);
        process.is_none_or(|process| test_kill_process(process) == Err(Errno::SRCH))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_other_machines_and_containers_have_other_names() {
        let this = Identity::new(7, 0x801, 0x2a);
        assert_eq!(Identity::parse(&this.name()), Some(this.clone()));
        let others = [
            Identity { process: 8, ..this.clone() },
            Identity { namespace: "4026531999".into(), ..this.clone() },
            Identity { boot: "another".into(), ..this.clone() },
            Identity { host: "another".into(), ..this.clone() },
        ];
        for other in others {
            assert_ne!(other.name(), this.name());
        }
        for not_ours in ["", "123", "notes.txt", "1.2.3.zz.1.host"] {
            assert_eq!(Identity::parse(not_ours), None);
        }
    }

    #[test]
    fn only_what_is_proved_to_be_gone_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let found = fs::metadata(folder.path()).unwrap();
        let mine = Identity::of_this_process(folder.path()).unwrap();
        let gone = |identity: &Identity, free: bool| identity.look_up(folder.path(), |_| free).is_none();
        assert!(gone(&mine, true) && !gone(&mine, false));
        // Of another machine nothing is known, and the path may lead to another folder by now.
        let elsewhere = Identity { boot: "another".into(), host: "another".into(), ..mine.clone() };
        assert!(!gone(&elsewhere, true));
        let replaced = Identity { inode: found.ino() + 1, ..mine.clone() };
        assert!(!gone(&replaced, true), "its process, this one, runs");
        let ended = Identity { process: i32::MAX.cast_unsigned(), ..replaced.clone() };
        assert!(gone(&ended, false));
        assert!(!gone(&Identity { namespace: "1".into(), ..ended }, true), "the number of another container");
        let before_restart = Identity { boot: "another".into(), device: found.dev() + 1, ..mine };
        assert!(gone(&before_restart, true) && !gone(&before_restart, false));
    }
}
