//! Recorded races that are compared: what is printed, what is written, and what is refused.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

use super::{downhill, stderr, stdout};

/// A folder with two recorded races: of the second one lane diverges.
fn recorded() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    let race = |line: &str| {
        let done = here(place.path()).args(line.split(' ')).output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    };
    let small = "--headless --hidden 8 --optimizers";
    race(&format!("{small} sgd,adam --iterations 12 --batch-size 8 --out night-1"));
    race(&format!(
        "{small} sgd:lr=0.02,adam,sgd:lr=1000000:weight-decay=1:name=hot --iterations 20 --batch-size 16 --out night-2"
    ));
    place
}

fn here(place: &Path) -> Command {
    let mut command = downhill();
    command.current_dir(place);
    command
}

fn compare(place: &Path, line: &str) -> Output {
    here(place).arg("compare").args(line.split(' ')).output().unwrap()
}

fn refused(place: &Path, line: &str) -> (i32, String) {
    let done = compare(place, line);
    assert_eq!(stdout(&done), "", "{line}");
    let message = stderr(&done);
    assert_eq!(message.lines().count(), 1, "{message}");
    (done.status.code().unwrap(), message.trim_end().strip_prefix("downhill: ").unwrap().to_owned())
}

#[test]
fn lanes_of_several_races_stand_in_one_table_with_the_settings_that_differ() {
    let place = recorded();
    let done = compare(place.path(), "night-1 night-2");
    assert_eq!((done.status.code(), stderr(&done)), (Some(0), String::new()));
    let text = stdout(&done);
    let cells = |name: &str| {
        let rows = text.lines().filter(|line| line.starts_with(name));
        rows.map(|line| line.split_whitespace().map(str::to_owned).collect()).collect::<Vec<Vec<String>>>()
    };
    let sgd = cells("1/SGD");
    assert_eq!((&*sgd[0][1], &*sgd[0][4]), ("12", "0.01"), "{text}");
    assert_eq!(sgd[1], ["1/SGD", "8", "0.01", "0"], "{text}");
    // What only one optimizer has is no difference between its lanes, and the same beside another is none.
    assert_eq!(cells("2/Adam")[1], ["2/Adam", "16", "0.001", "0"], "{text}");
    assert_eq!(cells("2/hot")[1], ["2/hot", "16", "1000000", "1"], "{text}");
    assert!(cells("2/hot")[0].join(" ").contains("diverged at"), "{text}");
    assert!(text.contains("\ndiffers  batch  learning rate  weight decay\n"), "{text}");
    assert!(text.contains("\nin common: seed 0, starts shared, data MNIST "), "{text}");
    assert!(text.ends_with("compared: 1 12 iterations, 2 20 iterations\n"), "{text}");
    assert!(!text.contains('\u{1b}'));

    let only = stdout(&compare(place.path(), "night-1 night-2 --lane Adam"));
    assert!(only.contains("2/Adam") && !only.contains("SGD") && !only.contains("hot"), "{only}");
}

#[test]
fn a_comparison_is_written_with_figure_report_and_losses_and_nothing_to_repeat() {
    let place = recorded();
    let done = compare(place.path(), "night-1 night-2 --out both");
    assert_eq!((done.status.code(), stderr(&done)), (Some(0), String::new()));
    let folder = place.path().join("both");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    names.retain(|name| !name.starts_with('.'));
    assert_eq!(names, ["figure.png", "figure.svg", "losses.csv", "metrics.csv", "report.md"]);
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let report = read("report.md");
    let parts = [
        "# 1, 2 compared\n",
        "iterations done: 1 12, 2 20.",
        "![losses of every lane](figure.svg)",
        "| 1/SGD | SGD | 0.01 | 0.01 |",
        "| lane | batch | learning rate | weight decay |\n",
        "| 2/SGD | 16 | 0.02 | 0 |\n",
        "| seed | 0 |\n",
    ];
    for part in parts {
        assert!(report.contains(part), "{part} is missing in\n{report}");
    }
    // Aligned by iteration: the first race has no losses after its end.
    let losses = read("losses.csv");
    let lines: Vec<&str> = losses.lines().collect();
    assert_eq!((lines[0], lines.len()), ("iteration,1/SGD,1/Adam,2/SGD,2/Adam,2/hot", 21));
    let own = fs::read_to_string(place.path().join("night-1/losses.csv")).unwrap();
    let own: Vec<&str> = own.lines().skip(1).collect();
    assert!(own.iter().zip(&lines[1..]).all(|(own, both)| both.starts_with(own)), "{losses}");
    assert!(lines[20].starts_with("20,,,"), "{losses}");
    assert!(read("figure.svg").contains("1/Adam"));
    let again = refused(place.path(), "night-1 night-2 --out both");
    assert_eq!(again, (1, "both: not empty; name another folder".into()));
}

#[test]
fn what_can_t_be_compared_is_told_in_one_line() {
    let place = recorded();
    let place = place.path();
    let told =
        |line: &str, code: i32, message: &str| assert_eq!(refused(place, line), (code, message.to_owned()));
    told("night-1", 2, "night-1: one race can't be compared; name another folder beside it");
    told("night-1 ./night-1", 2, "./night-1: named twice; each race is compared once");
    told("night-1 nigth-2", 1, "nigth-2: no such folder; name one that a race was recorded into");
    told(
        "night-1 night-2 --lane adm",
        1,
        "no lane “adm” in these races; there are Adam, SGD, hot — did you mean Adam?",
    );
    // Nothing is offered that this command doesn't have.
    told("night-1 night-2 --out night-1", 1, "night-1: not empty; name another folder");
    let nothing = here(place).arg("compare").output().unwrap();
    assert_eq!(
        (nothing.status.code(), stderr(&nothing)),
        (Some(2), "downhill: DIR is missing; see downhill --help\n".into())
    );
    fs::create_dir(place.join("empty")).unwrap();
    told("night-1 empty", 1, "empty: no recording in it; a race recorded with --out DIR or --keep is one");
    fs::copy(place.join("night-1/run.jsonl"), place.join("empty/run.jsonl")).unwrap();
    let whole = fs::read_to_string(place.join("empty/run.jsonl")).unwrap();
    let first = whole.lines().next().unwrap();
    fs::write(place.join("empty/run.jsonl"), format!("{first}\nnothing\n{{}}\n")).unwrap();
    let (code, message) = refused(place, "night-1 empty");
    assert_eq!(code, 1);
    assert!(message.starts_with("empty/run.jsonl: line 2: damaged"), "{message}");
    fs::write(place.join("empty/run.jsonl"), format!("{first}\n")).unwrap();
    told("night-1 empty", 1, "empty: its race has not begun");
}
