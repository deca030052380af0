//! The race: every lane's loss on one chart, and a table of them.

pub(crate) mod chart;
mod curves;
mod keys;
mod spark;
mod table;

use ratatui::buffer::Buffer;

use super::view::View;
use crate::tui::{context::Context, frame::panels::Panels};
use crate::words::say;

pub(crate) use keys::RaceView;

impl View for RaceView {
    fn name(&self, context: &Context) -> &'static str {
        say!(context.lang(), views::RACE)
    }

    fn draw(&self, context: &Context, panels: &Panels, buffer: &mut Buffer) {
        chart::render(context, panels.chart, buffer);
        table::render(context, panels.table, buffer);
    }

    fn has_legend(&self) -> bool {
        true
    }
}
