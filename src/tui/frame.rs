//! What stands around every view, and where: names of the views, footer, and in a file of its own the header.

pub(crate) mod header;
pub(crate) mod story;

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::tui::{
    context::{Context, Message},
    keymap::{ALWAYS_SHOWN, Entry},
    widgets::{cut, extent, put},
};

/// The smallest window that shows a race: columns and rows.
pub(crate) const MIN_WINDOW: (u16, u16) = (21, 7);

/// The fewest rows of a chart that says something.
const MIN_CHART: u16 = 5;

/// Rows of the footer in a window of that height.
pub(crate) const fn footer_height(window: u16) -> u16 {
    if window >= 10 { 1 } else { 0 }
}

/// The places of the panels; one that has no room is empty.
pub(crate) struct Panels {
    pub(crate) header: Rect,
    /// The names of the views.
    pub(crate) tabs: Rect,
    pub(crate) chart: Rect,
    pub(crate) table: Rect,
    /// Chart and table together, for views that divide it otherwise.
    pub(crate) body: Rect,
    /// A sentence on how the race stands, in the blank row above the footer.
    pub(crate) story: Rect,
    pub(crate) footer: Rect,
}

impl Panels {
    /// Those of an area with a footer of so many rows.
    pub(crate) fn new(context: &Context, area: Rect, footer: u16) -> Self {
        let lanes = extent(context.shown().lanes().len() + context.guests.len());
        let (edge, width) = if area.width >= 60 { (1, area.width - 2) } else { (0, area.width) };
        let tall = area.height >= 16;
        let header = match area.height {
            30.. => 3,
            16.. => 2,
            _ => 1,
        };
        let gap = u16::from(tall);
        // With a blank row between the table and the story where there are rows to spare.
        let story_rows = gap + u16::from(area.height >= 40);
        let story = story_rows + u16::from(area.height >= 36);
        // Room to breathe below the names of the views.
        let tabs = gap + u16::from(area.height >= 30);
        // A heading and a row a lane, up to a third of the window or what the lanes need.
        let room = area.height.saturating_sub(header + footer + tabs + gap + story + MIN_CHART);
        let heading = u16::from(tall);
        let wanted = lanes.max(1) + heading;
        let table = wanted.min(room).min((area.height / 3).max(5));
        let chart = area.height - header - footer - table - tabs - gap - story;
        let at = |y: u16, height: u16| Rect { x: area.x + edge, y: area.y + y, width, height };
        Self {
            header: at(0, header),
            tabs: at(header, gap),
            chart: at(header + tabs, chart),
            table: at(header + tabs + chart + gap, table),
            body: at(header + tabs, area.height - header - footer - tabs - gap),
            story: at(area.height - footer - story_rows, story_rows),
            footer: at(area.height - footer, footer),
        }
    }
}

/// Draws one row with the digits and names of the views; `names` says of each view whether it is shown.
pub(crate) fn render_tabs(context: &Context, names: &[(usize, &str, bool)], area: Rect, buffer: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let room = |gap: usize| {
        names.iter().map(|(_, name, _)| name.width() + 2 + gap).sum::<usize>()
            <= gap + usize::from(area.width)
    };
    let gap = if room(3) { 3 } else { 1 };
    let mut x = 0;
    for (number, name, shown) in names {
        let style = if *shown { context.theme.strong() } else { context.theme.quiet() };
        x = put(buffer, area, (x, 0), &format!("{number} {name}"), style) + gap;
    }
}

/// Draws one row with the keys of a layer, with as many of a view's as fit, or with a message in their place.
pub(crate) fn render_footer(context: &Context, entries: &[Entry], area: Rect, buffer: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    if let Some(message) = &context.message {
        let style = match message {
            Message { until: None, .. } => context.theme.failed(),
            Message { quiet: true, .. } => context.theme.quiet(),
            _ => context.theme.strong(),
        };
        put(buffer, area, (0, 0), &cut(&message.text, usize::from(area.width)), style);
        return;
    }
    let spelled = |entry: &Entry| Entry { sign: context.plot.spell(&entry.sign), ..entry.clone() };
    let entries: Vec<Entry> = entries.iter().map(spelled).collect();
    let mut x = 0;
    for (sign, label) in fitting(&entries, usize::from(area.width)) {
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
