//! Trainings that another program does, by what it writes: logs are read while they grow, and become updates.

mod collector;
mod reading;
mod series;

pub(crate) use collector::Collector;
pub(crate) use reading::{Reading, Values};
