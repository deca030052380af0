//! The names of the views, each with its digit; the one that is shown stands out.

use ratatui::{buffer::Buffer, layout::Rect};

use super::put;
use crate::tui::app::{App, Tab};

/// Draws one row; a single view needs no name.
pub(super) fn render(app: &App, area: Rect, buffer: &mut Buffer) {
    if area.height == 0 || Tab::ALL.len() < 2 {
        return;
    }
    let mut x = 0;
    for tab in Tab::ALL {
        let style = if tab == app.tab { app.theme.strong() } else { app.theme.quiet() };
        x = put(buffer, area, (x, 0), &format!("{} {}", tab.digit(), tab.name(app.lang())), style) + 3;
    }
}
