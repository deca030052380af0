//! Text that would act on a terminal, in paths and names, reaches no terminal and no file as such.

use std::{
    ffi::{OsStr, OsString},
    fs,
    os::unix::ffi::{OsStrExt, OsStringExt},
    path::Path,
    process::{Command, Stdio},
};

use super::{MOMENT, PROGRAM, idx_set::IdxSet, pty::Terminal};

/// Names that a folder can have: control characters of both sets, clipboard and title, bidi, zero width, no UTF-8.
fn names() -> Vec<OsString> {
    let c0: Vec<u8> = (1..=0x1f).chain([0x7f]).collect();
    let c1: String = ('\u{80}'..='\u{9f}').collect();
    let texts = [
        c1.as_str(),
        "\x1b]52;c;cm0gLXJmIH4=\x07",
        "\x1b]0;owned\x1b\\",
        "\x1b[2J\x1b[H\x1b[31m\x1b[?1049l\x1b[6n",
        "\u{9b}31m\u{9d}52;c;eA==\u{9c}",
        "\u{202e}gvs.exe\u{202c}\u{2066}\u{2069}\u{200f}",
        "\u{200b}\u{200d}\u{feff}\u{ad}\u{2060}\u{e0041}",
        "two\nlines\r\tand more",
        "=cmd|'/c calc'!A1,\"<svg onload=x>&amp;",
    ];
    let longest = "x\u{1b}[7m".repeat(40);
    let texts = texts.into_iter().chain([longest.as_str()]).map(OsString::from);
    texts.chain([OsString::from_vec(c0), OsString::from_vec(vec![b'a', 0xff, 0xfe, 0x9b, b'm'])]).collect()
}

/// What is in a text that should not be, and where.
pub fn acting(text: &str) -> Option<(usize, char)> {
    let hidden = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
    text.char_indices().find(|&(_, c)| (c.is_control() && c != '\n') || hidden(c))
}

/// Takes out the sequences that a screen may send; what is left is text.
fn without_known_sequences(output: &[u8]) -> String {
    let text = String::from_utf8(output.to_vec()).expect("a screen is UTF-8");
    // The question for the background.
    let text = text.replace("\x1b]11;?\x1b\\", "");
    let mut rest = text.as_str();
    let mut left = String::new();
    while let Some((before, after)) = rest.split_once('\x1b') {
        left.push_str(before);
        let end = after.find(|c: char| !matches!(c, '[' | '?' | ';' | '0'..='9'));
        let end = end.unwrap_or_else(|| panic!("a sequence without an end: {after:?}"));
        let (parameters, last) = (&after[..end], after[end..].chars().next().unwrap());
        let known = parameters.starts_with('[')
            && match last {
                // Move, colour, erase, delete.
                'H' | 'A' | 'B' | 'C' | 'D' | 'G' | 'd' | 'm' | 'J' | 'K' | 'X' | 'P' => {
                    !parameters.contains('?')
                }
                // Modes: cursor, wrap, alternate screen, paste, synchronised output.
                'h' | 'l' => ["[?25", "[?7", "[?1049", "[?2004", "[?2026"].contains(&parameters),
                _ => false,
            };
        assert!(known, "{parameters:?} {last:?} is no sequence that a screen sends");
        rest = &after[end + last.len_utf8()..];
    }
    left + rest
}

fn check_files(run: &Path) {
    for name in ["config.toml", "losses.csv", "figure.svg"] {
        let text = fs::read_to_string(run.join(name)).unwrap();
        assert_eq!(acting(&text), None, "{name}: {text:?}");
    }
}

#[test]
fn no_name_of_a_data_folder_or_run_folder_acts_in_plain_output_or_files() {
    let place = tempfile::tempdir().unwrap();
    for name in names() {
        let data = IdxSet::in_folder(&name);
        let run = place.path().join(&name);
        let race = |more: &[&OsStr]| {
            let mut command = Command::new(PROGRAM);
            command.args(MOMENT).arg("--data").arg(data.folder()).args(more).stdin(Stdio::null());
            command.output().unwrap()
        };
        let output = race(&[OsStr::new("--out"), run.as_os_str()]);
        let printed = String::from_utf8(output.stdout).expect("plain output is UTF-8");
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{name:?}: {complaint}");
        assert_eq!(acting(&printed), None, "{name:?}: {printed:?}");
        check_files(&run);
        let mut export = Command::new(PROGRAM);
        let output = export.arg("export").arg(&run).current_dir(place.path()).output().unwrap();
        let printed = String::from_utf8(output.stdout).expect("plain output is UTF-8");
        assert_eq!((output.status.code(), acting(&printed)), (Some(0), None), "{name:?}: {printed:?}");
        // Refused the second time, and the refusal names it.
        let again = race(&[OsStr::new("--out"), run.as_os_str()]);
        let complaint = String::from_utf8(again.stderr).unwrap();
        assert_eq!((again.status.code(), acting(complaint.trim_end())), (Some(1), None), "{complaint:?}");
    }
}

#[test]
fn no_name_of_a_data_folder_or_run_folder_acts_on_a_screen() {
    let place = tempfile::tempdir().unwrap();
    for name in names() {
        let data = IdxSet::in_folder(&name);
        // Paths of these arguments go through a shell's variables: a terminal's child takes only UTF-8 here.
        let line = format!("exec '{PROGRAM}' {} --data . --out \"$(cat '{}')\"", MOMENT.join(" "), "out");
        let run = place.path().join(&name);
        fs::write(data.folder().join("out"), run.as_os_str().as_bytes()).unwrap();
        let mut terminal = Terminal::start_program("sh", data.folder(), &["-c", &line], &[], (160, 40));
        terminal.until_text("✓ finished");
        terminal.press("q");
        assert_eq!(terminal.end(), 0, "{name:?}: {}", terminal.text());
        let left = without_known_sequences(&terminal.output).replace("\r\n", "\n");
        assert_eq!(acting(&left), None, "{name:?}");
        check_files(&run);
    }
}

#[test]
fn lanes_are_refused_names_that_act_and_keep_those_of_any_language() {
    for name in names().iter().filter_map(|name| name.to_str()) {
        let lane = format!("sgd:name={name}");
        let output =
            Command::new(PROGRAM).args(["--optimizers", &lane]).stdin(Stdio::null()).output().unwrap();
        // A name of plain characters is taken as far as commas and colons let it; no race is meant to run here.
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name:?}: {complaint}");
        assert_eq!(acting(complaint.trim_end()), None, "{complaint:?}");
    }
    let long = format!("sgd:name={}", "x".repeat(10_240));
    let output = Command::new(PROGRAM).args(["--optimizers", &long]).stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.len() < 500, "10 kB are not repeated");
    for name in ["größe", "数字犬", "e\u{301}", "<b>&\"'", "=1+1"] {
        let place = tempfile::tempdir().unwrap();
        let run = place.path().join("run");
        let lane = format!("sgd:name={name}");
        let mut command = Command::new(PROGRAM);
        command.args(MOMENT).args(["--optimizers", &lane, "--out"]).arg(&run).stdin(Stdio::null());
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        check_files(&run);
        let table = fs::read_to_string(run.join("losses.csv")).unwrap();
        assert!(table.lines().all(|line| line.split(',').count() == 2), "{table}");
    }
}

#[test]
fn ten_kilobytes_of_path_are_refused_in_a_line() {
    let path = "x/".repeat(5_120);
    for flag in ["--data", "--out"] {
        let output =
            Command::new(PROGRAM).args(MOMENT).args([flag, &path]).stdin(Stdio::null()).output().unwrap();
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{complaint}");
        assert_eq!(complaint.lines().count(), 1);
    }
}
