//! What lanes take test images for, and drawn ones.

mod confusion;
mod draw;
mod keys;
mod many;
mod names;
mod opinions;
pub(crate) mod pad;
mod picture;
mod state;
mod title;

use ratatui::buffer::Buffer;

use super::view::View;
use crate::{
    session::Watch,
    tui::{context::Context, frame::panels::Panels},
    words::say,
};

pub(crate) use state::DigitsView;

impl View for DigitsView {
    fn name(&self, context: &Context) -> &'static str {
        let digits = context.history.info().is_none_or(|info| info.data.is_digits());
        if digits { say!(context.lang(), views::DIGITS) } else { say!(context.lang(), views::IMAGES) }
    }

    fn draw(&self, context: &Context, panels: &Panels, buffer: &mut Buffer) {
        draw::render(self, context, panels.body, buffer);
    }

    fn watch(&self, context: &Context) -> Watch {
        self.images(context.selected)
    }
}
