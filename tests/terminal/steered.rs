//! A training loop of another program, on our MNIST, shown and steered from a second terminal.
//!
//! The loop is `tests/client/mnist_loop.py`: PyTorch's where `DOWNHILL_PYTHON` names an interpreter that has it, else plain
//! Python with an optimizer of the same face.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::pty::Terminal;

/// Far longer than anything waited for takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A loop that trains beside its host, and the folder that it is recorded into.
struct Loop {
    child: Child,
    place: tempfile::TempDir,
}

impl Loop {
    /// Starts one; `None` where there is no Python.
    #[expect(clippy::print_stdout, reason = "what is not proved is to be read")]
    fn start(steps: &str) -> Option<Self> {
        let python = std::env::var("DOWNHILL_PYTHON").unwrap_or_else(|_| "python3".into());
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let place = tempfile::tempdir().unwrap();
        let child = Command::new(python)
            .arg(root.join("tests/client/mnist_loop.py"))
            .args([&root.join("data"), &place.path().join("run")])
            .arg(steps)
            .env("DOWNHILL", env!("CARGO_BIN_EXE_downhill"))
            .env("LD_LIBRARY_PATH", std::env::var("DOWNHILL_PYTHON_LIBRARIES").unwrap_or_default())
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdout(Stdio::null())
            .stderr(fs::File::create(place.path().join("stderr")).unwrap())
            .spawn();
        let Ok(child) = child else {
            println!("no python3: that a training loop is steered proves nothing here");
            return None;
        };
        let this = Self { child, place };
        wait("the host", || this.run().join("attach.socket").exists());
        Some(this)
    }

    fn run(&self) -> PathBuf {
        self.place.path().join("run")
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.place.path().join(name)).unwrap_or_default()
    }

    /// The rate that every step has used so far, by its step.
    fn rates(&self) -> Vec<(u64, f64)> {
        let text = self.text("run.rates");
        let whole = text.lines().filter_map(|line| {
            let (step, rate) = line.split_once(' ')?;
            Some((step.parse().ok()?, rate.parse().ok()?))
        });
        whole.collect()
    }

    /// Another terminal that shows it.
    fn attach(&self) -> Terminal {
        let run = self.run();
        let mut terminal = Terminal::start(&["attach", run.to_str().unwrap()], &[], (120, 36));
        terminal.until_text("▶ running  attached");
        terminal.until("a loss", |screen| screen.contains("● mnist") && screen.contains("last values"));
        terminal
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// The process of its host.
    fn host(&self) -> u32 {
        let lock = fs::read_dir("/proc").unwrap().flatten().find(|entry| {
            let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
            let line = String::from_utf8_lossy(&line).replace('\0', " ");
            line.contains(" host --out ") && line.contains(self.run().to_str().unwrap())
        });
        lock.unwrap().file_name().to_str().unwrap().parse().unwrap()
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn wait(what: &str, until: impl Fn() -> bool) {
    let start = Instant::now();
    while !until() {
        assert!(start.elapsed() < PATIENCE, "waited in vain for {what}");
        sleep(Duration::from_millis(10));
    }
}

/// The steps at which settings changed, as they are recorded.
fn changes(log: &str) -> Vec<u64> {
    let changes = log.lines().filter(|line| line.contains(r#"{"setting":{"#));
    let step = |line: &str| line.split(r#""iteration":"#).nth(1)?.split(',').next()?.parse().ok();
    changes.filter_map(step).collect()
}

#[test]
fn a_loop_is_watched_turned_paused_stepped_saved_and_stopped_from_a_second_terminal() {
    let Some(mut training) = Loop::start("100000") else { return };
    let mut terminal = training.attach();
    wait("a hundred steps", || training.rates().len() > 100);

    terminal.press("\x1b[C");
    terminal.until_text("mnist lr_factor 1→2");
    wait("the record", || !changes(&training.text("run/run.jsonl")).is_empty());
    let changed = changes(&training.text("run/run.jsonl"))[0];
    wait("steps after it", || training.rates().last().is_some_and(|(step, _)| *step > changed + 5));
    for (step, rate) in training.rates() {
        let expected = if step <= changed { 0.05 } else { 0.1 };
        assert!((rate - expected).abs() < 1e-6, "step {step}: {rate}, changed after {changed}");
    }

    terminal.press(" ");
    terminal.until_text("▮ paused");
    let stands = training.rates().len();
    sleep(Duration::from_millis(300));
    assert_eq!(training.rates().len(), stands, "it has gone on while paused");
    terminal.press("n");
    wait("a single step", || training.rates().len() == stands + 1);
    terminal.press("K");
    wait("a checkpoint", || !training.text("run.checkpoint").is_empty());
    assert_eq!(
        training.text("run.checkpoint").trim().parse::<u64>().unwrap(),
        training.rates().last().unwrap().0
    );
    terminal.press("L");
    terminal.until_text("checkpoint at step");
    terminal.press("L");
    terminal.until_text("last values");
    terminal.press(" ");
    terminal.until_text("▶ running");
    wait("more steps", || training.rates().len() > stands + 20);

    terminal.press("Q");
    terminal.until_text("Q once more ends the training");
    terminal.press("Q");
    terminal.until_text("✓ finished");
    // An uncaught stop is no failure of the loop.
    wait("its end", || !training.text("stderr").is_empty());
    let _ = training.child.wait().unwrap();
    assert!(!training.text("stderr").contains("Traceback"), "{}", training.text("stderr"));
    terminal.press("q");
    assert_eq!(terminal.end(), 0);

    let run = training.run();
    wait("the report", || run.join("report.md").exists());
    let mut replay = Terminal::start(&["replay", "--pace", "100000", run.to_str().unwrap()], &[], (120, 36));
    replay.until_text("mnist lr_factor 1→2");
    replay.until_text("✓ finished");
    replay.press("q");
    assert_eq!(replay.end(), 0);
}

#[test]
fn a_loop_whose_host_is_killed_goes_on_and_says_so_once() {
    let Some(training) = Loop::start("100000") else { return };
    let mut terminal = training.attach();
    terminal.press(" ");
    terminal.until_text("▮ paused");
    let stands = training.rates().len();
    let host = rustix::process::Pid::from_raw(i32::try_from(training.host()).unwrap()).unwrap();
    rustix::process::kill_process(host, rustix::process::Signal::KILL).unwrap();
    // Nobody could end the pause.
    wait("more steps", || training.rates().len() > stands + 20);
    let told = training.text("stderr");
    assert_eq!(told.lines().filter(|line| line.contains("the screen is gone")).count(), 1, "{told}");
    terminal.until_text("✕ ended");
}

#[test]
fn a_loop_that_is_killed_leaves_a_run_that_says_how_it_ended_and_replays() {
    let Some(mut training) = Loop::start("100000") else { return };
    let mut terminal = training.attach();
    wait("some steps", || training.rates().len() > 20);
    training.kill();
    terminal.until_text("✕ failed");
    terminal.press("L");
    terminal.until_text("has ended without a word");
    terminal.press("L");
    terminal.until_text("last values");
    terminal.press("q");
    assert_eq!(terminal.end(), 1);
    let run = training.run();
    wait("the report", || run.join("report.md").exists());
    let replay = Command::new(env!("CARGO_BIN_EXE_downhill"))
        .args(["replay", "--headless", "--pace", "1000000"])
        .arg(&run)
        .output()
        .unwrap();
    let text = String::from_utf8(replay.stdout).unwrap();
    assert!(text.contains("has ended without a word") && text.contains("mnist  loss"), "{text}");
}

#[test]
fn a_loop_is_listed_shown_to_several_and_stopped_from_any_login() {
    let Some(mut training) = Loop::start("100000") else { return };
    let (mut one, mut other) = (training.attach(), training.attach());
    one.press("e");
    one.until_text("settings of mnist");
    other.press("\x1b[C");
    other.until_text("mnist lr_factor 1→2");
    one.press("\x1b");
    one.until_text("mnist lr_factor 1→2");
    let run = training.run();
    let stop = Command::new(env!("CARGO_BIN_EXE_downhill")).arg("stop").arg(&run).output().unwrap();
    let text = String::from_utf8(stop.stdout).unwrap() + &String::from_utf8(stop.stderr).unwrap();
    assert!(text.starts_with("the training has ended at step ") && stop.status.success(), "{text}");
    let _ = training.child.wait().unwrap();
    for terminal in [&mut one, &mut other] {
        terminal.until("its end", |screen| screen.contains("✓ finished") || screen.contains("✕ ended"));
        terminal.press("q");
        terminal.end();
    }
}
