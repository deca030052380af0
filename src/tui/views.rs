//! The views: a folder each, with its state, its keys and how it is drawn.

pub(crate) mod digits;
pub(crate) mod explain;
pub(crate) mod inside;
pub(crate) mod lanes;
pub(crate) mod lesson;
pub(crate) mod presenter;
pub(crate) mod race;
pub(crate) mod rates;
pub(crate) mod surface;
pub(crate) mod tab;
