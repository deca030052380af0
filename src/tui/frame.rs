//! What stands around every view, and where: names of the views, footer, and in a file of its own the header.

pub(crate) mod header;
pub(crate) mod story;

use std::ops::Range;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use unicode_width::UnicodeWidthStr;

use crate::{
    terminal::Key,
    tui::{
        context::{Context, Message},
        keymap::{ALWAYS_SHOWN, Entry},
        widgets::{cut, extent, put},
    },
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
    /// What the view shows and what to look for.
    pub(crate) caption: Rect,
    pub(crate) chart: Rect,
    pub(crate) table: Rect,
    /// Chart and table together, for views that divide it otherwise.
    pub(crate) body: Rect,
    /// A sentence on how the race stands, in the blank row above the footer.
    pub(crate) story: Rect,
    pub(crate) footer: Rect,
}

impl Panels {
    /// Those of an area with a footer of so many rows, for so many views, with a caption or without.
    pub(crate) fn new(context: &Context, area: Rect, footer: u16, views: usize, captioned: bool) -> Self {
        let lanes = extent(context.shown().lanes().len() + context.guests.len());
        let (edge, width) = if area.width >= 60 { (1, area.width - 2) } else { (0, area.width) };
        let tall = area.height >= 16;
        let header = match area.height {
            30.. => 3,
            16.. => 2,
            _ => 1,
        };
        let gap = u16::from(tall);
        // With a second row for what to do next, and a blank one above, where there are rows to spare.
        let story_rows = gap + u16::from(area.height >= 30);
        let story = story_rows + u16::from(area.height >= 36);
        let caption = if captioned { gap + u16::from(area.height >= 30) } else { 0 };
        // One view alone needs no name.
        let names = if views > 1 { gap } else { 0 };
        // Room to breathe below the names of the views.
        let tabs = names + caption + u16::from(area.height >= if captioned { 36 } else { 30 });
        // A heading and a row a lane, up to a third of the window or what the lanes need.
        let room = area.height.saturating_sub(header + footer + tabs + gap + story + MIN_CHART);
        let heading = u16::from(tall);
        let wanted = lanes.max(1) + heading;
        let table = wanted.min(room).min((area.height / 3).max(5));
        let chart = area.height - header - footer - table - tabs - gap - story;
        let at = |y: u16, height: u16| Rect { x: area.x + edge, y: area.y + y, width, height };
        Self {
            header: at(0, header),
            tabs: at(header, names),
            caption: at(header + names, caption),
            chart: at(header + tabs, chart),
            table: at(header + tabs + chart + gap, table),
            body: at(header + tabs, area.height - header - footer - tabs - story_rows),
            story: at(area.height - footer - story_rows, story_rows),
            footer: at(area.height - footer, footer),
        }
    }
}

/// Draws the sentences that a view says of itself, one after the other; what has no room for the whole is left out.
pub(crate) fn render_caption(context: &Context, sentences: &[&str], area: Rect, buffer: &mut Buffer) {
    let (mut x, mut y) = (0, 0);
    for text in sentences.iter().map(|text| context.plot.spell(text)) {
        if x > 0 && usize::from(x) + text.width() > usize::from(area.width) {
            (x, y) = (0, y + 1);
        }
        if y >= area.height || (x, y) != (0, 0) && text.width() > usize::from(area.width) {
            return;
        }
        x = put(buffer, area, (x, y), &cut(&text, usize::from(area.width)), Style::new()) + 1;
    }
}

/// Draws one row with the digits and names of the views; `names` says of each view whether it is shown.
pub(crate) fn render_tabs(context: &Context, names: &[(usize, &str, bool)], area: Rect, buffer: &mut Buffer) {
    for ((text, at), (_, _, shown)) in tabs(names, area.width).iter().zip(names) {
        let style = if *shown { context.theme.strong() } else { context.theme.quiet() };
        put(buffer, area, (at.start, 0), text, style);
    }
}

/// The digit of the view whose name is at a place of the window.
pub(crate) fn tab_at(names: &[(usize, &str, bool)], area: Rect, at: Position) -> Option<usize> {
    let column = at.x.checked_sub(area.x).filter(|_| area.contains(at))?;
    let index = tabs(names, area.width).iter().position(|(_, own)| own.contains(&column))?;
    names.get(index).map(|(number, ..)| *number)
}

/// The names of the views with their digits, and the columns of each in a row so wide. Where not all have room, the last
/// names are left out, but never that of the view that is shown.
fn tabs(names: &[(usize, &str, bool)], width: u16) -> Vec<(String, Range<u16>)> {
    let texts = |named: usize| -> Vec<String> {
        let text = |(index, &(number, name, shown)): (usize, &(usize, &str, bool))| {
            if index < named || shown { format!("{number} {name}") } else { number.to_string() }
        };
        names.iter().enumerate().map(text).collect()
    };
    let room = |named: usize, gap: usize| {
        texts(named).iter().map(|text| text.width() + gap).sum::<usize>() <= gap + usize::from(width)
    };
    let ways = std::iter::once((names.len(), 3)).chain((0..=names.len()).rev().map(|named| (named, 1)));
    let (named, gap) = ways.into_iter().find(|&(named, gap)| room(named, gap)).unwrap_or((0, 1));
    let gap = extent(gap);
    let mut start: u16 = 0;
    let places = texts(named).into_iter().map(|text| {
        let end = start.saturating_add(extent(text.width()));
        let own = start..end;
        start = end.saturating_add(gap);
        (text, own)
    });
    places.collect()
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
    for place in footer(context, entries, area.width) {
        put(buffer, area, (place.start, 0), &place.sign, Style::new());
        put(buffer, area, (place.label_start, 0), place.label, context.theme.quiet());
    }
}

/// The key in the footer that is at a place of the window.
pub(crate) fn key_at(context: &Context, entries: &[Entry], area: Rect, at: Position) -> Option<Key> {
    let column = at.x.checked_sub(area.x).filter(|_| area.contains(at))?;
    let places = footer(context, entries, area.width);
    let place = places.iter().find(|place| (place.start..place.end).contains(&column))?;
    place.entry.clicked(&place.sign, usize::from(column - place.start), |label| context.plot.spell(label))
}

/// Keys in the footer with what they do.
struct FooterPlace<'a> {
    entry: &'a Entry,
    /// How the keys are written.
    sign: String,
    label: &'a str,
    /// The columns of the sign, of the label, and of what is next.
    start: u16,
    label_start: u16,
    end: u16,
}

/// What stands in a footer so wide.
fn footer<'a>(context: &Context, entries: &'a [Entry], width: u16) -> Vec<FooterPlace<'a>> {
    let mut next: u16 = 0;
    let places = fitting(context, entries, usize::from(width)).into_iter().map(|(entry, sign, label)| {
        let start = next;
        let label_start = start.saturating_add(extent(sign.width() + 1));
        let end = label_start.saturating_add(extent(label.width()));
        next = end.saturating_add(2);
        FooterPlace { entry, sign, label, start, label_start, end }
    });
    places.collect()
}

/// Entries in order with signs and labels. What is always shown stands last, behind as many of the others as leave it room;
/// without any such all are there, and the last may be cut.
fn fitting<'a>(context: &Context, entries: &'a [Entry], columns: usize) -> Vec<(&'a Entry, String, &'a str)> {
    let labelled = |entry: &'a Entry| {
        entry.label.map(|(rank, label)| (rank, entry, context.plot.spell(&entry.sign), label))
    };
    let mut labelled: Vec<(u8, &Entry, String, &str)> = entries.iter().filter_map(labelled).collect();
    labelled.sort_by_key(|(rank, ..)| *rank);
    let width = |(_, _, sign, label): &(u8, &Entry, String, &str)| sign.width() + 1 + label.width() + 2;
    let (last, first): (Vec<_>, Vec<_>) = labelled.into_iter().partition(|(rank, ..)| *rank == ALWAYS_SHOWN);
    let room = if last.is_empty() { usize::MAX } else { columns + 2 };
    let mut room = room.saturating_sub(last.iter().map(width).sum());
    let first = first.into_iter().take_while(|entry| {
        let fits = width(entry) <= room;
        room = room.saturating_sub(width(entry));
        fits
    });
    first.chain(last).map(|(_, entry, sign, label)| (entry, sign, label)).collect()
}
