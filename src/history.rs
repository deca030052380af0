//! Everything that is known of a race from its updates, its curves in bounded memory.
//!
//! A front end folds each update into its history with [`History::apply`] and reads from it; nothing here
//! knows where updates come from or how they are shown.

mod apply;
mod check;
mod curve;
mod ghost;
mod lane;
mod marks;
mod model;
mod rewind;
mod smooth;
mod speed;
mod trend;

pub use curve::LossCurve;
pub use ghost::Ghost;
pub use lane::LaneHistory;
pub use model::{History, Tested};
pub(crate) use model::{Mark, Watched};
pub use smooth::{Smoother, Smoothing};
pub use trend::Trend;

#[cfg(test)]
mod tests;
