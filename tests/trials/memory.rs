//! What there is no memory for is refused beforehand, with a figure, whatever sets the limit.

use std::{fs, path::PathBuf, process::Command, time::Duration};

use downhill::{
    config::{Config, LaneConfig},
    data,
    optim::OptimizerKind,
    session::{Command as Ask, Loader, Refusal, Session, SessionOptions, Update},
};

use super::{PROGRAM, present, pty::Terminal};

const DEADLINE: Duration = Duration::from_secs(20);

/// A shell line in a terminal.
fn limited(line: &str) -> Terminal {
    Terminal::start_program("sh", &std::env::temp_dir(), &["-c", line], &[], (120, 30))
}

fn leave(mut terminal: Terminal) {
    terminal.press("q");
    assert_eq!(terminal.ended_within(DEADLINE), Some(0), "{}", terminal.text());
    terminal.listen(Duration::from_millis(50));
    assert!(terminal.is_as_before() && !terminal.screen().alternate_screen());
}

#[test]
fn a_batch_that_the_address_space_has_no_room_for_is_refused() {
    let mut terminal = limited(&format!(
        "ulimit -v 1000000; exec '{PROGRAM}' --iterations 0 --hidden 8 --optimizers sgd --threads 2 --pace 20"
    ));
    terminal.until_text("▶ running");
    // The batch size is the last line of the form.
    terminal.press("e\x1b[A65536\r");
    terminal.until_text("of memory and");
    assert!(terminal.text().contains("MB are free"), "{}", terminal.text());
    leave(terminal);
}

#[test]
fn trials_that_the_address_space_has_no_room_for_are_refused_or_run() {
    for kilobytes in [250_000, 400_000, 600_000, 1_000_000] {
        let mut terminal =
            limited(&format!("ulimit -v {kilobytes}; exec '{PROGRAM}' --iterations 0 --threads 2 --pace 20"));
        let deadline = terminal.within(DEADLINE, |terminal| terminal.text().contains("▶ running"));
        if deadline.is_none() {
            assert_eq!(terminal.ended(), Some(1), "{}", terminal.text());
            terminal.listen(Duration::from_millis(300));
            assert!(terminal.text().contains("MB are free"), "{}", terminal.text());
            continue;
        }
        terminal.press("5\r");
        terminal.listen(Duration::from_secs(3));
        assert_eq!(terminal.ended(), None, "{kilobytes}\n{}", terminal.text());
        leave(terminal);
    }
}

#[test]
fn a_race_too_large_for_a_limit_is_refused_at_the_start_whoever_shows_it() {
    for limit in ["-v 1000000", "-d 800000"] {
        for front in ["", "--headless"] {
            let line =
                format!("ulimit {limit}; exec '{PROGRAM}' {front} --hidden 4096,4096,4096 --batch-size 4096");
            let mut terminal = limited(&line);
            assert_eq!(terminal.ended_within(DEADLINE), Some(1), "{line}\n{}", terminal.text());
            // What it said may still be on its way.
            terminal.listen(Duration::from_millis(300));
            assert!(terminal.text().contains("B are free"), "{line}\n{}", terminal.text());
            assert!(!terminal.output.contains(&0x1b), "{line}");
        }
    }
}

/// A control group of our own within the one that we are in; it goes when dropped.
struct Group(PathBuf);

impl Group {
    fn with_limit(bytes: u64) -> Option<Self> {
        let own = fs::read_to_string("/proc/self/cgroup").ok()?;
        let of = |line: &str| {
            let mut parts = line.splitn(3, ':').skip(1);
            let (controllers, path) = (parts.next()?, parts.next()?.trim_start_matches('/'));
            match controllers {
                "" => Some((PathBuf::from("/sys/fs/cgroup").join(path), "memory.max")),
                "memory" => {
                    Some((PathBuf::from("/sys/fs/cgroup/memory").join(path), "memory.limit_in_bytes"))
                }
                _ => None,
            }
        };
        own.lines().filter_map(of).find_map(|(parent, limit)| {
            let folder = parent.join(format!("downhill-trial-{}", std::process::id()));
            fs::create_dir(&folder).ok()?;
            let group = Self(folder);
            fs::write(group.0.join(limit), bytes.to_string()).is_ok().then_some(group)
        })
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ = fs::remove_dir(&self.0);
    }
}

#[test]
fn the_limit_of_a_control_group_is_met_beforehand() {
    let group = Group::with_limit(400_000_000);
    if !present(group.is_some(), "no control group may be made", "its memory limit") {
        return;
    }
    let group = group.unwrap();
    let inside = |rest: &str| {
        format!(
            "echo $$ > '{}/cgroup.procs' && exec '{PROGRAM}' --iterations 0 --threads 2 {rest}",
            group.0.display()
        )
    };
    let output =
        Command::new("sh").args(["-c", &inside("--headless --hidden 2048,2048,2048")]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("MB are free"), "{said}");
    let mut terminal = limited(&inside("--hidden 8 --optimizers sgd --pace 20"));
    terminal.until_text("▶ running");
    terminal.press("e\x1b[A65536\r");
    terminal.until_text("of memory and");
    leave(terminal);
}

#[test]
fn a_session_refuses_what_there_is_no_memory_for_and_goes_on_as_before() {
    let small =
        Config { hidden: vec![8], lanes: vec![LaneConfig::new(OptimizerKind::Sgd)], ..Config::default() };
    let paused = SessionOptions { paused: true, rewinds: true, threads: 1, ..SessionOptions::default() };
    let loader: Loader = Box::new(|progress| data::load_embedded(progress));
    let (session, [updates]) = Session::start::<1>(small.clone(), paused, loader).unwrap();
    let huge = Config { hidden: vec![16_384; 100], ..small.clone() };
    assert!(session.send(Ask::Begin(Box::new(huge))));
    // A network without a lane is made, too.
    let empty = Config { hidden: vec![16_384; 100], lanes: Vec::new(), ..small };
    assert!(session.send(Ask::Begin(Box::new(empty))));
    assert!(session.send(Ask::Step(1)));
    let mut refused = 0;
    loop {
        match updates.recv_timeout(DEADLINE).unwrap() {
            Update::Refused { reason: Refusal::Memory(short) } => {
                assert!(short.needed > short.free, "{short:?}");
                refused += 1;
            }
            Update::CommandTaken { command, .. } => {
                assert_eq!(command, Ask::Step(1), "what is refused was never followed");
            }
            Update::Progressed(_) => break,
            _ => {}
        }
    }
    assert_eq!(refused, 2);
}
