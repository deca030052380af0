//! Waits until a log changes, as far as the system tells: inotify, and where there is none of it, time.
//!
//! Network file systems don't tell what other machines write, so nobody may rely on being told.

use std::{
    collections::BTreeSet,
    os::fd::OwnedFd,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::inotify::{self, CreateFlags, WatchFlags},
    io::read,
};

/// The most paths that are watched: below what a system allows each user, for other programs watch, too.
const MAX_WATCHED: usize = 4_096;

/// How often all paths are watched anew: another file may have the name of one by then.
const RENEW_EVERY: Duration = Duration::from_secs(1);

/// What is told of files and folders.
const NEWS: WatchFlags = WatchFlags::MODIFY
    .union(WatchFlags::CLOSE_WRITE)
    .union(WatchFlags::CREATE)
    .union(WatchFlags::MOVED_TO)
    .union(WatchFlags::DELETE)
    .union(WatchFlags::MOVE_SELF)
    .union(WatchFlags::DELETE_SELF)
    .union(WatchFlags::ATTRIB);

/// Tells when one of some paths has changed.
pub struct Changes {
    /// `None` where the system refuses.
    queue: Option<OwnedFd>,
    paths: BTreeSet<PathBuf>,
    renewed: Instant,
}

impl Changes {
    /// Watches nothing yet.
    #[must_use]
    pub fn new() -> Self {
        let queue = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).ok();
        Self { queue, paths: BTreeSet::new(), renewed: Instant::now() }
    }

    /// Watches these paths as well. What can't be watched is left to time.
    pub fn watch(&mut self, paths: &[PathBuf]) {
        for path in paths {
            if self.paths.len() < MAX_WATCHED || self.paths.contains(path) {
                self.watch_one(path);
                self.paths.insert(path.clone());
            }
        }
        if self.renewed.elapsed() >= RENEW_EVERY {
            self.paths.iter().for_each(|path| self.watch_one(path));
            self.renewed = Instant::now();
        }
    }

    fn watch_one(&self, path: &Path) {
        if let Some(queue) = &self.queue {
            let _ = inotify::add_watch(queue, path, NEWS);
        }
    }

    /// Waits until something has changed, but no longer than that.
    pub fn wait(&self, at_most: Duration) {
        let Some(queue) = &self.queue else {
            std::thread::sleep(at_most);
            return;
        };
        let timeout = Timespec { tv_sec: at_most.as_secs() as i64, tv_nsec: at_most.subsec_nanos().into() };
        // A signal that interrupts ends the wait, too: whoever waits looks again.
        if poll(&mut [PollFd::new(queue, PollFlags::IN)], Some(&timeout)).is_ok_and(|ready| ready > 0) {
            let mut events = [0; 4_096];
            // What has changed is found by looking: only that something has is of use.
            while read(queue, &mut events).is_ok_and(|count| count > 0) {}
        }
    }
}

impl Default for Changes {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, time::Instant};

    use super::*;

    #[test]
    fn a_change_ends_the_wait_and_nothing_does_after_a_while() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("log");
        fs::write(&path, "1\n").unwrap();
        let mut changes = Changes::new();
        changes.watch(&[path.clone(), place.path().to_owned(), place.path().join("nothing")]);
        let start = Instant::now();
        changes.wait(Duration::from_millis(50));
        assert!(start.elapsed() >= Duration::from_millis(50));
        fs::write(&path, "2\n").unwrap();
        changes.wait(Duration::from_mins(1));
        assert!(start.elapsed() < Duration::from_secs(50), "the change was not told");
    }

    #[test]
    fn a_file_that_has_taken_the_name_of_another_is_watched_in_its_place() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("log");
        fs::write(&path, "1\n").unwrap();
        let mut changes = Changes::new();
        changes.watch(std::slice::from_ref(&path));
        fs::rename(&path, place.path().join("old")).unwrap();
        changes.wait(Duration::from_mins(1));
        fs::write(&path, "2\n").unwrap();
        changes.renewed -= RENEW_EVERY;
        changes.watch(&[]);
        let start = Instant::now();
        fs::write(&path, "3\n").unwrap();
        changes.wait(Duration::from_mins(1));
        assert!(start.elapsed() < Duration::from_secs(50), "the change was not told");
    }
}
