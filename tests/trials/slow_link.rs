//! Row 9: a modem's link with 200 ms each way, which takes every byte and carries it when it can.

use std::time::{Duration, Instant};

use super::{cost::iterations_a_second, long::long, pty::Terminal};

/// Each way.
const DELAY: Duration = Duration::from_millis(200);

const KBIT: f64 = 1_000.0 / 8.0;

/// Over SSH the program keeps to what such a link carries.
const SSH: [(&str, &str); 1] = [("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")];

/// Iterations a second; the screen's age is told by how far it is behind.
const PACE: f64 = 50.0;

fn iterations(text: &str) -> Option<f64> {
    text.split(" / 100,000").next()?.rsplit(' ').next()?.replace(',', "").parse().ok()
}

/// Types keys that change little and much; tells how long each took to show, slowest last.
fn answers(terminal: &mut Terminal, rounds: usize) -> Vec<Duration> {
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
            // The key itself has been on its way, too.
            took.push(
                answered.unwrap_or_else(|| panic!("round {round}: {key:?}\n{}", terminal.text())) + DELAY,
            );
            terminal.listen(Duration::from_millis(700));
        }
    }
    took.sort();
    took
}

/// How long the answer to a key takes after five seconds of a key that changes the whole chart each time.
fn after_a_held_key(terminal: &mut Terminal) -> Duration {
    for _ in 0..150 {
        terminal.press("y");
        terminal.listen(Duration::from_millis(33));
    }
    terminal.press("?");
    let took = terminal.within(Duration::from_secs(20), |terminal| terminal.text().contains("┌─ help"));
    terminal.press("?");
    took.expect("an answer") + DELAY
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

/// A race at the far end of a link that carries so many bits a second.
fn far_away(race: &[&str], kbit: f64, size: (u16, u16)) -> Terminal {
    let mut terminal = Terminal::start(race, &SSH, size);
    terminal.slow_down(kbit * KBIT, DELAY);
    terminal.until_text("▶ running");
    // Past the first fall of the losses, when most of the chart changes.
    terminal.listen(Duration::from_secs(5));
    terminal
}

#[test]
fn a_slow_link_shows_the_present_and_answers_keys() {
    if !long() {
        return;
    }
    let race = ["--iterations", "100000"];
    for (kbit, size) in [(56.0, (80, 24)), (56.0, (200, 50)), (256.0, (80, 24)), (256.0, (200, 50))] {
        let mut terminal = far_away(&[&race[..], &["--pace", "50"]].concat(), kbit, size);
        let age = age(&mut terminal, Duration::from_secs(30));
        leave(&mut terminal);
        // Keys have to overtake all that a race at full speed changes.
        let mut terminal = far_away(&race, kbit, size);
        let took = answers(&mut terminal, 7);
        let held = after_a_held_key(&mut terminal);
        leave(&mut terminal);
        let p95 = took[took.len() * 95 / 100];
        eprintln!(
            "{kbit} kbit/s, {size:?}: {} keys answered in {:?} (median), {p95:?} (p95), {:?} (slowest); screen \
             {age:?} old at most; a key after one that was held down: {held:?}",
            took.len(),
            took[took.len() / 2],
            took[took.len() - 1],
        );
        assert!(p95 <= Duration::from_secs(1), "{took:?}");
        assert!(age <= Duration::from_secs(2), "{age:?}");
        assert!(held <= Duration::from_secs(2), "{held:?}");
    }
}

/// Leaves, and waits for the summary, which is late.
fn leave(terminal: &mut Terminal) {
    terminal.press("q");
    assert_eq!(terminal.ended_within(Duration::from_secs(2)), Some(0));
    terminal.until_text("iterations/s");
}

/// Iterations a second of ten seconds on screen.
fn speed(slow: bool) -> f64 {
    let mut terminal = Terminal::start(&["--iterations", "0", "--threads", "1"], &SSH, (80, 24));
    if slow {
        terminal.slow_down(56.0 * KBIT, DELAY);
    }
    std::thread::sleep(Duration::from_secs(10));
    leave(&mut terminal);
    iterations_a_second(&String::from_utf8_lossy(&terminal.output))
}

#[test]
fn a_slow_link_costs_the_race_nothing() {
    if !long() {
        return;
    }
    let mut shares: Vec<f64> = (0..5).map(|_| speed(true) / speed(false)).collect();
    shares.sort_by(f64::total_cmp);
    eprintln!("56 kbit/s: {:.1} % of the iterations a second ({shares:.3?})", shares[2] * 100.0);
    assert!(shares[2] >= 0.98, "{shares:?}");
}
