//! The step that the selected lane is about to take.

mod draw;
mod keys;
mod spreads;
mod state;

use ratatui::buffer::Buffer;

use super::view::View;
use crate::{
    session::Watch,
    tui::{context::Context, frame::panels::Panels},
    words::say,
};

pub(crate) use state::InsideView;

impl View for InsideView {
    fn name(&self, context: &Context) -> &'static str {
        say!(context.lang(), views::INSIDE)
    }

    fn draw(&self, context: &Context, panels: &Panels, buffer: &mut Buffer) {
        draw::render(self, context, panels.body, buffer);
    }

    /// Nothing of a lane that has ended.
    fn watch(&self, context: &Context) -> Watch {
        let sound = context.selected_lane().filter(|lane| lane.info.state.is_sound());
        sound.map_or(Watch::Nothing, |lane| Watch::Inside { lane: lane.info.id, layer: self.layer })
    }
}
