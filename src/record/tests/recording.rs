//! What a recorder leaves in its folder, whatever becomes of folder and race.

use std::time::Instant;

use super::*;
use crate::{
    export::{
        ExportError,
        tests::{added, diverged},
    },
    session::Change,
};

/// The lines of the table after a recording of these updates.
fn recorded(updates: Vec<Update>) -> Vec<String> {
    let recording = TestRecording::new();
    for update in updates {
        recording.send(update);
    }
    let (place, recorded) = recording.finish();
    let saved = recorded.result.unwrap();
    assert_eq!(saved, Saved { path: place.path().join("run"), files: RECORDED.into(), left_out: 0 });
    assert_eq!(names(&saved.path), [CONFIG, FIGURE_PNG, FIGURE_SVG, LOSSES, METRICS, REPORT, LOG]);
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
fn a_reset_begins_a_new_table() {
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
    let recording = TestRecording::new();
    recording.send(started(&["SGD"]));
    recording.send(progressed(1, 2, &[(0, &[3.0, 2.0])]));
    let run = recording.run();
    wait_until(|| run.join(LOSSES).exists() && lines(&run).len() == 3);
    assert_eq!(names(&run), [CONFIG, LOSSES, METRICS, LOG]);
    assert!(recording.status.is_empty());
}

#[test]
fn a_folder_that_is_removed_is_reported_and_loses_nothing_if_it_comes_back() {
    let recording = TestRecording::new();
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
    assert_eq!(names(&run), [CONFIG, FIGURE_PNG, FIGURE_SVG, LOSSES, METRICS, REPORT, LOG]);
}

#[test]
fn a_folder_that_is_moved_is_filled_where_it_is_and_another_of_its_name_is_left_alone() {
    let recording = TestRecording::new();
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
    let recording = TestRecording::new();
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
fn what_could_not_be_saved_is_reported_at_the_end() {
    let recording = TestRecording::new();
    fs::remove_dir_all(recording.run()).unwrap();
    recording.send(started(&["SGD"]));
    let (_place, recorded) = recording.finish();
    let error = recorded.result.unwrap_err().to_string();
    assert!(error.contains("the folder was removed"), "{error}");
}

#[test]
fn a_session_that_ends_without_a_race_leaves_nothing_to_save() {
    let (_place, recorded) = TestRecording::new().finish();
    assert!(matches!(recorded.result, Err(RecordError::Export(ExportError::NoRace))));
}
