//! The signals that end a race: the first one politely, another one at once.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM},
    flag::register_conditional_shutdown,
    iterator::{Handle, Signals as Stream},
};

/// How soon after the first signal another one ends the program at once. Not sooner, because `timeout` and
/// some shells send one and the same signal to a process and again to its group.
const SECOND_COUNTS_AFTER: Duration = Duration::from_millis(500);

/// How long a signal may take from the system to the channel.
const ON_ITS_WAY: Duration = Duration::from_millis(100);

/// Watches for the signals that end a race, until it is dropped; afterwards they do nothing.
#[derive(Debug)]
pub struct Signals {
    receiver: Receiver<i32>,
    /// Kept so that the channel never closes, which would look like a signal.
    _sender: Sender<i32>,
    stream: Handle,
    done: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Signals {
    /// Starts to watch; a signal that was ignored from the start, as `nohup` has it, stays ignored.
    ///
    /// # Errors
    /// If the system gives no thread, or doesn't let signals be watched.
    pub fn watch() -> io::Result<Self> {
        let ignored = ignored(&std::fs::read_to_string("/proc/self/status").unwrap_or_default());
        let watched = [SIGINT, SIGTERM, SIGHUP, SIGQUIT].into_iter();
        let watched: Vec<i32> = watched.filter(|signal| ignored & (1 << (signal - 1)) == 0).collect();
        let armed = Arc::new(AtomicBool::new(false));
        for &signal in &watched {
            register_conditional_shutdown(signal, 128 + signal, Arc::clone(&armed))?;
        }
        let mut stream = Stream::new(&watched)?;
        let handle = stream.handle();
        let (sender, receiver) = bounded(1);
        let (done, over) = bounded::<()>(0);
        let first = sender.clone();
        let work = move || {
            let Some(signal) = stream.forever().next() else { return };
            // There is room: nothing else is ever sent.
            let _ = first.try_send(signal);
            if over.recv_timeout(SECOND_COUNTS_AFTER) == Err(RecvTimeoutError::Timeout) {
                armed.store(true, Ordering::SeqCst);
            }
        };
        let thread = std::thread::Builder::new().name("signals".into()).spawn(work)?;
        Ok(Self { receiver, _sender: sender, stream: handle, done: Some(done), thread: Some(thread) })
    }

    /// Where the first signal comes out.
    #[must_use]
    pub const fn receiver(&self) -> &Receiver<i32> {
        &self.receiver
    }

    /// The signal that has come, or comes in this moment.
    pub(super) fn just_come(&self) -> Option<i32> {
        self.receiver.recv_timeout(ON_ITS_WAY).ok()
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.stream.close();
        self.done = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The set of ignored signals as Linux tells it, a bit for each; none where nothing is told.
fn ignored(status: &str) -> u64 {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignored_signals_are_read_as_linux_writes_them() {
        let mask = ignored("Name:\tdownhill\nSigIgn:\t0000000000001001\n");
        assert_ne!(mask & (1 << (SIGHUP - 1)), 0);
        assert_eq!(mask & (1 << (SIGINT - 1)), 0);
        assert_eq!(ignored(""), 0);
    }
}
