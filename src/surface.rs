//! Points that roll down a function of two variables by the lanes' own update rules, step by step.
//!
//! A race goes downhill in a hundred thousand dimensions, none of which can be seen. Here there are two, and all else is
//! the same: the rules are those of [`optim`](crate::optim), with each lane's settings and memory. Only the learning
//! rate is a roller's own, because a surface has slopes of another size; schedules and the L2 penalty, which belong to
//! training, play no part.
//!
//! Slopes are computed in f64, positions and steps in f32 as in training. On the tutorial's bowl thirty steps of the
//! six rules of its book stay within 2e-6 (relative to a coordinate, or to 1 if that is larger) of its f64 classes
//! (`tests/fixtures/surface.json`).
//!
//! Pure: the same lanes, start and calls give the same bits; it knows no terminal, clock or thread.

mod function;
mod roller;

pub(crate) use function::{Function, Viewport};
pub(crate) use roller::{LaneRule, NEAR, Roller};

use crate::race::LaneId;

/// The most steps of a roller; the trails of fourteen lanes take 112 KB by then.
pub(crate) const MAX_STEPS: u64 = 1_000;

/// A function, a start, and the rollers that start there.
pub(crate) struct Surface {
    function: Function,
    start: [f32; 2],
    steps: u64,
    rollers: Vec<Roller>,
}

impl Surface {
    /// A function with its usual start and no rollers.
    pub(crate) const fn new(function: Function) -> Self {
        Self { function, start: function.start(), steps: 0, rollers: Vec::new() }
    }

    pub(crate) const fn function(&self) -> Function {
        self.function
    }

    pub(crate) const fn start(&self) -> [f32; 2] {
        self.start
    }

    /// Steps taken since the start.
    pub(crate) const fn steps(&self) -> u64 {
        self.steps
    }

    /// In the order of the lanes.
    pub(crate) fn rollers(&self) -> &[Roller] {
        &self.rollers
    }

    pub(crate) fn roller(&self, lane: LaneId) -> Option<&Roller> {
        self.rollers.iter().find(|roller| roller.lane() == lane)
    }

    /// Makes these the lanes that have a roller: a new one begins at the start, one that has changed continues with its
    /// new settings and its roller's own rate.
    pub(crate) fn set_lanes(&mut self, lanes: impl IntoIterator<Item = LaneRule>) {
        let mut before = std::mem::take(&mut self.rollers);
        for lane in lanes {
            let there = before.iter().position(|roller| roller.lane() == lane.id);
            let mut roller = there
                .map_or_else(|| Roller::new(&lane, self.function, self.start), |at| before.swap_remove(at));
            roller.update(&lane);
            self.rollers.push(roller);
        }
    }

    /// Takes one step with every roller; false if none can take any more.
    pub(crate) fn advance(&mut self) -> bool {
        if self.is_over() {
            return false;
        }
        self.steps += 1;
        for roller in &mut self.rollers {
            roller.advance(self.function);
        }
        true
    }

    /// Whether no roller can take another step.
    pub(crate) fn is_over(&self) -> bool {
        self.steps >= MAX_STEPS || self.rollers.iter().all(|roller| roller.diverged().is_some())
    }

    /// Takes all rollers back to the start, with empty memory and their current rates.
    pub(crate) fn restart(&mut self) {
        self.steps = 0;
        for roller in &mut self.rollers {
            roller.restart(self.start);
        }
    }

    /// Changes to another function, with its usual start and rates.
    pub(crate) fn choose(&mut self, function: Function) {
        (self.function, self.start) = (function, function.start());
        for roller in &mut self.rollers {
            roller.take_usual_rate(function);
        }
        self.restart();
    }

    /// Sets the start, within the function's viewport, and takes all rollers there.
    pub(crate) fn set_start(&mut self, start: [f32; 2]) {
        self.start = self.function.viewport().clamp(start);
        self.restart();
    }

    /// Sets the rate of one lane's roller from the next step on; one that is out of range is ignored.
    pub(crate) fn set_rate(&mut self, lane: LaneId, rate: f64) {
        if let Some(roller) = self.rollers.iter_mut().find(|roller| roller.lane() == lane) {
            roller.set_rate(rate);
        }
    }
}

#[cfg(test)]
mod tests;
