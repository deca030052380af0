//! Everything that is known of a race from its updates, its curves in bounded memory.
//!
//! A front end folds each update into its history with [`History::apply`] and reads from it; nothing here
//! knows where updates come from or how they are shown.

mod apply;
mod clock;
mod comparison;
mod curve;
mod ghosts;
mod lane;
mod look;
mod merge;
mod metrics;
mod model;
mod narration;
mod other_race;
mod ranking;
mod repeat;
mod repeated;
mod smooth;
mod standing;
mod text_log;
mod trend;

pub(crate) use comparison::{Comparison, Fact};
pub use curve::Curve;
pub use lane::{Ghost, LaneHistory};
pub(crate) use look::Look;
pub use metrics::Reached;
pub use model::{History, Tested};
pub(crate) use model::{Mark, Watched};
pub(crate) use narration::Narration;
pub(crate) use other_race::ImagesSeen;
pub(crate) use ranking::Ranking;
#[cfg(test)]
pub(crate) use repeated::LaneEnd;
pub(crate) use repeated::{Repeated, RepeatedLane, SeedSpread, StartEnds};
pub use smooth::{Smoother, Smoothing};
pub(crate) use standing::{Standing, margin};
pub use trend::Trend;

#[cfg(test)]
mod tests;
