//! Run folders that exist, are links, can't be written or are in use; no home; no place to write.

use std::{
    fs,
    os::unix::fs::symlink,
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

use super::{ENDLESS, MOMENT, PROGRAM, may_mount, process::wait_for, pty::Terminal};

/// A moment's race recorded there; its exit code and its one line of complaint.
fn record(out: &Path, more: &[&str]) -> (Option<i32>, String) {
    told(
        &Command::new(PROGRAM)
            .args(MOMENT)
            .args(more)
            .arg("--out")
            .arg(out)
            .stdin(Stdio::null())
            .output()
            .unwrap(),
    )
}

fn told(output: &Output) -> (Option<i32>, String) {
    let message = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(message.lines().count() <= 1, "{message}");
    (output.status.code(), message)
}

/// Runs a shell's line in a name space where this folder can only be read.
fn read_only(folder: &Path, line: &str, arguments: &[&Path]) -> Command {
    let script = format!("mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\" && {line}");
    let mut command = Command::new("unshare");
    command.args(["-m", "sh", "-c", &script, PROGRAM]).arg(folder).args(arguments).stdin(Stdio::null());
    command
}

#[test]
fn what_exists_is_never_clobbered() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name);
    fs::write(path("file"), "mine").unwrap();
    fs::create_dir(path("full")).unwrap();
    fs::write(path("full/losses.csv"), "mine").unwrap();
    symlink(path("file"), path("to-file")).unwrap();
    symlink(path("nowhere"), path("to-nothing")).unwrap();
    symlink(path("loop"), path("loop")).unwrap();
    symlink(path("full"), path("to-full")).unwrap();
    let cases = [
        ("file", "a file, not a folder"),
        ("to-file", "a file, not a folder"),
        ("to-nothing", "a link to nothing"),
        ("loop", "a link to nothing"),
        ("full", "not empty"),
        ("to-full", "not empty"),
        ("file/below", "can't make the folder"),
    ];
    for (name, why) in cases {
        let (code, message) = record(&path(name), &[]);
        assert_eq!(code, Some(1), "{name}: {message}");
        assert!(message.starts_with("downhill: --out: ") && message.contains(why), "{name}: {message}");
    }
    assert_eq!(fs::read_to_string(path("file")).unwrap(), "mine");
    assert_eq!(fs::read_to_string(path("full/losses.csv")).unwrap(), "mine");
    assert!(!path("nowhere").exists());
}

#[test]
fn force_touches_nothing_in_a_folder_that_is_no_run() {
    let place = tempfile::tempdir().unwrap();
    let mine = ["config.toml", "report.md", "losses.csv", "figure.png", "run.jsonl", ".report.md-backup"];
    for name in mine {
        fs::write(place.path().join(name), "mine").unwrap();
    }
    let (code, message) = record(place.path(), &[]);
    assert!(code == Some(1) && message.ends_with(": not empty; name another folder\n"), "{message}");
    let (code, message) = record(place.path(), &["--force"]);
    assert!(code == Some(1) && message.contains("--force replaces only a run"), "{message}");
    for name in mine {
        assert_eq!(fs::read_to_string(place.path().join(name)).unwrap(), "mine", "{name}");
    }
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), mine.len());
}

#[test]
fn a_replaced_run_follows_no_link_and_keeps_what_is_not_of_a_run() {
    let place = tempfile::tempdir().unwrap();
    let (run, mine) = (place.path().join("run"), place.path().join("mine"));
    assert_eq!(record(&run, &[]), (Some(0), String::new()));
    fs::write(&mine, "mine").unwrap();
    fs::write(run.join("notes.txt"), "mine").unwrap();
    for name in ["config.toml", "losses.csv", "figure.svg", "figure.png"] {
        fs::remove_file(run.join(name)).unwrap();
        symlink(&mine, run.join(name)).unwrap();
    }
    let (code, message) = record(&run, &["--force"]);
    assert_eq!((code, message.as_str()), (Some(0), ""));
    assert_eq!(fs::read_to_string(&mine).unwrap(), "mine");
    assert_eq!(fs::read_to_string(run.join("notes.txt")).unwrap(), "mine");
    assert!(fs::symlink_metadata(run.join("losses.csv")).unwrap().is_file());
}

#[test]
fn a_second_program_on_the_same_folder_is_refused_until_the_first_has_gone() {
    let place = tempfile::tempdir().unwrap();
    let run = place.path().join("run");
    let mut first = Command::new(PROGRAM)
        .args(ENDLESS)
        .args(["--headless", "--pace", "50", "--out"])
        .arg(&run)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    assert!(wait_for(Duration::from_secs(30), || run.join("losses.csv").exists()));
    for force in [&[][..], &["--force"]] {
        let (code, message) = record(&run, force);
        assert_eq!(code, Some(1), "{message}");
        assert!(message.contains("in use by another downhill"), "{message}");
    }
    first.kill().unwrap();
    first.wait().unwrap();
    // A program that was killed leaves no lock behind.
    assert_eq!(record(&run, &["--force"]), (Some(0), String::new()));
}

#[test]
fn folders_that_can_only_be_read_are_refused_before_the_race() {
    if !may_mount("a folder that can only be read, for root, too") {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("empty")).unwrap();
    for (out, why) in [("new", "can't make the folder"), ("empty", "can't write into the folder")] {
        let line = format!("exec \"$0\" {} --out \"$2\"", MOMENT.join(" "));
        let output = read_only(place.path(), &line, &[&place.path().join(out)]).output().unwrap();
        let (code, message) = told(&output);
        assert_eq!(code, Some(1), "{out}: {message}");
        assert!(message.contains(why), "{out}: {message}");
        assert!(output.stdout.is_empty(), "no race was run");
    }
}

#[test]
fn in_a_folder_that_can_only_be_read_a_race_runs_and_w_says_why_not() {
    if !may_mount("a working folder that can only be read") {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().to_str().unwrap();
    let line = format!("cd \"$1\" && exec \"$0\" {}", MOMENT.join(" "));
    let script = format!("mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\" && {line}");
    let arguments = ["-m", "sh", "-c", &script, PROGRAM, folder];
    let mut terminal = Terminal::start_program("unshare", place.path(), &arguments, &[], (100, 24));
    terminal.until_text("✓ finished");
    terminal.press("w");
    terminal.until_text("not written: ");
    assert!(terminal.text().contains("downhill-1: can't make the folder"), "{}", terminal.text());
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn neither_a_home_nor_any_other_variable_is_needed() {
    let place = tempfile::tempdir().unwrap();
    let output = Command::new(PROGRAM)
        .env_clear()
        .current_dir(place.path())
        .args(MOMENT)
        .args(["--out", "run"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(told(&output), (Some(0), String::new()));
    assert!(place.path().join("run/losses.csv").is_file());
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "nothing was written elsewhere");
}
