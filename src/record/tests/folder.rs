//! Folders that are made, refused, taken and filled.

use super::*;
use crate::{
    record::{dir::create_temporary, growing::LogFile},
    session::Refusal,
};

fn refusal(path: &Path, force: bool) -> String {
    RunFolder::create(path, force).unwrap_err().to_string().replace(&path.display().to_string(), "RUN")
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
    let mut log = LogFile::new(&folder);
    assert!(log.add(&started(&["SGD"])));
    log.flush(&folder).unwrap();
}

#[test]
fn what_a_killed_program_left_half_written_is_removed() {
    let place = tempdir().unwrap();
    let mine = [".report.md-backup", ".config.toml.mine.downhill"];
    let half = |name| create_temporary(place.path(), name).unwrap().keep().unwrap();
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
fn what_only_views_are_sent_is_not_in_the_log() {
    let place = tempdir().unwrap();
    let folder = RunFolder::create(place.path(), false).unwrap();
    let mut log = LogFile::new(&folder);
    assert!(log.add(&Update::GuessedDrawn(Vec::new())));
    assert_eq!(log.lines.full_length(), 0);
    assert!(log.add(&Update::Refused { reason: Refusal::Finished }));
    assert!(log.lines.full_length() > 0);
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
        [CONFIG, FIGURE_PNG, FIGURE_SVG, LOSSES, METRICS, REPORT, LOG, "screen.txt", "thesis.txt"]
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
    let place = tempdir().unwrap();
    let folder = RunFolder::create(place.path(), false).unwrap();
    let files = folder.save(&long_race(&["SGD"], 10), Smoothing::default(), "screen").unwrap().files;
    let saved =
        |path: &str, left_out| Saved { path: path.into(), files: files.clone(), left_out }.to_string();
    let files = "(config.toml, losses.csv, metrics.csv, figure.svg, figure.png, report.md, screen.txt)";
    assert_eq!(saved("./downhill-1", 0), format!("saved to downhill-1/ {files}"));
    assert_eq!(saved("/a/", 4_464), format!("saved to /a/ {files}; losses.csv begins at iteration 4,465"));
    assert!(!saved("x\u{1b}[2J", 0).contains('\u{1b}'));
}
