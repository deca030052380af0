//! Plain lines: what they say, and to whom they can't be said.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use super::{SMALL, downhill, losses, run, small, stderr, stdout};

#[test]
fn without_a_terminal_a_race_is_lines_and_a_summary() {
    let output = small(&[]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(output.stderr.is_empty());
    assert!(!output.stdout.contains(&0x1b));
    assert!(text.is_ascii());
    for part in ["MNIST (60,000 images", "seed 0", "SGD: lr 0.01", "iteration ", "\n        3  "] {
        assert!(text.contains(part), "{part:?} is missing: {text}");
    }
    let summary: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("lane ")).collect();
    assert_eq!(summary.len(), 1 + 4 + 3 + 1, "{text}");
    assert!(summary[5].starts_with("lowest smoothed loss: "), "{text}");
    assert!(summary[6].starts_with("best on test images: "), "{text}");
    assert!(summary[7].starts_with("one start can't decide: --repeat 5"), "{text}");
    assert!(summary[8].starts_with("3 iterations in "), "{text}");
    assert!(summary[1].ends_with(" %"), "{text}");
}

#[test]
fn a_command_is_told_of_a_divergence_and_of_the_end() {
    let place = tempfile::tempdir().unwrap();
    let told = place.path().join("told");
    let command = format!("printf '%s|%s\\n' \"$1\" \"$2\" >> '{}'", told.display());
    let race = ["--iterations", "20"];
    let lanes = ["--optimizers", "sgd:lr=1e6:name=wild,sgd", "--notify", &command];
    let output = run(race.iter().chain(&lanes));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let told = std::fs::read_to_string(told).unwrap();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 2, "{told}");
    assert!(lines[0].starts_with("diverged|wild diverged at iteration "), "{told}");
    let end = "finished|the race has finished at iteration 20; SGD has the best test accuracy, ";
    assert!(lines[1].starts_with(end) && lines[1].ends_with(" %"), "{told}");
}

#[test]
fn the_same_seed_gives_the_same_losses_on_any_number_of_threads() {
    let flags = ["--iterations", "120", "--batch-size", "8", "--hidden", "8", "--optimizers", "all"];
    let once = losses(&run(flags));
    for threads in ["1", "3"] {
        assert_eq!(losses(&run(flags.iter().chain(&["--threads", threads]))), once);
    }
    assert_ne!(losses(&run(flags.iter().chain(&["--seed", "1"]))), once);
}

#[test]
fn a_diverged_lane_is_reported_and_the_others_continue() {
    let output = run(["--iterations", "20", "--optimizers", "sgd:lr=1e6:name=wild,sgd"]);
    let text = losses(&output).join("\n");
    assert!(text.contains("wild diverged at iteration 2: its loss was NaN\n"), "{text}");
    assert!(text.contains("       20  diverged    2."), "{text}");
}

#[test]
fn a_race_in_which_every_lane_diverges_ends() {
    let text = losses(&run(["--iterations", "0", "--optimizers", "sgd:lr=1e6"])).join("\n");
    assert!(text.contains("SGD diverged at iteration 2: its loss was NaN\n\nlane "), "{text}");
}

#[test]
fn a_reader_that_leaves_ends_the_race_quietly() {
    let mut child = downhill()
        .args(["--iterations", "0", "--batch-size", "8", "--hidden", "8"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    assert!(line.starts_with("MNIST"));
    drop(out);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
}

#[test]
fn help_and_completions_may_be_cut_short_by_their_reader() {
    for arguments in [&["--help"][..], &["completions", "bash"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = downhill().args(arguments).stdout(writer).output().unwrap();
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_no_panic() {
    for arguments in [&SMALL[..], &["--help"], &["completions", "zsh"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = downhill().args(arguments).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).starts_with("downhill: can't write to standard output: "));
    }
}

#[test]
fn closed_streams_do_no_harm() {
    let program = assert_cmd::cargo::cargo_bin!("downhill");
    for (closed, arguments) in [("<&-", "--iterations 3"), (">&-", "--iterations 3"), ("2>&-", "--seed x")] {
        let line = format!("exec \"$0\" --batch-size 8 --hidden 8 {arguments} {closed}");
        let output = Command::new("sh").args(["-c", &line]).arg(program).output().unwrap();
        let expected = if closed == "2>&-" { 2 } else { 0 };
        assert_eq!(output.status.code(), Some(expected), "{line}: {}", stderr(&output));
    }
}

#[test]
fn a_refused_folder_ends_at_once_and_nothing_in_it_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    let path = folder.path().to_str().unwrap();
    let output = small(&["--out", path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert!(stderr(&output).starts_with("downhill: --out: "), "{}", stderr(&output));
    assert_eq!(std::fs::read_to_string(folder.path().join("mine.txt")).unwrap(), "mine");
}

#[test]
fn a_recorded_race_says_where_it_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    let text = losses(&small(&["--out", path.to_str().unwrap()])).join("\n");
    assert!(text.lines().last().unwrap().starts_with(&format!("saved to {}", path.display())), "{text}");
}
