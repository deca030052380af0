//! The footer: the keys that work now, in a fixed order, or a message in their place.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::tui::widgets::{cut, put};
use crate::tui::{
    app::{App, Mode},
    bindings,
};

/// Draws one row.
pub(crate) fn render(app: &App, area: Rect, buffer: &mut Buffer) {
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
        Mode::Lessons(_) => {
            let entries = [
                ("↑↓", lang.say("lesson", "수업")),
                ("Enter", lang.say("begin", "시작")),
                ("Esc", lang.say("close", "닫기")),
            ];
            hints(app, area, &entries, buffer);
        }
        Mode::Pad(_) => {
            let wide = [
                ("←↑↓→", lang.say("move", "이동")),
                ("space", lang.say("pen", "펜")),
                ("Esc", lang.say("close", "닫기")),
                (lang.say("mouse", "마우스"), lang.say("draw", "그리기")),
                ("Backspace", lang.say("clear", "지우기")),
            ];
            hints(app, area, &wide, buffer);
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
