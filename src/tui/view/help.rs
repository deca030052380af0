//! Help: every key that works, by heading; what the numbers mean.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{popup, put, put_right};
use crate::tui::{
    app::{App, Tab},
    bindings::{self, Group},
};

/// Columns of the keys.
const SIGN_WIDTH: u16 = 8;

/// What the table's columns are.
const NUMBERS: [(&str, &str); 6] = [
    ("loss", "mean cross-entropy of a batch, after the step on that batch"),
    ("smooth", "the loss smoothed as in the chart"),
    ("best", "the smallest loss so far"),
    ("per 100", "how much the smoothed loss changed in 100 iterations"),
    ("test", "share of test images classified rightly; at the end, of all"),
    ("start", "hash of the starting weights: equal prints, equal starts"),
];

/// What those of the surface's table are.
const SURFACE_NUMBERS: [(&str, &str); 4] = [
    ("x, y", "where the lane is now"),
    ("value", "the function there"),
    ("slope", "length of the slope that the next step follows"),
    ("near", "since which step it has been within 0.1 of a minimum"),
];

/// Draws the popup from its `line`-th line on.
pub(super) fn render(app: &App, line: usize, area: Rect, buffer: &mut Buffer) {
    let lines = lines(app);
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
    let size = (74.min(area.width), height.min(area.height.saturating_sub(2)).max(5));
    let inside = popup::open(app, "help", size, area, buffer);
    let room = usize::from(inside.height);
    let first = line.min(lines.len().saturating_sub(room));
    for (line, y) in lines.iter().skip(first).take(room).zip(0..) {
        match *line {
            Line::Heading(text) => {
                put(buffer, inside, (0, y), text, app.theme.quiet());
            }
            Line::Entry(sign, text) => {
                put(buffer, inside, (0, y), sign, app.theme.strong());
                put(buffer, inside, (SIGN_WIDTH + 1, y), text, Style::new());
            }
            Line::Locked(sign, text, how) => {
                put(buffer, inside, (0, y), sign, app.theme.quiet());
                let text = format!("{how}: {text}");
                put(buffer, inside, (SIGN_WIDTH + 1, y), &text, app.theme.quiet());
            }
        }
    }
    if lines.len() > room {
        let text = format!(" {} to {} of {} ", first + 1, (first + room).min(lines.len()), lines.len());
        put_right(
            buffer,
            area,
            (inside.right() - area.x, inside.bottom() - area.y),
            &text,
            app.theme.quiet(),
        );
    }
}

/// A line of the help.
#[derive(Clone, Copy)]
enum Line {
    /// Of a group of keys.
    Heading(&'static str),
    /// Keys and what they do.
    Entry(&'static str, &'static str),
    /// The same with what is locked of them.
    Locked(&'static str, &'static str, &'static str),
}

/// What works in the view that is shown.
fn lines(app: &App) -> Vec<Line> {
    let mut lines = Vec::new();
    for group in Group::ALL {
        let before = lines.len();
        let here = bindings::all().filter(|binding| binding.when.is_in(app.tab) && binding.group == group);
        lines.extend(here.map(|binding| {
            let locks = &app.locks;
            match (locks.hold_all(binding), locks.hold_some(binding)) {
                (true, true) => Line::Locked(binding.sign, binding.help, "locked"),
                (false, true) => Line::Locked(binding.sign, binding.help, "partly locked"),
                _ => Line::Entry(binding.sign, binding.help),
            }
        }));
        if lines.len() > before {
            lines.insert(before, Line::Heading(group.name()));
            lines.push(Line::Heading(""));
        }
    }
    let numbers: &[(&str, &str)] = if app.tab == Tab::Surface { &SURFACE_NUMBERS } else { &NUMBERS };
    lines.push(Line::Heading("numbers"));
    lines.extend(numbers.iter().map(|&(name, text)| Line::Entry(name, text)));
    lines
}
