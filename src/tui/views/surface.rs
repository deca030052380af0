//! Every lane's rule on a function of two variables.

mod draw;
mod field;
mod ground;
mod keys;
mod plane;
mod state;
mod table;

use std::time::Instant;

use ratatui::buffer::Buffer;

use super::view::View;
use crate::{
    tui::{context::Context, frame::panels::Panels},
    words::{Text, help, say},
};

pub(crate) use state::SurfaceView;

impl View for SurfaceView {
    fn name(&self, context: &Context) -> &'static str {
        say!(context.lang(), views::SURFACE)
    }

    fn draw(&self, context: &Context, panels: &Panels, buffer: &mut Buffer) {
        draw::render(self, context, panels, buffer);
    }

    fn steers_race(&self) -> bool {
        false
    }

    fn numbers(&self) -> &'static [(Text, Text)] {
        help::PLACES
    }

    fn lanes_changed(&mut self, context: &Context) {
        self.seat(&context.history);
    }

    fn advance(&mut self, context: &Context, on_screen: bool) -> bool {
        self.take_due_steps(on_screen, context.now)
    }

    fn due(&self) -> Option<Instant> {
        self.next_step()
    }
}
