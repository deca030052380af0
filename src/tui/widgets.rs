//! What views are made of. A widget draws what it is given: it knows no view, no race, and nothing of the app's state.

pub(crate) mod axis;
pub(crate) mod bars;
pub(crate) mod chart;
pub(crate) mod dots;
pub(crate) mod large;
pub(crate) mod popup;
pub(crate) mod table;
mod text;

pub(crate) use text::{below, cut, extent, first_shown, note, put, put_right, right_of, wrap};
