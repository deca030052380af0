//! The same picture inside tmux and GNU screen, and a recording that plays.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

use super::{PROGRAM, has, pty::Terminal};

/// A race that stands still: the same picture every time.
const RACE: [&str; 9] = ["--paused", "--seed", "0", "--pace", "max", "--plot", "braille", "--theme", "dark"];

/// How long another program may take to show it.
const PATIENCE: Duration = Duration::from_secs(20);

/// The picture in a terminal of its own.
fn direct() -> Vec<String> {
    let mut terminal = Terminal::start(&RACE, &[], (80, 24));
    terminal.until_text("▮ paused");
    terminal.listen(Duration::from_millis(500));
    let picture = lines(&terminal.text());
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    picture
}

fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.resize(24, String::new());
    lines
}

/// Asks again and again what is shown until it is the picture, or time is up.
fn until_shown(expected: &[String], shown: impl Fn() -> String) -> Vec<String> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let now = lines(&shown());
        if now == expected || Instant::now() >= deadline {
            return now;
        }
        sleep(Duration::from_millis(100));
    }
}

fn command(tool: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(tool);
    command.args(arguments).env("LC_ALL", "C.UTF-8").env("TERM", "xterm-256color");
    for variable in ["NO_COLOR", "COLORTERM", "TMUX", "STY", "SSH_CONNECTION", "SSH_TTY"] {
        command.env_remove(variable);
    }
    command
}

/// Something that is stopped at the end, also of a test that fails.
struct Stopped(Command);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.output();
    }
}

#[test]
fn tmux_shows_the_same_picture() {
    if !has("tmux", "the picture inside tmux") {
        return;
    }
    let socket = format!("downhill-{}", std::process::id());
    let tmux = |arguments: &[&str]| {
        command("tmux", &[&["-u", "-L", &socket, "-f", "/dev/null"], arguments].concat())
    };
    let _server = Stopped(tmux(&["kill-server"]));
    let line = format!("'{PROGRAM}' {}", RACE.join(" "));
    let started =
        tmux(&["set", "-g", "status", "off", ";", "new-session", "-d", "-x", "80", "-y", "24", &line])
            .status()
            .unwrap();
    assert!(started.success());
    let expected = direct();
    let capture = || {
        let output = tmux(&["capture-pane", "-p"]).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert_eq!(until_shown(&expected, capture), expected);
    assert!(tmux(&["send-keys", "q"]).status().unwrap().success());
}

#[test]
fn gnu_screen_shows_the_same_picture() {
    if !has("screen", "the picture inside GNU screen") {
        return;
    }
    // Its own copy of a window (`hardcopy`) keeps one byte of a character: what it paints is looked at instead.
    let own = fs::Permissions::from_mode(0o700);
    let folder = tempfile::Builder::new().permissions(own).tempdir().unwrap();
    let surroundings = [("SCREENDIR", folder.path().to_str().unwrap())];
    let start = [&["-U", "-c", "/dev/null", PROGRAM], &RACE[..]].concat();
    let mut terminal =
        Terminal::start_program("screen", &std::env::temp_dir(), &start, &surroundings, (80, 24));
    terminal.until_text("▮ paused");
    terminal.listen(Duration::from_millis(500));
    assert_eq!(lines(&terminal.text()), direct());
    terminal.press("q");
    assert_eq!(terminal.ended_within(PATIENCE), Some(0));
}

#[test]
fn a_recording_with_asciinema_holds_the_picture_and_plays() {
    if !has("asciinema", "a recording that plays") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let home = [("HOME", folder.path().to_str().unwrap())];
    let line = format!("'{PROGRAM}' {}", RACE.join(" "));
    let record = ["rec", "-q", "-c", &line, "race.cast"];
    let mut terminal = Terminal::start_program("asciinema", folder.path(), &record, &home, (80, 24));
    terminal.until_text("▮ paused");
    terminal.listen(Duration::from_millis(500));
    let recorded = lines(&terminal.text());
    assert_eq!(recorded, direct());
    terminal.press("q");
    assert_eq!(terminal.end(), 0);

    let cast = fs::read_to_string(folder.path().join("race.cast")).unwrap();
    let mut model = vt100::Parser::new(24, 80, 0);
    let mut held = false;
    for event in cast.lines().skip(1) {
        let event: serde_json::Value = serde_json::from_str(event).unwrap();
        if event[1] == "o" {
            model.process(event[2].as_str().unwrap().as_bytes());
            held |= lines(&model.screen().contents()) == recorded;
        }
    }
    assert!(held, "the recording holds the picture");
    let play = ["play", "-i", "0.1", "race.cast"];
    let mut player = Terminal::start_program("asciinema", folder.path(), &play, &home, (80, 24));
    player.until_text("lane");
    assert_eq!(player.end(), 0);
}

#[test]
fn a_cast_plays_in_asciinema_and_leaves_the_terminal_as_it_was() {
    if !has("asciinema", "a cast that plays") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let home = [("HOME", folder.path().to_str().unwrap())];
    let arguments = [&RACE[..], &["--cast", "race.cast"]].concat();
    let mut terminal = Terminal::start_in(folder.path(), &arguments, &[], (80, 24));
    terminal.until_text("▮ paused");
    terminal.press("jz");
    terminal.until_text("z leaves presenter mode");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);

    // What the player writes at once ends with the last screen, whatever that held on a busy machine.
    let cat = ["cat", "race.cast"];
    let mut player = Terminal::start_program("asciinema", folder.path(), &cat, &home, (80, 24));
    assert_eq!(player.end(), 0);
    let played = last_screen(&player.output);
    assert!(played.contains("presenter mode"), "{played}");
    assert_eq!(played, last_screen(&terminal.output));
    // And it plays, to a terminal as it was before.
    let play = ["play", "-i", "0.1", "race.cast"];
    let mut player = Terminal::start_program("asciinema", folder.path(), &play, &home, (80, 24));
    assert_eq!(player.end(), 0);
    assert_eq!(played, last_screen(&player.output));
}

/// The screen that bytes sent to a terminal show last, before they leave it for another if they do, with its colours.
fn last_screen(bytes: &[u8]) -> String {
    let all = std::str::from_utf8(bytes).unwrap();
    let before =
        all.rsplit_once("\x1b[?1049l").map_or(all, |(before, _)| before.trim_end_matches("\x1b[999B\r\n"));
    let mut model = vt100::Parser::new(24, 80, 0);
    model.process(before.as_bytes());
    let rows = model.screen().rows_formatted(0, 80).map(|row| String::from_utf8(row).unwrap());
    rows.collect::<Vec<_>>().join("\n")
}
