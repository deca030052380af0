//! Help, and what is answered to wrong usage.

use std::{ffi::OsString, os::unix::ffi::OsStringExt};

use super::{downhill, run, small, stderr, stdout};

/// Runs into wrong usage and gives back its one line.
fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
    assert!(output.stdout.is_empty());
    assert_eq!(message.lines().count(), 1, "{arguments:?}: {message}");
    assert!(message.starts_with("downhill: ") && message.ends_with('\n'), "{message}");
    assert!(message.trim_end().chars().all(|c| !c.is_control()), "{message:?}");
    message
}

#[test]
fn help_and_version_are_printed_without_an_escape_byte() {
    for arguments in [&["--help"][..], &["-h"], &["help"], &["race", "--help"], &["completions", "--help"]] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(0));
        assert!(stdout(&output).contains("Usage: "), "{arguments:?}");
        assert!(!output.stdout.contains(&0x1b));
    }
    for flag in ["--version", "-V"] {
        assert_eq!(stdout(&run([flag])), concat!("downhill ", env!("CARGO_PKG_VERSION"), "\n"));
        assert_eq!(run(["race", flag]).stdout, run([flag]).stdout);
    }
}

#[test]
fn help_stays_plain_in_a_pipe_even_when_colors_are_forced() {
    let output = downhill().env("CLICOLOR_FORCE", "1").arg("--help").output().unwrap();
    assert!(!output.stdout.contains(&0x1b));
}

#[test]
fn every_wrong_value_is_answered_with_flag_value_and_what_is_allowed() {
    let wrong: [(&[&str], &str, &str); 24] = [
        (&["--batch-size", "0"], "--batch-size 0:", "a whole number from 1 to 65,536"),
        (&["--batch-size", "1e9"], "--batch-size 1e9:", "a whole number from 1 to 65,536"),
        (&["--batch-size=99999999999999999999"], "--batch-size 9999", "from 1 to 65,536"),
        (&["--optimizers", "sdg"], "--optimizers sdg:", "did you mean sgd?"),
        (&["--optimizers", "sgd:lr=nan"], "--optimizers sgd:lr=nan:", "above 0 and at most 1,000,000"),
        (&["--optimizers", "sgd:beta1=1"], "--optimizers sgd:beta1=1:", "it has lr"),
        (&["--optimizers", ""], "--optimizers \"\":", "one of sgd, "),
        (&["--hidden", ""], "--hidden \"\":", "widths with commas between"),
        (&["--hidden", "100,0"], "--hidden 100,0:", "from 1 to 16,384"),
        (&["--seed", "x"], "--seed x:", "a whole number from 0 to 18,446,744,073,709,551,615"),
        (&["--seed", "-1"], "--seed -1:", "a whole number from 0"),
        (&["--seed", "--headless"], "--seed --headless:", "a whole number from 0"),
        (&["--iterations", "-5"], "--iterations -5:", "a whole number from 0"),
        (&["--activation", "relo"], "--activation relo:", "relu, sigmoid, tanh"),
        (&["--init", "zero"], "--init zero:", "he, lecun, xavier, or a standard deviation"),
        (&["--weight-decay", "-1"], "--weight-decay -1:", "a number from 0 to 1"),
        (&["--eval-every", "-1"], "--eval-every -1:", "a whole number from 0"),
        (&["--pace", "0"], "--pace 0:", "a number from 0.001 to 1,000,000"),
        (&["--pace", "-inf"], "--pace -inf:", "a number from 0.001"),
        (&["--threads", "5000"], "--threads 5000:", "a whole number from 0 to 1,024"),
        (&["--theme", "pink"], "--theme pink:", "auto, dark, light, any"),
        (&["--plot", "ascij"], "--plot ascij:", "did you mean ascii?"),
        (&["--fps", "0"], "--fps 0:", "a whole number from 1 to 120"),
        (&["--headless=yes"], "--headless yes:", "takes no value"),
    ];
    for (arguments, names, allows) in wrong {
        let message = refused(arguments);
        assert!(message.contains(names), "{message}");
        assert!(message.contains(allows), "{message}");
        // With the command's name before it, too.
        let with_race: Vec<&str> = ["race"].iter().chain(arguments).copied().collect();
        assert_eq!(refused(&with_race), message);
    }
}

#[test]
fn unknown_missing_and_contradictory_arguments_are_named() {
    let wrong: [(&[&str], &str); 12] = [
        (&["--sed", "3"], "--sed: there is no such flag; did you mean --seed?"),
        (&["--zzz"], "--zzz: there is no such flag; see downhill --help"),
        (&["-x"], "-x: there is no such flag; see downhill --help"),
        (&["rase"], "rase: there is no such command; did you mean race?"),
        (&["race", "race"], "race: is one word too many; see downhill --help"),
        (&["--seed"], "--seed: a value is missing; see downhill --help"),
        (&["--data", ""], "--data: a value is missing; see downhill --help"),
        (&["--seed", "1", "race"], "a command comes first and its flags after it"),
        (&["completions"], "SHELL is missing; see downhill --help"),
        (&["--force"], "--force: needs --out DIR, the folder whose run may be replaced"),
        (&["--paused", "--headless"], "--paused: nobody could go on with --headless"),
        (
            &["--paused"],
            "--paused: nobody could go on without a screen (standard output is no terminal, or TERM is dumb)",
        ),
    ];
    for (arguments, message) in wrong {
        assert_eq!(refused(arguments), format!("downhill: {message}\n"));
    }
}

#[test]
fn no_control_character_of_what_was_typed_reaches_the_terminal() {
    let hostile = "\u{1b}]52;c;eA==\u{7}\u{1b}[31m\r\n\u{9b}x";
    for flag in [
        "--batch-size",
        "--optimizers",
        "--hidden",
        "--seed",
        "--activation",
        "--init",
        "--pace",
        "--theme",
        "--weight-decay",
    ] {
        assert!(refused(&[flag, hostile]).contains(flag));
        refused(&[&format!("{flag}={hostile}")]);
    }
    for setting in ["sgd:", "sgd:lr=", "sgd:lr=0.1:", "sgd:name="] {
        refused(&["--optimizers", &format!("{setting}{hostile}")]);
    }
    refused(&[hostile]);
    refused(&[&format!("--{hostile}")]);
    refused(&["completions", hostile]);
    let output = run(["--data", hostile]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).trim_end().chars().all(|c| !c.is_control()));
    let endless = "x".repeat(100_000);
    assert!(refused(&["--optimizers", &endless]).len() < 500);
    assert!(refused(&[&endless]).len() < 500);
}

#[test]
fn arguments_that_are_no_utf8_are_refused_and_folders_may_be() {
    let broken = |start: &str| {
        let mut bytes = start.as_bytes().to_vec();
        bytes.extend([0xff, 0xfe]);
        OsString::from_vec(bytes)
    };
    for arguments in [vec![broken("--seed=")], vec!["--optimizers".into(), broken("sgd")], vec![broken("--")]]
    {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(stderr(&output).lines().count(), 1);
    }
    let output = run(["--data".into(), broken("/nowhere/")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("downhill: --data $'/nowhere/\\377\\376':"));
}

#[test]
fn data_that_are_no_folder_fail_with_a_message() {
    for (path, why) in [("/nowhere/at/all", "not found"), ("Cargo.toml", "no folder")] {
        let output = small(&["--data", path]);
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        assert!(
            stderr(&output).starts_with(&format!("downhill: --data {path}: {why}")),
            "{}",
            stderr(&output)
        );
    }
    let empty = tempfile::tempdir().unwrap();
    let output = small(&["--data", empty.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stderr(&output).lines().count(), 1);
}

#[test]
fn a_race_larger_than_any_memory_is_refused() {
    let widths = ["16384"; 100].join(",");
    let output = run(["--hidden", &widths, "--batch-size", "65536", "--optimizers", "all"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("GB are free"), "{}", stderr(&output));
}
