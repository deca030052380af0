//! What a screen costs the race it shows.

use std::{
    process::{Command, Stdio},
    thread::sleep,
    time::Duration,
};

use super::{PROGRAM, pty::Terminal};

/// A race of some seconds as the program has it without flags.
const RACE: [&str; 2] = ["--iterations", "3000"];

/// The speed that a summary tells: `… in 2.1 s: 950 iterations/s, …`.
pub fn iterations_a_second(output: &str) -> f64 {
    let before = output.rsplit(" iterations/s").nth(1).unwrap();
    let number: String = before.chars().rev().take_while(|c| !c.is_whitespace()).collect();
    number.chars().rev().filter(|c| *c != ',').collect::<String>().parse().unwrap()
}

fn on_screen() -> f64 {
    let mut terminal = Terminal::start(&RACE, &[], (80, 24));
    // What comes is only read, not looked at, which would take the processor from the race.
    let least = Duration::from_secs(2);
    loop {
        sleep(least);
        terminal.listen(Duration::from_millis(1));
        if terminal.text().contains("✓ finished") {
            break;
        }
    }
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    iterations_a_second(&String::from_utf8_lossy(&terminal.output))
}

fn headless() -> f64 {
    let output = Command::new(PROGRAM).args(RACE).arg("--headless").stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success());
    iterations_a_second(&String::from_utf8_lossy(&output.stdout))
}

#[test]
#[ignore = "long: ten pairs of races on an idle machine"]
fn a_screen_costs_at_most_two_per_cent_of_the_iterations_a_second() {
    // Alternating, so that a machine that gets slower does so for both.
    let pairs: Vec<(f64, f64)> = (0..10).map(|_| (on_screen(), headless())).collect();
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        f64::midpoint(values[4], values[5])
    };
    let shown = median(pairs.iter().map(|pair| pair.0).collect());
    let plain = median(pairs.iter().map(|pair| pair.1).collect());
    let mut shares: Vec<f64> = pairs.iter().map(|(shown, plain)| shown / plain).collect();
    shares.sort_by(f64::total_cmp);
    let share = median(shares.clone());
    eprintln!(
        "screen {shown:.0}, headless {plain:.0} iterations/s (medians of 10); share {:.1} %, {:.1} to {:.1} %",
        share * 100.0,
        shares[0] * 100.0,
        shares[9] * 100.0
    );
    assert!(share >= 0.98, "{pairs:?}");
}

#[test]
fn the_speed_is_read_from_a_summary() {
    let read =
        iterations_a_second("3,000 iterations in 2.1 s: 1,428 iterations/s, 5,712 optimizer-iterations/s");
    assert!((read - 1_428.0).abs() < 1e-9);
}
