//! The race: every lane's loss on one chart, and a table of them.

pub(crate) mod chart;
mod curves;
mod spark;
pub(crate) mod state;
pub(crate) mod table;
