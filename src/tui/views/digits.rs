//! What lanes take test images for, and drawn ones.

pub(crate) mod confusion;
pub(crate) mod draw;
pub(crate) mod keys;
pub(crate) mod many;
pub(crate) mod opinions;
pub(crate) mod pad;
pub(crate) mod picture;
pub(crate) mod state;
