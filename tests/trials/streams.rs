//! Standard streams that are terminals, nowhere, closed or pipes; readers that leave; full disks.

use std::{
    fs,
    io::{Read, Write},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use rustix::fs::{OFlags, fcntl_setfl};

use super::{MOMENT, PROGRAM, forms::forms, may_mount, pty::Terminal};

/// What a standard stream may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stream {
    Terminal,
    Nowhere,
    Closed,
    Pipe,
}

use Stream::{Closed, Nowhere, Pipe};

const ALL: [Stream; 4] = [Stream::Terminal, Nowhere, Closed, Pipe];

/// How a shell says that a stream is such.
fn redirection(stream: Stream, sign: &str, name: &str) -> String {
    match stream {
        Stream::Terminal => String::new(),
        Nowhere => format!(" {sign}/dev/null"),
        Closed => format!(" {sign}&-"),
        Pipe => format!(" {sign}{name}"),
    }
}

fn pipe(folder: &Path, name: &str) -> String {
    let path = folder.join(name);
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    path.to_str().unwrap().to_owned()
}

/// Runs a moment's race with these streams in a terminal that could be all of them.
fn trial(input: Stream, output: Stream, error: Stream) {
    let folder = tempfile::tempdir().unwrap();
    let [from, to, told] = ["in", "out", "err"].map(|name| pipe(folder.path(), name));
    // At the other ends: somebody who says nothing, and two who read it all.
    let listener = |stream: Stream, path: &str| {
        let path = path.to_owned();
        (stream == Pipe).then(|| thread::spawn(move || fs::read(path).unwrap()))
    };
    let readers = [listener(output, &to), listener(error, &told)];
    if input == Pipe {
        let from = from.clone();
        thread::spawn(move || {
            fs::OpenOptions::new().write(true).open(from).map(|mut end| end.write_all(b""))
        });
    }
    let streams =
        [redirection(input, "<", &from), redirection(output, ">", &to), redirection(error, "2>", &told)]
            .concat();
    let line = format!("exec '{PROGRAM}' {}{streams}", MOMENT.join(" "));
    let mut terminal = Terminal::start_program("sh", folder.path(), &["-c", &line], &[], (80, 24));
    if output == Stream::Terminal {
        terminal.until_text("✓ finished");
        terminal.press("q");
    }
    let what = format!("in {input:?}, out {output:?}, err {error:?}");
    assert_eq!(terminal.end(), 0, "{what}: {}", terminal.text());
    assert!(!terminal.text().contains("panicked"), "{what}: {}", terminal.text());
    let [printed, told] = readers.map(|reader| reader.map(|reader| reader.join().unwrap()));
    if let Some(printed) = printed {
        assert!(String::from_utf8(printed.clone()).unwrap().contains("3 iterations in "), "{what}");
        assert!(!printed.contains(&0x1b), "{what}: no escape byte in a pipe");
    }
    assert_eq!(told.unwrap_or_default(), b"", "{what}: nothing to complain of");
}

fn every_standard_stream_may_be_a_terminal_nowhere_closed_or_a_pipe(errors: usize) {
    for (first, input) in ALL.into_iter().enumerate() {
        for (second, output) in ALL.into_iter().enumerate() {
            // With one, a Latin square: each pair of streams once.
            for third in (first + second..).take(errors) {
                trial(input, output, ALL[third % ALL.len()]);
            }
        }
    }
}

forms!(every_standard_stream_may_be_a_terminal_nowhere_closed_or_a_pipe, short 1, long 4, "every three streams together");

#[test]
fn without_a_controlling_terminal_a_screen_still_ends_with_a_signal() {
    let line = format!("exec setsid --wait '{PROGRAM}' {} </dev/null", MOMENT.join(" "));
    let mut terminal = Terminal::start_program("sh", &std::env::temp_dir(), &["-c", &line], &[], (80, 24));
    terminal.until_text("✓ finished");
    let children = fs::read_to_string(format!("/proc/{0}/task/{0}/children", terminal.id())).unwrap();
    let child = children.split_whitespace().next().unwrap_or_default().to_owned();
    assert!(Command::new("kill").args(["-s", "TERM", &child]).status().unwrap().success());
    let code = terminal.ended_within(Duration::from_secs(5));
    assert_eq!(code, Some(143), "{}", terminal.text());
}

#[test]
fn a_reader_that_takes_one_line_ends_the_race_quietly() {
    for flags in ["--iterations 0 --hidden 8 --batch-size 8", "--help", "certify", "completions bash"] {
        let line = format!("{{ '{PROGRAM}' {flags}; echo $? >&2; }} | head -1");
        let output = Command::new("sh").args(["-c", &line]).stdin(Stdio::null()).output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "0\n", "{flags}");
        assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 1, "{flags}");
    }
}

/// A recorded race whose lines can't be printed to the end; its exit code and what was complained of.
fn recorded_without_a_reader(redirection: &str) -> (Option<i32>, String) {
    let place = tempfile::tempdir().unwrap();
    let flags = "--headless --iterations 2500 --hidden 8 --batch-size 8 --out run";
    let line = format!("{{ '{PROGRAM}' {flags}; echo $? > code; }} {redirection}");
    let output = Command::new("sh")
        .args(["-c", &line])
        .current_dir(place.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let table = fs::read_to_string(place.path().join("run/losses.csv")).unwrap();
    assert_eq!(table.lines().count(), 2_501, "{redirection}: the race went on to its end");
    assert!(place.path().join("run/report.md").exists(), "{redirection}");
    let code = fs::read_to_string(place.path().join("code")).unwrap();
    (code.trim().parse().ok(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_recorded_race_goes_on_to_its_end_without_its_reader() {
    assert_eq!(recorded_without_a_reader("| head -1"), (Some(0), String::new()));
    let (code, message) = recorded_without_a_reader("> /dev/full");
    assert_eq!(code, Some(1), "{message}");
    assert!(message.starts_with("downhill: can't write to standard output: "), "{message}");
}

#[test]
fn streams_that_never_wait_are_waited_for() {
    for (flags, code) in [(&MOMENT[..], 0), (&["--help"], 0), (&["certify"], 0), (&["--seed", "x"], 2)] {
        let (mut reader, mut writer) = std::io::pipe().unwrap();
        fcntl_setfl(&writer, OFlags::NONBLOCK).unwrap();
        // Full before the program begins: its first byte finds no room.
        let mut filled = 0;
        while let Ok(count) = writer.write(&[b'.'; 4_096]) {
            filled += count;
        }
        let (out, error) = (writer.try_clone().unwrap(), writer);
        let program =
            Command::new(PROGRAM).args(flags).stdin(Stdio::null()).stdout(out).stderr(error).spawn();
        let mut program = program.unwrap();
        thread::sleep(Duration::from_millis(300));
        assert_eq!(program.try_wait().unwrap(), None, "{flags:?}: it waits for its reader");
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        assert_eq!(program.wait().unwrap().code(), Some(code), "{flags:?}: {}", &text[filled..]);
        let said = ["3 iterations in ", "Exit codes:", "The book's race", "downhill: --seed"];
        assert!(said.iter().any(|said| text[filled..].contains(said)), "{flags:?}: {}", &text[filled..]);
    }
}

#[test]
fn a_full_standard_output_is_told_on_the_other_one() {
    for flags in ["--iterations 3 --hidden 8 --batch-size 8", "--help", "certify", "completions bash"] {
        let line = format!("'{PROGRAM}' {flags} >/dev/full");
        let output = Command::new("sh").args(["-c", &line]).stdin(Stdio::null()).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{flags}: {message}");
        assert!(message.starts_with("downhill: can't write to standard output: "), "{message}");
    }
    // Both full: nobody can be told but by the exit code.
    let line = format!("'{PROGRAM}' --help >/dev/full 2>/dev/full");
    let status = Command::new("sh").args(["-c", &line]).stdin(Stdio::null()).status().unwrap();
    assert_eq!(status.code(), Some(1));
}

#[test]
fn a_disk_that_fills_up_ends_with_a_message_and_leaves_whole_rows() {
    if !may_mount("a run folder on a disk of 64 KiB") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (disk, kept) = (folder.path().join("disk"), folder.path().join("kept"));
    fs::create_dir(&disk).unwrap();
    let script = "mount -t tmpfs -o size=64k tmpfs \"$1\" && \"$0\" --headless --out \"$1/run\" \
                  --iterations 4000 --hidden 8 --batch-size 8; code=$?; cp -r \"$1/run\" \"$2\"; exit $code";
    let output = Command::new("unshare")
        .args(["-m", "sh", "-c", script, PROGRAM])
        .args([&disk, &kept])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.starts_with("downhill: ") && message.contains("can't write"), "{message}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("4,000 iterations in "), "training went on");
    let Ok(table) = fs::read_to_string(kept.join("losses.csv")) else { return };
    assert!(table.is_empty() || table.ends_with('\n'), "no half row");
    for (row, line) in table.lines().enumerate() {
        assert_eq!(line.split(',').count(), 5, "row {row}: {line}");
    }
}
