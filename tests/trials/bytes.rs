//! How many bytes the screen takes, at rest and at work.

use std::{fs, time::Duration};

use super::{forms::forms, has, pty::Terminal};

const SIZES: [(u16, u16); 2] = [(80, 24), (200, 50)];

/// Four lanes as the program has them without flags, and a minute's worth of iterations.
const RACE: [&str; 4] = ["--iterations", "50000", "--fps", "10"];

/// What the short form adds: a frame's bytes depend on its iterations, and these are the same on every machine.
const PACE: &str = "--pace=500";

/// Half the time between two frames: what comes closer together is one.
const APART: Duration = Duration::from_millis(50);

/// The sizes of the frames that come within a time.
fn frames(terminal: &mut Terminal, time: Duration) -> Vec<usize> {
    let start = std::time::Instant::now();
    let (mut frames, mut open) = (Vec::new(), 0);
    while start.elapsed() < time {
        match terminal.next_bytes(APART) {
            Some(bytes) => open += bytes,
            None if open > 0 => frames.push(std::mem::take(&mut open)),
            None => {}
        }
    }
    frames
}

/// The iterations that a screen tells of.
fn iterations(screen: &str) -> u64 {
    let before = screen.split(" / 50,000").next().unwrap_or_default();
    let word = before.rsplit(' ').next().unwrap_or_default();
    word.replace(',', "").parse().unwrap_or(0)
}

fn four_lanes_at_ten_frames_a_second_stay_within_their_bytes(seconds: u64) {
    let time = Duration::from_secs(seconds);
    let pace = (seconds < 20).then_some(PACE);
    for (columns, rows) in SIZES {
        let race: Vec<&str> = RACE.into_iter().chain(pace).collect();
        let mut terminal = Terminal::start(&race, &[], (columns, rows));
        terminal.until_text("▶ running");
        // Past the first fall of the losses, however fast the machine gets there.
        terminal.listen(Duration::from_secs(2));
        terminal.until("a thousand iterations", |screen| iterations(screen) >= 1_000);
        let mut sizes = frames(&mut terminal, time);
        sizes.sort_unstable();
        let (count, median, sum) = (sizes.len(), sizes[sizes.len() / 2], sizes.iter().sum::<usize>());
        let a_second = sum as f64 / time.as_secs_f64();

        terminal.press(" ");
        terminal.until_text("▮ paused");
        terminal.listen(Duration::from_millis(500));
        let resting = terminal.listen(Duration::from_secs(1));
        terminal.press("\x0c");
        let whole = terminal.listen(Duration::from_millis(500));
        eprintln!(
            "bytes at {columns}×{rows}: {median} a frame (median of {count}, {} at most), {:.2} KiB/s, whole screen {whole}, paused {resting}",
            sizes[count - 1],
            a_second / 1_024.0
        );
        assert_eq!(resting, 0, "paused and untouched");
        assert!(median <= 400, "{median} bytes a frame");
        assert!(a_second <= 4_096.0, "{a_second} bytes a second");
        assert!(whole <= if rows == 24 { 8_000 } else { 40_000 }, "{whole} bytes for a whole screen");
        terminal.press("q");
        assert_eq!(terminal.end(), 0);
    }
}

forms!(four_lanes_at_ten_frames_a_second_stay_within_their_bytes, short 4, long 20, "20 seconds at full speed");

#[test]
fn b_shows_what_the_screen_takes_and_comes_to_rest_with_it() {
    let mut terminal = Terminal::start(&RACE, &[], (80, 24));
    terminal.until_text("▶ running");
    terminal.press("b");
    terminal.until("some bytes a second", |screen| screen.contains(" kB/s") && !screen.contains(" 0.0 kB/s"));
    terminal.press(" ");
    terminal.until_text("▮ paused");
    terminal.until_text(" 0.0 kB/s");
    terminal.listen(Duration::from_millis(1_500));
    assert_eq!(terminal.listen(Duration::from_millis(1_500)), 0);
    terminal.press("b");
    terminal.until("they are hidden", |screen| !screen.contains("kB/s"));
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_frame_is_written_at_once() {
    if !has("strace", "how many writes a frame takes") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("writes");
    let program = ["-f", "-qq", "-e", "trace=write", "-s", "0", "-o", log.to_str().unwrap(), super::PROGRAM];
    let arguments = [&program[..], &RACE].concat();
    let mut terminal = Terminal::start_program("strace", folder.path(), &arguments, &[], (80, 24));
    terminal.until_text("▶ running");
    terminal.listen(Duration::from_secs(3));
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let log = fs::read_to_string(log).unwrap();
    // The writer's own lines: `123 write(7, ""..., 340) = 340`.
    let writes: Vec<(usize, i64)> = log
        .lines()
        .filter_map(|line| {
            let (call, result) = line.rsplit_once(" = ")?;
            let asked = call.trim_end().strip_suffix(')')?.rsplit(", ").next()?.parse().ok()?;
            call.contains("write(")
                .then(|| (asked, result.split(' ').next().unwrap_or("").parse().unwrap_or(-1)))
        })
        .filter(|&(asked, _)| asked > 8)
        .collect();
    let (mut most, mut tries) = (0, 0);
    for &(asked, written) in &writes {
        tries += 1;
        most = most.max(tries);
        if i64::try_from(asked).unwrap() == written {
            tries = 0;
        }
    }
    eprintln!("writes: {} of frames and lines, {most} for one at most", writes.len());
    assert!(writes.len() >= 20, "{log}");
    assert!(most <= 2, "{most} writes for a frame");
}
