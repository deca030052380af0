//! What views are made of: chart, axes, sparklines, popups, large letters, text. Each draws what it is given.

pub(crate) mod axis;
pub(crate) mod chart;
pub(crate) mod large;
pub(crate) mod names;
pub(crate) mod plot;
pub(crate) mod popup;
pub(crate) mod spark;
mod text;
pub(crate) mod wrap;

pub(crate) use text::{cut, put, put_right};
