//! The footer: the keys that work now, in a fixed order, or a message in their place.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::{cut, put};
use crate::{
    session::State,
    tui::{
        Place,
        app::{App, Mode},
        bindings::BINDINGS,
    },
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
    let lang = app.lang();
    match app.mode {
        Mode::View => keys(app, area, buffer),
        Mode::Help(_) => {
            let entries = [("↑↓", lang.say("scroll", "넘기기")), ("?", lang.say("close", "닫기"))];
            hints(app, area, &entries, buffer);
        }
        Mode::Form(_) => {
            let entries = [
                ("↑↓", lang.say("field", "칸")),
                ("←→", lang.say("turn", "바꾸기")),
                ("0-9", lang.say("type", "입력")),
                ("Enter", lang.say("apply", "적용")),
                ("Esc", lang.say("discard", "취소")),
            ];
            hints(app, area, &entries, buffer);
        }
    }
}

/// As many bindings as fit, but help and quit always.
fn keys(app: &App, area: Rect, buffer: &mut Buffer) {
    let paused = app.history().state() == State::Paused;
    let working = BINDINGS.iter().filter(|binding| app.holds(binding.when));
    let named: Vec<(&str, &str)> = working
        .filter_map(|binding| {
            let label = match binding.sign {
                "space" if paused => app.lang().say("go on", "계속"),
                // What is left runs on.
                "q" if app.place == Place::Background => app.lang().say("leave", "떠나기"),
                _ => binding.label(app.lang())?,
            };
            Some((binding.sign, label))
        })
        .collect();
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
