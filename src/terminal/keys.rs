//! Keys, and how a terminal sends them.

mod decoder;
mod enhanced;
mod hangul;
mod key;

pub use decoder::Decoder;
pub use key::{Key, MouseAction, MouseEvent};
