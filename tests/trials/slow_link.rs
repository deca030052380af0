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

#[test]
fn a_slow_link_shows_the_present_and_answers_keys() {
    if !long() {
        return;
    }
    let race = ["--iterations", "100000", "--pace", "50"];
    for kbit in [56.0, 256.0] {
        for size in [(80, 24), (200, 50)] {
            let mut terminal = Terminal::start(&race, &SSH, size);
            terminal.slow_down(kbit * KBIT, DELAY);
            terminal.until_text("▶ running");
            terminal.listen(Duration::from_secs(5));
            let age = age(&mut terminal, Duration::from_secs(30));
            let took = answers(&mut terminal, 7);
            let p95 = took[took.len() * 95 / 100];
            eprintln!(
                "{kbit} kbit/s, {size:?}: {} keys answered in {:?} (median), {p95:?} (p95), {:?} (slowest); screen {age:?} old at most",
                took.len(),
                took[took.len() / 2],
                took[took.len() - 1],
            );
            assert!(p95 <= Duration::from_secs(1), "{took:?}");
            assert!(age <= Duration::from_secs(2), "{age:?}");
            terminal.press("q");
            assert_eq!(terminal.end(), 0);
        }
    }
}

/// Iterations a second of ten seconds on screen.
fn speed(slow: bool) -> f64 {
    let mut terminal = Terminal::start(&["--iterations", "0", "--threads", "1"], &SSH, (80, 24));
    if slow {
        terminal.slow_down(56.0 * KBIT, DELAY);
    }
    std::thread::sleep(Duration::from_secs(10));
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
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
