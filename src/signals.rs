//! The signals that end the program: the first one in good order, another one at once, but never with the terminal left
//! in raw mode; and those that concern a program at a terminal without ending it.
//!
//! Every signal that ends a program by default is watched, except KILL, which can't be, and ILL, FPE, SEGV and BUS, after
//! which nothing can be trusted. Before that the default applies, and there is nothing to restore or save.

use std::{
    io,
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, bounded};
use rustix::process::Signal;
use signal_hook::{
    consts::{
        SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGIO, SIGPROF, SIGQUIT, SIGSYS, SIGTERM, SIGTRAP,
        SIGTSTP, SIGUSR1, SIGUSR2, SIGVTALRM, SIGWINCH, SIGXCPU, SIGXFSZ,
    },
    flag,
    iterator::{Handle, Signals as Stream},
    low_level,
};

/// The signal of a terminal that is gone.
pub(crate) const HANG_UP: i32 = SIGHUP;

/// The signals that end a race, saved and with the terminal restored.
const ENDING: [i32; 14] = [
    SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGUSR1, SIGUSR2, SIGPROF, SIGVTALRM, SIGXCPU, SIGIO, SIGABRT,
    SIGTRAP, SIGSYS,
];

/// Those of them that only Linux has.
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
/// and the one about processor time comes every second.
const FORCING: [i32; 3] = [SIGINT, SIGQUIT, SIGTERM];

/// How long after the first signal another one does so: `timeout` and some shells send the same signal to a process and
/// to its group.
const REPEAT_DELAY: Duration = Duration::from_millis(500);

/// How long a signal may take from the system to the channel.
const DELIVERY_TIME: Duration = Duration::from_millis(100);

/// Restores the terminal before the program ends at once.
type Restore = Box<dyn FnOnce() + Send>;

/// Watches for the signals that end the program until it is dropped; afterwards they do nothing.
#[derive(Debug)]
pub struct Signals {
    receiver: Receiver<i32>,
    /// Keeps the channel open: its end would look like a signal.
    _sender: Sender<i32>,
    restore: Sender<Restore>,
    stream: Handle,
    thread: Option<JoinHandle<()>>,
}

impl Signals {
    /// Starts to watch; a signal that was ignored from the start, as under `nohup`, stays ignored.
    ///
    /// # Errors
    /// If the system provides no thread, or doesn't let signals be watched.
    pub fn watch() -> io::Result<Self> {
        let ignored = ignored(&std::fs::read_to_string("/proc/self/status").unwrap_or_default());
        let is_watched = |signal: &i32| ignored & (1 << (signal - 1)) == 0;
        // That a file may not grow is an error for its writer; the signal is only kept from ending the program.
        let named = ENDING.into_iter().chain(LINUX).chain([SIGXFSZ]);
        let stream = Stream::new(named.filter(is_watched))?;
        for signal in REAL_TIME.filter(is_watched) {
            // The C library keeps some for itself, which can't be watched.
            let _ = stream.add_signal(signal);
        }
        let handle = stream.handle();
        let (sender, receiver) = bounded(1);
        let (restore, restores) = bounded(1);
        let first = sender.clone();
        let work = move || take(stream, &first, &restores);
        let thread = thread::Builder::new().name("signals".into()).spawn(work)?;
        Ok(Self { receiver, _sender: sender, restore, stream: handle, thread: Some(thread) })
    }

    /// Where the first signal comes out.
    #[must_use]
    pub(crate) const fn receiver(&self) -> &Receiver<i32> {
        &self.receiver
    }

    /// Sets what is done before a second signal ends the program at once. Only the first call counts.
    pub(crate) fn on_forced_exit(&self, restore: impl FnOnce() + Send + 'static) {
        let _ = self.restore.try_send(Box::new(restore));
    }

    /// The signal that has come or is being delivered.
    #[must_use]
    pub(crate) fn pending(&self) -> Option<i32> {
        self.receiver.recv_timeout(DELIVERY_TIME).ok()
    }
}

/// Passes the first signal on; a later one ends the program from here, whatever is stuck.
fn take(mut stream: Stream, sender: &Sender<i32>, restores: &Receiver<Restore>) {
    let mut first: Option<Instant> = None;
    for signal in stream.forever().filter(|signal| *signal != SIGXFSZ) {
        match first {
            None => {
                first = Some(Instant::now());
                // There is room: nothing else is ever sent.
                let _ = sender.try_send(signal);
            }
            Some(first) if FORCING.contains(&signal) && first.elapsed() >= REPEAT_DELAY => {
                if let Ok(restore) = restores.try_recv() {
                    restore();
                }
                low_level::exit(exit_code(signal).into());
            }
            Some(_) => {}
        }
    }
}

/// Leaves Ctrl-C and Ctrl-\ to another program that has the terminal, such as a pager: this one has to outlive it.
pub(crate) fn leave_interrupts_to_child() -> io::Result<()> {
    for signal in [SIGINT, SIGQUIT] {
        flag::register(signal, Arc::default())?;
    }
    Ok(())
}

/// The exit code of a program that a signal has ended.
pub(crate) fn exit_code(signal: i32) -> u8 {
    u8::try_from(128 + signal).unwrap_or(u8::MAX)
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.stream.close();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The ignored signals, a bit each, from a process's status on Linux; none if it doesn't say.
fn ignored(status: &str) -> u64 {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

/// What a terminal or shell wants of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JobSignal {
    /// The window has another size.
    Resized,
    /// The program is to stop until it is continued.
    Stop,
    /// It was continued.
    Continued,
}

/// Calls `handle` with each of them from now on, in a thread that ends with the program.
pub(crate) fn watch_job(mut handle: impl FnMut(JobSignal) + Send + 'static) -> io::Result<()> {
    let mut signals = Stream::new([SIGWINCH, SIGTSTP, SIGCONT])?;
    let work = move || {
        for signal in signals.forever() {
            handle(match signal {
                SIGWINCH => JobSignal::Resized,
                SIGTSTP => JobSignal::Stop,
                _ => JobSignal::Continued,
            });
        }
    };
    thread::Builder::new().name("window".into()).spawn(work).map(drop)
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
