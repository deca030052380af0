//! Where a race can go back to: it is kept every so often, in bounded memory, with the commands that came after.
//!
//! From the last place kept before it any iteration is reached by training again with the same commands, which
//! gives the same bits.

use super::{Command, follow};
use crate::race::{LaneNumbers, Race, STRIDE, Snapshot};

/// Iterations from one place to the next, as long as there is room: to keep one costs a few hundredths of what
/// they do, and from one to the next is trained again in a moment.
const EVERY: u64 = 200;

/// The most that is kept, in bytes; past it every other place goes.
const MOST: usize = 128 << 20;

/// The past of a race since it was started, or gone on with.
pub struct Timeline {
    /// In the order of their iterations.
    kept: Vec<Snapshot>,
    every: u64,
    /// What was followed since the first place, and how many iterations were done then.
    commands: Vec<(u64, Command)>,
}

impl Timeline {
    /// Begins with the race as it stands.
    #[must_use]
    pub fn new(race: &mut Race) -> Self {
        Self { kept: vec![race.snapshot()], every: EVERY, commands: Vec::new() }
    }

    /// Notes a command, before it is followed.
    pub fn note(&mut self, race: &Race, command: &Command) {
        self.commands.push((race.iteration(), command.clone()));
    }

    /// Keeps the race as it stands, if it is time. No command may have been followed since its last iteration.
    pub fn look(&mut self, race: &mut Race) {
        let last = self.kept.last().map_or(0, |snapshot| snapshot.iteration);
        if race.iteration() < last + self.every {
            return;
        }
        self.kept.push(race.snapshot());
        if self.kept.iter().map(bytes).sum::<usize>() > MOST {
            // The first stays: it is the way to every iteration.
            let mut place = 0_u32;
            self.kept.retain(|_| {
                place += 1;
                place % 2 == 1
            });
            self.every *= 2;
        }
    }

    /// The first iteration that can be gone back to.
    #[must_use]
    pub fn first(&self) -> u64 {
        self.kept.first().map_or(0, |snapshot| snapshot.iteration)
    }

    /// Takes a race back to an iteration, as it was before anything was changed there; what came after is forgotten.
    /// False, and nothing is changed, if that is before the first place.
    pub fn go_back(&mut self, race: &mut Race, to: u64) -> bool {
        let Some(place) = self.kept.iter().rposition(|snapshot| snapshot.iteration <= to) else {
            return false;
        };
        if !race.return_to(&self.kept[place]) {
            return false;
        }
        let from = self.kept[place].iteration;
        self.kept.truncate(place + 1);
        self.commands.retain(|(iteration, _)| *iteration < to);
        for (iteration, command) in self.commands.iter().filter(|(iteration, _)| *iteration >= from) {
            advance(race, *iteration);
            // What was refused then is refused now.
            let _ = follow(race, command);
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

/// About what a place takes.
fn bytes(snapshot: &Snapshot) -> usize {
    let numbers = |numbers: &LaneNumbers| {
        numbers.weights.len() + numbers.memory.cells.iter().map(Vec::len).sum::<usize>()
    };
    let all: usize = snapshot.lanes.iter().filter_map(|lane| lane.numbers.as_ref()).map(numbers).sum();
    all * size_of::<f32>()
}
