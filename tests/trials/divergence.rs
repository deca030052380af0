//! Rates that no optimizer survives are refused or flagged at once, and every row stays readable.

use std::{
    fs,
    process::{Command, Output, Stdio},
};

use downhill::{
    optim::OptimizerKind,
    record::{Log, newest_checkpoint},
    session::Update,
};

use super::{PROGRAM, pty::Terminal};

fn rules() -> Vec<&'static str> {
    OptimizerKind::ALL.map(OptimizerKind::key).to_vec()
}

fn run(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn rates_that_are_no_use_are_refused_for_every_optimizer() {
    for rule in rules() {
        for rate in ["1e30", "nan", "NaN", "inf", "-inf", "infinity", "1e400", "-1", "0"] {
            let output = run(&["--optimizers", &format!("{rule}:lr={rate}")]);
            let message = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{rule} {rate}: {message}");
            assert!(message.contains("above 0 and at most 1,000,000"), "{message}");
            assert_eq!(message.lines().count(), 1);
        }
    }
}

#[test]
fn the_form_refuses_them_for_every_optimizer_and_the_race_keeps_its_rate() {
    let race = ["--paused", "--optimizers", "all", "--hidden", "8", "--batch-size", "8"];
    let mut terminal = Terminal::start(&race, &[], (100, 40));
    terminal.until_text("▮ paused");
    for lane in 0..rules().len() {
        terminal.press("e");
        terminal.until_text("settings of ");
        for rate in ["1e30", "nan", "inf"] {
            terminal.press(&format!("{rate}\r"));
            terminal.until("a refusal", |screen| screen.contains("learning rate can't be"));
            // The next character takes the refused line's place, and the refusal goes.
            terminal.press("1");
            terminal.until("the refusal goes", |screen| !screen.contains("learning rate can't be"));
            // Up and down: the line is fresh again.
            terminal.press("\x1b[A\x1b[B");
        }
        terminal.press("\x1b");
        terminal.until("the form is closed", |screen| !screen.contains("settings of "));
        terminal.press("j");
        terminal.until(&format!("lane {lane} is done"), |screen| screen.contains('▸'));
    }
    for rate in ["1e30", "1e+30", "NaN", "inf"] {
        assert!(!terminal.text().contains(rate), "{}", terminal.text());
    }
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

/// A loss as a table has it: none where the lane did not run.
fn cell(text: &str) -> Option<f32> {
    (!text.is_empty()).then(|| text.parse().unwrap_or_else(|_| panic!("{text:?} is no loss")))
}

/// Runs all rules with these settings and checks the table beside what was told; tells who diverged.
fn race(settings: &str, more: &[&str]) -> Vec<&'static str> {
    let folder = tempfile::tempdir().unwrap();
    let run_folder = folder.path().join("run");
    let lanes: Vec<String> = rules().iter().map(|rule| format!("{rule}:{settings}:name={rule}")).collect();
    let lanes = lanes.join(",");
    let race = ["--iterations", "60", "--optimizers", &lanes, "--hidden", "16,16", "--batch-size", "16"];
    let output = run(&[&race[..], more, &["--headless", "--out", run_folder.to_str().unwrap()]].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    // A race ends well however many lanes diverge.
    assert_eq!(output.status.code(), Some(0), "{text}");
    let table = fs::read_to_string(run_folder.join("losses.csv")).unwrap();
    let mut lines = table.lines();
    assert_eq!(lines.next().unwrap(), format!("iteration,{}", rules().join(",")));
    let rows: Vec<Vec<Option<f32>>> = lines.map(|line| line.split(',').skip(1).map(cell).collect()).collect();
    assert!(rows.iter().all(|row| row.len() == rules().len()), "{table}");

    let mut diverged = Vec::new();
    for (column, rule) in rules().into_iter().enumerate() {
        let losses: Vec<Option<f32>> = rows.iter().map(|row| row[column]).collect();
        let first = losses.iter().position(|loss| loss.is_some_and(|loss| !loss.is_finite()));
        let told = text.lines().find(|line| line.starts_with(&format!("{rule} diverged at iteration ")));
        assert_eq!(first.is_some(), told.is_some(), "{rule} with {settings}: {text}");
        let Some(first) = first else {
            assert!(losses.iter().all(Option::is_some), "{rule} with {settings}: every row has its loss");
            continue;
        };
        let iteration: usize =
            told.unwrap().split(' ').nth(4).unwrap().trim_end_matches(':').replace(',', "").parse().unwrap();
        assert!(
            iteration.abs_diff(first + 1) <= 1,
            "{rule} with {settings}: told {iteration}, was {}",
            first + 1
        );
        assert!(losses[first + 1..].iter().all(Option::is_none), "{rule}: nothing follows");
        diverged.push(rule);
    }
    // The log has every line, and what was kept of the race has no number of a lane that has ended.
    let told = Log::open(&run_folder, None).unwrap().map(Result::unwrap);
    let flagged = told.filter(|update| matches!(update, Update::Diverged { .. })).count();
    assert_eq!(flagged, diverged.len());
    let (kept, _) = newest_checkpoint(&run_folder).unwrap();
    for lane in kept.race.lanes {
        assert_eq!(
            lane.numbers.is_none(),
            diverged.contains(&lane.config.name.as_str()),
            "{}",
            lane.config.name
        );
        let finite = |numbers: &[f32]| numbers.iter().all(|number| number.is_finite());
        assert!(lane.numbers.is_none_or(|numbers| finite(&numbers.weights)), "{}", lane.config.name);
    }
    diverged
}

#[test]
fn the_largest_rates_are_flagged_with_the_first_loss_that_is_not_finite() {
    for rate in ["1e3", "1e6"] {
        for more in [&[][..], &["--activation", "sigmoid"], &["--init", "10"], &["--weight-decay", "1"]] {
            let diverged = race(&format!("lr={rate}"), more);
            eprintln!("rate {rate} {}: {} of 14 diverged: {diverged:?}", more.join(" "), diverged.len());
            // Plain descent with such steps never holds.
            assert!(rate != "1e6" || !more.is_empty() || diverged.contains(&"sgd"), "{diverged:?}");
        }
    }
}
