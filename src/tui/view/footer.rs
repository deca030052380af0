//! The footer: the keys that work now, in a fixed order, or a message in their place.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::{cut, put};
use crate::tui::{
    app::{App, Mode},
    bindings,
};

/// Draws one row.
pub(super) fn render(app: &App, area: Rect, buffer: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    if let Some(message) = &app.message {
        let style = if message.until.is_none() { app.theme.failed() } else { app.theme.strong() };
        put(buffer, area, (0, 0), &cut(&message.text, usize::from(area.width)), style);
        return;
    }
    match app.mode {
        Mode::View => keys(app, area, buffer),
        Mode::Help(_) => hints(app, area, &[("↑↓", "scroll"), ("?", "close")], buffer),
        Mode::Pad(_) => {
            let wide = [
                ("←↑↓→", "move"),
                ("space", "pen"),
                ("Esc", "close"),
                ("mouse", "draw"),
                ("Backspace", "clear"),
            ];
            hints(app, area, &wide, buffer);
        }
        Mode::Form(_) => {
            let wide =
                [("↑↓", "field"), ("←→", "turn"), ("0-9", "type"), ("Enter", "apply"), ("Esc", "discard")];
            hints(app, area, &wide, buffer);
        }
    }
}

/// As many bindings as fit, but help and quit always.
fn keys(app: &App, area: Rect, buffer: &mut Buffer) {
    let working = bindings::working(app.tab, |when| app.holds(when)).into_iter();
    let free = working.filter(|binding| !app.locks.hold_all(binding));
    let named: Vec<(&str, &str)> =
        free.filter_map(|binding| Some((binding.sign, app.label(binding)?))).collect();
    let width = |entry: &(&str, &str)| entry.0.width() + 1 + entry.1.width() + 2;
    let is_last = |entry: &&(&str, &str)| matches!(entry.0, "?" | "q");
    let mut room =
        (usize::from(area.width) + 2).saturating_sub(named.iter().filter(is_last).map(width).sum());
    let mut shown = Vec::new();
    for entry in named.iter().filter(|entry| !is_last(entry)) {
        if width(entry) > room {
            break;
        }
        room -= width(entry);
        shown.push(*entry);
    }
    shown.extend(named.iter().filter(is_last));
    hints(app, area, &shown, buffer);
}

fn hints(app: &App, area: Rect, entries: &[(&str, &str)], buffer: &mut Buffer) {
    let mut x = 0;
    for (sign, label) in entries {
        x = put(buffer, area, (x, 0), sign, Style::new());
        x = put(buffer, area, (x + 1, 0), label, app.theme.quiet()) + 2;
    }
}
