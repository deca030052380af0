//! The update rules: what an optimizer is, which ones there are, and how each is described.
//!
//! A rule is a file of `rules` with its formula and source. It sees flat slices, its settings and, at construction,
//! the shapes of the parameters; it knows nothing of networks, data or races.

mod formula;
mod memory;
mod moments;
mod norms;
mod pass;
mod rule;
mod rules;
mod schedule;
mod setting;

pub(crate) use formula::{FormulaLine, Norms, Worked};
pub use memory::Memory;
pub(crate) use memory::SavedMemory;
pub(crate) use norms::StepMeter;
pub use rule::{Optimizer, Shape};
pub use rules::OptimizerKind;
pub use schedule::{RateCurve, Schedule, ScheduleError};
pub use setting::{Setting, SettingError, Settings};
