//! Where a race can be rewound to: snapshots of it, in bounded memory, and the commands that came after the first.
//!
//! Any iteration is reached from the last snapshot before it by training again with the same commands, which gives the
//! same bits. Snapshots lie close together near the present, and ever further apart before.

use super::{Command, apply_command};
use crate::race::{LaneNumbers, Race, STRIDE, Snapshot};

/// Iterations between snapshots: taking one costs a few hundredths of training them, and training them again takes
/// a moment.
const EVERY: u64 = 200;

/// The most snapshots, and the most bytes that they may take; two are kept whatever their size.
const MAX_SNAPSHOTS: usize = 16;
const MAX_BYTES: usize = 128 << 20;

/// The most commands: more than anybody gives by hand in a day, and no more than some megabytes.
const MAX_COMMANDS: usize = 20_000;

/// The most iterations that a rewind trains again: some seconds of a race.
const MAX_RETRAINED: u64 = 4_000;

/// The past of a race since it was started or resumed.
pub(crate) struct Timeline {
    /// In the order of their iterations; never empty.
    kept: Vec<Snapshot>,
    /// Every command since the first snapshot, with the iteration at which it was applied.
    commands: Vec<(u64, Command)>,
}

impl Timeline {
    /// A past that begins with the race as it stands.
    pub(crate) fn new(race: &mut Race) -> Self {
        Self { kept: vec![race.snapshot()], commands: Vec::new() }
    }

    /// Adds a command that is about to be applied. After very many of them the past starts again from here.
    pub(crate) fn add_command(&mut self, race: &mut Race, command: &Command) {
        if self.commands.len() >= MAX_COMMANDS {
            *self = Self::new(race);
        }
        self.commands.push((race.iteration(), command.clone()));
    }

    /// Keeps a snapshot if one is due. No command may have been applied since the last iteration.
    pub(crate) fn keep_if_due(&mut self, race: &mut Race) {
        let last = self.kept.last().map_or(0, |snapshot| snapshot.iteration);
        if race.iteration() < last + EVERY {
            return;
        }
        let snapshot = race.snapshot();
        let limit = (MAX_BYTES / bytes(&snapshot).max(1)).clamp(2, MAX_SNAPSHOTS);
        while self.kept.len() >= limit {
            self.drop_one(race.iteration());
        }
        self.kept.push(snapshot);
    }

    /// Drops the snapshot that is missed least: one with near neighbours, long ago. The first stays, because every
    /// iteration can be reached from it.
    fn drop_one(&mut self, now: u64) {
        let at = |index: usize| self.kept.get(index).map_or(now, |snapshot| snapshot.iteration);
        let missed =
            |index: &usize| (at(index + 1) - at(index - 1)) as f64 / (now - at(*index) + EVERY) as f64;
        let least = (1..self.kept.len()).min_by(|one, other| missed(one).total_cmp(&missed(other)));
        if let Some(index) = least {
            self.kept.remove(index);
        }
    }

    /// The first iteration that the race can be rewound to.
    pub(super) fn first(&self) -> u64 {
        self.kept.first().map_or(0, |snapshot| snapshot.iteration)
    }

    /// Rewinds a race to an iteration, before any command there, and forgets what came after. Where that would take
    /// long, it stops at the last snapshot before it. Returns the iteration reached; `None`, with nothing changed, if it
    /// is before the first snapshot.
    pub(super) fn rewind(&mut self, race: &mut Race, to: u64) -> Option<u64> {
        let from = self.kept.iter().rfind(|snapshot| snapshot.iteration <= to)?.iteration;
        let to = if to - from > MAX_RETRAINED { from } else { to };
        self.rewind_exactly(race, to).then_some(to)
    }

    /// Rewinds to exactly that iteration, however long it takes; false, with nothing changed, if it can't.
    pub(crate) fn rewind_exactly(&mut self, race: &mut Race, to: u64) -> bool {
        let Some(index) = self.kept.iter().rposition(|snapshot| snapshot.iteration <= to) else {
            return false;
        };
        if !race.return_to(&self.kept[index]) {
            return false;
        }
        let from = self.kept[index].iteration;
        self.kept.truncate(index + 1);
        self.commands.retain(|(iteration, _)| *iteration < to);
        for (iteration, command) in self.commands.iter().filter(|(iteration, _)| *iteration >= from) {
            advance(race, *iteration);
            // What was refused then is refused now.
            let _ = apply_command(race, command);
        }
        advance(race, to);
        true
    }
}

fn advance(race: &mut Race, to: u64) {
    while race.iteration() < to {
        let left = usize::try_from(to - race.iteration()).unwrap_or(STRIDE);
        race.advance(left);
    }
}

/// The memory that a snapshot takes, roughly.
fn bytes(snapshot: &Snapshot) -> usize {
    let numbers = |numbers: &LaneNumbers| {
        numbers.weights.len() + numbers.memory.lists.iter().map(Vec::len).sum::<usize>()
    };
    let all: usize = snapshot.lanes.iter().filter_map(|lane| lane.numbers.as_ref()).map(numbers).sum();
    all * size_of::<f32>()
}
