//! The race: lanes that take their steps on the same batches.
//!
//! Pure: no thread of its own, channel, clock, file or print. The same config, seed, data and changes
//! at the same iterations give the same bits, however many threads share the work, because no sum is
//! ever cut.

mod batch;
mod changes;
mod crew;
mod evaluation;
mod lane;
mod lane_state;
mod layers;
mod measure;
mod next_step;
mod predictions;
mod snapshot;
mod training;

pub use batch::STRIDE;
pub use evaluation::{Evaluation, Sample};
pub use lane::Lane;
pub use lane_state::{LaneId, LaneState};
pub(crate) use layers::LayerNumbers;
pub(crate) use measure::is_measured;
pub use measure::{LaneMeasurement, MEASURE_EVERY};
pub use next_step::Inside;
#[cfg(test)]
pub(crate) use next_step::MomentChange;
pub(crate) use next_step::{FIRST_POWER, PARTS, Spread};
pub(crate) use predictions::{CERTAIN, PAGE};
pub use predictions::{ImageFilter, Prediction, TestImage, TestPredictions};
pub use snapshot::{LaneNumbers, LaneSnapshot, Snapshot};
pub use training::Race;
