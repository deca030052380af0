//! Points that roll down a function of two variables by the lanes' own update rules, step by step.
//!
//! A race goes downhill in a hundred thousand dimensions, of which nobody sees any. Here are two, and everything else
//! is the same: the rules are those of [`optim`](crate::optim), with each lane's settings and memory. Only the learning
//! rate is a roller's own, for a surface has slopes of its own; schedules and the L2 penalty, which belong to training,
//! have no share in it.
//!
//! Slopes are computed in f64, places and steps in f32 as in training. On the tutorial's bowl thirty steps of the six
//! rules of its book stay within 2e-6 (of a place, or of 1 if that is nearer to 0) of its f64 classes
//! (`tests/fixtures/surface.json`).
//!
//! Pure: the same lanes, start and keys give the same bits; it knows no terminal, clock or thread.

mod function;
mod roller;

pub use function::{Frame, Function};
pub use roller::{Lane, NEAR, Roller};

use crate::race::LaneId;

/// The most steps of a roll; the trails of fourteen lanes take 112 KB by then.
pub const LONGEST: u64 = 1_000;

/// A function, a start, and who rolls from there.
pub struct Surface {
    function: Function,
    start: [f32; 2],
    steps: u64,
    rollers: Vec<Roller>,
}

impl Surface {
    /// A function with its usual start and nobody on it.
    #[must_use]
    pub const fn new(function: Function) -> Self {
        Self { function, start: function.start(), steps: 0, rollers: Vec::new() }
    }

    /// The function.
    #[must_use]
    pub const fn function(&self) -> Function {
        self.function
    }

    /// Where everyone starts.
    #[must_use]
    pub const fn start(&self) -> [f32; 2] {
        self.start
    }

    /// Steps taken since the start.
    #[must_use]
    pub const fn steps(&self) -> u64 {
        self.steps
    }

    /// Whoever rolls, in the order of the lanes.
    #[must_use]
    pub fn rollers(&self) -> &[Roller] {
        &self.rollers
    }

    /// The roller of a lane.
    #[must_use]
    pub fn roller(&self, lane: LaneId) -> Option<&Roller> {
        self.rollers.iter().find(|roller| roller.lane() == lane)
    }

    /// Lets exactly these lanes roll: one that is new begins at the start, one that has changed goes on with its new
    /// settings and its own rate, one that is gone is gone here, too.
    pub fn seat(&mut self, lanes: impl IntoIterator<Item = Lane>) {
        let mut before = std::mem::take(&mut self.rollers);
        for lane in lanes {
            let there = before.iter().position(|roller| roller.lane() == lane.id);
            let mut roller = there
                .map_or_else(|| Roller::new(&lane, self.function, self.start), |at| before.swap_remove(at));
            roller.follow(&lane);
            self.rollers.push(roller);
        }
    }

    /// Everyone takes one step; false if nobody can any more.
    pub fn advance(&mut self) -> bool {
        if self.is_over() {
            return false;
        }
        self.steps += 1;
        for roller in &mut self.rollers {
            roller.advance(self.function);
        }
        true
    }

    /// Whether there is no step left to take.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.steps >= LONGEST || self.rollers.iter().all(|roller| roller.diverged().is_some())
    }

    /// Everyone back to the start, with empty memory and the rates as they now stand.
    pub fn restart(&mut self) {
        self.steps = 0;
        for roller in &mut self.rollers {
            roller.restart(self.start);
        }
    }

    /// Another function, with its usual start and rates.
    pub fn choose(&mut self, function: Function) {
        (self.function, self.start) = (function, function.start());
        for roller in &mut self.rollers {
            roller.take_usual_rate(function);
        }
        self.restart();
    }

    /// Another start within the function's frame, from which everyone begins anew.
    pub fn set_start(&mut self, start: [f32; 2]) {
        self.start = self.function.frame().clamp(start);
        self.restart();
    }

    /// Sets the rate of one lane, from the next step on; one that no rate can have is left as it was.
    pub fn set_rate(&mut self, lane: LaneId, rate: f64) {
        if let Some(roller) = self.rollers.iter_mut().find(|roller| roller.lane() == lane) {
            roller.set_rate(rate);
        }
    }
}

#[cfg(test)]
mod tests;
