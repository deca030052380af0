//! Trainings of other programs: what is made of their lines and files, and what is refused.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::{downhill, fed, run, stderr, stdout};

/// What a table says of lines on standard input.
fn table(lines: &str) -> String {
    let output = fed(downhill().args(["watch", "-", "--once"]), lines.as_bytes());
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""), "{lines}");
    stdout(&output)
}

/// The rows of a table, their columns with one space between, without the heading.
fn rows(table: &str) -> Vec<String> {
    let row = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    table.lines().skip(1).map(row).collect()
}

/// What JSON says of sources.
pub(super) fn json<S: AsRef<OsStr>>(sources: &[S], input: &str) -> Value {
    let output = fed(downhill().arg("watch").args(sources).arg("--json"), input.as_bytes());
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    let text = stdout(&output);
    assert_eq!(text.lines().count(), 1, "{text}");
    serde_json::from_str(&text).unwrap()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// The names of the lanes, in their order.
pub(super) fn lanes(training: &Value) -> Vec<&str> {
    let lanes = training["lanes"].as_array().unwrap();
    lanes.iter().map(|lane| lane["lane"].as_str().unwrap()).collect()
}

/// The one line that a refusal says.
fn refused(arguments: &[&OsStr], code: i32) -> String {
    let output = run(arguments);
    let message = stderr(&output);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(code), ""), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    message.strip_prefix("downhill: ").unwrap().trim_end().to_owned()
}

fn foreign(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/foreign").join(name)
}

#[test]
fn lines_of_every_kind_are_measurements() {
    for (line, expected) in [
        (r#"{"step": 7, "loss": 0.5}"#, &["log loss 7 0.5000 0.5000 0.5000"][..]),
        (r#"INFO:root:{"iter": 7, "run": "a", "val": {"acc": 0.5}}"#, &["a val/acc 7 0.5000 0.5000 0.5000"]),
        (
            "{'loss': '0.5', 'learning_rate': 2e-05, 'epoch': 0.5}",
            &[
                "log loss 1 0.5000 0.5000 0.5000",
                "log learning_rate 1 2.00e-5 2.00e-5 -",
                "log epoch 1 0.5000 0.5000 -",
            ],
        ),
        ("step=7 loss=0.5", &["log loss 7 0.5000 0.5000 0.5000"]),
        (
            "Epoch [2/90] Step [10/500], Loss: 0.5",
            &["log loss 510 0.5000 0.5000 0.5000", "log epoch 510 2.0000 2.0000 -"],
        ),
        ("Test set: Accuracy: 5000/10000 (50%)", &["log Accuracy 1 0.5000 0.5000 0.5000"]),
        (" 50%|█████     | 7/14 [00:01<00:01, 7.0it/s, loss=0.5]", &["log loss 7 0.5000 0.5000 0.5000"]),
    ] {
        assert_eq!(rows(&table(&format!("{line}\n"))), expected, "{line}");
        // The end of the input ends a line, too.
        assert_eq!(rows(&table(line)), expected, "{line}");
        assert_eq!(rows(&table(&format!("{line}\r\n"))), expected, "{line}");
    }
}

#[test]
fn text_is_no_measurement_and_nothing_at_all_is_said_so() {
    let nothing = "nothing is measured there; downhill manual watch has what can be read\n";
    for lines in ["", "\n\n", "Started training on 4 GPUs\nlistening on port 8080, took 3.2 s\n"] {
        assert_eq!(table(lines), nothing, "{lines}");
    }
}

#[test]
fn a_progress_bar_that_draws_over_itself_is_a_line_each_time() {
    let bar = |done: u32| format!("\r {done}/4 [00:00<00:01, 9.0it/s, loss=0.{}]", 9 - done);
    let text: String = (1..=4).map(bar).collect();
    assert!(rows(&table(&text))[0].starts_with("log loss 4 0.5000 "), "{}", table(&text));
}

#[test]
fn json_has_the_fields_of_the_manual() {
    let lines = "\
{\"step\":1,\"lane\":\"sgd\",\"loss\":2.5}
{\"step\":2,\"lane\":\"sgd\",\"loss\":NaN}
{\"step\":3,\"lane\":\"sgd\",\"loss\":2.0,\"lr\":0.5}
{\"step\":9,\"lane\":\"adam\",\"val\":{\"acc\":0.25}}
not a measurement
";
    let training = json(&["-"], lines);
    // In alphabetical order, as they are read here.
    assert_eq!(keys(&training), ["facts", "lanes", "problems", "step", "training"]);
    assert_eq!(training["training"], "standard input");
    assert_eq!(training["step"], 9);
    assert_eq!(training["problems"], serde_json::json!(["sgd: loss is NaN at step 2"]));
    assert_eq!(lanes(&training), ["sgd", "adam"]);
    assert_eq!(keys(&training["lanes"][0]), ["lane", "metrics"]);
    let metrics = training["lanes"][0]["metrics"].as_array().unwrap();
    assert_eq!(metrics.len(), 2);
    for metric in metrics {
        assert_eq!(keys(metric), ["best", "last", "metric", "smoothed", "step"]);
    }
    let [loss, rate] = [&metrics[0], &metrics[1]];
    assert_eq!((&loss["metric"], &loss["step"]), (&"loss".into(), &3.into()));
    assert_eq!((&loss["last"], &loss["best"]), (&2.0.into(), &2.0.into()));
    assert_eq!((&rate["metric"], &rate["last"]), (&"learning_rate".into(), &0.5.into()));
    assert!(rate["best"].is_null(), "no rate is better than another");
    assert_eq!(training["lanes"][1]["metrics"][0]["metric"], "val/acc");
}

#[test]
fn several_sources_are_a_lane_each_and_a_folder_has_those_of_all_in_it() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name);
    fs::write(path("a.jsonl"), "{\"step\":5,\"loss\":1}\n").unwrap();
    fs::write(path("b.log"), "step 5 loss 2\n").unwrap();
    let sources = [path("a.jsonl"), path("b.log"), "-".into()];
    assert_eq!(lanes(&json(&sources, "loss=3\n")), ["a", "b", "log"]);
    // Of lines, only files whose name says so are read in a folder.
    assert_eq!(lanes(&json(&[place.path()], "")), ["a"]);
    let fixtures = json(&[foreign("csv"), foreign("mlflow/mlruns"), foreign("trainer")], "");
    assert_eq!(
        lanes(&fixtures),
        [
            "csv/keras/log",
            "csv/keras/semicolon",
            "csv/lightning",
            "mlruns/digits/adam",
            "mlruns/digits/sgd",
            "trainer"
        ]
    );
    assert_eq!(lanes(&json(&[foreign("tensorboard")], "")), ["tensorboardX", "train", "validation"]);
}

#[test]
fn steps_that_repeat_come_late_or_go_back_are_told() {
    let line = |(step, loss): &(u32, f32)| format!("{{\"step\":{step},\"loss\":{loss}}}\n");
    let told = |steps: &[(u32, f32)]| {
        let table = table(&steps.iter().map(line).collect::<String>());
        table.lines().nth(2).map(str::to_owned)
    };
    assert_eq!(told(&[(1, 3.0), (1, 3.0), (4, 2.0)]), None, "the same again, and steps that are missing");
    assert_eq!(told(&[(1, 3.0), (1, 2.0), (2, 1.0)]), None, "a bar that is drawn anew");
    let falling = told(&[(1, 3.0), (2, 2.0), (3, 1.0), (2, 2.5), (1, 3.5)]);
    assert_eq!(falling.unwrap(), "log: loss has a value of step 2 after later ones; it is left out");
    let last = told(&[(1, 3.0), (2, 2.0), (3, 1.0), (2, 2.5)]);
    assert_eq!(last.unwrap(), "log: loss has a value of step 2 after later ones; it is left out");
    let late = told(&[(1, 3.0), (3, 2.0), (2, 2.5), (4, 1.0)]);
    assert_eq!(late.unwrap(), "log: loss has a value of an earlier step before step 4; it is left out");
    let back = told(&[(1, 3.0), (2, 2.0), (3, 1.5), (4, 1.0), (2, 2.5), (3, 2.0)]);
    assert_eq!(back.unwrap(), "log: goes on from step 1");
}

#[test]
fn a_line_of_a_megabyte_costs_only_itself() {
    let long = "x".repeat(1 << 20);
    let lines = format!("{long}\n{{\"step\":1,\"loss\":1,\"pad\":\"{long}\"}}\n{{\"step\":2,\"loss\":2}}\n");
    let told = table(&lines);
    let last = told.lines().last().unwrap();
    assert_eq!(last, "a line is longer than 64 KiB, and is cut there: a line must be one measurement");
    assert!(rows(&told)[0].starts_with("log loss 2 2.0000 "), "{told}");
}

#[test]
fn no_control_character_of_a_log_is_printed() {
    let hostile = "\u{1b}[31mstep 1 loss 0.5\u{1b}[0m\n\
        {\"step\":2,\"loss\":NaN,\"\\u001b]52;c;eA==\\u0007x\":1,\"lane\":\"\\u001b[2J\u{9b}31m\u{202e}\"}\n\
        ! \u{1b}]0;title\u{7}\u{7f}\u{9b}\n";
    for format in ["--once", "--json"] {
        let output = fed(downhill().args(["watch", "-", format]), hostile.as_bytes());
        let text = stdout(&output);
        let acts = |c: &char| c.is_control() && *c != '\n' || *c == '\u{202e}';
        assert_eq!(text.chars().find(acts), None, "{text:?}");
        assert!(text.contains("52;c;eA=="), "{text:?}");
    }
}

#[test]
fn what_is_no_source_is_refused_in_one_line() {
    let place = tempfile::tempdir().unwrap();
    let binary = place.path().join("binary");
    fs::write(&binary, b"\x7fELF\0\0\x01").unwrap();
    let watch = OsStr::new("watch");
    let message = refused(&[watch, "/nowhere/log".as_ref()], 1);
    assert!(message.starts_with("/nowhere/log: there is no such file or folder; give "), "{message}");
    let message = refused(&[watch, binary.as_ref()], 1);
    assert!(message.contains("binary: none of the formats that can be read: TensorBoard's"), "{message}");
    let message = refused(&[watch, "/dev/null".as_ref(), "--json".as_ref()], 1);
    assert!(message.contains("a pipe can be read as standard input"), "{message}");
    let message = refused(&[watch, "-".as_ref(), "-".as_ref()], 2);
    assert_eq!(message, "-: standard input can be watched once");
    assert_eq!(refused(&[watch], 2), "SOURCE is missing; see downhill --help");
}

#[test]
fn a_folder_with_nothing_in_it_is_fine_and_so_is_an_empty_log() {
    let place = tempfile::tempdir().unwrap();
    let log = place.path().join("train.log");
    fs::write(&log, "").unwrap();
    for source in [place.path(), &log] {
        let output = run([OsStr::new("watch"), source.as_ref(), "--once".as_ref()]);
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
        assert!(stdout(&output).starts_with("nothing is measured there; "), "{}", stdout(&output));
    }
    assert_eq!(json(&[place.path()], "")["lanes"], serde_json::json!([]));
}

#[test]
fn a_last_row_without_its_end_counts_and_a_state_that_is_cut_short_is_told() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name);
    fs::write(path("a.csv"), "step,loss\n1,0.5\n2,0.25").unwrap();
    fs::write(path("b.log"), "step 1 loss 0.5\nstep 2 loss 0.25").unwrap();
    fs::create_dir(path("output")).unwrap();
    fs::write(path("output/trainer_state.json"), "{\"log_history\": [").unwrap();
    let training = json(&[path("a.csv"), path("b.log"), path("output")], "");
    assert_eq!((&training["step"], lanes(&training)), (&2.into(), vec!["a", "b"]));
    let problems = training["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(
        problems[0].as_str().unwrap().contains("trainer_state.json: cut short, at byte 17"),
        "{problems:?}"
    );
}

#[test]
fn a_reader_that_has_left_is_no_failure() {
    for format in ["--once", "--json"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let source = foreign("csv");
        let output = downhill().args(["watch", format]).arg(source).stdout(writer).output().unwrap();
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    }
}

/// The blocks of a page of the manual that show files, a command that watches them, and what it prints.
fn shown_on(page: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/manual").join(page);
    let text = fs::read_to_string(path).unwrap();
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.filter(|block| block.starts_with("$ cat ")).map(str::to_owned).collect()
}

#[test]
fn the_examples_of_the_manual_print_what_it_says() {
    let blocks: Vec<String> = ["lines.md", "tables.md"].into_iter().flat_map(shown_on).collect();
    assert_eq!(blocks.len(), 4, "{blocks:?}");
    for block in blocks {
        let (file, watched) = block.strip_prefix("$ cat ").unwrap().split_once("\n$ ").unwrap();
        let (name, content) = file.split_once('\n').unwrap();
        let (line, expected) = watched.split_once('\n').unwrap();
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("{content}\n")).unwrap();
        let (arguments, input) = line.split_once(" < ").unwrap_or((line, ""));
        let input = if input.is_empty() { Vec::new() } else { fs::read(place.path().join(input)).unwrap() };
        let arguments = arguments.split(' ').skip(1);
        let output = fed(downhill().current_dir(place.path()).args(arguments), &input);
        assert_eq!(stdout(&output), expected, "{line}");
    }
}
