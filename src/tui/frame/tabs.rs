//! The names of the views, each with its digit; the one that is shown stands out.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::tui::{context::Context, widgets::put};

/// Draws one row; `names` says of each view whether it is shown.
pub(crate) fn render(context: &Context, names: &[(&str, bool)], area: Rect, buffer: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let mut x = 0;
    for ((name, shown), number) in names.iter().zip(1..) {
        let style = if *shown { context.theme.strong() } else { context.theme.quiet() };
        x = put(buffer, area, (x, 0), &format!("{number} {name}"), style) + 3;
    }
}
