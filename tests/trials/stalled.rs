//! A terminal that takes no bytes costs frames, and neither iterations, keys, signals nor memory.

use std::{
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use super::{
    PROGRAM,
    cost::iterations_a_second,
    forms::forms,
    process::{held, is_gone, processor_time, wait_for},
    pty::Terminal,
    soak::FRONT_END,
    ways_out::assert_restored,
};

/// A race whose history is all that grows, slowly. Its networks are so small that the
/// places it can go back to, which it keeps anyway, weigh little.
const RACE: [&str; 8] = ["--iterations", "0", "--hidden", "2", "--batch-size", "8", "--pace", "200"];

/// How long the queues of the system take to fill up at full speed.
const FILLING: Duration = Duration::from_secs(1);

fn iterations(terminal: &Terminal) -> Option<u64> {
    let text = terminal.text();
    let word = text.split(" iterations").next()?.rsplit(' ').next()?;
    word.replace(',', "").parse().ok()
}

/// A race on a large screen whose reader has stalled until the system takes no more.
fn stalled() -> Terminal {
    let mut terminal = Terminal::start(&RACE, &[], (200, 50));
    terminal.until_text("▶ running");
    terminal.listen(Duration::from_millis(300));
    stall(&mut terminal);
    terminal
}

/// The same after so many iterations at full speed that the race keeps all losses it ever will one by one, and as many
/// places to go back to: in ten minutes these would take more than a stalled reader may cost.
fn stalled_late() -> Terminal {
    let mut terminal = Terminal::start(&RACE[..6], &[], (200, 50));
    terminal.until_text("▶ running");
    while iterations(&terminal).is_none_or(|iterations| iterations < 300_000) {
        terminal.listen(Duration::from_millis(100));
    }
    for pace in ["pace 500", "pace 200"] {
        terminal.press("[");
        terminal.until_text(pace);
    }
    stall(&mut terminal);
    terminal
}

fn stall(terminal: &mut Terminal) {
    terminal.stall(true);
    // Frames that are painted anew fill the queues soon.
    for _ in 0..10 {
        terminal.press("\x0c");
        sleep(FILLING / 10);
    }
}

fn a_stalled_reader_costs_no_key_and_no_memory_and_sees_the_present_at_once_afterwards(seconds: u64) {
    let time = Duration::from_secs(seconds);
    let mut terminal = if seconds > 60 { stalled_late() } else { stalled() };
    let (before, shown) = (held(terminal.id()), iterations(&terminal).unwrap());
    let (start, worked) = (Instant::now(), processor_time(terminal.id(), &FRONT_END));
    sleep(time);
    let after = held(terminal.id());
    // What the race can't have lost more than, whatever else the machine does.
    let taken = processor_time(terminal.id(), &FRONT_END).saturating_sub(worked);
    let share = taken.as_secs_f64() / start.elapsed().as_secs_f64();
    terminal.press(" ");
    sleep(Duration::from_millis(100));
    terminal.stall(false);
    let current = terminal.within(Duration::from_secs(1), |terminal| terminal.text().contains("▮ paused"));
    let current = current.expect("the present screen within a second");
    let trained = iterations(&terminal).unwrap() - shown;
    let least = (start.elapsed().as_secs_f64() * 200.0 * 0.9) as u64;
    let grown = after.bytes.saturating_sub(before.bytes) >> 10;
    eprintln!(
        "reader stalled for {time:?}: {trained} iterations meanwhile, +{grown} KiB, front end {:.2} % of a core, \
         the present screen after {current:?}",
        share * 100.0
    );
    assert!(trained >= least, "{trained} iterations, {least} at least");
    assert!(grown <= 1_024, "{grown} KiB more");
    assert!(share <= 0.02, "the front end takes {:.2} % of a core", share * 100.0);
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

forms!(a_stalled_reader_costs_no_key_and_no_memory_and_sees_the_present_at_once_afterwards, short 8, long 600, "ten minutes without a reader");

/// Leaves while nobody reads; tells how long that took.
fn left(how: &str) -> Duration {
    let mut terminal = stalled();
    let start = Instant::now();
    if how == "q" {
        terminal.press("q");
    } else {
        terminal.signal(how);
    }
    let id = terminal.id();
    let gone = wait_for(Duration::from_secs(1), || is_gone(id));
    let took = start.elapsed();
    assert!(gone, "{how}: it is gone within a second");
    assert!(terminal.is_as_before(), "{how}: the attributes are as before though nobody reads");
    terminal.stall(false);
    terminal.end();
    assert_restored(&terminal, how);
    assert!(terminal.text().contains("lane"), "the summary stays\n{}", terminal.text());
    took
}

#[test]
fn every_way_out_works_while_nobody_reads() {
    for how in ["q", "INT", "TERM", "HUP", "QUIT"] {
        let took = left(how);
        eprintln!("reader stalled: {how} answered in {took:?}");
    }
}

#[test]
fn output_that_somebody_has_stopped_keeps_nobody_from_leaving() {
    // As `tcflow` does it from another process: nothing moves, however much is read.
    let mut terminal = Terminal::start(&RACE, &[], (80, 24));
    terminal.until_text("▶ running");
    let device = std::fs::read_link(format!("/proc/{}/fd/1", terminal.id())).unwrap();
    let device = std::fs::File::open(device).unwrap();
    rustix::termios::tcflow(&device, rustix::termios::Action::OOff).unwrap();
    terminal.listen(Duration::from_millis(500));
    assert_eq!(terminal.listen(Duration::from_millis(500)), 0, "it is stopped");
    let start = Instant::now();
    terminal.signal("TERM");
    assert_eq!(terminal.ended_within(Duration::from_secs(1)), Some(143));
    eprintln!("output stopped: TERM answered in {:?}", start.elapsed());
    terminal.listen(Duration::from_millis(100));
    assert_restored(&terminal, "stopped output");
}

/// Iterations a second of a race of that many seconds.
fn speed(time: Duration, shown: bool) -> f64 {
    let race = ["--iterations", "0", "--threads", "1", "--fps", "30"];
    if shown {
        let mut terminal = Terminal::start(&race, &[], (80, 24));
        terminal.stall(true);
        sleep(time);
        terminal.stall(false);
        terminal.press("q");
        assert_eq!(terminal.end(), 0);
        return iterations_a_second(&String::from_utf8_lossy(&terminal.output));
    }
    let mut command = Command::new(PROGRAM);
    let child =
        command.args(race).arg("--headless").stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    sleep(time);
    assert!(Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status().unwrap().success());
    iterations_a_second(&String::from_utf8_lossy(&child.wait_with_output().unwrap().stdout))
}

#[test]
#[ignore = "long: five pairs of 30 s on an idle machine"]
fn a_stalled_reader_costs_the_race_nothing() {
    let time = Duration::from_secs(30);
    let pairs: Vec<(f64, f64)> = (0..5).map(|_| (speed(time, true), speed(time, false))).collect();
    let mut shares: Vec<f64> = pairs.iter().map(|(stalled, plain)| stalled / plain).collect();
    shares.sort_by(f64::total_cmp);
    eprintln!("reader stalled: {:.1} % of the headless iterations a second ({pairs:.0?})", shares[2] * 100.0);
    assert!(shares[2] >= 0.98, "{pairs:?}");
}
