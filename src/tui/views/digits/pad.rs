//! A pad to draw an image on, and what the networks take it for.

mod canvas;
mod draw;
mod keys;
mod state;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    session::Watch,
    terminal::MouseEvent,
    tui::{context::Context, layers::layer::Layer},
};

pub(crate) use state::Pad;

impl Layer for Pad {
    fn draw(&self, context: &Context, area: Rect, buffer: &mut Buffer) {
        draw::render(self, context, area, buffer);
    }

    fn replaces_view(&self) -> bool {
        true
    }

    fn uses_mouse(&self) -> bool {
        true
    }

    fn mouse(&mut self, event: MouseEvent, view: Rect) {
        self.draw_with_mouse(event.action, canvas::place(view, event));
    }

    fn watch(&self) -> Option<Watch> {
        Some(self.drawn().map_or(Watch::Nothing, Watch::Drawn))
    }
}
