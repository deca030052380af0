//! What a trainer and its host say to each other: a JSON text a line.

use serde::{Deserialize, Serialize};

use crate::session::{Capability, Knob, State};

mod form;
#[cfg(test)]
mod tests;

/// The version of the protocol, raised whenever an older client would misunderstand its host.
pub(crate) const PROTOCOL: u32 = 1;

/// A line of the trainer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TrainerMessage {
    /// What it is: the first line.
    Attach(Box<Attach>),
    /// What it has measured at a step.
    Step {
        step: u64,
        time: Option<f64>,
        values: Vec<(String, f64)>,
    },
    State {
        state: State,
        step: u64,
    },
    /// What has come of a command.
    Answer {
        id: u64,
        step: u64,
        outcome: CommandOutcome,
    },
    /// Settings that are new, or have another value by themselves.
    Knobs(Vec<Knob>),
    Text(String),
    /// The last line.
    End {
        end: End,
        message: String,
        step: u64,
    },
}

/// What has come of a command.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CommandOutcome {
    /// The settings that it has changed: each by its key, with the value before and the value from now on.
    Done(Vec<(String, f64, f64)>),
    /// Why it can't be done.
    Refused(String),
}

/// How a training has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum End {
    Finished,
    /// Somebody asked for it.
    Stopped,
    Failed,
}

/// What a trainer says of itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Attach {
    pub(crate) name: String,
    /// The program that trains.
    pub(crate) program: String,
    /// The machine that it runs on.
    pub(crate) host: String,
    pub(crate) pid: u32,
    /// Its last step, if that is known.
    pub(crate) total: Option<u64>,
    pub(crate) capabilities: Vec<Capability>,
    pub(crate) knobs: Vec<Knob>,
    /// What else is to be known: a label and a value each.
    pub(crate) facts: Vec<(String, String)>,
}

/// The first line of the host.
#[derive(Debug, Serialize)]
pub(crate) struct HostGreeting<'a> {
    pub(crate) protocol: u32,
    /// The version of the program.
    pub(crate) downhill: &'a str,
    /// The run folder.
    pub(crate) folder: &'a str,
}

/// Any other line of the host.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct HostCommand<'a> {
    pub(super) id: u64,
    #[serde(flatten)]
    pub(super) action: HostAction<'a>,
}

/// What a host asks of its trainer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(super) enum HostAction<'a> {
    Pause,
    Resume,
    Step { count: u64 },
    Set { knob: &'a str, value: f64 },
    Checkpoint,
    Stop,
}
