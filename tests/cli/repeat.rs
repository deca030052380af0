//! A race from several starts: what is printed and written, and that every start is the race of its seed.

use std::{ffi::OsStr, fs};

use super::{SMALL, downhill, run, stderr, stdout};

fn numbers(line: &str) -> Vec<f64> {
    line.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn starts_come_to_means_with_their_spread_and_each_is_the_race_of_its_seed() {
    let place = tempfile::tempdir().unwrap();
    let notify = "echo \"$1\" >> told";
    let line = [
        "--optimizers",
        "sgd,adam:lr=0.01",
        "--seed",
        "4",
        "--repeat",
        "3",
        "--out",
        "all",
        "--notify",
        notify,
    ];
    let done = downhill().current_dir(place.path()).args(SMALL).args(line).output().unwrap();
    assert_eq!((done.status.code(), stderr(&done)), (Some(0), String::new()));
    let text = stdout(&done);
    let lines: Vec<&str> = text.lines().collect();
    for (index, line) in lines[..3].iter().enumerate() {
        assert!(line.starts_with(&format!("start {} of 3, seed {}: SGD ", index + 1, index + 4)), "{text}");
    }
    assert_eq!(fs::read_to_string(place.path().join("told")).unwrap(), "finished\n".repeat(3));
    // The mean of what the starts came to, and √(Σ(x − mean)²/2).
    let sgd: Vec<f64> = lines[..3].iter().map(|line| numbers(line)[3]).collect();
    let mean = sgd.iter().sum::<f64>() / 3.0;
    let deviation = (sgd.iter().map(|loss| (loss - mean).powi(2)).sum::<f64>() / 2.0).sqrt();
    let told = numbers(lines.iter().find(|line| line.starts_with("SGD ")).unwrap());
    assert!(
        (told[1] - mean).abs() < 2e-4 && (told[2] - deviation).abs() < 2e-4,
        "{told:?} {mean} {deviation}"
    );
    assert!(text.contains("mean +- standard deviation of 3 starts, seeds 4 to 6\n"), "{text}");
    let verdicts = ["3 starts can't tell ", "is lowest in all 3 starts.", "is lowest on average"];
    assert!(verdicts.iter().any(|verdict| text.contains(verdict)), "{text}");
    assert!(text.is_ascii(), "{text}");

    let all = place.path().join("all");
    let alone = run(SMALL.iter().chain(&["--optimizers", "sgd,adam:lr=0.01", "--seed", "5"]));
    let summary = stdout(&alone);
    let smoothed = |text: &str, name: &str| {
        let row = text.lines().rfind(|line| line.starts_with(name)).unwrap().to_owned();
        row.split_whitespace().nth(4).unwrap().to_owned()
    };
    let second = lines[1];
    assert!(second.contains(&format!("SGD {}", smoothed(&summary, "SGD"))), "{second}\n{summary}");
    let again = run(["replay".into(), all.join("seed-5").into_os_string(), "--rerun".into()]);
    assert_eq!(again.status.code(), Some(0), "{}", stderr(&again));

    let starts = fs::read_to_string(all.join("starts.csv")).unwrap();
    assert_eq!(starts.lines().count(), 7, "{starts}");
    assert!(starts.starts_with("seed,lane,loss,test_accuracy\n4,SGD,"), "{starts}");
    let report = fs::read_to_string(all.join("report.md")).unwrap();
    assert!(
        report.starts_with("# SGD, Adam from 3 starts\n") && report.contains(" --repeat 3\n"),
        "{report}"
    );
    assert!(fs::read_to_string(all.join("figure.svg")).unwrap().contains("mean of 3 starts"));
    let taken = run(["--repeat", "2", "--out"].map(OsStr::new).into_iter().chain([all.as_os_str()]));
    assert_eq!(taken.status.code(), Some(1));
    assert!(stderr(&taken).ends_with(": not empty; name another folder\n"), "{}", stderr(&taken));
    let compared =
        run(["compare".into(), all.join("seed-4").into_os_string(), all.join("seed-6").into_os_string()]);
    assert!(stdout(&compared).contains("differs  seed\n"), "{}", stdout(&compared));
}

#[test]
fn a_race_that_can_t_be_repeated_is_refused() {
    let told = |line: &[&str]| {
        let done = run(SMALL.iter().chain(line));
        assert_eq!((done.status.code(), stdout(&done)), (Some(2), String::new()));
        stderr(&done).trim_end().strip_prefix("downhill: ").unwrap().to_owned()
    };
    assert_eq!(told(&["--repeat", "1"]), "--repeat 1: must be a whole number from 2 to 1,000");
    assert_eq!(
        told(&["--repeat", "2", "--iterations", "0"]),
        "--repeat: a race without an end has no second start; give it --iterations"
    );
    for other in [&["--detach"][..], &["--screenshot", "a.png"], &["--cast", "a.cast"], &["--paused"]] {
        let told = told(&[&["--repeat", "2"], other].concat());
        assert!(told.ends_with(": only one of them can be meant"), "{told}");
    }
}
