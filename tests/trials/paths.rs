//! Paths and commands that are printed name what they mean: a shell that reads them finds it.

use std::{fs, path::Path, process::Command};

use super::{MOMENT, PROGRAM};

/// Folders whose names a shell would take apart, or that show nothing of themselves.
const NAMES: [&str; 6] =
    ["two\nlines 1", "it's $HOME", "-x", "~", "\u{202e}\u{200b}\u{1b}[31m", "back\\slash\tand `id`"];

fn downhill(place: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(PROGRAM);
    command.current_dir(place).args(arguments).env("XDG_RUNTIME_DIR", place).env("XDG_STATE_HOME", place);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// What bash makes of a line, with the program under its name.
fn by_shell(place: &Path, line: &str) -> String {
    let script = format!("downhill() {{ '{PROGRAM}' \"$@\"; }}\n{line}");
    let mut command = Command::new("bash");
    command.args(["-c", &script]).current_dir(place).env("XDG_RUNTIME_DIR", place);
    let output = command.env("XDG_STATE_HOME", place).output().unwrap();
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn what_is_printed_of_a_race_in_the_background_can_be_pasted_into_a_shell() {
    for name in NAMES {
        let place = tempfile::tempdir().unwrap();
        let out = format!("--out={name}");
        let endless = ["--iterations", "0", "--hidden", "8", "--pace", "50", "--detach", out.as_str()];
        let (code, printed, complaint) = downhill(place.path(), &endless);
        assert_eq!(code, Some(0), "{name:?}: {complaint}");
        let (started, _) = printed.split_once('\n').unwrap();
        let folder = started.strip_prefix("in the background: ").unwrap_or_else(|| panic!("{printed}"));
        let (_, listed, _) = downhill(place.path(), &["list"]);
        let stopped = by_shell(place.path(), &format!("downhill stop {folder}"));
        assert!(stopped.contains("stopped"), "{name:?}: {stopped}");
        assert!(place.path().join(name).join("checkpoint.safetensors").is_file(), "{name:?}");
        // Whole in the list, too, from the root on.
        let (folder, _) = listed.split_once("  ").unwrap();
        by_shell(place.path(), &format!("test -e {folder}/run.jsonl"));
    }
}

#[test]
fn what_is_printed_of_a_saved_or_refused_folder_can_be_pasted_into_a_shell() {
    for name in NAMES {
        let place = tempfile::tempdir().unwrap();
        let out = format!("--out={name}");
        let race: Vec<&str> = MOMENT.into_iter().chain([out.as_str()]).collect();
        let (_, printed, complaint) = downhill(place.path(), &race);
        let (_, saved) = printed.split_once("saved to ").unwrap_or_else(|| panic!("{complaint}"));
        let (folder, _) = saved.rsplit_once("/ (").unwrap();
        by_shell(place.path(), &format!("test -e {folder}/run.jsonl"));
        let (code, _, complaint) = downhill(place.path(), &race);
        let refused = complaint.strip_prefix("downhill: --out: ").unwrap_or_else(|| panic!("{complaint}"));
        let (folder, _) = refused.split_once(": not empty").unwrap();
        assert_eq!(code, Some(1));
        by_shell(place.path(), &format!("test -e {folder}/run.jsonl"));
        assert_eq!(complaint.lines().count(), 1, "{complaint}");
    }
}

#[test]
fn the_command_in_a_report_finds_data_in_any_folder() {
    for name in NAMES {
        let place = tempfile::tempdir().unwrap();
        let data = super::idx_set::IdxSet::in_folder(name);
        let folder = data.folder().to_str().unwrap();
        let race: Vec<&str> = MOMENT.into_iter().chain(["--data", folder, "--out", "run"]).collect();
        let (code, _, complaint) = downhill(place.path(), &race);
        assert_eq!(code, Some(0), "{name:?}: {complaint}");
        let config = fs::read_to_string(place.path().join("run/config.toml")).unwrap();
        let line = config.lines().next().unwrap().trim_start_matches("# ");
        by_shell(place.path(), &format!("{line} --out again"));
        let losses = |run: &str| fs::read_to_string(place.path().join(run).join("losses.csv")).unwrap();
        assert_eq!(losses("run"), losses("again"), "{line}");
    }
}
