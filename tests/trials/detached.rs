//! A race in the background: it outlives its terminal, several watch it, and no peer can hold it up.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    os::unix::{fs::PermissionsExt as _, net::UnixStream},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};

use downhill::remote::status;
use tempfile::TempDir;

use super::{
    PROGRAM, has,
    process::{held, is_gone, wait_for},
    pty::Terminal,
};

pub(super) const RACE: [&str; 8] =
    ["--iterations", "0", "--hidden", "16", "--batch-size", "8", "--pace", "200"];

/// Longer than anything here takes.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// A place for a run, where no other race of this machine is listed.
pub(super) struct Place {
    pub(super) folder: TempDir,
}

impl Place {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["runtime", "state", "tmp"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn environment(&self) -> [(&'static str, String); 3] {
        [("XDG_RUNTIME_DIR", "runtime"), ("XDG_STATE_HOME", "state"), ("TMPDIR", "tmp")]
            .map(|(name, folder)| (name, self.path(folder)))
    }

    pub(super) fn run(&self) -> PathBuf {
        self.folder.path().join("run")
    }

    /// The links to the races that run here.
    pub(super) fn entries(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.folder.path().join("state/downhill")) else { return Vec::new() };
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    /// The number of the one process in the background.
    pub(super) fn process(&self) -> u32 {
        let entries = self.entries();
        assert_eq!(entries.len(), 1, "{entries:?}");
        let name = entries[0].file_name().unwrap().to_str().unwrap();
        name.split('.').next().unwrap().parse().unwrap()
    }

    /// A program in these surroundings, with the words that are given.
    pub(super) fn program(&self, program: &str, arguments: &[&str]) -> Output {
        Command::new(program)
            .args(arguments)
            .current_dir(self.folder.path())
            .envs(self.environment())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    pub(super) fn downhill(&self, arguments: &[&str]) -> Output {
        self.program(PROGRAM, arguments)
    }

    /// What a command prints, and that it went well.
    pub(super) fn told(&self, arguments: &[&str]) -> String {
        let output = self.downhill(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Starts a race; tells what is said of it.
    pub(super) fn detach(&self) -> String {
        let words: Vec<&str> = [&RACE[..], &["--detach", "--out", "run"]].concat();
        let told = self.told(&words);
        assert!(told.starts_with("in the background: "));
        told
    }

    pub(super) fn terminal(&self, arguments: &[&str]) -> Terminal {
        self.terminal_of(PROGRAM, arguments)
    }

    /// The same for another program.
    pub(super) fn terminal_of(&self, program: &str, arguments: &[&str]) -> Terminal {
        let environment = self.environment();
        let environment = environment.each_ref().map(|(name, value)| (*name, value.as_str()));
        Terminal::start_program(program, self.folder.path(), arguments, &environment, (80, 24))
    }

    /// Waits until the race has come further; tells how far.
    pub(super) fn further(&self) -> u64 {
        let reached = || status(&self.run()).map(|status| status.iteration);
        let now = reached().unwrap();
        assert!(
            wait_for(PATIENCE, || reached().is_ok_and(|later| later > now + 20)),
            "it stands still at {now}"
        );
        now
    }

    /// Ends the race and sees that it is whole.
    pub(super) fn stop(&self) {
        assert!(self.told(&["stop", "run"]).starts_with("stopped and saved"));
        let again = self.told(&["replay", "--rerun", "run"]);
        assert!(again.contains("every one the same bits"), "{again}");
        assert!(again.contains("the same bits as the checkpoint's"), "{again}");
        assert!(self.told(&["list"]).starts_with("no race runs"));
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // A failed test leaves no race behind.
        let _ = self.downhill(&["stop", "run"]);
    }
}

#[test]
fn a_race_in_the_background_is_listed_shown_to_several_and_stopped() {
    let place = Place::new();
    place.detach();
    let mode = fs::metadata(place.run().join("attach.socket")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let list = place.told(&["list"]);
    assert!(list.contains("/run  running  ") && list.contains("SGD, Momentum, AdaGrad, Adam"), "{list}");
    let second = place.downhill(&["--out", "run", "--force"]);
    assert!(String::from_utf8_lossy(&second.stderr).contains("in use by another downhill"));

    let mut one = place.terminal(&["attach", "run"]);
    let mut other = place.terminal(&["attach"]);
    one.until_text("attached");
    other.until_text("attached");
    // What one does, the other sees.
    one.press("\u{1b}[C");
    other.until_text("0.01→0.02");
    other.press(" ");
    one.until_text("▮ paused");
    other.press("d");
    assert_eq!(other.end(), 0);
    one.press(" ");
    one.until_text("▶ running");
    one.press("q");
    assert_eq!(one.end(), 0);
    place.further();
    // Who comes later sees what was done before.
    let mut late = place.terminal(&["attach"]);
    late.until_text("0.01→0.02");
    place.stop();
    late.until_text("the race in the background has ended");
    late.press("q");
    assert_eq!(late.end(), 0);
    let nothing = place.downhill(&["attach", "run"]);
    assert_eq!(nothing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("no race runs there in the background"));
}

#[test]
fn a_client_that_leaves_a_view_takes_it_from_no_other() {
    let place = Place::new();
    place.detach();
    let mut one = place.terminal(&["attach", "run"]);
    let mut other = place.terminal(&["attach", "run"]);
    for terminal in [&mut one, &mut other] {
        terminal.until_text("attached");
        terminal.press("3");
        terminal.until_text("its step at iteration");
    }
    other.press("1");
    other.until_text("last ");
    one.listen(Duration::from_millis(500));
    // What the one sees goes on with the race, without a key.
    let seen = |screen: &str| {
        let after = screen.split("its step at iteration ").nth(1).unwrap_or_default();
        after.split_whitespace().next().unwrap_or_default().replace(',', "").parse::<u64>().unwrap_or(0)
    };
    let now = seen(&one.text());
    one.until("a later step", |screen| seen(screen) > now + 20);
    place.stop();
}

#[test]
fn a_recorded_race_goes_on_without_its_screen_where_it_was_left() {
    let place = Place::new();
    let words: Vec<&str> = [&RACE[..], &["--out", "run"]].concat();
    let mut terminal = place.terminal(&words);
    terminal.until_text("▶ running");
    terminal.press("\u{1b}[C");
    terminal.until_text("0.01→0.02");
    terminal.press("d");
    assert_eq!(terminal.end(), 0);
    assert!(String::from_utf8_lossy(&terminal.output).contains("in the background: "));
    place.further();
    let mut late = place.terminal(&["attach"]);
    late.until_text("0.01→0.02");
    late.press("q");
    assert_eq!(late.end(), 0);
    place.stop();
}

#[test]
fn a_closed_terminal_ends_a_race_saved_or_leaves_it_running_as_asked() {
    if !has("script", "a terminal that goes away") {
        return;
    }
    for (how, goes_on) in [("save-and-quit", false), ("detach", true)] {
        let place = Place::new();
        let line =
            format!("echo $$ > process; exec {PROGRAM} {} --out run --on-hangup {how}", RACE.join(" "));
        let arguments = ["-q", "-e", "-c", &line, "/dev/null"];
        let mut terminal = place.terminal_of("script", &arguments);
        terminal.until_text("▶ running");
        terminal.listen(Duration::from_millis(300));
        let process =
            fs::read_to_string(place.folder.path().join("process")).unwrap().trim().parse().unwrap();
        let killed = Command::new("kill").args(["-s", "KILL", &terminal.id().to_string()]).status().unwrap();
        assert!(killed.success());
        assert!(wait_for(PATIENCE, || is_gone(process)), "{how}: it has not left");
        assert_eq!(status(&place.run()).is_ok(), goes_on, "{how}");
        if goes_on {
            place.further();
            place.stop();
        } else {
            assert!(place.told(&["replay", "--rerun", "run"]).contains("the same bits as the checkpoint's"));
        }
    }
}

#[test]
fn a_race_that_is_not_recorded_says_why_it_can_not_be_left() {
    let place = Place::new();
    let mut terminal = place.terminal(&RACE);
    terminal.until_text("▶ running");
    terminal.press("d");
    terminal.until_text("start it with --keep or --out DIR");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let usage = place.downhill(&["--on-hangup", "detach", "--headless"]);
    assert_eq!(usage.status.code(), Some(2));
}

#[test]
fn a_race_that_can_not_begin_in_the_background_says_so_in_the_foreground() {
    let place = Place::new();
    for (words, complaint) in [
        (&["--detach", "--data", "nowhere"][..], "--data nowhere"),
        (&["--detach", "--out", "runtime/../.."], "not empty"),
        (&["resume", "run", "--detach"], "no such folder"),
    ] {
        let output = place.downhill(words);
        assert_eq!(output.status.code(), Some(1), "{words:?}");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains(complaint) && told.lines().count() == 1, "{words:?}: {told}");
    }
    assert!(place.told(&["list"]).starts_with("no race runs"));
}

/// A peer that has been greeted.
pub(super) fn peer(run: &Path) -> UnixStream {
    let stream = UnixStream::connect(run.join("attach.socket")).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut greeting = String::new();
    BufReader::with_capacity(1, &stream).read_line(&mut greeting).unwrap();
    assert!(greeting.contains("\"protocol\":"), "{greeting}");
    stream
}

/// Whether the other side has hung up, whatever it says before.
fn is_dropped(mut stream: UnixStream) -> bool {
    let mut rest = Vec::new();
    // A reset is as good as an end.
    stream
        .read_to_end(&mut rest)
        .map_or_else(|error| error.kind() != std::io::ErrorKind::WouldBlock, |_| true)
}

#[test]
fn clients_that_send_garbage_or_too_much_or_read_nothing_cost_the_race_nothing() {
    let place = Place::new();
    place.detach();
    let run = place.run();
    let id = place.process();

    let mut garbage = peer(&run);
    garbage.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    assert!(is_dropped(garbage), "one that makes no sense");
    let mut wordy = peer(&run);
    wordy.write_all(b"\"watch\"\n").unwrap();
    // It may be dropped while it still talks.
    let _ = wordy.write_all(&vec![b'['; 1 << 20]);
    assert!(is_dropped(wordy), "one that says too much");
    let mut wrong = peer(&run);
    wrong.write_all(b"\"watch\"\n{\"set_batch_size\":\"many\"}\n").unwrap();
    assert!(is_dropped(wrong), "one that asks for what there is not");
    // A pace that would stop all, and a batch past all bounds, are answered, not followed.
    let mut refused = peer(&run);
    refused.write_all(b"\"watch\"\n{\"pace\":1e-300}\n{\"set_batch_size\":99999999}\n").unwrap();
    let mut lines = BufReader::new(&refused).lines();
    let mut refusals = lines.by_ref().map_while(Result::ok).filter(|line| line.contains("\"refused\""));
    assert!(refusals.next().is_some() && refusals.next().is_some());

    // Some say nothing, and some watch and take nothing.
    let silent: Vec<UnixStream> =
        (0..8).map(|_| UnixStream::connect(run.join("attach.socket")).unwrap()).collect();
    let slow: Vec<UnixStream> = (0..8)
        .map(|_| {
            let mut peer = peer(&run);
            peer.write_all(b"\"watch\"\n").unwrap();
            peer
        })
        .collect();
    place.further();
    let before = held(id);
    std::thread::sleep(Duration::from_secs(3));
    place.further();
    let after = held(id);
    let grown = after.bytes.saturating_sub(before.bytes);
    eprintln!("8 peers that take nothing: {} KiB more after 3 s and 600 iterations", grown / 1_024);
    assert!(grown < 8 << 20, "{grown} bytes more");
    drop((silent, slow, refused));
    assert!(wait_for(PATIENCE, || held(id).threads + 16 <= after.threads), "their threads end with them");
    place.stop();
}
