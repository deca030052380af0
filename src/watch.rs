//! Trainings that another program does, by what it writes: logs are read while they grow, and become updates.

#![expect(dead_code, unused_imports, reason = "its readers and its screen come next")]

mod collector;
mod reading;
mod series;

pub(crate) use collector::Collector;
