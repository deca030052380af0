//! What a command does to the numbers of a race, and how much memory that takes. Pure: the same commands at the same
//! iterations give the same race.

use super::{Change, Command, KnobKey, LaneInfo, Refusal, Seed, Target};
use crate::{
    config::{Bounds, Config, LaneConfig, MAX_LANES},
    input::MAX_COUNT,
    memory::{self, Shortage},
    optim::{OptimizerKind, Setting},
    race::{Lane, LaneId, LaneState, Race},
};

/// Applies a command to a race and returns what it changed. Commands that only say when iterations are taken change
/// nothing here.
///
/// # Errors
/// If the race can't take the command; it is left as it was.
pub fn apply_command(race: &mut Race, command: &Command) -> Result<Vec<Change>, Refusal> {
    match command {
        Command::Reset(seed) => {
            let now = race.config().seed;
            race.reset(match seed {
                Seed::Same => now,
                Seed::Next => now.wrapping_add(1),
            });
            Ok(Vec::new())
        }
        Command::Begin(config) => {
            race.begin((**config).clone());
            Ok(Vec::new())
        }
        &Command::Set { target, setting: KnobKey::Setting(setting), value } => {
            set(race, target, setting, value)
        }
        Command::Set { setting: KnobKey::Declared(_), .. } => Err(Refusal::CantDo),
        &Command::SetSchedule { lane, schedule: to } => {
            let from = race.set_schedule(lane, to).filter(|from| *from != to);
            Ok(from.map(|from| Change::Schedule { lane, from, to }).into_iter().collect())
        }
        Command::SetBatchSize(to) if !Bounds::BATCH_SIZE.holds(*to) => Err(Refusal::BatchSize),
        &Command::SetBatchSize(to) => {
            let from = race.set_batch_size(to);
            Ok(if from == to { Vec::new() } else { vec![Change::BatchSize { from, to }] })
        }
        &Command::Switch { lane, on } => switch(race, lane, on),
        Command::AddLane(lane) => add_lane(race, (**lane).clone()),
        &Command::Fork(lane) => fork(race, lane),
        &Command::RemoveLane(lane) => {
            Ok(if race.remove_lane(lane) { vec![Change::Removed(lane)] } else { Vec::new() })
        }
        Command::Extend(more) => {
            let to = race.config().iterations.map(|end| end.saturating_add(*more).min(MAX_COUNT));
            Ok(extend(race, to))
        }
        Command::Pause
        | Command::Resume
        | Command::Step(_)
        | Command::GoTo(_)
        | Command::Pace(_)
        | Command::Checkpoint
        | Command::Stop
        | Command::Watch(_) => Ok(Vec::new()),
    }
}

/// Moves the end of the race. Schedules keep the length that they took from the old one, or the rate would jump.
fn extend(race: &mut Race, to: Option<u64>) -> Vec<Change> {
    let before = race.config().iterations;
    let ids: Vec<LaneId> = race.lanes().iter().map(Lane::id).collect();
    let mut changes = Vec::new();
    for lane in ids {
        let Some(from) = race.lane_mut(lane).map(|lane| lane.schedule()) else { continue };
        let schedule = from.planned_for(before);
        if schedule != from {
            race.set_schedule(lane, schedule);
            changes.push(Change::Schedule { lane, from, to: schedule });
        }
    }
    race.set_end(to);
    changes.push(Change::Iterations { to });
    changes
}

fn set(race: &mut Race, target: Target, setting: Setting, to: f64) -> Result<Vec<Change>, Refusal> {
    let lanes: Vec<LaneId> = match target {
        Target::Lane(lane) => vec![lane],
        Target::All => race.lanes().iter().map(Lane::id).collect(),
    };
    let refused = || Refusal::Setting { setting: setting.into(), value: to.to_string() };
    let mut changes = Vec::new();
    for id in lanes {
        let Some(lane) = race.lane_mut(id) else { continue };
        if !lane.kind().settings().any(|own| own == setting) {
            continue;
        }
        // The same values are valid for every lane, so only the first can be refused.
        let from = lane.settings_mut().set(setting, to).map_err(|_| refused())?;
        if from.to_bits() != to.to_bits() {
            changes.push(Change::Setting { lane: id, setting: setting.into(), from, to });
        }
    }
    Ok(changes)
}

fn switch(race: &mut Race, id: LaneId, on: bool) -> Result<Vec<Change>, Refusal> {
    let state = if on { LaneState::Running } else { LaneState::Off };
    let Some(lane) = race.lane_mut(id) else { return Ok(Vec::new()) };
    if lane.switch(state) {
        return Ok(vec![Change::Switched { lane: id, on }]);
    }
    match lane.state() {
        LaneState::Running | LaneState::Off => Ok(Vec::new()),
        state => Err(Refusal::Ended { lane: lane.name().to_owned(), state }),
    }
}

fn add_lane(race: &mut Race, config: LaneConfig) -> Result<Vec<Change>, Refusal> {
    check_room(race)?;
    let id = race.add_lane(config);
    Ok(added(race, id, None))
}

fn fork(race: &mut Race, id: LaneId) -> Result<Vec<Change>, Refusal> {
    check_room(race)?;
    let origin = race.lane_mut(id).map(|lane| lane.name().to_owned());
    match race.fork(id) {
        Some(id) => Ok(added(race, id, origin)),
        None => Err(Refusal::NothingToFork),
    }
}

fn check_room(race: &Race) -> Result<(), Refusal> {
    if race.lanes().len() < MAX_LANES { Ok(()) } else { Err(Refusal::MostLanes) }
}

fn added(race: &mut Race, id: LaneId, forked_from: Option<String>) -> Vec<Change> {
    let info = race.lane_mut(id).map(|lane| LaneInfo { forked_from, ..LaneInfo::new(lane) });
    info.map(|info| Change::Added(Box::new(info))).into_iter().collect()
}

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
