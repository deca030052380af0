//! What is tried of learning rates, how far it is, and which trial is chosen. The trials run in a session of their own.

use crate::{
    config::{Config, LaneConfig, LossKind},
    history::{History, LaneHistory, Smoother, Smoothing, Standing},
    optim::{OptimizerKind, Setting},
    race::{LaneId, LaneState},
    session::{Command, RuleInfo, State, Update},
    sweep::{Method, RatesPlan},
    tui::{direction::Direction, keymap::Effect},
};

/// How long trials can be.
const LENGTHS: [u64; 5] = [50, 100, 200, 500, 1_000];

/// Which optimizers are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TriedLanes {
    /// Those of all lanes.
    All,
    /// That of the selected lane.
    Selected,
}

/// The state of the view.
#[derive(Debug, Clone)]
pub(crate) struct RatesView {
    /// How trials are chosen.
    pub(crate) method: Method,
    /// Which optimizers are tried.
    pub(crate) tried: TriedLanes,
    /// How long each is.
    pub(crate) iterations: u64,
    /// What runs, or has run.
    pub(super) plan: Option<RatesPlan>,
    /// What is known of the trials.
    pub(super) history: History,
    pub(super) chosen: Option<LaneId>,
    /// How many trials the noise of batches can't tell from the lowest, itself included, once they have ended.
    pub(super) level: usize,
    /// Whether they were stopped before their end.
    pub(super) stopped: bool,
}

/// One trial as it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RateTrial<'a> {
    pub(crate) lane: &'a LaneHistory,
    pub(crate) rule: &'a RuleInfo,
    /// Its smoothed cross-entropy; `None` if it has diverged, or has none yet.
    pub(crate) loss: Option<f32>,
}

impl RateTrial<'_> {
    pub(crate) fn rate(&self) -> f64 {
        self.rule.rate()
    }
}

impl Default for RatesView {
    fn default() -> Self {
        Self {
            method: Method::Grid,
            tried: TriedLanes::All,
            iterations: 200,
            plan: None,
            history: History::default(),
            chosen: None,
            level: 0,
            stopped: false,
        }
    }
}

impl RatesView {
    /// Whether trials are under way.
    pub(crate) fn runs(&self) -> bool {
        let plan = self.plan.as_ref();
        plan.is_some_and(|plan| {
            let failed = self.history.state() == State::Failed;
            !self.stopped && !failed && self.history.iteration() < plan.iterations
        })
    }

    /// Begins trials like this race, with the rules of these lanes.
    pub(crate) fn start(&mut self, config: &Config, kinds: Vec<OptimizerKind>) -> Effect {
        let mut optimizers = kinds;
        optimizers.dedup();
        let seed = config.seed;
        let plan = RatesPlan { method: self.method, optimizers, iterations: self.iterations, seed };
        let config = Config {
            lanes: plan.lanes(),
            // Nothing is measured on the way, and the end is where the plan has it.
            iterations: None,
            eval_every: 1_000_000,
            // With the penalty in it a trial would be behind for its weight decay alone.
            loss: LossKind::CrossEntropy,
            ..config.clone()
        };
        self.history = History::default();
        self.chosen = None;
        self.stopped = false;
        self.plan = Some(plan);
        Effect::StartTrials(Box::new(config))
    }

    /// Stops the trials where they are.
    pub(crate) fn stop(&mut self) -> Effect {
        self.stopped = true;
        self.conclude();
        Effect::SendTrials(Command::Pause)
    }

    /// Chooses the best trial, and notes which others are level with the lowest.
    fn conclude(&mut self) {
        self.chosen = self.ranked().first().map(|trial| trial.lane.info.id);
        let standing = Standing::by_loss(&self.history, &Smoother::new(Smoothing::default()));
        self.level = standing.map_or(0, |standing| standing.level);
    }

    /// Takes in what the session of trials reports, and returns what the trials are to do next.
    pub(crate) fn apply(&mut self, update: &Update) -> Vec<Effect> {
        self.history.apply(update);
        let Some(plan) = self.plan.as_ref().filter(|_| !self.stopped) else { return Vec::new() };
        let Update::State { state: State::Paused, iteration } = *update else { return Vec::new() };
        if iteration >= plan.iterations {
            self.conclude();
            return Vec::new();
        }
        let running: Vec<(LaneId, Option<f32>)> = self
            .trials()
            .iter()
            .filter(|trial| trial.lane.info.state == LaneState::Running)
            .map(|trial| (trial.lane.info.id, trial.loss))
            .collect();
        let given_up = if iteration > 0 { plan.given_up(&running) } else { Vec::new() };
        let off = given_up.into_iter().map(|lane| Command::Switch { lane, on: false });
        let on = Command::Step(plan.next_stop(iteration) - iteration);
        off.chain([on]).map(Effect::SendTrials).collect()
    }

    /// The trials, in the order in which they were made.
    pub(crate) fn trials(&self) -> Vec<RateTrial<'_>> {
        let smoother = Smoother::new(Smoothing::default());
        let loss =
            |lane: &LaneHistory| lane.info.state.is_sound().then(|| lane.smoothed(&smoother)).flatten();
        let trial = |lane| Some(RateTrial { lane, rule: lane.info.rule()?, loss: loss(lane) });
        self.history.lanes().iter().filter_map(trial).collect()
    }

    /// The same, the best first.
    pub(crate) fn ranked(&self) -> Vec<RateTrial<'_>> {
        let mut trials = self.trials();
        // Of trials that were given up the last loss counts, below all that went on.
        let rank = |trial: &RateTrial<'_>| {
            (trial.lane.curve.last().unwrap_or(0), trial.loss.unwrap_or(f32::INFINITY), trial.loss.is_none())
        };
        trials.sort_by(|one, other| {
            let (one, other) = (rank(one), rank(other));
            one.2.cmp(&other.2).then(other.0.cmp(&one.0)).then(one.1.total_cmp(&other.1))
        });
        trials
    }

    /// Chooses the next trial in the order of the table.
    pub(crate) fn choose(&mut self, direction: Direction) {
        let ids: Vec<LaneId> = self.ranked().iter().map(|trial| trial.lane.info.id).collect();
        let at = ids.iter().position(|id| Some(*id) == self.chosen);
        let next = at.map_or(0, |at| direction.along(at, ids.len()));
        self.chosen = ids.get(next).or(ids.last()).copied();
    }

    /// What a lane like the chosen trial is made from.
    pub(crate) fn chosen_lane(&self) -> Option<LaneConfig> {
        self.history.lane(self.chosen?).and_then(|lane| lane.info.config())
    }

    /// The next way of choosing trials.
    pub(super) fn turn_method(&mut self) {
        let all = [Method::Grid, Method::Random, Method::Halving];
        self.method = Direction::More.neighbour(&all, self.method);
    }

    /// The others whose optimizers can be tried.
    pub(super) fn turn_tried(&mut self) {
        self.tried = Direction::More.neighbour(&[TriedLanes::All, TriedLanes::Selected], self.tried);
    }

    /// The next length of a trial.
    pub(crate) fn turn_length(&mut self, direction: Direction) {
        let at = LENGTHS.iter().position(|length| *length == self.iterations).unwrap_or(0);
        self.iterations = LENGTHS[direction.along(at, LENGTHS.len())];
    }

    /// The trials as a table: `optimizer,rate,weight decay,iterations,cross-entropy`, the best first.
    pub(crate) fn csv(&self) -> String {
        let head = "optimizer,learning rate,weight decay,iterations,smoothed cross-entropy,state".to_owned();
        let row = |trial: &RateTrial<'_>| {
            let info = &trial.lane.info;
            let state = match info.state {
                LaneState::Running => "finished",
                LaneState::Off => "given up",
                LaneState::Diverged { .. } => "diverged",
                LaneState::Faulted { .. } => "fault",
            };
            let loss = trial.loss.map_or_else(String::new, |loss| format!("{loss:?}"));
            let (rate, decay) = (trial.rate(), trial.rule.settings.get(Setting::WeightDecay));
            let last = trial.lane.curve.last().unwrap_or(0);
            format!("{},{rate},{decay},{last},{loss},{state}", trial.rule.kind.name())
        };
        let ranked = self.ranked();
        let rows = std::iter::once(head).chain(ranked.iter().map(row));
        rows.map(|row| row + "\n").collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trials_are_told_and_ranked_by_their_cross_entropy() {
        let mut view = RatesView::default();
        let Effect::StartTrials(config) = view.start(&Config::default(), vec![OptimizerKind::Sgd]) else {
            panic!()
        };
        assert_eq!(config.loss, LossKind::CrossEntropy);
        assert!(
            view.csv().starts_with("optimizer,learning rate,weight decay,iterations,smoothed cross-entropy,")
        );
    }
}
