//! An image drawn with signs: half blocks in shades of grey, small ones in the plot's own signs.

use std::borrow::Cow;

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Style},
};

use crate::tui::{
    context::Context,
    glyphs::Plot,
    theme::ColorDepth,
    widgets::dots::{DotGrid, Ink},
    widgets::put,
};

/// Shades where only ASCII can be shown, from none to full.
const SHADES: [&str; 10] = [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"];

/// From here on a pixel is drawn where there is only ink and no ink.
const HALF: f32 = 90.0;

/// Pixels, row by row, of an image that wide.
pub(crate) struct Pixels<'a> {
    ink: Cow<'a, [u8]>,
    width: usize,
}

impl<'a> Pixels<'a> {
    pub(crate) fn new(ink: &'a [u8], width: usize) -> Self {
        Self { ink: ink.into(), width }
    }

    fn at(&self, x: usize, y: usize) -> u8 {
        if x < self.width { self.ink.get(y * self.width + x).copied().unwrap_or(0) } else { 0 }
    }

    /// The mean of a block of them.
    fn mean(&self, (x, y): (usize, usize), (width, height): (usize, usize)) -> f32 {
        let sum: f32 = (0..width * height).map(|at| f32::from(self.at(x + at % width, y + at / width))).sum();
        sum / (width * height) as f32
    }

    fn height(&self) -> usize {
        self.ink.len() / self.width.max(1)
    }

    /// Columns and rows that the image takes, large and small.
    pub(crate) fn cells(&self, large: bool) -> (u16, u16) {
        cells((self.width, self.height()), large)
    }

    /// The image with the mean of so many pixels across and down as one.
    pub(crate) fn shrunk(&self, by: usize) -> Pixels<'static> {
        let (width, height) = (self.width.div_ceil(by), self.height().div_ceil(by));
        let block = |at: usize| {
            let (x, y) = (at % width * by, at / width * by);
            self.mean((x, y), (by.min(self.width - x), by.min(self.height() - y))) as u8
        };
        Pixels { ink: (0..width * height).map(block).collect(), width }
    }

    /// How many pixels across and down must become one for it to fit, large.
    pub(crate) fn excess(&self, (columns, rows): (u16, u16)) -> usize {
        let over = |pixels: usize, room: u16| pixels.div_ceil(usize::from(room).max(1)).max(1);
        over(self.width, columns).max(over(self.height(), rows.saturating_mul(2)))
    }
}

/// Columns and rows that an image of that size takes, large and small.
pub(crate) fn cells((width, height): (usize, usize), large: bool) -> (u16, u16) {
    let (across, down) = if large { (1, 2) } else { (2, 4) };
    let cells = |pixels: usize, each: usize| u16::try_from(pixels.div_ceil(each)).unwrap_or(u16::MAX);
    (cells(width, across), cells(height, down))
}

/// Draws two pixels a cell, one above the other.
pub(crate) fn large(context: &Context, pixels: &Pixels<'_>, area: Rect, buffer: &mut Buffer) {
    let (columns, rows) = pixels.cells(true);
    for y in 0..rows.min(area.height) {
        for x in 0..columns.min(area.width) {
            let (column, row) = (usize::from(x), usize::from(y) * 2);
            let (sign, style) = if context.plot.has_blocks() {
                halves(context, pixels.at(column, row), pixels.at(column, row + 1))
            } else {
                (shade(pixels.mean((column, row), (1, 2))), Style::new())
            };
            put(buffer, area, (x, y), sign, style);
        }
    }
}

/// Draws eight pixels a cell, with or without ink; where there are only letters as a shade.
pub(crate) fn small(context: &Context, pixels: &Pixels<'_>, area: Rect, style: Style, buffer: &mut Buffer) {
    let (columns, rows) = pixels.cells(false);
    let mut canvas = DotGrid::new(context.plot, usize::from(columns), usize::from(rows));
    let (across, up) = canvas.dots();
    let block = (usize::from(columns) * 2 / across.max(1), usize::from(rows) * 4 / up.max(1));
    for (x, y) in (0..across).flat_map(|x| (0..up).map(move |y| (x, y))) {
        // Dots count from the bottom.
        if pixels.mean((x * block.0, (up - 1 - y) * block.1), block) >= HALF {
            canvas.dot(x as i64, y as i64, Ink::Front(0));
        }
    }
    for y in 0..rows.min(area.height) {
        for x in 0..columns.min(area.width) {
            let (column, row) = (usize::from(x), usize::from(y));
            let text = match context.plot {
                Plot::Ascii => shade(pixels.mean((column * 2, row * 4), (2, 4))).to_owned(),
                _ => canvas.glyph(column, row, |_| ' ').map_or(' ', |(glyph, _)| glyph).to_string(),
            };
            put(buffer, area, (x, y), &text, style);
        }
    }
}

fn shade(ink: f32) -> &'static str {
    SHADES[((ink / 255.0 * (SHADES.len() - 1) as f32).round() as usize).min(SHADES.len() - 1)]
}

/// Two pixels as one sign. Where there is no ink the terminal's background is left alone.
fn halves(context: &Context, upper: u8, lower: u8) -> (&'static str, Style) {
    if context.theme.depth == ColorDepth::None {
        let sign = match (f32::from(upper) >= HALF, f32::from(lower) >= HALF) {
            (false, false) => " ",
            (true, false) => "▀",
            (false, true) => "▄",
            (true, true) => "█",
        };
        return (sign, Style::new());
    }
    let plain = Style::new();
    match (context.theme.ink(upper), context.theme.ink(lower)) {
        (Color::Reset, Color::Reset) => (" ", plain),
        (upper, Color::Reset) => ("▀", plain.fg(upper)),
        (Color::Reset, lower) => ("▄", plain.fg(lower)),
        (upper, lower) if upper == lower => ("█", plain.fg(upper)),
        (upper, lower) => ("▀", plain.fg(upper).bg(lower)),
    }
}
