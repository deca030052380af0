//! The names of the views, each with its digit; the one that is shown stands out.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::tui::app::{App, Tab};
use crate::tui::widgets::put;
use crate::words::say;

/// Draws one row; a single view needs no name.
pub(crate) fn render(app: &App, area: Rect, buffer: &mut Buffer) {
    if area.height == 0 || Tab::ALL.len() < 2 {
        return;
    }
    let digits = app.history().card().is_none_or(|card| card.data.is_digits());
    let mut x = 0;
    for tab in Tab::ALL {
        let style = if tab == app.tab { app.theme.strong() } else { app.theme.quiet() };
        let name = match tab {
            Tab::Digits if !digits => say!(app.lang(), frame::IMAGES),
            tab => tab.name(app.lang()),
        };
        x = put(buffer, area, (x, 0), &format!("{} {name}", tab.digit()), style) + 3;
    }
}
