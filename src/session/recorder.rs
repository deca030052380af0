//! What a session and its recorder send each other: updates and checkpoints one way, how saving goes the other.

use std::{sync::Arc, time::Duration};

use crossbeam_channel::{Receiver, Sender};
use serde::{Deserialize, Serialize};

use super::{
    status::SaveStatus,
    update::{State, Update},
    wire,
};
use crate::race::Snapshot;

/// A race between two iterations: everything that it needs to go on as if it had never stopped, except the data.
///
/// As JSON it lacks the lanes' weights and moments, of which there are too many for text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Lanes, settings and random generators.
    pub race: Snapshot,
    /// What the session was doing.
    pub state: State,
    /// How long the race has run, pauses left out; in seconds in JSON.
    #[serde(with = "wire::seconds")]
    pub elapsed: Duration,
    /// The pace limit, in iterations a second.
    pub pace: Option<f64>,
    /// The SHA-256 of the data, in hex.
    pub data: String,
}

/// What a session sends its recorder, in the order in which it happened.
#[derive(Debug, Clone, PartialEq)]
pub enum RecorderMessage {
    /// What every subscriber is sent.
    Update(Update),
    /// The race as it stands; the recorder alone is sent it.
    Checkpoint(Arc<Checkpoint>),
}

impl From<Update> for RecorderMessage {
    fn from(update: Update) -> Self {
        Self::Update(update)
    }
}

/// The recorder's end of its two channels to a session.
#[derive(Debug)]
pub struct RecorderChannels {
    /// What is to be recorded.
    pub messages: Receiver<RecorderMessage>,
    /// How saving goes.
    pub status: Sender<SaveStatus>,
}
