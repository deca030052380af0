//! The footer: the keys that work now, in a fixed order, or a message in their place.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::tui::{
    context::Context,
    keymap::{ALWAYS_SHOWN, Entry},
    widgets::{cut, put},
};

/// Draws one row with the keys of a layer, or with as many of a view's as fit.
pub(crate) fn render(context: &Context, entries: &[Entry], area: Rect, buffer: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    if let Some(message) = &context.message {
        let style = if message.until.is_none() { context.theme.failed() } else { context.theme.strong() };
        put(buffer, area, (0, 0), &cut(&message.text, usize::from(area.width)), style);
        return;
    }
    let mut x = 0;
    for (sign, label) in fitting(entries, usize::from(area.width)) {
        x = put(buffer, area, (x, 0), sign, Style::new());
        x = put(buffer, area, (x + 1, 0), label, context.theme.quiet()) + 2;
    }
}

/// Signs and labels in order. What is always shown stands last, behind as many of the others as leave it room; without
/// any such all are there, and the last may be cut.
fn fitting(entries: &[Entry], columns: usize) -> Vec<(&str, &str)> {
    let mut labelled: Vec<(u8, &str, &str)> = entries
        .iter()
        .filter_map(|entry| entry.label.map(|(rank, label)| (rank, entry.sign.as_str(), label)))
        .collect();
    labelled.sort_by_key(|(rank, ..)| *rank);
    let width = |(_, sign, label): &(u8, &str, &str)| sign.width() + 1 + label.width() + 2;
    let is_last = |(rank, ..): &(u8, &str, &str)| *rank == ALWAYS_SHOWN;
    let last: Vec<_> = labelled.iter().copied().filter(is_last).collect();
    let room = if last.is_empty() { usize::MAX } else { columns + 2 };
    let mut room = room.saturating_sub(last.iter().map(width).sum());
    let first = labelled.into_iter().filter(|entry| !is_last(entry)).take_while(|entry| {
        let fits = width(entry) <= room;
        room = room.saturating_sub(width(entry));
        fits
    });
    let first: Vec<_> = first.collect();
    first.into_iter().chain(last).map(|(_, sign, label)| (sign, label)).collect()
}
