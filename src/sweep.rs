//! Sweeps: which settings are tried, which trials go on, and how they stand. Pure: folders and machines are the business
//! of `trials`.
//!
//! ```text
//!  Space ──▶ PointSampler ──▶ Trial (settings, a row of trials.csv) ──▶ TrialStanding ──▶ TrialRanking
//!              plan.rs: all of it, and the race of each trial         rungs.rs: which go on
//! ```
//! `rates` is the short search beside a running race, which has rules of its own.

mod coordinate;
mod domain;
mod error;
mod importance;
mod layout;
mod notation;
mod objective;
mod parameter;
mod plan;
mod ranking;
mod rates;
mod rungs;
mod sampler;
mod space;
mod standing;

pub(crate) use coordinate::Coordinate;
pub(crate) use error::SweepError;
pub(crate) use importance::importance;
pub(crate) use layout::{SHARD, run_folder, shard_folder};
pub(crate) use objective::Objective;
pub(crate) use parameter::Parameter;
pub(crate) use plan::{MAX_TRIALS, SweepPlan, Trial};
pub(crate) use ranking::{RepeatedTrials, TrialRanking};
pub(crate) use rates::{Method, RatesPlan};
pub(crate) use rungs::{Pruner, Rungs};
pub(crate) use sampler::PointSampler;
pub(crate) use space::{Dimension, Space};
pub(crate) use standing::{SweepData, SweepStanding, TrialStanding, TrialState};
