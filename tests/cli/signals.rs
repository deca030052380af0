//! Signals that end a race without a screen.

use std::{
    io::{BufRead, BufReader, Read},
    os::unix::process::CommandExt,
    process::{Child, ChildStdout, Command, Stdio},
};

/// A race without end whose first line of losses has come.
fn endless(more: &[&str]) -> (Child, BufReader<ChildStdout>) {
    // Whoever runs the tests may ignore signals; what is ignored at the start stays so.
    let defaults = ["--default-signal=INT,TERM,HUP,QUIT"];
    let resets = Command::new("env").args(defaults).arg("true").status().is_ok_and(|status| status.success());
    let program = assert_cmd::cargo::cargo_bin!("downhill");
    let mut command = if resets { Command::new("env") } else { Command::new(program) };
    if resets {
        command.args(defaults).arg(program);
    }
    command.args(["--iterations", "0", "--batch-size", "8", "--hidden", "8"]).args(more);
    // A group of its own, so that nothing that is sent to the tests comes here, too.
    command.process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("        1  ") {
        line.clear();
        assert!(out.read_line(&mut line).unwrap() > 0, "it has ended");
    }
    (child, out)
}

fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn signals_end_a_race_with_its_summary_and_their_number() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143), ("-HUP", 129), ("-QUIT", 131)] {
        let (mut child, mut out) = endless(&[]);
        send(signal, &child);
        let mut rest = String::new();
        out.read_to_string(&mut rest).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(code));
        assert!(rest.contains("\nlane ") && rest.contains(" iterations/s"), "{rest}");
    }
}

#[test]
fn a_slow_race_ends_at_once_at_a_signal() {
    let (mut child, mut out) = endless(&["--pace", "0.01"]);
    send("-TERM", &child);
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(143));
    assert!(rest.contains("1 iteration in "), "{rest}");
}

#[test]
fn a_second_signal_ends_a_program_that_is_stuck_in_printing() {
    // Nobody reads: the pipe fills up, and printing waits forever.
    let (mut child, out) = endless(&[]);
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    send("-TERM", &child);
    std::thread::sleep(std::time::Duration::from_millis(900));
    send("-INT", &child);
    let code = child.wait().unwrap().code();
    drop(out);
    assert!(matches!(code, Some(130 | 143)), "{code:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_nohup_ignores_stays_ignored() {
    let program = assert_cmd::cargo::cargo_bin!("downhill");
    let script = "trap '' HUP; exec \"$0\" --iterations 30 --pace 20 --batch-size 8 --hidden 8";
    let mut child =
        Command::new("sh").args(["-c", script]).arg(program).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut String::new()).unwrap();
    send("-HUP", &child);
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(rest.contains("\n30 iterations in "), "{rest}");
}
