//! What views say of the networks that they look into, where these are not those of a race that is being trained: of which
//! iteration they are, or why there are none.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::{
    tui::{
        context::Context,
        widgets::{below, extent, put, wrap},
    },
    words::say,
};

/// Writes above a view of which iteration its networks are, if that is another than the one that is shown; returns what
/// is left. Says instead why there are no networks, if there are none.
pub(crate) fn above(context: &Context, area: Rect, buffer: &mut Buffer) -> Option<Rect> {
    if let Some(why) = why_missing(context) {
        let lines = wrap(&why, usize::from(area.width.saturating_sub(2)).max(1));
        let first = (area.height / 3).min(area.height.saturating_sub(extent(lines.len())));
        for (line, y) in lines.iter().zip(first..) {
            put(buffer, area, (2, y), line, Style::new());
        }
        return None;
    }
    let Some(of) = saved_elsewhere(context, area.width) else { return Some(area) };
    put(buffer, area, (0, 0), &of, context.theme.strong());
    Some(below(area, 1))
}

/// Of which iteration the networks are, if that is another than the one that is shown; with less said in few columns.
pub(crate) fn saved_elsewhere(context: &Context, columns: u16) -> Option<String> {
    let (iteration, lang) = (context.history.watched.saved_elsewhere()?, context.lang());
    let whole = say!(lang, inside::networks_of_checkpoint(iteration));
    let fits = whole.width() <= usize::from(columns);
    Some(if fits { whole } else { say!(lang, inside::networks_of_iteration(iteration)) })
}

/// Why there are no networks.
pub(crate) fn why_missing(context: &Context) -> Option<String> {
    let why = context.history.watched.missing()?;
    Some(say!(context.lang(), inside::no_networks(why)))
}
