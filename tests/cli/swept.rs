//! Sweeps as people type them: the plan, wrong words, the numbers of schedulers, the command that repeats a trial.

use std::{fs, path::Path, process::Output};

use serde_json::Value;

use super::{downhill, run, stderr, stdout};

/// A sweep of a moment, in a folder.
fn swept(folder: &Path, more: &[&str]) -> Output {
    let small = ["--iterations", "3", "--batch-size", "8", "--hidden", "8", "--trials", "4", "--headless"];
    downhill()
        .args(["sweep", "--optimizers", "sgd,adam"])
        .args(small)
        .args(more)
        .arg(folder)
        .output()
        .unwrap()
}

fn status(folder: &Path) -> Value {
    let output = run(["sweep", "status", "--json", folder.to_str().unwrap()]);
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_same_seed_writes_the_same_plan_before_anything_runs() {
    let place = tempfile::tempdir().unwrap();
    let plan = |name: &str, more: &[&str]| {
        let folder = place.path().join(name);
        let output = swept(&folder, &[&["--plan-only"], more].concat());
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
        assert!(!folder.join("trials").exists());
        fs::read_to_string(folder.join("trials.csv")).unwrap()
    };
    let space = ["--space", "lr=loguniform(1e-4,1) width=int(4,64,log)", "--seed", "7"];
    let one = plan("one", &space);
    assert_eq!(one, plan("two", &space));
    assert_ne!(one, plan("three", &[&space[..3], &["8"]].concat()));
    assert!(one.starts_with("trial,optimizer,lr,width,seed\n0,SGD,"), "{one}");
    assert_eq!(one.lines().count(), 5);
    // A later habit doesn't change what is planned already.
    let toml = fs::read_to_string(place.path().join("one/sweep.toml")).unwrap();
    assert!(toml.starts_with("# downhill sweep ") && toml.contains("\nseed = 7\n"), "{toml}");
}

#[test]
fn a_setting_that_nobody_has_is_told_and_left_out() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("sweep");
    let space = "lr=loguniform(1e-4,1) momentum=choice(0.8,0.9)";
    let output = swept(&folder, &["--space", space, "--plan-only"]);
    assert!(stdout(&output).starts_with("note: momentum: no optimizer of this sweep has it; left out\n"));
    let list = fs::read_to_string(folder.join("trials.csv")).unwrap();
    assert!(list.lines().skip(1).all(|line| line.split(',').nth(3) == Some("")), "{list}");
}

#[test]
fn wrong_words_are_refused_in_one_line_and_write_nothing() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("sweep");
    for (more, part) in [
        (&["--space", "lr=loguniform(0,1)"][..], "--space lr: from 0: a logarithm begins above 0"),
        (&["--space", "rte=0.1"], "--space nothing is called “rte”"),
        (&["--space", "lr=0.1 lr=0.2"], "--space lr: said twice"),
        (&["--space", "lr=choice()"], "--space lr: a value is missing"),
        (&["--space", "width=uniform(1,8)"], "--space width: whole numbers are int(1, 8)"),
        (&["--space", "seed=1,2", "--repeats", "2"], "--repeats: the space has seeds of its own"),
        (
            &["--pruner", "halving", "--min-iterations", "3", "--iterations", "4"],
            "--min-iterations must be at most 1",
        ),
        (&["--space", "beta1=0.9,1.5"], "--space beta1=1.5: "),
        (&["--space", "batch-size=0"], "--space batch-size=0: must be a whole number from 1"),
        (&["--sampler", "tpe"], "--sampler tpe: must be one of sobol, random, grid"),
        (&["--via", "pbs"], "--via pbs: must be one of local, slurm, parallel"),
        (&["--iterations", "0"], "--iterations: a trial needs an end"),
        (&["--sampler", "grid", "--space", "lr=1,2,3 width=1,2,3"], "this grid has at least 18 points"),
        (&["--", "-p"], "--: arguments go to a scheduler"),
    ] {
        let mut arguments = vec![
            "sweep",
            "--optimizers",
            "sgd,adam",
            "--trials",
            "4",
            "--headless",
            folder.to_str().unwrap(),
        ];
        arguments.extend(more);
        let output = run(&arguments);
        let message = stderr(&output);
        assert_eq!((output.status.code(), message.lines().count()), (Some(2), 1), "{more:?}: {message}");
        assert!(message.contains(part), "{more:?}: {message}");
        assert!(!folder.exists());
    }
    for arguments in [["sweep", "status"], ["sweep", "attach"], ["sweep", "retry"], ["sweep", "best"]] {
        let output = run(arguments.into_iter().chain([place.path().to_str().unwrap()]));
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains("no sweep in it"), "{}", stderr(&output));
    }
}

#[test]
fn a_trial_is_named_by_number_or_by_a_schedulers_variable() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("sweep");
    swept(&folder, &["--plan-only"]);
    let trial = |variables: &[(&str, &str)], more: &[&str]| {
        let mut command = downhill();
        command.arg("trial").arg(&folder).args(more).envs(variables.iter().copied());
        command.output().unwrap()
    };
    assert!(stdout(&trial(&[("SLURM_ARRAY_TASK_ID", "0")], &[])).starts_with("trial 0: finished"));
    assert!(stdout(&trial(&[("PARALLEL_SEQ", "2")], &[])).starts_with("trial 1: finished"));
    let two = stdout(&trial(&[("PARALLEL_SEQ", "1")], &["2-3", "--threads", "1"]));
    assert_eq!(two.lines().map(|line| &line[..8]).collect::<Vec<_>>(), ["trial 2:", "trial 3:"]);
    // It is done: nothing is run again.
    let again = trial(&[], &["0-3"]);
    assert_eq!(again.status.code(), Some(0));
    let told = stdout(&again);
    assert!(told.lines().count() == 4 && told.lines().all(|line| line.ends_with("done before")), "{told}");
    let both = trial(&[("PARALLEL_SEQ", "1"), ("SLURM_ARRAY_TASK_ID", "0")], &[]);
    assert_eq!(both.status.code(), Some(2));
    assert!(stderr(&trial(&[], &["4"])).contains("from 0 to 3"));
    assert_eq!(status(&folder)["counts"]["finished"], 4);
}

#[test]
fn the_command_of_the_best_trial_gives_the_same_bits() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("sweep");
    let space = "lr=loguniform(1e-3,0.1) weight-decay=0.001,0.01 activation=tanh,relu depth=1,2";
    assert_eq!(swept(&folder, &["--space", space, "--repeats", "2"]).status.code(), Some(0));
    let best = stdout(&run(["sweep", "best", folder.to_str().unwrap()]));
    let lines: Vec<&str> = best.lines().collect();
    let mut compared = 0;
    for pair in lines.windows(2).filter(|pair| pair[1].starts_with("  downhill ")) {
        let number: usize = pair[0].split(' ').nth(1).unwrap().parse().unwrap();
        let words = pair[1].trim().strip_prefix("downhill ").unwrap();
        let again = downhill().args(words.split(' ')).args(["--headless", "--json"]).output().unwrap();
        let again: Value = serde_json::from_slice(&again.stdout).unwrap();
        let result = fs::read(folder.join(format!("trials/000/{number:06}/result.json"))).unwrap();
        let result: Value = serde_json::from_slice(&result).unwrap();
        for field in ["loss", "smoothed", "best", "test_accuracy"] {
            assert_eq!(
                again["lanes"][0][field], result["race"]["lanes"][0][field],
                "trial {number}: {field}"
            );
        }
        compared += 1;
    }
    assert_eq!(compared, 2, "{best}");
}

#[test]
fn a_report_has_table_figure_and_text() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("sweep");
    swept(&folder, &[]);
    let output = run(["sweep", "report", folder.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let size = |name: &str| fs::metadata(folder.join(name)).unwrap().len();
    assert!(
        ["results.csv", "figure.svg", "figure.png", "report.md", "table.tex"]
            .iter()
            .all(|name| size(name) > 100)
    );
    // It may be written again, and a trial of the folder is a run like any other.
    assert_eq!(run(["sweep", "report", folder.to_str().unwrap()]).status.code(), Some(0));
    let trial = folder.join("trials/000/000000");
    let replay = run(["replay", "--rerun", trial.to_str().unwrap()]);
    assert!(stdout(&replay).contains("every one the same bits"), "{}{}", stdout(&replay), stderr(&replay));
}
