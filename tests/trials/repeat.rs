//! The command that a report and a run's settings print is typed into a shell, and gives the same bits.

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

use super::{PROGRAM, pty::Terminal};

/// What a line of a report has to be.
#[derive(Debug, Clone, Copy, PartialEq)]
enum By {
    /// One that begins the race anew.
    Line,
    /// One that trains the recording again.
    Rerun,
}

/// Schedules of every kind that takes its length from the race, a warm-up longer than it, and weights of their own.
const RACE: &[&str] = &[
    "--optimizers",
    "sgd:lr=0.3:sched=cosine:name=it's bold,momentum:sched=onecycle:warmup=20,adam:weight-decay=0.001,\
     sgd:sched=cosine:warmup=500:name=cold",
    "--own-weights",
    "--init",
    "xavier",
    "--iterations",
    "200",
    "--hidden",
    "8",
    "--batch-size",
    "8",
    "--pace",
    "500",
    "--seed",
    "7",
    "--paused",
    "--out",
    "the run",
];

/// Waits of a test: `.` for a moment, `|` for a pause, `@10` for that iteration, `$` for the end of the race, `$$` for
/// that of a longer one; all else is keys.
fn play(place: &Path, race: &[&str], script: &[&str]) {
    let mut terminal = Terminal::start_in(place, race, &[], (120, 40));
    terminal.until_text("▮ paused");
    let mut saved = 0;
    for step in script {
        match *step {
            "." => drop(terminal.listen(Duration::from_millis(40))),
            "|" => terminal.until_text("▮ paused"),
            "$" => terminal.until_text("✓ finished"),
            at if at.len() > 1 && at.starts_with('@') => terminal.until_text(&format!(" {} / 200", &at[1..])),
            "$$" => terminal.until_text("2,200 / 2,200"),
            "w" => {
                saved += 1;
                terminal.press("w");
                terminal.until_text(&format!("saved to downhill-{saved}/"));
            }
            keys => terminal.press(keys),
        }
        terminal.listen(Duration::from_millis(10));
    }
    terminal.press("q");
    assert_eq!(terminal.end(), 0, "{script:?}");
}

/// Types a line into a shell whose `downhill` is this one.
fn typed(place: &Path, line: &str) -> Output {
    let folder = Path::new(PROGRAM).parent().unwrap().to_str().unwrap();
    let path = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).current_dir(place).env("PATH", path).stdin(Stdio::null());
    shell.output().unwrap()
}

fn losses(place: &Path, run: &str) -> String {
    fs::read_to_string(place.join(run).join("losses.csv")).unwrap()
}

/// The first command of the report, which must be the first of the settings, too.
fn command(place: &Path, run: &str) -> String {
    let read = |name: &str| fs::read_to_string(place.join(run).join(name)).unwrap();
    let (report, settings) = (read("report.md"), read("config.toml"));
    let line = report.lines().find(|line| line.starts_with("downhill ")).unwrap().to_owned();
    assert_eq!(settings.lines().next().unwrap(), format!("# {line}"));
    line
}

/// Runs the command that a race's report prints, and compares what comes of it.
fn check(what: &str, place: &Path, by: By) {
    let line = command(place, "the run");
    if by == By::Rerun {
        assert!(
            line.starts_with("downhill replay ") && line.ends_with("/the run' --rerun"),
            "{what}: {line}"
        );
        let again = typed(&std::env::temp_dir(), &line);
        let told = String::from_utf8_lossy(&again.stdout).into_owned();
        assert!(
            again.status.success() && told.contains("every one the same bits"),
            "{what}: {told}{}",
            String::from_utf8_lossy(&again.stderr)
        );
        return;
    }
    assert!(!line.contains("replay"), "{what}: {line}");
    let again = typed(place, &format!("{line} --headless --threads 2 --out again"));
    assert!(again.status.success(), "{what}: {}", String::from_utf8_lossy(&again.stderr));
    let (recorded, again) = (losses(place, "the run"), losses(place, "again"));
    // One that was left before its end has fewer rows, and on a busy machine few.
    assert!(recorded.lines().count() > 5, "{what}: {recorded}");
    assert!(again.starts_with(&recorded), "{what}: {line}\n{recorded}\n{again}");
}

#[test]
fn what_a_report_prints_repeats_the_race_whatever_was_done_to_it() {
    const RIGHT: &str = "\u{1b}[C";
    const DOWN: &str = "\u{1b}[B";
    const UP: &str = "\u{1b}[A";
    let cases: &[(&str, By, &[&str])] = &[
        ("nothing", By::Line, &[" ", "$"]),
        (
            "pauses, steps and paces",
            By::Line,
            &["n", "@1", "|", "N", "@11", "|", " ", ".", " ", ".", "|", " ", "[", "]", "$"],
        ),
        ("left before its end", By::Line, &[" ", ".", ".", ".", ".", ".", "."]),
        ("longer", By::Line, &[" ", "$", "c", "$$"]),
        ("anew", By::Line, &[" ", ".", "r", "$"]),
        ("longer and anew", By::Line, &[" ", "$", "c", ".", "r", "$$"]),
        ("with another seed", By::Line, &[" ", ".", "R", "$"]),
        ("a rate, then anew", By::Line, &[" ", ".", RIGHT, ".", "r", "$"]),
        ("back", By::Line, &[" ", "$", "u", "|", " ", "$"]),
        ("a rate, back before it", By::Line, &[" ", "$", RIGHT, "u", "|", " ", "$"]),
        ("longer, back before it", By::Line, &[" ", "$", "c", ".", "g", "1", "0", "0", "\r", " ", "."]),
        ("a rate", By::Rerun, &[" ", ".", RIGHT, "$"]),
        ("all rates", By::Rerun, &["a", RIGHT, " ", "$"]),
        ("a rate, longer", By::Rerun, &[" ", ".", RIGHT, "$", "c", "$$"]),
        ("longer, a rate", By::Rerun, &[" ", "$", "c", ".", RIGHT, "."]),
        ("a rate, back after it", By::Rerun, &[RIGHT, " ", "$", "u", "|", " ", "$"]),
        ("batch size", By::Rerun, &[" ", ".", "e", UP, "1", "6", "\r", "$"]),
        ("a schedule", By::Rerun, &[" ", "$", "e", DOWN, DOWN, "c", "o", "s", "i", "n", "e", "@", "9", "\r"]),
        ("one more", By::Rerun, &[" ", ".", "+", "\r", "$"]),
        ("one fewer", By::Rerun, &[" ", ".", "X", "X", "$"]),
        ("one fewer, then anew", By::Rerun, &[" ", ".", "X", "X", ".", "r", "$"]),
        ("off", By::Rerun, &[" ", ".", "x", "$"]),
        ("off, then anew", By::Rerun, &[" ", ".", "x", "r", "$"]),
        ("off and on", By::Rerun, &[" ", ".", "x", ".", "x", "$"]),
        ("a fork", By::Rerun, &[" ", ".", "F", ".", RIGHT, "$"]),
        ("a fork, back", By::Rerun, &["N", "@10", "|", "F", ".", " ", "$", "u", "|", " ", "$"]),
    ];
    for (what, by, script) in cases {
        let place = tempfile::tempdir().unwrap();
        play(place.path(), RACE, script);
        check(what, place.path(), *by);
    }
}

/// What somebody looks at who has seen a finished race and presses `c`.
#[test]
fn a_longer_race_leaves_schedules_at_their_end_says_so_and_is_repeated_by_its_line() {
    let place = tempfile::tempdir().unwrap();
    let race = ["--optimizers", "sgd:lr=0.5:sched=cosine", "--iterations", "200", "--hidden", "8"];
    let mut terminal =
        Terminal::start_in(place.path(), &[&race[..], &["--out", "the run"]].concat(), &[], (100, 30));
    terminal.until_text("✓ finished");
    terminal.press("c");
    terminal.until_text("schedules have ended");
    terminal.until_text("warm-up 200 starts here");
    terminal.until_text("2,200 / 2,200");
    terminal.until_text("0.000000");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    check("as it was reported", place.path(), By::Line);
    let rows = losses(place.path(), "the run");
    let column = |row: &str| row.split(',').nth(1).unwrap().parse::<f32>().unwrap();
    assert!(rows.lines().skip(1).all(|row| column(row) < 5.0), "nothing is thrown up");
    assert!(command(place.path(), "the run").contains("sched=cosine@200 --iterations 2200"));
}

/// What a key writes doesn't know whether the race is recorded.
#[test]
fn what_is_saved_by_a_key_names_the_start_and_how_a_recording_is_repeated() {
    let place = tempfile::tempdir().unwrap();
    let race: Vec<&str> = RACE.iter().copied().take(RACE.len() - 2).collect();
    play(place.path(), &race, &[" ", "$", "w", "\u{1b}[C", ".", ".", ".", ".", "w"]);
    let read = |run: &str, name: &str| fs::read_to_string(place.path().join(run).join(name)).unwrap();
    let line = command(place.path(), "downhill-1");
    let again = typed(place.path(), &format!("{line} --headless --out again"));
    assert!(again.status.success());
    assert_eq!(losses(place.path(), "again"), losses(place.path(), "downhill-1"));
    assert!(read("downhill-2", "report.md").contains("`downhill replay DIR --rerun`"));
    assert!(read("downhill-2", "config.toml").starts_with("# It was changed on the way"));
}

/// The lane that never moved.
#[test]
fn a_warm_up_as_long_as_the_race_is_a_warm_up_and_no_race_without_a_rate() {
    let lanes = |schedule: &str| {
        ["99", "100", "101", "200"].map(|warm_up| format!("sgd:lr=0.5{schedule}:warmup={warm_up}")).join(",")
    };
    for schedule in
        ["", ":sched=cosine", ":sched=onecycle", ":sched=step@50x0.5", ":sched=exponential@50x0.5"]
    {
        let mut command = Command::new(PROGRAM);
        command.args([
            "--headless",
            "--iterations",
            "100",
            "--hidden",
            "20",
            "--optimizers",
            &lanes(schedule),
        ]);
        let output = command.output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let accuracy = |row: &str| row.split_once(" %").unwrap().0.rsplit(' ').next().unwrap().parse::<f64>();
        let rows: Vec<f64> = told
            .lines()
            .filter(|row| row.starts_with("SGD ") && row.contains(" %"))
            .map(|row| accuracy(row).unwrap())
            .collect();
        assert_eq!(rows.len(), 4, "{told}");
        // One cycle has but a twenty-fifth of the rate while it warms up.
        let least = if schedule.contains("onecycle") { 15.0 } else { 50.0 };
        assert!(rows.iter().all(|share| *share > least), "{schedule}: {told}");
    }
}
