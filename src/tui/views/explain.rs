//! The selected lane's rule in plain words.

mod draw;
mod keys;

use ratatui::buffer::Buffer;

use super::view::View;
use crate::tui::{context::Context, frame::panels::Panels};
use crate::words::say;

pub(crate) use keys::ExplainView;

impl View for ExplainView {
    fn name(&self, context: &Context) -> &'static str {
        say!(context.lang(), views::EXPLAIN)
    }

    fn draw(&self, context: &Context, panels: &Panels, buffer: &mut Buffer) {
        draw::render(context, panels.body, buffer);
    }
}
