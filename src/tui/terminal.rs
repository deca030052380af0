//! The terminal itself: raw mode and the alternate screen, keys, signals, and restoring it once.

use std::{
    fs::File,
    io::{self, IsTerminal, Read},
    os::fd::AsFd,
    panic,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, bounded};
use crossterm::{
    cursor::{Hide, Show},
    queue,
    style::ResetColor,
    terminal::{EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen},
};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
    process::{Signal, getpgrp, getpid, getsid, kill_current_process_group, kill_process},
    termios::{OptionalActions, Termios, tcgetattr, tcsetattr},
};
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH},
    flag::register_conditional_shutdown,
    iterator::Signals,
};

use super::{
    device::Device,
    keys::{Decoder, Key},
};

/// Ends a sequence that was cut short (CAN).
const CANCEL: u8 = 0x18;

/// How long a terminal may take for those bytes before what is on its way to it is dropped.
const CLOSING: Duration = Duration::from_millis(100);

/// The mouse is reported while its button is down, with places in decimal digits.
const MOUSE_ON: &[u8] = b"\x1b[?1002h\x1b[?1006h";

/// It is not.
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1002l";

/// The signals that end the program at once when they come a second time; hang-ups come in threes by themselves.
const INSISTING: [i32; 3] = [SIGINT, SIGQUIT, SIGTERM];

/// How soon after an ending signal another one does so. Not sooner, because `timeout` and some
/// shells send one and the same signal to a process and again to its group.
const SECOND_COUNTS_AFTER: Duration = Duration::from_millis(500);

/// Something from outside.
pub enum Input {
    /// A key.
    Key(Key),
    /// The window has another size.
    Resized,
    /// The program is to stop until it is told to go on.
    Stop,
    /// It goes on: the terminal has been in other hands meanwhile.
    Continued,
    /// A signal that ends the program.
    Signal(i32),
}

/// How the terminal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// As it was before.
    Restored,
    /// In raw mode.
    Raw,
    /// In raw mode on its alternate screen.
    Screen,
}

/// A terminal in raw mode on its alternate screen, restored when dropped.
pub struct Guard {
    /// Where keys come from.
    keyboard: File,
    /// Where frames go.
    device: Device,
    /// Its attributes before.
    before: Termios,
    state: State,
    mouse: Mouse,
}

/// Whether the terminal was asked to report the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mouse {
    /// Never.
    Never,
    /// It reports it.
    On,
    /// Not any more; but that may be on its way still, with a frame that never arrives.
    Off,
}

impl Guard {
    /// Sets the terminal up; the screen is opened with the first frame.
    pub fn enter() -> io::Result<Self> {
        let keyboard = keyboard()?;
        let before = tcgetattr(&keyboard)?;
        let mut guard =
            Self { keyboard, device: Device::open()?, before, state: State::Restored, mouse: Mouse::Never };
        guard.make_raw()?;
        Ok(guard)
    }

    /// Where frames go.
    pub fn device(&self) -> io::Result<Device> {
        self.device.try_clone()
    }

    /// Keys come one by one, unchanged, whoever had the terminal meanwhile.
    pub fn make_raw(&mut self) -> io::Result<()> {
        let mut raw = self.before.clone();
        raw.make_raw();
        tcsetattr(&self.keyboard, OptionalActions::Now, &raw)?;
        // One that was stopped without warning is on its screen still, and has to leave it.
        if self.state == State::Restored {
            self.state = State::Raw;
        }
        Ok(())
    }

    /// Appends what opens the screen.
    pub fn open_screen(&mut self, frame: &mut Vec<u8>) {
        // Memory takes every write.
        let _ = queue!(frame, EnterAlternateScreen, Hide);
        self.state = State::Screen;
    }

    /// Appends what makes the terminal report the mouse, or not.
    pub fn listen_to_mouse(&mut self, wanted: bool, frame: &mut Vec<u8>) {
        match (self.mouse, wanted) {
            (Mouse::Never | Mouse::Off, true) => {
                frame.extend_from_slice(MOUSE_ON);
                self.mouse = Mouse::On;
            }
            (Mouse::On, false) => {
                frame.extend_from_slice(MOUSE_OFF);
                self.mouse = Mouse::Off;
            }
            _ => {}
        }
    }

    /// Puts the terminal back as it was.
    pub fn leave(mut self) -> io::Result<()> {
        self.restore()
    }

    /// Puts the terminal back, whether or not it takes bytes: what it has not taken then is dropped.
    fn restore(&mut self) -> io::Result<()> {
        let closed = match std::mem::replace(&mut self.state, State::Restored) {
            State::Restored => return Ok(()),
            State::Raw => Ok(true),
            State::Screen => self.close_screen(),
        };
        tcsetattr(&self.keyboard, OptionalActions::Now, &self.before)?;
        closed.map(drop)
    }

    /// Leaves the screen as it was found; tells whether the terminal took that.
    fn close_screen(&mut self) -> io::Result<bool> {
        let mut closing = Vec::new();
        if std::mem::replace(&mut self.mouse, Mouse::Never) != Mouse::Never {
            closing.extend_from_slice(MOUSE_OFF);
        }
        closing.extend(self::closing());
        if self.device.write_within(CLOSING, &closing)? {
            return Ok(true);
        }
        self.device.make_room();
        closing.insert(0, CANCEL);
        self.device.write_within(CLOSING, &closing)
    }

    /// Stops the program with the terminal as it was before; returns when it is told to go on.
    pub fn stop(&mut self) -> io::Result<()> {
        self.restore()?;
        Ok(kill_process(getpid(), Signal::STOP)?)
    }
}

/// What leaves the screen as it was found.
pub fn closing() -> Vec<u8> {
    let mut closing = Vec::new();
    // The first byte ends a sequence that was cut short, too. Memory takes every write.
    let _ = queue!(closing, EndSynchronizedUpdate, ResetColor, LeaveAlternateScreen, Show);
    closing
}

/// Asks the whole job to stop, as the terminal does for Ctrl-Z where it is not raw; false if there is nobody to go
/// back to.
pub fn ask_to_stop() -> bool {
    has_shell() && kill_current_process_group(Signal::TSTP).is_ok()
}

/// Whether the program was started as a job that a shell looks after; the system lets no other be stopped, either.
pub fn has_shell() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// The terminal that is typed at: on standard input, or else the one that the program belongs to, or else the
/// one it draws on.
fn keyboard() -> io::Result<File> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return stdin.as_fd().try_clone_to_owned().map(File::from);
    }
    File::open("/dev/tty").or_else(|_| io::stdout().as_fd().try_clone_to_owned().map(File::from))
}

impl Drop for Guard {
    fn drop(&mut self) {
        // There is nobody left to tell.
        let _ = self.restore();
    }
}

impl Guard {
    /// Listens for keys, sizes and signals.
    ///
    /// The two threads end with the program: one waits for bytes, and nothing need wake it.
    pub fn listen(&self) -> io::Result<Receiver<Input>> {
        let keyboard = self.keyboard.try_clone()?;
        let (sender, inputs) = bounded(64);
        let armed = Arc::new(AtomicBool::new(false));
        for signal in INSISTING {
            register_conditional_shutdown(signal, 128 + signal, Arc::clone(&armed))?;
        }
        let signals = Signals::new(INSISTING.into_iter().chain([SIGHUP, SIGWINCH, SIGTSTP, SIGCONT]))?;
        let for_signals = sender.clone();
        thread::Builder::new()
            .name("signals".into())
            .spawn(move || take_signals(signals, &armed, &for_signals))?;
        thread::Builder::new().name("keys".into()).spawn(move || read_keys(keyboard, &sender))?;
        Ok(inputs)
    }
}

/// Sends signals on. After the first one that ends the program the next does so by itself, whatever is stuck.
fn take_signals(mut signals: Signals, armed: &AtomicBool, inputs: &Sender<Input>) {
    for signal in signals.forever() {
        let input = match signal {
            SIGWINCH => Input::Resized,
            SIGTSTP => Input::Stop,
            SIGCONT => Input::Continued,
            ending => Input::Signal(ending),
        };
        let ends = matches!(input, Input::Signal(_));
        // A front end that has left takes no more.
        let _ = inputs.send(input);
        if ends {
            thread::sleep(SECOND_COUNTS_AFTER);
            armed.store(true, Ordering::SeqCst);
        }
    }
}

/// Sends what is typed until the terminal is gone, and that, too: its signal may be ignored or never come.
fn read_keys(mut terminal: File, inputs: &Sender<Input>) {
    let mut decoder = Decoder::new();
    let mut bytes = [0; 4_096];
    loop {
        let keys = match typed(&mut terminal, decoder.patience(), &mut bytes) {
            Ok(Some(0)) | Err(_) => {
                // A front end that has left meanwhile needs no word.
                let _ = inputs.send(Input::Signal(SIGHUP));
                return;
            }
            Ok(Some(count)) => decoder.take(&bytes[..count]),
            Ok(None) => decoder.quiet().into_iter().collect(),
        };
        for key in keys {
            if inputs.send(Input::Key(key)).is_err() {
                return;
            }
        }
    }
}

/// Reads the next bytes and tells how many, none at the end; `None` if it stays quiet for that long.
fn typed(terminal: &mut File, patience: Option<Duration>, bytes: &mut [u8]) -> io::Result<Option<usize>> {
    let patience = patience.map(Timespec::try_from).transpose().map_err(io::Error::other)?;
    loop {
        let mut polled = [PollFd::new(terminal, PollFlags::IN)];
        match poll(&mut polled, patience.as_ref()) {
            Ok(0) => return Ok(None),
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        match terminal.read(bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read.map(Some),
        }
    }
}

/// From now on a panic prints nothing: on the main thread its words are kept for after the screen, on
/// any other they come as an update.
pub fn catch_panics() -> Receiver<String> {
    let (sender, faults) = bounded(1);
    let main = thread::current().id();
    panic::set_hook(Box::new(move |info| {
        if thread::current().id() == main {
            // Only the first is of interest.
            let _ = sender.try_send(info.to_string());
        }
    }));
    faults
}

/// Panics are printed again.
pub fn release_panics() {
    drop(panic::take_hook());
}
