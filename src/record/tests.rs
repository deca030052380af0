//! Folders and recordings in temporary places, from hand-made updates.

use std::{
    fs,
    time::{Duration, Instant},
};

use crossbeam_channel::{Sender, unbounded};
use tempfile::{TempDir, tempdir};

use super::*;
use crate::{
    export::tests::{added, diverged, long_race, progressed, started},
    history::Smoothing,
    race::LaneId,
    session::{Bucket, Change, Losses, Refusal, Update},
};

fn refusal(path: &Path, force: bool) -> String {
    RunFolder::create(path, force).unwrap_err().to_string().replace(&path.display().to_string(), "RUN")
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_folder_is_made_with_its_parents_and_an_empty_one_is_taken() {
    let place = tempdir().unwrap();
    let path = place.path().join("a/b");
    drop(RunFolder::create(&path, false).unwrap());
    drop(RunFolder::create(&path, false).unwrap());
    assert!(names(&path).is_empty());
}

#[test]
fn what_is_there_already_is_refused_with_what_would_be_right() {
    let place = tempdir().unwrap();
    let path = place.path().join("run");
    fs::write(&path, "mine").unwrap();
    assert_eq!(refusal(&path, true), "RUN: a file, not a folder; name another folder");
    assert!(refusal(&path.join("below"), false).contains("can't make the folder"));
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    fs::write(path.join("thesis.txt"), "mine").unwrap();
    assert_eq!(
        refusal(&path, false),
        "RUN: not empty; name another folder, or --force replaces an earlier run in it"
    );
}

#[test]
fn what_is_told_to_whoever_watches_is_not_in_the_log() {
    let place = tempdir().unwrap();
    let folder = RunFolder::create(place.path(), false).unwrap();
    let mut log = log::LogFile::new(&folder);
    assert!(log.add(&Update::GuessedDrawn(Vec::new())));
    assert_eq!(log.full_length(), 0);
    assert!(log.add(&Update::Refused { reason: Refusal::Finished }));
    assert!(log.full_length() > 0);
}

#[test]
fn force_replaces_the_files_of_a_run_and_no_other() {
    let place = tempdir().unwrap();
    for name in ["thesis.txt", CONFIG, FIGURE_PNG] {
        fs::write(place.path().join(name), "mine").unwrap();
    }
    let folder = RunFolder::create(place.path(), true).unwrap();
    folder.save(&long_race(&["SGD"], 10), Smoothing::default(), "a screen\n").unwrap();
    assert_eq!(names(place.path()), [CONFIG, FIGURE_PNG, FIGURE_SVG, LOSSES, REPORT, SCREEN, "thesis.txt"]);
    assert_eq!(fs::read(place.path().join("thesis.txt")).unwrap(), b"mine");
    assert_ne!(fs::read(place.path().join(CONFIG)).unwrap(), b"mine");
}

#[test]
fn a_folder_in_use_is_refused_even_with_force() {
    let place = tempdir().unwrap();
    let _held = RunFolder::create(place.path(), false).unwrap();
    assert_eq!(refusal(place.path(), true), "RUN: in use by another downhill; name another folder");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let place = tempdir().unwrap();
    let (run, target) = (place.path().join("run"), place.path().join("target"));
    symlink(&target, &run).unwrap();
    assert_eq!(refusal(&run, false), "RUN: a link to nothing; name another folder");
    assert!(!target.exists());
    fs::remove_file(&run).unwrap();
    fs::create_dir(&run).unwrap();
    fs::write(&target, "mine").unwrap();
    symlink(&target, run.join(LOSSES)).unwrap();
    let folder = RunFolder::create(&run, true).unwrap();
    folder.save(&long_race(&["SGD"], 10), Smoothing::default(), "a screen\n").unwrap();
    assert_eq!(fs::read(&target).unwrap(), b"mine");
    assert!(fs::symlink_metadata(run.join(LOSSES)).unwrap().is_file());
}

#[test]
fn numbered_folders_take_the_first_free_number() {
    let place = tempdir().unwrap();
    fs::write(place.path().join("downhill-2"), "").unwrap();
    let numbers: Vec<_> = (0..2)
        .map(|_| RunFolder::numbered(place.path()).unwrap().path().file_name().unwrap().to_owned())
        .collect();
    assert_eq!(numbers, ["downhill-1", "downhill-3"]);
}

#[test]
fn what_was_saved_is_one_line() {
    let saved = |path: &str, left_out| Saved { path: path.into(), files: &SAVED, left_out }.to_string();
    let files = "(config.toml, losses.csv, figure.svg, figure.png, report.md, screen.txt)";
    assert_eq!(saved("./downhill-1", 0), format!("saved to downhill-1/ {files}"));
    assert_eq!(saved("/a/", 4_464), format!("saved to /a/ {files}; losses.csv begins at iteration 4,465"));
    assert!(!saved("x\u{1b}[2J", 0).contains('\u{1b}'));
}

/// A recorder in a folder of its own, and the sender of its updates.
fn recorder() -> (TempDir, Recorder, Sender<Update>) {
    let place = tempdir().unwrap();
    let (sender, updates) = unbounded();
    let folder = RunFolder::create(&place.path().join("run"), false).unwrap();
    let recorder = Recorder::start(folder, updates).unwrap();
    (place, recorder, sender)
}

/// The lines of the table after a recording of these updates.
fn recorded(updates: Vec<Update>) -> Vec<String> {
    let (place, recorder, sender) = recorder();
    for update in updates {
        sender.send(update).unwrap();
    }
    drop(sender);
    let saved = recorder.finish().unwrap();
    assert_eq!(saved, Saved { path: place.path().join("run"), files: &RECORDED, left_out: 0 });
    assert_eq!(names(&saved.path), [CONFIG, FIGURE_PNG, FIGURE_SVG, LOSSES, REPORT, LOG]);
    lines(&saved.path)
}

fn lines(run: &Path) -> Vec<String> {
    fs::read_to_string(run.join(LOSSES)).unwrap().lines().map(str::to_owned).collect()
}

/// Waits for what the recorder's thread is to do.
fn wait_until(done: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !done() {
        assert!(Instant::now() < deadline, "not done after 20 s");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_recording_has_every_row_with_lanes_that_join_diverge_and_leave() {
    let lines = recorded(vec![
        started(&["hot", "SGD"]),
        progressed(1, 2, &[(0, &[9.0, f32::NEG_INFINITY]), (1, &[3.0, 2.0])]),
        diverged(0, 2, f32::NEG_INFINITY),
        added(2, 2),
        progressed(3, 1, &[(1, &[1.5]), (2, &[4.0])]),
        Update::Changed { iteration: 3, change: Change::Removed(LaneId(1)) },
        progressed(4, 1, &[(2, &[0.5])]),
    ]);
    assert_eq!(lines, ["iteration,hot,SGD,Adam", "1,9.0,3.0,", "2,-inf,2.0,", "3,,1.5,4.0", "4,,,0.5"]);
}

#[test]
fn a_reset_begins_the_table_anew() {
    let lines = recorded(vec![
        started(&["SGD"]),
        progressed(1, 2, &[(0, &[3.0, 2.0])]),
        started(&["SGD", "Adam"]),
        progressed(1, 1, &[(0, &[5.0]), (1, &[6.0])]),
    ]);
    assert_eq!(lines, ["iteration,SGD,Adam", "1,5.0,6.0"]);
}

#[test]
fn a_late_recorder_writes_a_row_per_bucket_and_still_says_how_a_lane_diverged() {
    let bucket = |mean| Bucket { min: 0.0, max: 9.0, mean };
    let late = Losses {
        first: 1,
        stride: 4,
        iterations: 10,
        lanes: vec![
            (LaneId(0), vec![bucket(3.0), bucket(2.0), bucket(1.0)]),
            (LaneId(1), vec![bucket(8.0), bucket(9.0)]),
        ],
        elapsed: Duration::ZERO,
    };
    let lines = recorded(vec![started(&["SGD", "hot"]), Update::Progressed(late), diverged(1, 7, f32::NAN)]);
    assert_eq!(lines, ["iteration,SGD,hot", "4,3.0,8.0", "8,2.0,NaN", "10,1.0,"]);
}

#[test]
fn settings_and_rows_are_on_disk_while_the_race_runs() {
    let (place, recorder, sender) = recorder();
    sender.send(started(&["SGD"])).unwrap();
    sender.send(progressed(1, 2, &[(0, &[3.0, 2.0])])).unwrap();
    let run = place.path().join("run");
    wait_until(|| run.join(LOSSES).exists() && lines(&run).len() == 3);
    assert_eq!(names(&run), [CONFIG, LOSSES, LOG]);
    assert!(recorder.problems().is_empty());
}

#[test]
fn a_folder_that_vanishes_is_told_at_once_and_loses_nothing_if_it_comes_back() {
    let (place, recorder, sender) = recorder();
    let run = place.path().join("run");
    sender.send(started(&["SGD"])).unwrap();
    sender.send(progressed(1, 2, &[(0, &[3.0, 2.0])])).unwrap();
    wait_until(|| run.join(CONFIG).exists());
    fs::remove_dir_all(&run).unwrap();
    let problem = recorder.problems().recv_timeout(Duration::from_secs(20)).unwrap();
    assert!(problem.contains("losses.csv: can't write: "), "{problem}");
    sender.send(progressed(3, 1, &[(0, &[1.0])])).unwrap();
    fs::create_dir(&run).unwrap();
    drop(sender);
    recorder.finish().unwrap();
    assert_eq!(lines(&run), ["iteration,SGD", "1,3.0", "2,2.0", "3,1.0"]);
    assert_eq!(names(&run), [CONFIG, FIGURE_PNG, FIGURE_SVG, LOSSES, REPORT, LOG]);
}

#[test]
fn what_could_not_be_saved_is_told_at_the_end() {
    let (place, recorder, sender) = recorder();
    fs::remove_dir_all(place.path().join("run")).unwrap();
    sender.send(started(&["SGD"])).unwrap();
    drop(sender);
    let error = recorder.finish().unwrap_err().to_string();
    assert!(error.contains("losses.csv: can't write: "), "{error}");
}

#[test]
fn a_session_that_ends_without_a_race_leaves_nothing_to_save() {
    let (_place, recorder, sender) = recorder();
    drop(sender);
    assert!(matches!(recorder.finish(), Err(RecordError::Export(ExportError::NoRace))));
}
