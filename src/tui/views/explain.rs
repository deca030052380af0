//! The selected lane's rule in plain words.

mod draw;
mod keys;
pub(crate) mod pictures;

use ratatui::buffer::Buffer;

use super::view::View;
use crate::tui::{context::Context, frame::panels::Panels};

pub(crate) use keys::ExplainView;

impl View for ExplainView {
    fn name(&self, context: &Context) -> &'static str {
        context.lang().say("explain", "설명")
    }

    fn draw(&self, context: &Context, panels: &Panels, buffer: &mut Buffer) {
        draw::render(context, panels.body, buffer);
    }
}
