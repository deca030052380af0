//! Where a race can go back to: it is kept at some places, in bounded memory, with the commands that came after.
//!
//! From the last place kept before it any iteration is reached by training again with the same commands, which
//! gives the same bits. Places lie close together near the present, and ever further apart before.

use super::{Command, follow};
use crate::race::{LaneNumbers, Race, STRIDE, Snapshot};

/// Iterations from one place to the next: to keep one costs a few hundredths of what they do, and from one to the
/// next is trained again in a moment.
const EVERY: u64 = 200;

/// The most places, and the most bytes that they may take; there are two at least.
const MOST_PLACES: usize = 16;
const MOST_BYTES: usize = 128 << 20;

/// The most commands: more than hands give in a day, and no more than some megabytes.
const MOST_COMMANDS: usize = 20_000;

/// The most iterations that are trained again to get somewhere: some seconds of a race.
const MOST_TRAINED: u64 = 4_000;

/// The past of a race since it was started, or gone on with.
pub struct Timeline {
    /// In the order of their iterations.
    kept: Vec<Snapshot>,
    /// What was followed since the first place, and how many iterations were done then.
    commands: Vec<(u64, Command)>,
}

impl Timeline {
    /// Begins with the race as it stands.
    #[must_use]
    pub fn new(race: &mut Race) -> Self {
        Self { kept: vec![race.snapshot()], commands: Vec::new() }
    }

    /// Notes a command, before it is followed. After very many the past begins anew.
    pub fn note(&mut self, race: &mut Race, command: &Command) {
        if self.commands.len() >= MOST_COMMANDS {
            *self = Self::new(race);
        }
        self.commands.push((race.iteration(), command.clone()));
    }

    /// Keeps the race as it stands, if it is time. No command may have been followed since its last iteration.
    pub fn look(&mut self, race: &mut Race) {
        let last = self.kept.last().map_or(0, |snapshot| snapshot.iteration);
        if race.iteration() < last + EVERY {
            return;
        }
        let snapshot = race.snapshot();
        let places = (MOST_BYTES / bytes(&snapshot).max(1)).clamp(2, MOST_PLACES);
        while self.kept.len() >= places {
            self.give_one_up(race.iteration());
        }
        self.kept.push(snapshot);
    }

    /// Gives up the place that is missed least: one with near neighbours, long ago. The first stays, for it is the
    /// way to every iteration.
    fn give_one_up(&mut self, now: u64) {
        let at = |index: usize| self.kept.get(index).map_or(now, |snapshot| snapshot.iteration);
        let missed =
            |index: &usize| (at(index + 1) - at(index - 1)) as f64 / (now - at(*index) + EVERY) as f64;
        let least = (1..self.kept.len()).min_by(|one, other| missed(one).total_cmp(&missed(other)));
        if let Some(index) = least {
            self.kept.remove(index);
        }
    }

    /// The first iteration that can be gone back to.
    #[must_use]
    pub fn first(&self) -> u64 {
        self.kept.first().map_or(0, |snapshot| snapshot.iteration)
    }

    /// Takes a race back to an iteration, or where that would take long to the last place before it, as it was before
    /// anything was changed there; what came after is forgotten. Tells where it stands; `None`, and nothing is
    /// changed, if that is before the first place.
    pub fn go_back(&mut self, race: &mut Race, to: u64) -> Option<u64> {
        let from = self.kept.iter().rfind(|snapshot| snapshot.iteration <= to)?.iteration;
        let to = if to - from > MOST_TRAINED { from } else { to };
        self.return_to(race, to).then_some(to)
    }

    /// The same to that very iteration, however long it takes; false if it can't be.
    pub fn return_to(&mut self, race: &mut Race, to: u64) -> bool {
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
        numbers.weights.len() + numbers.memory.lists.iter().map(Vec::len).sum::<usize>()
    };
    let all: usize = snapshot.lanes.iter().filter_map(|lane| lane.numbers.as_ref()).map(numbers).sum();
    all * size_of::<f32>()
}
