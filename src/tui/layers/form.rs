//! A popup with typed values.

mod draw;
mod keys;
mod state;

use ratatui::{buffer::Buffer, layout::Rect};

use super::layer::Layer;
use crate::tui::context::Context;

pub(crate) use state::Form;

impl Layer for Form {
    fn draw(&self, context: &Context, area: Rect, buffer: &mut Buffer) {
        draw::render(self, context, area, buffer);
    }

    fn takes_text(&self) -> bool {
        true
    }
}
