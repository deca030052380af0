//! A modem's link with 200 ms each way, which takes every byte and carries it when it can.

use std::time::{Duration, Instant};

use super::{PROGRAM, cost::iterations_a_second, link::Link, pty::Terminal, sshd::Sshd};

/// Each way.
const DELAY: Duration = Duration::from_millis(200);

/// A link that carries so many thousand bits a second.
const fn link(kbit: f64) -> Link {
    Link { bytes_a_second: kbit * 1_000.0 / 8.0, delay: DELAY }
}

/// Over SSH the program keeps to what such a link carries.
const SSH: [(&str, &str); 1] = [("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")];

/// Iterations a second; the screen's age is told by how far it is behind.
const PACE: f64 = 50.0;

fn iterations(text: &str) -> Option<f64> {
    text.split(" / 100,000").next()?.rsplit(' ').next()?.replace(',', "").parse().ok()
}

/// Types keys that change little and much; tells how long each took to show, slowest last, beside what the key itself
/// needs to get there.
fn answers(terminal: &mut Terminal, rounds: usize, there: Duration) -> Vec<Duration> {
    type Shown = fn(&Terminal) -> bool;
    let keys: [(&str, Shown); 6] = [
        ("j", |terminal| terminal.text().contains("▸ ✕")),
        ("?", |terminal| terminal.text().contains("┌─ help")),
        ("?", |terminal| !terminal.text().contains("┌─ help")),
        ("k", |terminal| terminal.text().contains("▸ ●")),
        ("e", |terminal| terminal.text().contains("settings of SGD")),
        ("\x1b", |terminal| !terminal.text().contains("settings of SGD")),
    ];
    let mut took = Vec::new();
    for round in 0..rounds {
        for (key, shown) in keys {
            terminal.press(key);
            let answered = terminal.within(Duration::from_secs(10), shown);
            took.push(
                answered.unwrap_or_else(|| panic!("round {round}: {key:?}\n{}", terminal.text())) + there,
            );
            terminal.listen(Duration::from_millis(700));
        }
    }
    took.sort();
    took
}

/// How long the answer to a key takes after five seconds of a key that changes the whole chart each time.
fn after_a_held_key(terminal: &mut Terminal, there: Duration) -> Duration {
    for _ in 0..150 {
        terminal.press("y");
        terminal.listen(Duration::from_millis(33));
    }
    terminal.press("?");
    let took = terminal.within(Duration::from_secs(20), |terminal| terminal.text().contains("┌─ help"));
    terminal.press("?");
    took.expect("an answer") + there
}

/// How old the screen is at most while it is watched: its iterations behind those of its best moment.
fn age(terminal: &mut Terminal, time: Duration) -> Duration {
    let start = Instant::now();
    let mut behind = Vec::new();
    while start.elapsed() < time {
        terminal.next_bytes(Duration::from_millis(20));
        if let Some(shown) = iterations(&terminal.text()) {
            behind.push(start.elapsed().as_secs_f64() - shown / PACE);
        }
    }
    let best = behind.iter().copied().fold(f64::INFINITY, f64::min);
    let worst = behind.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Duration::from_secs_f64(worst - best) + DELAY
}

/// How a race comes through a link.
struct Shown {
    took: Vec<Duration>,
    held: Duration,
    age: Duration,
}

impl Shown {
    /// Watches a race that is started at the far end, first at a pace that tells its age, then at full speed, when
    /// keys have to overtake all that changes. Keys need so long to get there; it must have ended within a time.
    fn watch(start: impl Fn(&[&str]) -> Terminal, there: Duration, ends: Duration) -> Self {
        let far_away = |race: &[&str]| {
            let mut terminal = start(race);
            terminal.until_text("▶ running");
            // Past the first fall of the losses, when most of the chart changes.
            terminal.listen(Duration::from_secs(5));
            terminal
        };
        let mut terminal = far_away(&["--iterations", "100000", "--pace", "50"]);
        let age = age(&mut terminal, Duration::from_secs(30));
        leave(&mut terminal, ends);
        let mut terminal = far_away(&["--iterations", "100000"]);
        let took = answers(&mut terminal, 7, there);
        let held = after_a_held_key(&mut terminal, there);
        leave(&mut terminal, ends);
        Self { took, held, age }
    }

    /// What most keys took.
    fn p95(&self) -> Duration {
        self.took[self.took.len() * 95 / 100]
    }

    fn tell(&self, what: &str) {
        let Self { took, held, age } = self;
        let p95 = self.p95();
        eprintln!(
            "{what}: {} keys answered in {:?} (median), {p95:?} (p95), {:?} (slowest); screen {age:?} old at most; a \
             key after one that was held down: {held:?}",
            took.len(),
            took[took.len() / 2],
            took[took.len() - 1],
        );
    }

    /// Holds the figures against the row's.
    fn judge(&self) {
        assert!(self.p95() <= Duration::from_secs(1), "{:?}", self.took);
        assert!(self.age <= Duration::from_secs(2), "{:?}", self.age);
        assert!(self.held <= Duration::from_secs(2), "{:?}", self.held);
    }
}

#[test]
#[ignore = "long: four links, a minute each"]
fn a_slow_link_shows_the_present_and_answers_keys() {
    for (kbit, size) in [(56.0, (80, 24)), (56.0, (200, 50)), (256.0, (80, 24)), (256.0, (200, 50))] {
        let start = |race: &[&str]| {
            let mut terminal = Terminal::start(race, &SSH, size);
            terminal.through(|bytes| link(kbit).carry(bytes));
            terminal
        };
        // Its keys are there at once.
        let shown = Shown::watch(start, DELAY, Duration::from_secs(2));
        shown.tell(&format!("{kbit} kbit/s, {size:?}"));
        shown.judge();
    }
}

/// With all that an SSH connection adds: packets that are shown when they are whole, a channel's window, hidden
/// keystrokes, the system's buffers. A large window on the slowest link is told and not judged: its help alone is
/// some six tenths of a second on the way.
#[test]
#[ignore = "long: three links, a minute each"]
fn a_slow_link_to_a_real_sshd_shows_the_present_and_answers_keys() {
    for (kbit, size, judged) in [(56.0, (80, 24), true), (56.0, (200, 50), false), (256.0, (200, 50), true)] {
        let folder = tempfile::tempdir().unwrap();
        let Some(sshd) = Sshd::start(folder.path(), "a slow link to a real sshd") else {
            return;
        };
        let sshd = sshd.behind(link(kbit));
        let start =
            |race: &[&str]| sshd.client(folder.path(), &format!("exec {PROGRAM} {}", race.join(" ")), size);
        // The client ends when all that was on its way has come.
        let shown = Shown::watch(start, Duration::ZERO, Duration::from_secs(5));
        shown.tell(&format!("sshd, {kbit} kbit/s, {size:?}"));
        if judged {
            shown.judge();
        }
    }
}

/// Leaves, and waits for the summary, which is late.
fn leave(terminal: &mut Terminal, within: Duration) {
    terminal.press("q");
    assert_eq!(terminal.ended_within(within), Some(0));
    terminal.until_text("iterations/s");
}

/// Iterations a second of ten seconds on screen.
fn speed(slow: bool) -> f64 {
    let mut terminal = Terminal::start(&["--iterations", "0", "--threads", "1"], &SSH, (80, 24));
    if slow {
        terminal.through(|bytes| link(56.0).carry(bytes));
    }
    std::thread::sleep(Duration::from_secs(10));
    leave(&mut terminal, Duration::from_secs(2));
    iterations_a_second(&String::from_utf8_lossy(&terminal.output))
}

#[test]
#[ignore = "long: five pairs of 10 s on an idle machine"]
fn a_slow_link_costs_the_race_nothing() {
    let mut shares: Vec<f64> = (0..5).map(|_| speed(true) / speed(false)).collect();
    shares.sort_by(f64::total_cmp);
    eprintln!("56 kbit/s: {:.1} % of the iterations a second ({shares:.3?})", shares[2] * 100.0);
    assert!(shares[2] >= 0.98, "{shares:?}");
}
