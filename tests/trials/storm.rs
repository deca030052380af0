//! A thousand sizes in ten seconds cost a draw a frame at the most, and the last one is drawn right.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{ENDLESS, pty::Terminal};

const SIZES: u32 = 1_000;
const TIME: Duration = Duration::from_secs(10);
const FPS: usize = 30;

/// The size after the storm.
const LAST: (u16, u16) = (100, 30);

/// What a terminal library sends before it paints a window of another size.
const CLEARS: &[u8] = b"\x1b[2J";

/// How often a window of another size was painted. The library clears twice for one that has got narrower, and
/// nothing stands between the two.
fn draws(output: &[u8]) -> usize {
    let twice = CLEARS.repeat(2);
    let count = |what: &[u8]| output.windows(what.len()).filter(|bytes| *bytes == what).count();
    count(CLEARS) - count(&twice)
}

/// A screen as it is seen: the model tells blanks that were painted from those that never were.
fn seen(screen: &str) -> Vec<&str> {
    screen.lines().map(str::trim_end).collect()
}

/// Changes the size a thousand times within ten seconds.
fn storm(terminal: &mut Terminal) {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    let start = Instant::now();
    for change in 1..=SIZES {
        terminal.resize((rng.random_range(1..=300), rng.random_range(1..=100)));
        sleep((start + TIME * change / SIZES).saturating_duration_since(Instant::now()));
    }
    terminal.resize(LAST);
}

#[test]
fn a_thousand_sizes_in_ten_seconds_cost_a_draw_a_frame_and_leave_a_right_screen() {
    let race = [&ENDLESS[..], &["--pace", "100", "--fps", "30"]].concat();
    let mut terminal = Terminal::start(&race, &[], (80, 24));
    terminal.until_text("▶ running");
    let before = terminal.output.len();
    storm(&mut terminal);
    terminal.listen(Duration::from_millis(500));
    let draws = draws(&terminal.output[before..]);
    let most = FPS * (TIME.as_secs() as usize + 1);
    assert!((FPS..=most).contains(&draws), "{draws} draws, {most} at the most");

    terminal.press(" ");
    terminal.until_text("▮ paused");
    terminal.listen(Duration::from_millis(500));
    let last = terminal.text();
    let painted = terminal.output.len();
    terminal.press("\x0c");
    assert!(terminal.listen(Duration::from_millis(500)) > 1_000, "it is painted anew");
    let mut fresh = vt100::Parser::new(LAST.1, LAST.0, 0);
    fresh.process(&terminal.output[painted..]);
    assert_eq!(seen(&last), seen(&fresh.screen().contents()), "the last screen is a fresh one");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    eprintln!("resize storm: {draws} draws of {SIZES} sizes in {TIME:?}, {most} allowed");
}

/// Iterations a second of a race on screen, which the program itself tells at the end.
fn speed(stormy: bool) -> f64 {
    let race = ["--iterations", "0", "--threads", "1", "--fps", "30"];
    let mut terminal = Terminal::start(&race, &[], (80, 24));
    terminal.until_text("▶ running");
    if stormy {
        storm(&mut terminal);
    } else {
        sleep(TIME);
    }
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    super::cost::iterations_a_second(&String::from_utf8_lossy(&terminal.output))
}

#[test]
#[ignore = "long: three pairs of 10 s on an idle machine"]
fn a_storm_of_sizes_costs_the_race_little() {
    let mut shares: Vec<f64> = (0..3).map(|_| speed(true) / speed(false)).collect();
    shares.sort_by(f64::total_cmp);
    eprintln!("resize storm: {:.1} % of the iterations a second ({shares:.3?})", shares[1] * 100.0);
    assert!(shares[1] >= 0.95, "{shares:?}");
}
