//! The program as people and scripts start it: messages, exit codes, plain lines, signals.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::{
    ffi::OsStr,
    io::Write as _,
    process::{Command, Output, Stdio},
    thread,
};

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

#[path = "cli/compare.rs"]
mod compare;
#[path = "cli/export.rs"]
mod export;
#[path = "cli/hosted.rs"]
mod hosted;
#[path = "cli/lines.rs"]
mod lines;
#[path = "cli/meant.rs"]
mod meant;
#[path = "cli/repeat.rs"]
mod repeat;
#[path = "cli/result.rs"]
mod result;
#[path = "cli/settings.rs"]
mod settings;
#[path = "cli/signals.rs"]
mod signals;
#[path = "cli/swept.rs"]
mod swept;
#[path = "cli/threads.rs"]
mod threads;
#[path = "cli/usage.rs"]
mod usage;
#[path = "cli/watched.rs"]
mod watched;

/// A race of a moment.
const SMALL: [&str; 6] = ["--iterations", "3", "--batch-size", "8", "--hidden", "8"];

fn downhill() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("downhill"));
    // Whoever tests has settings of their own.
    command.env("XDG_CONFIG_HOME", "/nowhere").env_remove("CLICOLOR_FORCE").stdin(Stdio::null());
    command
}

fn run<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(arguments: I) -> Output {
    downhill().args(arguments).output().unwrap()
}

/// Runs the program with that on its standard input; it may leave before it has read all.
fn fed(command: &mut Command, input: &[u8]) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_vec());
    let writer = thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn small(more: &[&str]) -> Output {
    run(SMALL.iter().chain(more))
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The lines of losses: all that doesn't depend on how fast the machine is.
fn losses(output: &Output) -> Vec<String> {
    let text = stdout(output);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    text.lines().filter(|line| !line.contains("iterations/s")).map(str::to_owned).collect()
}

#[test]
fn every_shell_gets_its_completions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = run(["completions", shell]);
        assert_eq!(output.status.code(), Some(0));
        let text = stdout(&output);
        assert!(text.contains("weight-decay") && text.contains("completions"), "{shell}");
        assert!(!text.contains('\u{1b}'));
    }
}

#[test]
fn two_hundred_random_command_lines_never_panic() {
    let words = [
        "race",
        "completions",
        "bash",
        "help",
        "--optimizers",
        "--iterations",
        "--batch-size",
        "--hidden",
        "--seed",
        "--pace",
        "--threads",
        "--init",
        "--weight-decay",
        "--eval-every",
        "--activation",
        "--own-weights",
        "--headless",
        "--paused",
        "--force",
        "--out",
        "--data",
        "--theme",
        "--plot",
        "--fps",
        "-h",
        "-V",
        "--",
        "-",
        "",
        "=",
        "0",
        "1",
        "-1",
        "3",
        "1e9",
        "nan",
        "sgd",
        "adam:lr=0.1",
        "all",
        "8,8",
        ",",
        ":",
        "he",
        "relu",
        "--seed=",
        "--hidden=4",
        "--iterations=2",
        "\u{1b}[2J",
        "🎢",
        "\u{202e}",
        "--optimizers=sgd:::",
    ];
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..200 {
        let count = rng.random_range(0..6);
        let mut arguments: Vec<&str> = (0..count).map(|_| words[pick(&mut rng, words.len())]).collect();
        // The last of equal flags counts: a race that does start is over at once.
        if arguments.first() != Some(&"completions") && arguments.first() != Some(&"help") {
            arguments.extend(SMALL);
        }
        let output = downhill().current_dir(folder.path()).args(&arguments).output().unwrap();
        assert!(matches!(output.status.code(), Some(0..=2)), "{arguments:?}: {}", stderr(&output));
        assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b), "{arguments:?}");
    }
}

fn pick(rng: &mut impl Rng, length: usize) -> usize {
    rng.random_range(0..length)
}

#[test]
fn certify_finds_the_built_in_numbers_right_and_refuses_a_file_that_is_none() {
    let right = downhill().arg("certify").output().unwrap();
    let text = String::from_utf8(right.stdout).unwrap();
    assert_eq!(right.status.code(), Some(0), "{text}");
    for rule in ["SGD", "AdamW", "Muon", "RMSprop"] {
        assert!(text.contains(rule), "{text}");
    }
    assert!(!text.contains("wrong"), "{text}");
    let none = downhill().args(["certify", "Cargo.toml"]).output().unwrap();
    assert_eq!(none.status.code(), Some(1));
    assert!(
        String::from_utf8(none.stderr)
            .unwrap()
            .starts_with("downhill: Cargo.toml: no whole safetensors file")
    );
}

#[test]
fn certify_writes_over_no_input_no_target_of_a_link_and_no_other_file() {
    let folder = tempfile::tempdir().unwrap();
    let [input, mine, link] = ["input", "mine", "link"].map(|name| folder.path().join(name));
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/data/golden/race.safetensors");
    std::fs::copy(golden, &input).unwrap();
    std::fs::write(&mine, "mine").unwrap();
    std::os::unix::fs::symlink(&mine, &link).unwrap();
    let certify = |csv: &std::path::Path, more: &[&str]| {
        let done = downhill().arg("certify").arg(&input).arg("--csv").arg(csv).args(more).output().unwrap();
        (done.status.code(), String::from_utf8(done.stderr).unwrap())
    };
    for more in [&[][..], &["--overwrite"]] {
        let (code, message) = certify(&input, more);
        assert!(code == Some(1) && message.contains("is read by this command"), "{message}");
    }
    for there in [&mine, &link] {
        let (code, message) = certify(there, &[]);
        assert!(code == Some(1) && message.contains("already exists"), "{message}");
    }
    assert_eq!(std::fs::read(&input).unwrap(), std::fs::read(golden).unwrap());
    assert_eq!(certify(&link, &["--overwrite"]), (Some(0), String::new()));
    assert_eq!(std::fs::read_to_string(&mine).unwrap(), "mine");
    let losses = std::fs::read_to_string(&link).unwrap();
    assert!(losses.starts_with("iteration,SGD,Momentum,Nesterov,AdaGrad,RMSprop,Adam\n"), "{losses}");
    assert_eq!(losses.lines().count(), 201);
}
