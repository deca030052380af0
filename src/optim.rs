//! The update rules: what an optimizer is, which ones there are, and how each is described.
//!
//! A rule is one file of [`rules`] with its formula and source. It sees flat slices, its settings and, at construction,
//! the shapes of the parameters; nothing of networks, data or races.

mod memory;
mod moments;
mod pass;
mod rule;
mod rules;
mod schedule;
mod setting;
mod worked;

pub use memory::{Memory, Remembered};
pub use rule::{Optimizer, Shape};
pub use rules::OptimizerKind;
pub use schedule::{Curve, Schedule, ScheduleError};
pub use setting::{Setting, SettingError, Settings};
pub use worked::{Sizes, Worked};
