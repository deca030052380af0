//! Files that a key or a flag names, on a disk that has no room: none is left empty or half, none replaced by less.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use super::{MOMENT, PROGRAM, may_mount, pty::Terminal};

/// A disk of its own in `$1/disk` with somebody's `mine` on it and no room left.
const FULL: &str = "mount -t tmpfs -o size=64k tmpfs \"$1/disk\" && cd \"$1/disk\" && echo mine > mine && \
                    { dd if=/dev/zero of=filler bs=4k 2> /dev/null; true; }";

/// Tells afterwards what is there.
const LOOK: &str = "code=$?; ls -A > \"$1/names\"; cp mine \"$1/mine\"; exit $code";

fn left(place: &Path) -> String {
    let mine = fs::read_to_string(place.join("mine")).unwrap();
    assert_eq!(mine, "mine\n");
    fs::read_to_string(place.join("names")).unwrap()
}

#[test]
fn keys_and_flags_leave_nothing_on_a_full_disk_and_say_so() {
    if !may_mount("what is written onto a full disk") {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("disk")).unwrap();
    let flags = "--screenshot last.svg --cast mine --overwrite";
    let script = format!("{FULL}; \"$0\" {} {flags}; {LOOK}", MOMENT.join(" "));
    let arguments = ["-m", "sh", "-c", &script, PROGRAM, place.path().to_str().unwrap()];
    let mut terminal = Terminal::start_program("unshare", place.path(), &arguments, &[], (120, 30));
    terminal.until_text("mine: not recorded any more: No space left on device");
    terminal.until_text("✓ finished");
    for key in ["w", "i"] {
        terminal.press(key);
        terminal.until_text("not written: ");
        terminal.until_text("No space left on device");
        // Until the message has gone.
        terminal.press("?");
        terminal.until_text("? close");
        terminal.press("?");
        terminal.until("help is gone", |screen| !screen.contains("? close"));
    }
    terminal.press("q");
    assert_eq!(terminal.end(), 1, "{}", terminal.text());
    assert!(
        terminal.text().contains("last.svg: can't write: No space left on device"),
        "{}",
        terminal.text()
    );
    assert_eq!(left(place.path()), "filler\nmine\n");
}

#[test]
fn certified_losses_replace_neither_the_input_nor_a_file_by_less() {
    if !may_mount("a table written onto a full disk") {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("disk")).unwrap();
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/data/golden/race.safetensors");
    let script = format!("{FULL}; \"$0\" certify \"$2\" --csv mine --overwrite; {LOOK}");
    let output = Command::new("unshare")
        .args(["-m", "sh", "-c", &script, PROGRAM])
        .arg(place.path())
        .arg(golden)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert_eq!(message, "downhill: --csv: mine: can't write: No space left on device\n");
    assert_eq!(left(place.path()), "filler\nmine\n");
}
