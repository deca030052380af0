//! What moves on the screen while a race runs: digits, tips of curves, ends of sparklines, and nothing else.

use std::time::Instant;

use ratatui::buffer::Buffer;

use crate::tui::{
    app::App,
    glyphs::BARS,
    testing::{buffer, progressed, racing},
};

/// A window, and the iterations between two frames at 30 frames a second.
const SIZE: (u16, u16) = (120, 40);
const STRIDE: u64 = 2;

/// Where the chart has its plot, and in which column an iteration stands.
struct Plot {
    top: u16,
    bottom: u16,
    left: u16,
    right: u16,
}

impl Plot {
    fn of(buffer: &Buffer) -> Self {
        let row = |y: u16| (0..SIZE.0).map(|x| buffer[(x, y)].symbol()).collect::<String>();
        let bottom = (0..SIZE.1).find(|y| row(*y).contains('┼')).unwrap();
        let left = (0..SIZE.0).find(|x| buffer[(*x, bottom)].symbol() == "┼").unwrap();
        let right = (0..SIZE.0).rfind(|x| buffer[(*x, bottom)].symbol() == "┬").unwrap();
        let top = (0..bottom).find(|y| buffer[(left, *y)].symbol() == "│").unwrap().saturating_sub(1);
        Self { top, bottom, left, right }
    }

    fn column(&self, iteration: u64) -> u16 {
        self.left + (u64::from(self.right - self.left) * iteration / 2_000) as u16
    }
}

/// Whether a cell may differ between two frames there.
fn may_change(plot: &Plot, (x, y): (u16, u16), before: &str, now: &str, iteration: u64) -> bool {
    let is_digit = |sign: &str| sign.chars().all(|sign| sign.is_ascii_digit() || " ,.%:−+-—".contains(sign));
    let is_bar = |sign: &str| sign == " " || BARS.contains(&sign);
    match y {
        // The bar of the progress.
        1 => true,
        _ if (plot.top..plot.bottom).contains(&y) => {
            // A tip, with the few iterations before it that its smoothing still changes, and the names before it.
            let tip = plot.column(iteration);
            x >= tip.saturating_sub(2)
        }
        _ if y > plot.bottom => is_digit(before) && is_digit(now) || is_bar(before) && is_bar(now),
        _ => is_digit(before) && is_digit(now),
    }
}

#[test]
fn in_120_frames_only_digits_tips_and_sparkline_ends_move() {
    let mut app: App = racing(900);
    // Within one moment: what is told of the race changes every few seconds.
    let start = Instant::now();
    let mut iteration = 900;
    let mut before = buffer(&app, SIZE.0, SIZE.1);
    let plot = Plot::of(&before);
    let (mut moved, mut names) = (Vec::new(), 0);
    for _ in 0..120 {
        app.apply(&progressed(4, iteration + 1, iteration + STRIDE), start);
        iteration += STRIDE;
        let now = buffer(&app, SIZE.0, SIZE.1);
        for y in 0..SIZE.1 {
            let changed = |x: &u16| before[(*x, y)].symbol() != now[(*x, y)].symbol();
            let changed: Vec<u16> = (0..SIZE.0).filter(changed).collect();
            let ahead = plot.column(iteration) + 2;
            let is_plot = (plot.top..plot.bottom).contains(&y);
            names += usize::from(is_plot && changed.iter().any(|x| *x > ahead));
            let wrong = changed.iter().filter(|x| {
                let [before, now] = [&before, &now].map(|frame| frame[(**x, y)].symbol());
                !may_change(&plot, (**x, y), before, now, iteration)
            });
            moved.extend(wrong.map(|x| (iteration, *x, y)));
        }
        before = now;
    }
    assert_eq!(moved, [], "cells that moved, each with its iteration");
    // Rows in which a name came or went: four names come past two stops, and a few change their places.
    assert!(names <= 8 + 8, "names moved in {names} rows");
}
