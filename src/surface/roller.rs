//! One lane on a surface: its rule with its memory, and the trail it leaves.

use super::function::Function;
use crate::{
    optim::{Optimizer, OptimizerKind, Setting::LearningRate, Settings, Shape},
    race::LaneId,
};

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
    lane: LaneId,
    kind: OptimizerKind,
    /// The lane's, except the learning rate.
    settings: Settings,
    /// The lane's rate when the roller was made, as a multiple of its rule's default.
    rate_factor: f64,
    optimizer: Box<dyn Optimizer>,
    trail: Vec<[f32; 2]>,
    /// The step since which it has been near a minimum.
    near_since: Option<u64>,
    /// The step whose result was not finite.
    diverged: Option<u64>,
}

impl Roller {
    /// A roller at the start. A lane that races at ten times its rule's default rate rolls at ten times the usual one,
    /// so that two lanes of one rule stay apart.
    pub(super) fn new(lane: &LaneRule, function: Function, start: [f32; 2]) -> Self {
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

    pub(crate) const fn lane(&self) -> LaneId {
        self.lane
    }

    /// The learning rate.
    pub(crate) const fn rate(&self) -> f64 {
        self.settings.get(LearningRate)
    }

    /// Every position since the start, the start first; all of them finite.
    pub(crate) fn trail(&self) -> &[[f32; 2]] {
        &self.trail
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

    /// The step since which it has been within [`NEAR`] of a minimum, if it is.
    pub(crate) const fn near_since(&self) -> Option<u64> {
        self.near_since
    }

    /// The step whose result was not finite; it takes no further one.
    pub(crate) const fn diverged(&self) -> Option<u64> {
        self.diverged
    }

    /// Takes the settings of its lane, except the rate.
    pub(super) fn update(&mut self, lane: &LaneRule) {
        self.settings = lane.settings.with(LearningRate, self.rate());
    }

    pub(super) fn set_rate(&mut self, rate: f64) {
        // One that is out of range is refused, and the one before stays.
        let _ = self.settings.set(LearningRate, rate);
    }

    pub(super) fn take_usual_rate(&mut self, function: Function) {
        let usual = function.usual_rate(self.kind);
        let rate = LearningRate.check(usual * self.rate_factor).unwrap_or(usual);
        self.settings = self.settings.with(LearningRate, rate);
    }

    /// Goes back to the start, with empty memory.
    pub(super) fn restart(&mut self, start: [f32; 2]) {
        self.optimizer = rule(self.kind);
        self.trail.clear();
        self.trail.push(start);
        (self.near_since, self.diverged) = (None, None);
    }

    /// Takes one step, unless it has diverged.
    pub(super) fn advance(&mut self, function: Function) {
        let (Some(&before), None) = (self.trail.last(), self.diverged) else { return };
        let slope = self.slope(function).map(|part| part as f32);
        let mut place = before;
        self.optimizer.step(&self.settings, &mut place, &slope);
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
        let near = |[x, y]: &[f64; 2]| (f64::from(place[0]) - x).hypot(f64::from(place[1]) - y) <= NEAR;
        let is_near = function.minima().iter().any(near);
        self.near_since = is_near.then(|| self.near_since.unwrap_or(self.steps()));
    }
}

/// The rule with empty memory for one matrix of two weights: two inputs, one output.
fn rule(kind: OptimizerKind) -> Box<dyn Optimizer> {
    kind.build(&[Shape { rows: 2, columns: 1, range: 0..2 }])
}
