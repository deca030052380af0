//! What a view is: one full screen below the header.

use std::time::Instant;

use ratatui::{buffer::Buffer, layout::Position};

use crate::{
    race::LaneId,
    session::{Capability, Update, Watch},
    tui::{
        context::Context,
        frame::Panels,
        keymap::{AnyKeys, Effect},
        mouse::MouseTarget,
    },
    words::{Text, help},
};

/// The sentence below a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Story {
    /// How the race stands.
    Race,
    /// The same, where the reason is told already.
    RaceAndWhy,
    /// What happens in the view itself; empty while that is nothing.
    Own(String),
}

/// A view, with its keys.
pub(crate) trait View: AnyKeys {
    /// What it is called among the others, and above its keys in the help.
    fn name(&self, context: &Context) -> &'static str;

    fn draw(&self, context: &Context, panels: &Panels, buffer: &mut Buffer);

    /// What it shows, and what to look for: a sentence each, the most telling first.
    fn caption(&self, context: &Context) -> Vec<&'static str>;

    /// The lowest window in which it can spare rows for that.
    fn captioned_from(&self) -> u16 {
        16
    }

    /// What is told below it, in as many columns.
    fn story(&self, _context: &Context, _room: usize) -> Story {
        Story::Race
    }

    /// What it needs of the race; without it, it is not offered.
    fn needs(&self) -> Option<Capability> {
        None
    }

    /// What of it is at a place of the window, for the mouse.
    fn target(&self, _context: &Context, _panels: &Panels, _at: Position) -> MouseTarget {
        MouseTarget::Nothing
    }

    /// Selects the lane whose row was clicked.
    fn select(&mut self, lane: LaneId, context: &mut Context) {
        context.selected = Some(lane);
    }

    /// What the session has to report for it beside losses.
    fn watch(&self, _context: &Context) -> Watch {
        Watch::Nothing
    }

    /// Whether keys such as pause, reset and rate are meant for the race here.
    fn steers_race(&self) -> bool {
        true
    }

    /// Whether a presenter's names of lanes stand beside it.
    fn has_legend(&self) -> bool {
        false
    }

    /// What the words and numbers that it shows mean, for the help.
    fn glossary(&self, context: &Context) -> &'static [(Text, Text)] {
        if context.history.foreign().is_some() { help::VALUES } else { help::LOSSES }
    }

    /// Takes in that lanes or their settings may have changed.
    fn lanes_changed(&mut self, _context: &Context) {}

    /// Does what has become due, on screen or not; true if that is to be seen.
    fn advance(&mut self, _context: &Context, _on_screen: bool) -> bool {
        false
    }

    /// When something becomes due, if nothing else comes first.
    fn due(&self) -> Option<Instant> {
        None
    }

    /// Whether trials are under way for it.
    fn runs_trials(&self) -> bool {
        false
    }

    /// Takes in what the session of trials reports.
    fn apply_trials(&mut self, _update: &Update) -> Vec<Effect> {
        Vec::new()
    }
}
