//! The terminal goes, and the program goes with it, having saved its run.

use std::{
    fs,
    path::Path,
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

use super::{
    PROGRAM,
    forms::forms,
    has,
    process::{is_gone, wait_for},
    pty::Terminal,
    sshd::Sshd,
};

/// How soon it must be gone.
const DEADLINE: Duration = Duration::from_secs(2);

/// The most processor time from then on.
const CPU: Duration = Duration::from_millis(200);

/// A race that trains and is then left paused, so that all time taken is that of leaving.
const RACE: &str = "--iterations 0 --hidden 16 --batch-size 8 --pace 500 --out run";

/// How the program stands to its terminal.
#[derive(Debug, Clone, Copy)]
enum Stand {
    /// It leads the session.
    Leader,
    /// A shell leads it, and both ignore SIGHUP.
    Deaf,
}

impl Stand {
    /// A line for a shell that runs the program and notes its process.
    fn line(self) -> String {
        let run = format!("sh -c 'echo $$ > process; exec {PROGRAM} {RACE}'");
        match self {
            Self::Leader => format!("exec {run}"),
            Self::Deaf => format!("trap '' HUP; {run}; echo $? > code"),
        }
    }
}

/// Processor time of a whole process so far; what has ended keeps it until somebody asks.
fn cpu(id: u32) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // User and system time in hundredths of a second are the 14th and 15th field of all.
    let fields: Vec<&str> = stat.split_once(") ")?.1.split(' ').collect();
    let ticks = |at: usize| fields.get(at)?.parse::<u64>().ok();
    Some(Duration::from_millis(10 * (ticks(11)? + ticks(12)?)))
}

/// Waits for the program to show that it runs, pauses it, and tells its process.
fn paused(terminal: &mut Terminal, folder: &Path) -> u32 {
    terminal.until_text("▶ running");
    terminal.listen(Duration::from_millis(300));
    terminal.press(" ");
    terminal.until_text("▮ paused");
    fs::read_to_string(folder.join("process")).unwrap().trim().parse().unwrap()
}

/// Waits for the end after a hang-up; tells how long it took and how much processor time.
fn end(id: u32, before: Duration) -> (Duration, Duration) {
    let (start, mut last) = (Instant::now(), before);
    while !is_gone(id) {
        assert!(start.elapsed() < DEADLINE, "it is gone within {DEADLINE:?}");
        last = cpu(id).unwrap_or(last);
        sleep(Duration::from_millis(2));
    }
    last = cpu(id).unwrap_or(last);
    (start.elapsed(), last.saturating_sub(before))
}

/// The run folder holds a whole run.
fn assert_loads(folder: &Path) {
    let run = folder.join("run");
    let saved = || run.join("figure.png").is_file();
    assert!(wait_for(DEADLINE, saved), "the run is saved");
    let config = fs::read_to_string(run.join("config.toml")).unwrap();
    assert!(toml::from_str::<toml::Table>(&config).is_ok(), "{config}");
    let losses = fs::read_to_string(run.join("losses.csv")).unwrap();
    assert!(losses.lines().count() > 50 && losses.ends_with('\n'), "{losses}");
    assert!(losses.lines().all(|line| line.split(',').count() == 5), "every row is whole");
}

/// Kills whoever holds the terminal's other end.
fn kill(id: u32) {
    assert!(Command::new("kill").args(["-s", "KILL", &id.to_string()]).status().unwrap().success());
}

fn trial(stand: Stand) -> (Duration, Duration) {
    let folder = tempfile::tempdir().unwrap();
    // `script` has a terminal of its own for what it runs; killed, it takes it along.
    let line = stand.line();
    let arguments = ["-q", "-e", "-c", &line, "/dev/null"];
    let mut terminal = Terminal::start_program("script", folder.path(), &arguments, &[], (80, 24));
    let id = paused(&mut terminal, folder.path());
    let before = cpu(id).unwrap();
    kill(terminal.id());
    let (took, cost) = end(id, before);
    assert_loads(folder.path());
    assert!(cost <= CPU, "{stand:?}: {cost:?} of processor time");
    if matches!(stand, Stand::Deaf) {
        let code = || fs::read_to_string(folder.path().join("code")).is_ok_and(|code| code.trim() == "129");
        assert!(wait_for(DEADLINE, code), "the exit code of a hang-up");
    }
    (took, cost)
}

fn a_terminal_that_is_gone_ends_the_program_with_its_run_saved(times: u32) {
    if !has("script", "a terminal that goes away") {
        return;
    }
    for stand in [Stand::Leader, Stand::Deaf] {
        let trials: Vec<_> = (0..times).map(|_| trial(stand)).collect();
        let most = |pick: fn(&(Duration, Duration)) -> Duration| trials.iter().map(pick).max().unwrap();
        eprintln!(
            "hang-up, {stand:?}, {times} times: gone after {:?} at most, {:?} of processor time at most",
            most(|trial| trial.0),
            most(|trial| trial.1)
        );
    }
}

forms!(a_terminal_that_is_gone_ends_the_program_with_its_run_saved, short 2, long 25, "25 times each");

#[test]
fn keys_that_nobody_could_follow_so_fast_do_not_keep_it() {
    if !has("script", "a terminal that goes away") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let line = Stand::Deaf.line();
    let arguments = ["-q", "-e", "-c", &line, "/dev/null"];
    let mut terminal = Terminal::start_program("script", folder.path(), &arguments, &[], (80, 24));
    let id = paused(&mut terminal, folder.path());
    for _ in 0..50 {
        terminal.press_bytes(&b"yyss".repeat(100));
    }
    kill(terminal.id());
    let start = Instant::now();
    assert!(wait_for(DEADLINE, || is_gone(id)), "gone within {DEADLINE:?}");
    eprintln!("hang-up under 20,000 keys: gone after {:?}", start.elapsed());
    assert_loads(folder.path());
}

fn a_killed_ssh_client_ends_the_program_with_its_run_saved(times: u32) {
    let folder = tempfile::tempdir().unwrap();
    let Some(sshd) = Sshd::start(folder.path(), "a hang-up over SSH") else {
        return;
    };
    let mut most = (Duration::ZERO, Duration::ZERO);
    for round in 0..times {
        let own = folder.path().join(format!("round{round}"));
        fs::create_dir(&own).unwrap();
        let mut terminal = sshd.client(&own, &Stand::Leader.line(), (80, 24));
        let id = paused(&mut terminal, &own);
        let before = cpu(id).unwrap();
        kill(terminal.id());
        let (took, cost) = end(id, before);
        assert_loads(&own);
        assert!(cost <= CPU, "{cost:?} of processor time");
        most = (most.0.max(took), most.1.max(cost));
    }
    eprintln!(
        "ssh client killed {times} times: gone after {:?} at most, {:?} of processor time at most",
        most.0, most.1
    );
}

forms!(a_killed_ssh_client_ends_the_program_with_its_run_saved, short 1, long 25, "25 times");
