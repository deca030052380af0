//! A damaged or foreign checkpoint or log is refused with the reason, and none is gone on from silently.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread::sleep,
    time::Duration,
};

use downhill::record::{CheckpointChoice, Resumed};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tempfile::TempDir;

use super::{PROGRAM, forms::forms};

const NEWEST: &str = "checkpoint.safetensors";
const PREVIOUS: &str = "checkpoint.previous.safetensors";
const LOG: &str = "run.jsonl";

/// A small recorded race with two checkpoints.
fn recorded() -> (TempDir, PathBuf) {
    let place = tempfile::tempdir().unwrap();
    let run = place.path().join("run");
    let race = [
        "--headless",
        "--optimizers",
        "sgd,adam",
        "--iterations",
        "60",
        "--hidden",
        "4",
        "--batch-size",
        "4",
    ];
    let saving = ["--pace", "200", "--save-every", "0.05", "--out"];
    let status = Command::new(PROGRAM)
        .args(race)
        .args(saving)
        .arg(&run)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success() && run.join(PREVIOUS).exists());
    (place, run)
}

/// Why the folder's race can't be gone on with.
fn refusal(run: &Path, which: CheckpointChoice) -> Option<String> {
    let read = || Resumed::read(run, which).err().map(|error| error.to_string());
    // Another test that starts a program holds our files for a moment, the lock of the folder, too.
    let held = |reason: &Option<String>| reason.as_ref().is_some_and(|it| it.contains("in use by another"));
    for _ in 0..200 {
        let reason = read();
        if !held(&reason) {
            return reason;
        }
        sleep(Duration::from_millis(10));
    }
    read()
}

fn every_damage_to_a_checkpoint_is_found(damages: u32) {
    let (_place, run) = recorded();
    assert_eq!(refusal(&run, CheckpointChoice::Newest), None);
    let sound = fs::read(run.join(NEWEST)).unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(22);
    for _ in 0..damages {
        let mut damaged = sound.clone();
        if rng.random_bool(0.8) {
            // Half of them in the header, which is smaller than the numbers.
            let end = if rng.random_bool(0.5) { 2_000 } else { damaged.len() };
            let at = rng.random_range(0..end.min(damaged.len()));
            // A flipped bit, or any other byte.
            let bit = 1 << rng.random_range(0..8);
            damaged[at] ^= if rng.random_bool(0.5) { bit } else { rng.random_range(1..=255) };
        } else {
            damaged.truncate(rng.random_range(0..damaged.len()));
        }
        fs::write(run.join(NEWEST), &damaged).unwrap();
        let why = refusal(&run, CheckpointChoice::Newest).expect("a damaged checkpoint was taken");
        assert!(why.contains(NEWEST) && why.contains("--previous"), "{why}");
    }
    eprintln!("{damages} damages to a checkpoint of {} bytes: all found", sound.len());
    // What is offered then works, and leaves the good one in place.
    let good = fs::read(run.join(PREVIOUS)).unwrap();
    let resume = Command::new(PROGRAM)
        .args(["resume", "--headless", "--previous"])
        .arg(&run)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(resume.status.success(), "{}", String::from_utf8_lossy(&resume.stderr));
    assert_eq!(fs::read(run.join(PREVIOUS)).unwrap(), good);
    assert_eq!(refusal(&run, CheckpointChoice::Newest), None);
}

forms!(every_damage_to_a_checkpoint_is_found, short 500, long 10_000, "10,000 damages");

/// A checkpoint of which the header's text was changed.
fn with_header(sound: &[u8], change: impl Fn(&str) -> String) -> Vec<u8> {
    let length = usize::try_from(u64::from_le_bytes(sound[..8].try_into().unwrap())).unwrap();
    let header = change(std::str::from_utf8(&sound[8..8 + length]).unwrap());
    let padded = header.len().next_multiple_of(8);
    let mut changed = (padded as u64).to_le_bytes().to_vec();
    changed.extend(format!("{header:padded$}").bytes());
    changed.extend(&sound[8 + length..]);
    changed
}

#[test]
fn another_version_another_shape_and_another_program_are_told_apart() {
    let (_place, run) = recorded();
    let sound = fs::read(run.join(NEWEST)).unwrap();
    let refused = |bytes: &[u8]| {
        fs::write(run.join(NEWEST), bytes).unwrap();
        refusal(&run, CheckpointChoice::Newest).unwrap()
    };
    let said = |from: &'static str, to: &'static str| {
        with_header(&sound, move |header| {
            assert!(header.contains(from), "{header}");
            header.replace(from, to)
        })
    };
    for version in ["0", "1", "3", "2.0"] {
        let other = with_header(&sound, |header| {
            header.replace(r#""format":"2""#, &format!(r#""format":"{version}""#))
        });
        assert!(refused(&other).contains("another version of downhill"));
    }
    assert!(refused(&said(r#"\"hidden\":[4]"#, r#"\"hidden\":[5]"#)).contains("SHA-256"));
    assert!(refused(&said(r#""shape":[3190]"#, r#""shape":[3191]"#)).contains("damaged"));
    // What a reader of the format takes for the same is not what was written.
    assert!(refused(&said(r#""shape":[3190]"#, r#""shape":[3190,1]"#)).contains("SHA-256"));
    let spaced = with_header(&sound, |header| header.trim_end().replacen("{\"__", "{ \"__", 1));
    assert!(refused(&spaced).contains("SHA-256"));
    assert!(refused(b"").contains("damaged"));
    assert!(refused(&b"\x02\0\0\0\0\0\0\0{}"[..]).contains("not written by downhill"));
}

#[test]
fn a_log_that_is_cut_changed_or_of_another_race_is_refused_with_its_line() {
    let (_place, run) = recorded();
    let sound = fs::read_to_string(run.join(LOG)).unwrap();
    let refused = |text: &str| {
        fs::write(run.join(LOG), text).unwrap();
        refusal(&run, CheckpointChoice::Newest).unwrap()
    };
    assert!(refused(&sound[..sound.len() / 2]).contains("but the checkpoint was made at byte"));
    assert!(refused(&sound.replacen("\"iteration\":", "\"iteratiom\":", 1)).contains("run.jsonl: line "));
    assert!(refused(&sound.replacen("\"format\":2", "\"format\":4", 1)).contains("another version"));
    let hash = sound.split("\"hash\":\"").nth(1).unwrap();
    let other = sound.replacen(&hash[..8], "00000000", 1);
    assert!(refused(&other).contains("not the log of the checkpoint's race"));
    assert!(refused("").contains("ends at byte 0"));
    fs::remove_file(run.join(LOG)).unwrap();
    assert!(refusal(&run, CheckpointChoice::Newest).unwrap().contains("no recording in it"));
}

#[test]
fn what_is_no_run_is_refused_with_what_would_be_right() {
    let place = tempfile::tempdir().unwrap();
    let why = |name: &str| refusal(&place.path().join(name), CheckpointChoice::Newest).unwrap();
    assert!(why("nowhere").contains("no such folder"));
    assert!(why(".").contains("no checkpoint in it"));
    fs::write(place.path().join("file"), "").unwrap();
    assert!(why("file").contains("not a folder"));
}
