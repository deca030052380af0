//! The trials of a sweep on disk: the plan, a run folder each, how they are run and by whom, and how they stand.
//!
//! ```text
//!  OUT/sweep.toml              the plan, and the command that makes it again
//!      trials.csv              the settings of every trial, a row each
//!      trials/000/000017/      a run folder: run.jsonl, checkpoints while it runs, result.json
//!      rungs/0/17=0.31         which trials have reached a rung, and their loss there: empty files
//!      tasks/1/                what was given to a scheduler: list, script, logs
//!      stop                    there while the sweep is to stand still
//! ```
//! Nothing is shared but this folder: every file has one writer and appears by rename, so that it may lie on NFS. There is
//! no coordinator: whoever runs trials reads here what is left to do.

mod data;
mod error;
mod folder;
mod list;
mod local;
mod numbers;
mod parallel;
mod plan_file;
mod result;
mod run;
mod scan;
mod slurm;
mod tasks;
#[cfg(test)]
mod testing;
mod watch;

pub(crate) use data::TrialData;
pub(crate) use folder::SweepFolder;
pub(crate) use local::{SweepRun, run_stages, run_trials};
pub(crate) use numbers::parse_numbers;
pub(crate) use parallel::{check_parallel, run_by_parallel};
pub(crate) use plan_file::{PlanData, PlanFile};
pub(crate) use result::{TrialEnd, TrialResult};
pub(crate) use run::TrialRun;
pub(crate) use scan::Scanner;
pub(crate) use slurm::{Submitted, are_queued, cancel, refuse_queued, submit};
pub(crate) use tasks::{Engine, Scheduler};
pub(crate) use watch::follow;
