//! Which races run in the background: a link to each one's folder, in a place that is the user's own.

use std::{
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    process,
};

use rustix::{
    io::Errno,
    process::{Pid, test_kill_process},
};

use super::{RemoteError, Status, registry, status};

/// The entry of a race that is served; it goes when dropped.
#[derive(Debug)]
pub struct Entry {
    link: PathBuf,
    /// What there is to say of where it is.
    pub note: Option<String>,
}

impl Entry {
    /// Enters a race, by its folder from the root on.
    ///
    /// # Errors
    /// If there is no place for it; the race can be reached by its folder nevertheless.
    pub fn new(folder: &Path) -> io::Result<Self> {
        let (link, note) = registry::enter(&Identity::of_this_process(folder)?.name(), folder)?;
        Ok(Self { link, note })
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        // One that stays is found dead by the next who looks.
        let _ = fs::remove_file(&self.link);
    }
}

/// A race that was entered.
#[derive(Debug)]
pub struct Listed {
    /// Its folder.
    pub folder: PathBuf,
    /// How far it is, or why that can't be told.
    pub status: Result<Status, RemoteError>,
}

/// All that were entered.
#[derive(Debug)]
pub struct Listing {
    /// By their folders.
    pub races: Vec<Listed>,
    /// Why some may be missing.
    pub note: Option<String>,
}

/// Every race that runs in the background. Entries of those that are proved to be gone are taken out on the way;
/// `is_free` tells whether no process holds a run folder.
///
/// # Errors
/// If the place where they are entered can't be read.
pub fn running(is_free: impl Fn(&Path) -> bool) -> io::Result<Listing> {
    let (registries, note) = registry::existing();
    let mut links = Vec::new();
    for registry in registries {
        // The folder is closed before any race is asked: files may be few.
        for entry in fs::read_dir(registry)? {
            links.push(entry?.path());
        }
    }
    let mut races: Vec<Listed> = Vec::new();
    for link in links {
        let name = link.file_name().and_then(|name| name.to_str()).and_then(Identity::parse);
        let (Some(identity), Ok(folder)) = (name, fs::read_link(&link)) else { continue };
        match identity.find(&folder, &is_free) {
            // One that has ended while it was asked is not worth a word.
            Found::Race(Err(_)) if fs::symlink_metadata(&link).is_err() => {}
            Found::Race(status) => races.push(Listed { folder, status }),
            // Whoever else looks may have been faster.
            Found::Gone => drop(fs::remove_file(&link)),
        }
    }
    // One that was killed is told from its successor in the same folder once that has ended, too.
    races.sort_by(|one, other| {
        (&one.folder, one.status.is_err()).cmp(&(&other.folder, other.status.is_err()))
    });
    races.dedup_by(|next, first| next.folder == first.folder && first.status.is_ok());
    Ok(Listing { races, note })
}

/// What became of a race.
enum Found {
    Race(Result<Status, RemoteError>),
    Gone,
}

/// What tells the process of a race and its folder from those of every machine and container that shares a home.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Identity {
    process: u32,
    /// The process number counts in this name space of the system.
    namespace: String,
    /// Another one after each start of the machine.
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
        // Where the system tells less, less can be told apart.
        let said = |path: &str| fs::read_to_string(path).unwrap_or_default().trim().replace('/', "-");
        let namespace = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
        let namespace = namespace.to_string_lossy().chars().filter(char::is_ascii_digit).collect();
        let boot = said("/proc/sys/kernel/random/boot_id");
        Self { process, namespace, boot, device, inode, host: said("/proc/sys/kernel/hostname") }
    }

    /// The name of its entry.
    fn name(&self) -> String {
        let Self { process, namespace, boot, device, inode, host } = self;
        format!("{process}.{namespace}.{boot}.{device:x}.{inode:x}.{host}")
    }

    fn parse(name: &str) -> Option<Self> {
        // The host's name comes last: it may have points.
        let mut parts = name.splitn(6, '.');
        let mut part = || parts.next();
        let process = part()?.parse().ok()?;
        let (namespace, boot) = (part()?.to_owned(), part()?.to_owned());
        let device = u64::from_str_radix(part()?, 16).ok()?;
        let inode = u64::from_str_radix(part()?, 16).ok()?;
        Some(Self { process, namespace, boot, device, inode, host: part()?.to_owned() })
    }

    /// Asks the race, and finds out whether it is gone if it can't be reached.
    fn find(&self, folder: &Path, is_free: impl Fn(&Path) -> bool) -> Found {
        let here = Self::new(process::id(), self.device, self.inode);
        let same_boot = self.boot == here.boot;
        if !same_boot && self.host != here.host {
            let host = if self.host.is_empty() { "another machine" } else { &self.host };
            return Found::Race(Err(RemoteError::Elsewhere { folder: folder.to_owned(), host: host.into() }));
        }
        // Devices may be counted anew when the machine starts.
        let is_folder =
            |found: fs::Metadata| found.ino() == self.inode && (found.dev() == self.device || !same_boot);
        if !fs::metadata(folder).is_ok_and(is_folder) {
            return if same_boot && self.namespace == here.namespace && self.has_ended() {
                Found::Gone
            } else {
                Found::Race(Err(RemoteError::FolderGone(folder.to_owned())))
            };
        }
        match status(folder) {
            Err(RemoteError::NotRunning(_)) if is_free(folder) => Found::Gone,
            Err(RemoteError::NotRunning(folder)) => {
                Found::Race(Err(RemoteError::Unreachable { folder, process: self.process }))
            }
            status => Found::Race(status),
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
    fn an_entry_is_told_from_those_of_other_machines_and_containers() {
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
        let gone =
            |identity: &Identity, free: bool| matches!(identity.find(folder.path(), |_| free), Found::Gone);
        assert!(gone(&mine, true) && !gone(&mine, false));
        // Of another machine nothing is known, and what lies there by now may be another folder.
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
