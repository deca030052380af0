//! The signals that end the program: the first one politely, another one at once, but never with the terminal left
//! as it is.
//!
//! Every signal whose default is to end a program is watched, but for KILL, which can't be, and ILL, FPE, SEGV and
//! BUS, after which nothing can be trusted. Until they are watched the default holds, and there is nothing to put
//! back or to save.

use std::{
    io,
    thread::JoinHandle,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, bounded};
use rustix::process::Signal;
use signal_hook::{
    consts::{
        SIGABRT, SIGALRM, SIGHUP, SIGINT, SIGIO, SIGPROF, SIGQUIT, SIGSYS, SIGTERM, SIGTRAP, SIGUSR1,
        SIGUSR2, SIGVTALRM, SIGXCPU, SIGXFSZ,
    },
    iterator::{Handle, Signals as Stream},
    low_level,
};

/// Those that end a race, saved and with the terminal restored.
const ENDING: [i32; 14] = [
    SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGUSR1, SIGUSR2, SIGPROF, SIGVTALRM, SIGXCPU, SIGIO, SIGABRT,
    SIGTRAP, SIGSYS,
];

/// Those that only Linux has.
#[cfg(target_os = "linux")]
const LINUX: [i32; 2] = [Signal::POWER.as_raw(), Signal::STKFLT.as_raw()];
#[cfg(not(target_os = "linux"))]
const LINUX: [i32; 0] = [];

/// The real-time signals; a C library may keep the first ones for itself.
#[cfg(target_os = "linux")]
const REAL_TIME: std::ops::RangeInclusive<i32> = 34..=64;
#[cfg(not(target_os = "linux"))]
const REAL_TIME: std::ops::Range<i32> = 0..0;

/// The signals that end the program at once when they come after another one. Hang-ups come in threes by themselves,
/// and the one for the processor's time comes every second.
const INSISTING: [i32; 3] = [SIGINT, SIGQUIT, SIGTERM];

/// How soon after the first signal another one ends the program at once. Not sooner, because `timeout` and
/// some shells send one and the same signal to a process and again to its group.
const SECOND_COUNTS_AFTER: Duration = Duration::from_millis(500);

/// How long a signal may take from the system to the channel.
const ON_ITS_WAY: Duration = Duration::from_millis(100);

/// What is put back before the program ends at once.
type Restore = Box<dyn FnOnce() + Send>;

/// Watches for the signals that end the program, until it is dropped; afterwards they do nothing.
#[derive(Debug)]
pub struct Signals {
    receiver: Receiver<i32>,
    /// Kept so that the channel never closes, which would look like a signal.
    _sender: Sender<i32>,
    restore: Sender<Restore>,
    stream: Handle,
    thread: Option<JoinHandle<()>>,
}

impl Signals {
    /// Starts to watch; a signal that was ignored from the start, as `nohup` has it, stays ignored.
    ///
    /// # Errors
    /// If the system gives no thread, or doesn't let signals be watched.
    pub fn watch() -> io::Result<Self> {
        let ignored = ignored(&std::fs::read_to_string("/proc/self/status").unwrap_or_default());
        let is_watched = |signal: &i32| ignored & (1 << (signal - 1)) == 0;
        // A file that may not grow is the writer's trouble; the signal beside it is only kept from ending the program.
        let named = ENDING.into_iter().chain(LINUX).chain([SIGXFSZ]);
        let stream = Stream::new(named.filter(is_watched))?;
        for signal in REAL_TIME.filter(is_watched) {
            // One that the C library has for itself can't be watched.
            let _ = stream.add_signal(signal);
        }
        let handle = stream.handle();
        let (sender, receiver) = bounded(1);
        let (restore, restores) = bounded(1);
        let first = sender.clone();
        let work = move || take(stream, &first, &restores);
        let thread = std::thread::Builder::new().name("signals".into()).spawn(work)?;
        Ok(Self { receiver, _sender: sender, restore, stream: handle, thread: Some(thread) })
    }

    /// Where the first signal comes out.
    #[must_use]
    pub const fn receiver(&self) -> &Receiver<i32> {
        &self.receiver
    }

    /// What is to be done before a second signal ends the program at once. Only the first to ask is heeded.
    pub fn restore_with(&self, restore: impl FnOnce() + Send + 'static) {
        let _ = self.restore.try_send(Box::new(restore));
    }

    /// The signal that has come, or comes in this moment.
    #[must_use]
    pub fn just_come(&self) -> Option<i32> {
        self.receiver.recv_timeout(ON_ITS_WAY).ok()
    }
}

/// Sends the first signal on; a later one ends the program by itself, whatever is stuck.
fn take(mut stream: Stream, sender: &Sender<i32>, restores: &Receiver<Restore>) {
    let mut first: Option<Instant> = None;
    for signal in stream.forever().filter(|signal| *signal != SIGXFSZ) {
        match first {
            None => {
                first = Some(Instant::now());
                // There is room: nothing else is ever sent.
                let _ = sender.try_send(signal);
            }
            Some(first) if INSISTING.contains(&signal) && first.elapsed() >= SECOND_COUNTS_AFTER => {
                if let Ok(restore) = restores.try_recv() {
                    restore();
                }
                low_level::exit(128 + signal);
            }
            Some(_) => {}
        }
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.stream.close();
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
