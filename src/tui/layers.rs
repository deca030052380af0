//! What can be open over the view and takes the keys meanwhile: help, forms, the list of recorded
//! lanes and the log of a training. A view's own layers are in its folder.

pub(crate) mod form;
pub(crate) mod help;
pub(crate) mod log;
pub(crate) mod recorded_list;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    session::Watch,
    terminal::MouseEvent,
    tui::{context::Context, keymap::AnyKeys},
};

/// Lines that a page key goes.
const PAGE: usize = 10;

/// Lines that a notch of the wheel goes.
const NOTCH: usize = 3;

/// A layer, with its keys. What it has no binding for does nothing meanwhile, but for keys that work everywhere.
pub(crate) trait Layer: AnyKeys {
    /// Draws it over the window, or in the place of the view.
    fn draw(&self, context: &Context, area: Rect, buffer: &mut Buffer);

    /// Whether it stands in the place of the view rather than over the window.
    fn replaces_view(&self) -> bool {
        false
    }

    /// Whether text is typed into it, which is meant as it is.
    fn takes_text(&self) -> bool {
        false
    }

    /// Whether it uses the mouse even where nothing else does.
    fn uses_mouse(&self) -> bool {
        false
    }

    /// Handles the mouse; the area is the one that it is drawn into.
    fn mouse(&mut self, _event: MouseEvent, _area: Rect, _context: &Context) {}

    /// Takes in that so many lines were added to the log of a training.
    fn logged(&mut self, _lines: usize) {}

    /// What the session has to report for it, in the place of what the view needs.
    fn watch(&self) -> Option<Watch> {
        None
    }
}
