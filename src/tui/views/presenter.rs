//! Presenter mode: large digits and names around the view, and the keys that were pressed.

pub(crate) mod draw;
pub(crate) mod state;
