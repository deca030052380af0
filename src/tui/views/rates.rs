//! The loss over the learning rate, from many short trials.

mod chart;
mod draw;
mod keys;
mod state;
mod table;

use ratatui::buffer::Buffer;

use super::view::View;
use crate::{
    session::Update,
    tui::{context::Context, effect::Effect, frame::panels::Panels},
    words::say,
};

pub(crate) use state::RatesView;

impl View for RatesView {
    fn name(&self, context: &Context) -> &'static str {
        say!(context.lang(), views::RATES)
    }

    fn draw(&self, context: &Context, panels: &Panels, buffer: &mut Buffer) {
        draw::render(self, context, panels.body, buffer);
    }

    fn apply_trials(&mut self, update: &Update) -> Vec<Effect> {
        self.apply(update)
    }
}
