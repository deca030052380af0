//! Which process serves a race, in a name that no other machine or container gives to another.

use std::{fs, io, os::unix::fs::MetadataExt as _, path::Path, process};

use rustix::{
    io::Errno,
    process::{Pid, test_kill_process},
};

use super::{attach::status, error::RemoteError, wire::Status};

/// What distinguishes the process of a race and its folder from those of all machines and containers that share a
/// home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
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
    pub(super) fn of_this_process(folder: &Path) -> io::Result<Self> {
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
    pub(super) fn name(&self) -> String {
        let Self { process, namespace, boot, device, inode, host } = self;
        format!("{process}.{namespace}.{boot}.{device:x}.{inode:x}.{host}")
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
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
    pub(super) fn look_up(
        &self,
        folder: &Path,
        is_free: impl Fn(&Path) -> bool,
    ) -> Option<Result<Status, RemoteError>> {
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
