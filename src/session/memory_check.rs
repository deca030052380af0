//! The memory that a command takes in addition to what is taken already.

use super::command::Command;
use crate::{
    config::{Bounds, Config},
    memory::{self, Shortage},
    optim::OptimizerKind,
    race::{Lane, Race},
};

/// Checks that there is memory for a command. One that fails here is never applied, or a machine with more memory
/// would run another race; `keeps_past` is whether the race can be rewound.
pub(crate) fn check_memory(race: &Race, command: &Command, keeps_past: bool) -> Result<(), Shortage> {
    let shape = (race.data().train.inputs(), race.data().classes);
    let now = race.config();
    let lanes: Vec<OptimizerKind> = race.lanes().iter().map(Lane::kind).collect();
    let takes = |config: &Config, lanes: &[OptimizerKind]| {
        memory::race_of(config, lanes.iter().copied(), shape, keeps_past)
    };
    let one_more = |kind| takes(now, &[lanes.as_slice(), &[kind]].concat()) - takes(now, &lanes);
    memory::room_for(match command {
        &Command::SetBatchSize(batch_size) if Bounds::BATCH_SIZE.holds(batch_size) => {
            takes(&Config { batch_size, ..now.clone() }, &lanes) - takes(now, &lanes)
        }
        Command::AddLane(lane) => one_more(lane.kind),
        Command::Fork(id) => match race.lanes().iter().find(|lane| lane.id() == *id) {
            Some(lane) => one_more(lane.kind()),
            None => return Ok(()),
        },
        // The race that is left is still there while the other is made.
        Command::Begin(config) => memory::race(config, shape, keeps_past),
        Command::GoTo(to) if *to <= race.iteration() => takes(now, &lanes),
        _ => return Ok(()),
    })
}
