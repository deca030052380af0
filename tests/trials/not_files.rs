//! What is no file, at every path that is read, is refused at once and in one line.

use std::{
    fs,
    os::unix::{fs::symlink, net::UnixListener},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::{PROGRAM, hostile_text::acting, idx_set::IdxSet};

/// How long a refusal may take: a second, and some more where the machine is busy with other tests. What waits for a
/// pipe, or reads a device to its end, takes for ever.
const PATIENCE: Duration = Duration::from_secs(5);

/// What stands where a file should.
const KINDS: [&str; 8] =
    ["pipe", "socket", "folder", "device", "link to a pipe", "link to a device", "link to itself", "hole"];

/// Puts something else in the place of a file.
fn put(kind: &str, path: &Path) {
    if path.exists() {
        fs::remove_file(path).unwrap();
    }
    let pipe = |path: &Path| mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    match kind {
        "pipe" => pipe(path),
        "socket" => drop(UnixListener::bind(path).unwrap()),
        "folder" => fs::create_dir(path).unwrap(),
        // Making one needs the right to; a link to one doesn't.
        "device" => {
            let zero = rustix::fs::makedev(1, 5);
            if mknodat(CWD, path, FileType::CharacterDevice, Mode::RUSR, zero).is_err() {
                symlink("/dev/zero", path).unwrap();
            }
        }
        "link to a pipe" => {
            let other = path.with_extension("pipe");
            pipe(&other);
            symlink(other, path).unwrap();
        }
        "link to a device" => symlink("/dev/zero", path).unwrap(),
        "link to itself" => symlink(path, path).unwrap(),
        _ => fs::File::create(path).unwrap().set_len(200 << 30).unwrap(),
    }
}

/// Runs a command that can't go well, and judges how it says so.
fn refused(arguments: &[&str], folder: &Path, what: &str) {
    let start = Instant::now();
    let output = Command::new(PROGRAM)
        .args(arguments)
        .current_dir(folder)
        .env("XDG_RUNTIME_DIR", folder)
        .env("XDG_STATE_HOME", folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let took = start.elapsed();
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{what}: {complaint}");
    assert!(took < PATIENCE, "{what}: took {took:?}: {complaint}");
    assert_eq!(complaint.lines().count(), 1, "{what}: {complaint}");
    assert_eq!(acting(&complaint), None, "{what}: {complaint:?}");
}

#[test]
fn a_run_folder_whose_files_are_none_is_refused() {
    let (sound, data) = (tempfile::tempdir().unwrap(), IdxSet::new());
    let race = "--headless --iterations 3 --hidden 4 --batch-size 4 --optimizers sgd --out run";
    let mut record = Command::new(PROGRAM);
    record.args(race.split(' ')).arg("--data").arg(data.folder()).current_dir(sound.path());
    assert!(record.stdout(Stdio::null()).stdin(Stdio::null()).status().unwrap().success());
    for kind in KINDS {
        for (name, command) in [
            ("run.jsonl", "replay run --headless"),
            ("run.jsonl", "replay run --rerun"),
            ("run.jsonl", "resume run --headless"),
            ("checkpoint.safetensors", "resume run --headless"),
            ("checkpoint.previous.safetensors", "resume run --headless --previous"),
            ("run.jsonl", "export run"),
            ("checkpoint.safetensors", "export run"),
        ] {
            let place = tempfile::tempdir().unwrap();
            let run = place.path().join("run");
            fs::create_dir(&run).unwrap();
            for file in ["run.jsonl", "checkpoint.safetensors"] {
                fs::copy(sound.path().join("run").join(file), run.join(file)).unwrap();
            }
            put(kind, &run.join(name));
            let words: Vec<&str> = command.split(' ').collect();
            refused(&words, place.path(), &format!("{command}, {name} a {kind}"));
        }
    }
}

#[test]
fn lessons_goldens_and_data_that_are_no_files_are_refused() {
    for kind in KINDS {
        let place = tempfile::tempdir().unwrap();
        for name in ["lesson.toml", "golden.safetensors"] {
            put(kind, &place.path().join(name));
        }
        refused(&["lesson", "./lesson.toml", "--headless"], place.path(), &format!("a lesson, {kind}"));
        refused(&["certify", "golden.safetensors"], place.path(), &format!("a golden, {kind}"));
        for file in 0..4 {
            for packed in [false, true] {
                let data = IdxSet::new();
                if packed {
                    data.pack(file);
                }
                let path = data.path(file);
                put(
                    kind,
                    &if packed {
                        path.with_file_name(format!("{}.gz", super::idx_set::FILES[file]))
                    } else {
                        path
                    },
                );
                let folder = data.folder().to_str().unwrap();
                let race = ["--headless", "--iterations", "1", "--data", folder];
                refused(&race, place.path(), &format!("data {file}, packed {packed}, {kind}"));
            }
        }
    }
}
