//! Folders and recordings in temporary places, from hand-made updates.

mod size;

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, unbounded};
use tempfile::{TempDir, tempdir};

use super::*;
use crate::{
    export::tests::{added, diverged, long_race, progressed, started},
    history::Smoothing,
    race::LaneId,
    session::{
        Bucket, Change, Losses, RecorderChannels, RecorderMessage, Refusal, SaveStatus, Trouble, Update,
    },
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
    assert_eq!(refusal(&path, false), "RUN: not empty; name another folder");
    let no_run = "RUN: not empty, and --force replaces only a run: there is no run.jsonl of downhill in it; \
                  name another folder";
    assert_eq!(refusal(&path, true), no_run);
    // Somebody else's log is no run either.
    for log in ["", "\n", "{}\n", "{\"format\":1}\n", "{\"step\":1,\"loss\":2.0}\n", "iteration,SGD\n"] {
        fs::write(path.join(LOG), log).unwrap();
        assert_eq!(refusal(&path, true), no_run, "{log}");
    }
    record_a_moment(&path);
    assert_eq!(
        refusal(&path, false),
        "RUN: not empty; name another folder, or --force replaces the run in it"
    );
    assert!(RunFolder::create(&path, true).is_ok());
}

/// Puts a first line of a log into a folder.
fn record_a_moment(path: &Path) {
    let folder = RunFolder::reopen(path).unwrap();
    let mut log = log::LogFile::new(&folder);
    assert!(log.add(&started(&["SGD"])));
    log.flush(&folder).unwrap();
}

#[test]
fn what_a_killed_program_left_half_written_is_nobodys() {
    let place = tempdir().unwrap();
    let mine = [".report.md-backup", ".config.toml.mine.downhill"];
    let half = |name| unfinished::create(place.path(), name).unwrap().keep().unwrap();
    half(LOG);
    drop(RunFolder::create(place.path(), false).unwrap());
    assert!(names(place.path()).is_empty());
    record_a_moment(place.path());
    for name in mine {
        fs::write(place.path().join(name), "mine").unwrap();
    }
    half(CHECKPOINT);
    half(REPORT);
    drop(RunFolder::create(place.path(), true).unwrap());
    assert_eq!(names(place.path()), [mine[1], mine[0], LOG]);
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
    record_a_moment(place.path());
    let folder = RunFolder::create(place.path(), true).unwrap();
    folder.save(&long_race(&["SGD"], 10), Smoothing::default(), "a screen\n").unwrap();
    assert_eq!(
        names(place.path()),
        [CONFIG, FIGURE_PNG, FIGURE_SVG, LOSSES, REPORT, LOG, SCREEN, "thesis.txt"]
    );
    assert_eq!(fs::read(place.path().join("thesis.txt")).unwrap(), b"mine");
    assert_ne!(fs::read(place.path().join(CONFIG)).unwrap(), b"mine");
}

#[test]
fn a_folder_in_use_is_refused_even_with_force() {
    let place = tempdir().unwrap();
    let _held = RunFolder::create(place.path(), false).unwrap();
    assert_eq!(
        refusal(place.path(), true),
        format!(
            "RUN: in use by another downhill, process {0}; downhill stop RUN or kill {0} ends that one, saved, or name \
             another folder",
            std::process::id()
        )
    );
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
    record_a_moment(&run);
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

/// A recorder in a folder of its own, and what it is connected with.
struct Recording {
    place: TempDir,
    recorder: Recorder,
    messages: Sender<RecorderMessage>,
    status: Receiver<SaveStatus>,
}

impl Recording {
    fn new() -> Self {
        let place = tempdir().unwrap();
        let ((messages, received), (sent, status)) = (unbounded(), unbounded());
        let folder = RunFolder::create(&place.path().join("run"), false).unwrap();
        let recorder =
            Recorder::start(folder, RecorderChannels { messages: received, status: sent }).unwrap();
        Self { place, recorder, messages, status }
    }

    fn send(&self, update: Update) {
        self.messages.send(update.into()).unwrap();
    }

    fn run(&self) -> PathBuf {
        self.place.path().join("run")
    }

    /// The next trouble, or its end.
    fn trouble(&self) -> Option<Trouble> {
        self.status.recv_timeout(Duration::from_secs(20)).unwrap().trouble
    }

    /// Ends it; the folder stays as long as the first of both.
    fn finish(self) -> (TempDir, Recorded) {
        drop(self.messages);
        (self.place, self.recorder.finish())
    }
}

/// The lines of the table after a recording of these updates.
fn recorded(updates: Vec<Update>) -> Vec<String> {
    let recording = Recording::new();
    for update in updates {
        recording.send(update);
    }
    let (place, recorded) = recording.finish();
    let saved = recorded.result.unwrap();
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
    let recording = Recording::new();
    recording.send(started(&["SGD"]));
    recording.send(progressed(1, 2, &[(0, &[3.0, 2.0])]));
    let run = recording.run();
    wait_until(|| run.join(LOSSES).exists() && lines(&run).len() == 3);
    assert_eq!(names(&run), [CONFIG, LOSSES, LOG]);
    assert!(recording.status.is_empty());
}

#[test]
fn a_folder_that_is_removed_is_told_and_loses_nothing_if_it_comes_back() {
    let recording = Recording::new();
    let run = recording.run();
    recording.send(started(&["SGD"]));
    recording.send(progressed(1, 2, &[(0, &[3.0, 2.0])]));
    wait_until(|| run.join(CONFIG).exists());
    fs::remove_dir_all(&run).unwrap();
    // Nothing more has happened in the race.
    assert_eq!(recording.trouble(), Some(Trouble::FolderGone(run.display().to_string())));
    recording.send(progressed(3, 1, &[(0, &[1.0])]));
    fs::create_dir(&run).unwrap();
    assert_eq!(recording.trouble(), None);
    let (_place, recorded) = recording.finish();
    recorded.result.unwrap();
    assert_eq!(lines(&run), ["iteration,SGD", "1,3.0", "2,2.0", "3,1.0"]);
    assert_eq!(names(&run), [CONFIG, FIGURE_PNG, FIGURE_SVG, LOSSES, REPORT, LOG]);
}

#[test]
fn a_folder_that_is_moved_is_filled_where_it_is_and_another_of_its_name_is_left_alone() {
    let recording = Recording::new();
    let (run, moved) = (recording.run(), recording.place.path().join("moved"));
    recording.send(started(&["SGD"]));
    wait_until(|| run.join(CONFIG).exists());
    fs::rename(&run, &moved).unwrap();
    let _other = RunFolder::create(&run, false).unwrap();
    recording.send(progressed(1, 2, &[(0, &[3.0, 2.0])]));
    let (_place, recorded) = recording.finish();
    assert_eq!(recorded.result.unwrap().path, fs::canonicalize(&moved).unwrap());
    assert_eq!(lines(&moved), ["iteration,SGD", "1,3.0", "2,2.0"]);
    assert!(names(&run).is_empty());
}

#[test]
fn nothing_is_written_into_what_takes_the_place_of_a_removed_folder() {
    let recording = Recording::new();
    let run = recording.run();
    recording.send(started(&["SGD"]));
    wait_until(|| run.join(CONFIG).exists());
    fs::remove_dir_all(&run).unwrap();
    // Another race, or somebody's files.
    let other = RunFolder::create(&run, false).unwrap();
    assert!(matches!(recording.trouble(), Some(Trouble::FolderGone(_))));
    fs::write(run.join("mine"), "mine").unwrap();
    drop(other);
    let (_place, recorded) = recording.finish();
    assert!(matches!(recorded.result, Err(RecordError::FolderGone(_))));
    assert_eq!((recorded.saved, names(&run)), (None, vec!["mine".to_owned()]));
}

#[test]
fn what_could_not_be_saved_is_told_at_the_end() {
    let recording = Recording::new();
    fs::remove_dir_all(recording.run()).unwrap();
    recording.send(started(&["SGD"]));
    let (_place, recorded) = recording.finish();
    let error = recorded.result.unwrap_err().to_string();
    assert!(error.contains("the folder was removed"), "{error}");
}

#[test]
fn a_session_that_ends_without_a_race_leaves_nothing_to_save() {
    let (_place, recorded) = Recording::new().finish();
    assert!(matches!(recorded.result, Err(RecordError::Export(ExportError::NoRace))));
}
