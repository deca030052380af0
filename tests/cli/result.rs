//! A race's result as JSON: the numbers of the plain summary, and nothing else on standard output.

use std::{
    io::Read as _,
    os::unix::process::CommandExt as _,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use super::{SMALL, downhill, run, small, stderr, stdout};

/// The document that a race prints, which is all that it prints.
fn result(more: &[&str]) -> Value {
    let output = small(&[&["--headless", "--json"], more].concat());
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
    assert!(output.stdout.is_ascii() && output.stdout.ends_with(b"\n"));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The cells of the row of a lane in a plain summary.
fn row(summary: &str, lane: &str) -> Vec<String> {
    let row = summary.lines().rfind(|line| line.starts_with(lane)).unwrap();
    row.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn a_result_has_the_numbers_of_the_summary() {
    let lanes = ["--optimizers", "sgd:lr=0.1,adam:sched=cosine:warmup=1:name=mine", "--seed", "7"];
    let (json, plain) = (result(&lanes), stdout(&small(&lanes)));
    for (number, name) in ["SGD", "mine"].iter().enumerate() {
        let lane = &json["lanes"][number];
        assert_eq!(lane["name"], *name);
        let row = row(&plain, name);
        let loss = |field: &str| format!("{:.4}", lane[field].as_f64().unwrap());
        assert_eq!([&row[3], &row[4], &row[5]], [&loss("loss"), &loss("smoothed"), &loss("best")]);
        let accuracy = format!("{:.2}", lane["test_accuracy"].as_f64().unwrap() * 100.0);
        assert_eq!((&row[6], &lane["test_images"]), (&accuracy, &json!(10_000)));
        assert_eq!((&lane["state"], &lane["iterations"]), (&json!("running"), &json!(3)));
        assert!(lane["ended_at"].is_null());
    }
    let [sgd, mine] = [0, 1].map(|number| &json["lanes"][number]);
    assert_eq!((&sgd["optimizer"], &sgd["settings"]["lr"]), (&json!("sgd"), &json!(0.1)));
    assert_eq!((&mine["optimizer"], &mine["settings"]["beta1"]), (&json!("adam"), &json!(0.9)));
    assert_eq!((&mine["schedule"], &mine["warmup"]), (&json!("cosine"), &json!(1)));
    let version = concat!("downhill ", env!("CARGO_PKG_VERSION"));
    assert_eq!((&json["format"], &json["program"]), (&json!(1), &json!(version)));
    assert_eq!(
        (&json["state"], &json["iterations"], &json["of"]),
        (&json!("finished"), &json!(3), &json!(3))
    );
    assert_eq!((&json["seed"], &json["batch_size"], &json["failure"]), (&json!(7), &json!(8), &Value::Null));
    assert_eq!(json["network"]["sizes"], json!([784, 8, 10]));
    let fingerprint = json["network"]["fingerprint"].as_str().unwrap();
    assert!(plain.contains(fingerprint), "{plain}");
    assert_eq!(json["data"]["test"], 10_000);
}

#[test]
fn a_lane_that_has_diverged_has_no_loss_and_a_race_without_lanes_has_stopped() {
    let hot = "sgd:lr=1e6:weight-decay=1:name=hot";
    let both = result(&["--optimizers", &format!("{hot},sgd"), "--iterations", "9"]);
    let lane = &both["lanes"][0];
    assert_eq!((&lane["state"], &lane["loss"]), (&json!("diverged"), &Value::Null));
    let end = lane["ended_at"].as_u64().unwrap();
    assert!((1..9).contains(&end) && lane["iterations"] == end && lane["best"].is_f64(), "{lane}");
    assert_eq!((&both["state"], &both["lanes"][1]["state"]), (&json!("finished"), &json!("running")));
    let alone = result(&["--optimizers", hot, "--iterations", "30"]);
    assert_eq!((&alone["state"], &alone["of"]), (&json!("stopped"), &json!(30)));
    let done = alone["iterations"].as_u64().unwrap();
    assert!((end..30).contains(&done) && alone["lanes"][0]["ended_at"] == end, "{alone}");
}

#[test]
fn a_recorded_race_names_its_folder_and_goes_on_to_another_result() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("run").to_str().unwrap().to_owned();
    let recorded = result(&["--optimizers", "sgd,adam", "--out", &folder]);
    assert_eq!(recorded["folder"], folder);
    let resumed = |more: &[&str]| -> Value {
        let output = run([&["resume", &folder, "--headless", "--json"], more].concat());
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let (again, longer) = (resumed(&[]), resumed(&["--iterations", "5"]));
    assert_eq!((&again["state"], &again["lanes"]), (&recorded["state"], &recorded["lanes"]));
    assert_eq!((&longer["iterations"], &longer["lanes"][1]["iterations"]), (&json!(5), &json!(5)));
}

#[test]
fn a_race_from_several_starts_is_an_array_of_their_results() {
    let place = tempfile::tempdir().unwrap();
    let line = ["--seed", "4", "--repeat", "2", "--json", "--optimizers", "sgd", "--out", "all"];
    let output = downhill().current_dir(place.path()).args(SMALL).args(line).output().unwrap();
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
    let all: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let [first, second] = &all[..] else { panic!("{all:?}") };
    assert_eq!((&first["seed"], &second["seed"]), (&json!(4), &json!(5)));
    assert_eq!(second["folder"], "all/seed-5");
    assert_eq!(second["lanes"], result(&["--seed", "5", "--optimizers", "sgd"])["lanes"]);
}

#[test]
fn a_race_that_a_signal_ends_prints_its_result() {
    let mut command = downhill();
    command.args(["--json", "--iterations", "0", "--batch-size", "8", "--hidden", "8", "--pace", "50"]);
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("run");
    command.arg("--out").arg(&folder).args(["--save-every", "0.05"]);
    // A group of its own, so that nothing that is sent to the tests comes here, too.
    let mut child = command.process_group(0).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let has_begun = || folder.join("checkpoint.bin").exists() || folder.join("losses.csv").exists();
    while !has_begun() {
        assert_eq!(child.try_wait().unwrap(), None, "it has ended");
        thread::sleep(Duration::from_millis(20));
    }
    thread::sleep(Duration::from_millis(200));
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(143));
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&json["state"], &json["of"]), (&json!("stopped"), &Value::Null));
    assert!(json["iterations"].as_u64().unwrap() > 0 && json["lanes"][3]["loss"].is_f64(), "{text}");
}

#[test]
fn a_race_that_fails_before_it_begins_prints_nothing() {
    let output = small(&["--json", "--data", "/nowhere"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), String::new()));
    assert_eq!(stderr(&output).lines().count(), 1);
    let detached = small(&["--json", "--detach"]);
    assert_eq!((detached.status.code(), stdout(&detached)), (Some(2), String::new()));
    assert!(stderr(&detached).contains("--json and --detach: only one of them can be meant"));
}
