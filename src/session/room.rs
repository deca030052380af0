//! The memory that a command takes beside what is taken already.

use super::Command;
use crate::{
    config::{Bounds, Config},
    memory::{self, Shortage},
    race::Race,
};

/// Checks it. What fails here is never followed: it would be another race where there is more.
///
/// # Errors
/// If there is too little.
pub fn has_room_for(race: &Race, command: &Command, keeps_past: bool) -> Result<(), Shortage> {
    let shape = (race.data().train.inputs(), race.data().classes);
    let (now, lanes) = (race.config(), race.lanes().len());
    let takes = |config: &Config, lanes| memory::race(config, lanes, shape, keeps_past);
    memory::room_for(match command {
        &Command::SetBatchSize(batch_size) if Bounds::BATCH_SIZE.holds(batch_size) => {
            takes(&Config { batch_size, ..now.clone() }, lanes) - takes(now, lanes)
        }
        Command::AddLane(_) | Command::Fork(_) => takes(now, lanes + 1) - takes(now, lanes),
        // The race that is left is still there while the other is made.
        Command::Begin(config) => takes(config, config.lanes.len()),
        Command::GoTo(to) if *to <= race.iteration() => takes(now, lanes),
        _ => return Ok(()),
    })
}
