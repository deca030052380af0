//! Takes the terminal over, raw mode and the alternate screen, and puts it back as it was, however the program ends: once,
//! from whichever thread or process comes to it first.

mod restorer;
mod watchdog;

pub(crate) use watchdog::WATCHDOG_FLAG;

use std::{
    fs::{self, File},
    io::{self, IsTerminal, Read, stderr, stdin},
    os::fd::AsFd,
    sync::Arc,
    time::{Duration, Instant},
};

use crossbeam_channel::Receiver;
use crossterm::{
    cursor::{Hide, Show},
    queue,
    style::{Print, ResetColor},
    terminal::{EndSynchronizedUpdate, EnterAlternateScreen},
};
use rustix::{
    io::Errno,
    process::{Signal, getpgrp, getpid, getsid, kill_current_process_group, kill_process, setsid},
    termios::{OptionalActions, QueueSelector, tcflush, tcgetattr, tcsetattr},
};

use super::{
    announcer::{Announcement, Announcer},
    background,
    device::Device,
    emulator::Announces,
    events::{self, TerminalEvent},
};
use restorer::{MOUSE, MOUSE_OFF, PROGRESS, RAW, Restorer, SCREEN, TITLE};
use watchdog::{Watchdog, parse_attributes};

/// Reports buttons and the wheel, moves while a button is down, and places in decimal digits. A terminal that knows only
/// the first of them reports clicks; others take the second in its place.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";

/// Goes to the beginning of the last row.
const BOTTOM: &str = "\x1b[999B\r";

/// How long an answer may be on its way: one that came after the program's end would be typed at the shell.
const ANSWER_TIME: Duration = Duration::from_secs(2);

/// What the watchdog is called in lists of processes.
const WATCHDOG_NAME: &str = "term-guard";

/// The terminal in raw mode on its alternate screen; restored when dropped.
pub(crate) struct Guard {
    restorer: Restorer,
    /// Whether the mouse is reported.
    mouse: bool,
    announcer: Announcer,
    /// When the terminal was asked for its background, until it has answered.
    asked: Option<Instant>,
}

impl Guard {
    /// Takes the terminal over, which shows that beside the text; the screen is opened with the first frame.
    pub(crate) fn enter(announces: Announces) -> io::Result<Self> {
        let keyboard = keyboard()?;
        let before = tcgetattr(&keyboard)?;
        let mut restorer = Restorer::new(keyboard, Device::open()?, before);
        // It restores the terminal if this process is killed; without one the program runs all the same.
        let watchdog = Watchdog::start(&restorer.keyboard, &restorer.device, &restorer.before);
        restorer.watchdog = watchdog.ok().map(Arc::new);
        let announcer = Announcer::new(announces);
        let mut guard = Self { restorer, mouse: false, announcer, asked: None };
        guard.make_raw()?;
        Ok(guard)
    }

    /// The terminal that is drawn on.
    pub(crate) fn device(&self) -> io::Result<Device> {
        self.restorer.device.try_clone()
    }

    fn make_raw(&mut self) -> io::Result<()> {
        let mut raw = self.restorer.before.clone();
        raw.make_raw();
        self.restorer.note(RAW);
        Ok(tcsetattr(&self.restorer.keyboard, OptionalActions::Now, &raw)?)
    }

    /// Appends what opens the screen.
    pub(crate) fn open_screen(&mut self, frame: &mut Vec<u8>) {
        self.restorer.note(SCREEN);
        // Writing to memory can't fail.
        let _ = queue!(frame, EnterAlternateScreen, Hide);
    }

    /// Appends the question for the background.
    pub(crate) fn ask_background(&mut self, frame: &mut Vec<u8>) {
        self.asked = Some(Instant::now());
        frame.extend_from_slice(background::QUESTION);
    }

    /// The terminal has said what its background is.
    pub(crate) const fn answered(&mut self) {
        self.asked = None;
    }

    /// Appends what makes the terminal report the mouse, or no longer, where that changes.
    pub(crate) fn report_mouse(&mut self, wanted: bool, frame: &mut Vec<u8>) {
        if wanted != self.mouse {
            // Once on, it is switched off at the end in any case: a frame that does so may never arrive.
            self.restorer.note(MOUSE);
            frame.extend_from_slice(if wanted { MOUSE_ON } else { MOUSE_OFF });
            self.mouse = wanted;
        }
    }

    /// Appends what changes title and progress, where the terminal shows them and it is time.
    pub(crate) fn announce(
        &mut self,
        wanted: impl FnOnce() -> Announcement,
        now: Instant,
        frame: &mut Vec<u8>,
    ) {
        let Announces { title, progress } = self.announcer.announces();
        if !title && !progress {
            return;
        }
        // Once, with the first: a frame is to be one write.
        if self.announcer.is_first() {
            let changes = [(TITLE, title), (PROGRESS, progress)].into_iter().filter(|(_, shown)| *shown);
            changes.for_each(|(change, _)| self.restorer.note(change));
        }
        self.announcer.say(&wanted(), now, frame);
    }

    /// Puts the terminal back as it was.
    pub(crate) fn leave(mut self) -> io::Result<()> {
        self.restore()
    }

    fn restore(&mut self) -> io::Result<()> {
        self.mouse = false;
        self.announcer.forget();
        if self.asked.take().is_some_and(|asked| asked.elapsed() < ANSWER_TIME) {
            // An answer that is there already must not be left for the shell. Without a terminal there is none.
            let _ = tcflush(&self.restorer.keyboard, QueueSelector::IFlush);
        }
        self.restorer.restore()
    }

    /// What puts the terminal back from another thread, if this one can't.
    pub(crate) fn emergency_restore(&self) -> io::Result<impl FnOnce() + Send + 'static> {
        let restorer = self.restorer.try_clone()?;
        // Nobody is left to be told of a failure.
        Ok(move || drop(restorer.restore()))
    }

    /// Restores the terminal and stops the program; returns once it is continued. Without a terminal it isn't stopped.
    pub(crate) fn suspend(&mut self) -> io::Result<()> {
        if is_present(self.restore())? {
            kill_process(getpid(), Signal::STOP)?;
        }
        Ok(())
    }

    /// Takes the terminal over again after the program was continued, whoever had it meanwhile; false if it is gone.
    pub(crate) fn resume(&mut self) -> io::Result<bool> {
        is_present(self.make_raw())
    }

    /// Starts to listen for what comes from the terminal.
    pub(crate) fn listen(&self) -> io::Result<Receiver<TerminalEvent>> {
        events::listen(self.restorer.keyboard.try_clone()?)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Nobody is left to be told of a failure.
        let _ = self.restore();
    }
}

/// The terminal that is typed at: the one on standard input, or else the controlling terminal, or else the one that is
/// drawn on.
fn keyboard() -> io::Result<File> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return stdin.as_fd().try_clone_to_owned().map(File::from);
    }
    File::open("/dev/tty").or_else(|_| io::stdout().as_fd().try_clone_to_owned().map(File::from))
}

/// Whether the terminal is still there. That it is gone is no error: a signal says so, or the next read from it.
fn is_present(result: io::Result<()>) -> io::Result<bool> {
    match result {
        Err(error) if error.raw_os_error() == Some(Errno::IO.raw_os_error()) => Ok(false),
        result => result.map(|()| true),
    }
}

/// What prepares the screen that is there for frames, without another in its place.
pub(crate) fn frame_opening() -> Vec<u8> {
    let mut opening = Vec::new();
    // Writing to memory can't fail.
    let _ = queue!(opening, Hide);
    opening
}

/// What ends such frames, and leaves the last one to be seen: a new line below it would push its first row out.
pub(crate) fn frame_closing() -> Vec<u8> {
    let mut closing = Vec::new();
    let _ = queue!(closing, EndSynchronizedUpdate, ResetColor, Print(BOTTOM), Show);
    closing
}

/// Runs the watchdog: standard input is the pipe from the program, standard output the terminal that is drawn on and
/// standard error the one that is typed at; `before` are the attributes to be restored.
pub(crate) fn run_watchdog(before: &str) -> io::Result<()> {
    // In a session of its own it is not stopped with the job, and may set the terminal when the shell has it again.
    let _ = setsid();
    // Killing all processes with the program's name spares it then.
    let _ = fs::write("/proc/self/comm", WATCHDOG_NAME);
    let mut changes = 0;
    let mut bytes = [0; 64];
    loop {
        match stdin().read(&mut bytes) {
            Ok(0) => break,
            Ok(count) => changes = bytes[count - 1],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let keyboard = File::from(stderr().as_fd().try_clone_to_owned()?);
    let mut attributes = tcgetattr(&keyboard)?;
    parse_attributes(before, &mut attributes);
    let restorer = Restorer::new(keyboard, Device::open()?, attributes);
    restorer.note(changes);
    restorer.restore()
}

/// Asks the whole job to stop, as a terminal that is not in raw mode does for Ctrl-Z; false if no shell could continue
/// it.
pub(crate) fn suspend_job() -> bool {
    has_shell() && kill_current_process_group(Signal::TSTP).is_ok()
}

/// Whether a shell started the program as a job: the leader of a session has none, and the system doesn't let it be
/// stopped.
pub(crate) fn has_shell() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}
