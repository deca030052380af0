//! The real program in a real pseudo-terminal, with a model of what its screen shows.

#![allow(dead_code, reason = "no test uses all of it")]

use std::{
    io::{Read, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, channel},
    },
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// The model of the screen panics at a wide sign in fewer rows or columns, which a frame on its way may hold.
const MIN_SIDE: u16 = 2;

/// Far longer than anything waited for takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Variables of the terminal in which whoever tests sits.
const SURROUNDINGS: [&str; 19] = [
    "NO_COLOR",
    "COLORTERM",
    "COLORFGBG",
    "SSH_CONNECTION",
    "SSH_TTY",
    "LC_CTYPE",
    "LANG",
    "TERM_PROGRAM",
    "TERM_PROGRAM_VERSION",
    "TMUX",
    "STY",
    "ALACRITTY_WINDOW_ID",
    "ConEmuANSI",
    "GHOSTTY_RESOURCES_DIR",
    "KITTY_WINDOW_ID",
    "KONSOLE_VERSION",
    "VTE_VERSION",
    "WT_SESSION",
    "XTERM_VERSION",
];

/// A running program and its terminal.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
    /// Nothing is read while this is set.
    stalled: Arc<AtomicBool>,
    screen: vt100::Parser,
    /// Every byte so far.
    pub output: Vec<u8>,
    /// The terminal's attributes before the program ran.
    before: String,
}

impl Terminal {
    /// Starts the program with these arguments in a window of that size.
    pub fn start(arguments: &[&str], environment: &[(&str, &str)], size: (u16, u16)) -> Self {
        Self::start_in(&std::env::temp_dir(), arguments, environment, size)
    }

    /// The same in that working folder.
    pub fn start_in(
        folder: &std::path::Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
        (columns, rows): (u16, u16),
    ) -> Self {
        let program = env!("CARGO_BIN_EXE_downhill");
        // At a pace to be watched a race takes half a minute.
        let is_race = arguments.first().is_none_or(|first| first.starts_with('-'));
        let is_paced = arguments.iter().any(|flag| flag.starts_with("--pace") || *flag == "--help");
        let mut arguments = arguments.to_vec();
        if is_race && !is_paced {
            arguments.push("--pace=max");
        }
        let arguments = &arguments;
        Self::start_program(program, folder, arguments, environment, (columns, rows))
    }

    /// Another program: one that runs ours in surroundings of its own.
    pub fn start_program(
        program: &str,
        folder: &std::path::Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
        (columns, rows): (u16, u16),
    ) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let before = attributes(&*pair.master);
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(folder);
        for variable in SURROUNDINGS {
            command.env_remove(variable);
        }
        command.env("TERM", "xterm-256color");
        command.env("LC_ALL", "C.UTF-8");
        // Whoever tests has settings of their own.
        command.env("XDG_CONFIG_HOME", std::env::temp_dir().join("no-settings-of-downhill"));
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, bytes) = channel();
        let stalled = Arc::new(AtomicBool::new(false));
        let is_stalled = Arc::clone(&stalled);
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                while is_stalled.load(Ordering::Relaxed) {
                    std::thread::sleep(Duration::from_millis(2));
                }
                if sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        let screen = vt100::Parser::new(rows.max(MIN_SIDE), columns.max(MIN_SIDE), 0);
        Self { master: pair.master, child, keys, bytes, stalled, screen, output: Vec::new(), before }
    }

    /// Types bytes.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Changes the window's size.
    pub fn resize(&mut self, (columns, rows): (u16, u16)) {
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        self.screen.screen_mut().set_size(rows.max(MIN_SIDE), columns.max(MIN_SIDE));
    }

    /// What the screen shows now.
    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// The model of the screen.
    pub fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    fn take(&mut self, patience: Duration) -> Result<(), RecvTimeoutError> {
        let bytes = self.bytes.recv_timeout(patience)?;
        self.screen.process(&bytes);
        self.output.extend(bytes);
        Ok(())
    }

    /// Reads until the screen is as wanted.
    pub fn until(&mut self, what: &str, wanted: impl Fn(&str) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !wanted(&self.text()) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(self.take(left).is_ok(), "never came: {what}\n{}", self.text());
        }
    }

    /// Reads until the screen has a text.
    pub fn until_text(&mut self, text: &str) {
        self.until(text, |screen| screen.contains(text));
    }

    /// Reads whatever comes within a time; tells how many bytes.
    pub fn listen(&mut self, time: Duration) -> usize {
        let (deadline, before) = (Instant::now() + time, self.output.len());
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || self.take(left).is_err() {
                return self.output.len() - before;
            }
        }
    }

    /// Sends a signal to the program.
    pub fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        let status = std::process::Command::new("kill").args(["-s", name, &id]).status().unwrap();
        assert!(status.success());
    }

    /// Waits for the end and checks that the terminal is as it was; tells the exit code.
    pub fn end(&mut self) -> u32 {
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            let _ = self.take(Duration::from_millis(20));
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < deadline, "it never ended\n{}", self.text());
        };
        let after = attributes(&*self.master);
        self.listen(Duration::from_millis(200));
        assert_eq!(after, self.before, "the terminal's attributes are as before");
        assert!(!self.screen().alternate_screen(), "the alternate screen is left");
        assert!(!self.screen().hide_cursor(), "the cursor is shown");
        status.exit_code()
    }
}

/// What trials need beside.
impl Terminal {
    /// Types any bytes; a program that has ended takes none.
    pub fn press_bytes(&mut self, bytes: &[u8]) {
        let _ = self.keys.write_all(bytes).and_then(|()| self.keys.flush());
    }

    /// The program's process.
    pub fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// The exit code, if it has ended.
    pub fn ended(&mut self) -> Option<u32> {
        self.child.try_wait().unwrap().map(|status| status.exit_code())
    }

    /// Whether the program has ended without a code of its own.
    pub fn killed_by_signal(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some_and(|status| status.signal().is_some())
    }

    /// Sends a signal to a program that may have ended.
    pub fn try_signal(&self, name: &str) {
        let id = self.id().to_string();
        let _ = std::process::Command::new("kill").args(["-s", name, &id]).output();
    }

    /// Reads until the program has ended, at most so long; tells the exit code.
    pub fn ended_within(&mut self, time: Duration) -> Option<u32> {
        let deadline = Instant::now() + time;
        loop {
            let ended = self.ended();
            if ended.is_some() || Instant::now() >= deadline {
                return ended;
            }
            let _ = self.take(Duration::from_millis(5));
        }
    }

    /// Reads no more, as a terminal does whose link has stalled, or reads on.
    pub fn stall(&self, stalled: bool) {
        self.stalled.store(stalled, Ordering::Relaxed);
    }

    /// Whether the terminal's attributes are as they were before the program ran.
    pub fn is_as_before(&self) -> bool {
        attributes(&*self.master) == self.before
    }

    /// From now on bytes come through what is put in their way.
    pub fn through(&mut self, way: impl FnOnce(Receiver<Vec<u8>>) -> Receiver<Vec<u8>>) {
        // Nothing comes out of a channel without a sender.
        let bytes = std::mem::replace(&mut self.bytes, channel().1);
        self.bytes = way(bytes);
    }

    /// The next bytes that come within a time.
    pub fn next_bytes(&mut self, time: Duration) -> Option<usize> {
        let before = self.output.len();
        self.take(time).ok().map(|()| self.output.len() - before)
    }

    /// Reads until the screen is as wanted, at most so long; tells how long that took.
    pub fn within(&mut self, time: Duration, wanted: impl Fn(&Self) -> bool) -> Option<Duration> {
        let start = Instant::now();
        while !wanted(self) {
            let left = time.saturating_sub(start.elapsed());
            if left.is_zero() || self.take(left).is_err() && start.elapsed() >= time {
                return None;
            }
        }
        Some(start.elapsed())
    }

    /// Forgets the bytes so far without a look at them, and tells how many there were.
    pub fn skim(&mut self) -> usize {
        self.bytes.try_iter().map(|bytes| bytes.len()).sum()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A failed test leaves no program behind.
        let _ = self.child.kill();
    }
}

fn attributes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios())
}
