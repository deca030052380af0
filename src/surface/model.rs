//! The points, their steps, and where they have come to.

use super::function::Function;
use crate::{
    optim::{Optimizer, OptimizerKind, Setting::LearningRate, Settings, Shape},
    race::LaneId,
};

/// The most steps of a roller; the trails of fourteen lanes take 112 KB by then.
pub(crate) const MAX_STEPS: u64 = 1_000;

/// A function, a start, and the rollers that start there.
pub(crate) struct Surface {
    pub(crate) function: Function,
    pub(crate) start: [f32; 2],
    /// Taken since the start.
    pub(crate) steps: u64,
    /// In the order of the lanes.
    pub(crate) rollers: Vec<Roller>,
}

impl Surface {
    /// A function with its usual start and no rollers.
    pub(crate) const fn new(function: Function) -> Self {
        Self { function, start: function.start(), steps: 0, rollers: Vec::new() }
    }

    pub(crate) fn roller(&self, lane: LaneId) -> Option<&Roller> {
        self.rollers.iter().find(|roller| roller.lane == lane)
    }

    /// Makes these the lanes that have a roller: a new one begins at the start, one that has changed continues with its
    /// new settings and its roller's own rate.
    pub(crate) fn set_lanes(&mut self, lanes: impl IntoIterator<Item = LaneRule>) {
        let mut before = std::mem::take(&mut self.rollers);
        for lane in lanes {
            let there = before.iter().position(|roller| roller.lane == lane.id);
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
        self.steps >= MAX_STEPS || self.rollers.iter().all(|roller| roller.diverged.is_some())
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
        if let Some(roller) = self.rollers.iter_mut().find(|roller| roller.lane == lane) {
            roller.set_rate(rate);
        }
    }
}

/// A roller within this distance of a minimum is near it.
pub(crate) const NEAR: f64 = 0.1;

/// What a surface needs to know of a lane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LaneRule {
    pub(crate) id: LaneId,
    pub(crate) kind: OptimizerKind,
    pub(crate) settings: Settings,
}

/// A point that rolls down a function.
pub(crate) struct Roller {
    pub(crate) lane: LaneId,
    kind: OptimizerKind,
    /// The lane's, except the learning rate.
    settings: Settings,
    /// The lane's rate when the roller was made, as a multiple of its rule's default.
    rate_factor: f64,
    optimizer: Box<dyn Optimizer>,
    /// Every position since the start, the start first; all of them finite.
    pub(crate) trail: Vec<[f32; 2]>,
    /// The step since which it has been within [`NEAR`] of a minimum, if it is.
    pub(crate) near_since: Option<u64>,
    /// The step whose result was not finite; it takes no further one.
    pub(crate) diverged: Option<u64>,
}

impl Roller {
    /// A roller at the start. A lane that races at ten times its rule's default rate rolls at ten times the usual one,
    /// so that two lanes of one rule stay apart.
    fn new(lane: &LaneRule, function: Function, start: [f32; 2]) -> Self {
        let mut roller = Self {
            lane: lane.id,
            kind: lane.kind,
            settings: lane.settings,
            rate_factor: lane.settings.get(LearningRate) / lane.kind.default_settings().get(LearningRate),
            optimizer: rule(lane.kind),
            trail: vec![start],
            near_since: None,
            diverged: None,
        };
        roller.take_usual_rate(function);
        roller
    }

    /// The learning rate.
    pub(crate) const fn rate(&self) -> f64 {
        self.settings.get(LearningRate)
    }

    /// How many steps it has taken.
    pub(crate) const fn steps(&self) -> u64 {
        self.trail.len() as u64 - 1
    }

    pub(crate) fn place(&self) -> [f64; 2] {
        self.trail.last().map_or([0.0; 2], |place| place.map(f64::from))
    }

    /// The slope of its next step.
    pub(crate) fn slope(&self, function: Function) -> [f64; 2] {
        function.slope(self.place(), self.steps())
    }

    /// Takes the settings of its lane, except the rate.
    fn update(&mut self, lane: &LaneRule) {
        self.settings = lane.settings.with(LearningRate, self.rate());
    }

    fn set_rate(&mut self, rate: f64) {
        // One that is out of range is refused, and the one before stays.
        let _ = self.settings.set(LearningRate, rate);
    }

    fn take_usual_rate(&mut self, function: Function) {
        let usual = function.usual_rate(self.kind);
        let rate = LearningRate.check(usual * self.rate_factor).unwrap_or(usual);
        self.settings = self.settings.with(LearningRate, rate);
    }

    /// Goes back to the start, with empty memory.
    fn restart(&mut self, start: [f32; 2]) {
        self.optimizer = rule(self.kind);
        self.trail.clear();
        self.trail.push(start);
        (self.near_since, self.diverged) = (None, None);
    }

    /// Takes one step, unless it has diverged.
    fn advance(&mut self, function: Function) {
        let (Some(&before), None) = (self.trail.last(), self.diverged) else { return };
        let slope = self.slope(function).map(|part| part as f32);
        let mut place = before;
        self.optimizer.step(&self.settings, &mut place, &slope, 1);
        let height = function.value(place.map(f64::from)) as f32;
        // The slopes, too: a rule that takes only their signs would turn infinite ones into finite steps.
        if ![place[0], place[1], slope[0], slope[1]].iter().all(|number| number.is_finite())
            || !height.is_finite()
        {
            self.diverged = Some(self.steps() + 1);
            self.near_since = None;
            return;
        }
        self.trail.push(place);
        let near = |[x, y]: &[f64; 2]| libm::hypot(f64::from(place[0]) - x, f64::from(place[1]) - y) <= NEAR;
        let is_near = function.minima().iter().any(near);
        self.near_since = is_near.then(|| self.near_since.unwrap_or(self.steps()));
    }
}

/// The rule with empty memory for one matrix of two weights: two inputs, one output.
fn rule(kind: OptimizerKind) -> Box<dyn Optimizer> {
    kind.build(&[Shape { rows: 2, columns: 1, range: 0..2 }])
}
