//! Readings become updates: lanes and metrics get their numbers as they first come, values are gathered into stretches,
//! and a training that goes back to an earlier step begins another attempt.

use std::{collections::HashMap, time::Instant};

use super::{
    reading::{Reading, Values, same_name},
    series::StepOrder,
};
use crate::{
    config::{MAX_LANES, unique_name},
    race::{LaneId, LaneState},
    session::{
        Change, ForeignTraining, Knob, LaneInfo, LaneOptimizer, MAX_LINE, MAX_LINES, MAX_METRICS, RaceInfo,
        State, Trainer, Update,
    },
    text::shortened,
};
use lane::ForeignLane;
use names::{NameMeaning, NamedMetrics, label};

mod lane;
mod names;

/// The most values of a series that are gathered before they are sent.
const MAX_GATHERED: usize = 1_024;

/// The most problems that are kept.
const MAX_PROBLEMS: usize = 1_000;

/// Makes updates of readings.
pub(crate) struct Collector {
    training: ForeignTraining,
    lanes: Vec<ForeignLane>,
    /// Where a lane stands, by its source and its name there.
    known: HashMap<usize, HashMap<String, usize>>,
    /// The source and the place of the lane that the last values were of: the next ones mostly are, too.
    latest: Option<(usize, usize)>,
    told_lanes: bool,
    metrics: NamedMetrics,
    /// Lines that are no measurements, to be sent.
    lines: Vec<String>,
    /// What is wrong with logs.
    problems: Vec<String>,
    updates: Vec<Update>,
    begun: Instant,
    /// The last step of all lanes.
    furthest: u64,
}

impl Collector {
    /// For a training of which nothing has been read.
    pub(crate) fn new(training: ForeignTraining) -> Self {
        let info =
            RaceInfo { lanes: Vec::new(), pace: None, trainer: Trainer::Foreign(Box::new(training.clone())) };
        let running = Update::State { state: State::Running, iteration: 0 };
        Self {
            training,
            lanes: Vec::new(),
            known: HashMap::new(),
            latest: None,
            told_lanes: false,
            metrics: NamedMetrics::default(),
            lines: Vec::new(),
            problems: Vec::new(),
            updates: vec![Update::Started(Box::new(info)), running],
            begun: Instant::now(),
            furthest: 0,
        }
    }

    /// The same with its only lane, which has declared these settings.
    pub(crate) fn with_lane(training: ForeignTraining, name: &str, knobs: Vec<Knob>) -> Self {
        let mut collector = Self::new(training);
        collector.join(0, name, "", LaneOptimizer::Declared(knobs));
        collector
    }

    /// The last step of all lanes.
    pub(crate) const fn step(&self) -> u64 {
        self.furthest
    }

    /// Takes a reading of a source; `label` is what a lane without a name of its own is called.
    pub(crate) fn add(&mut self, source: usize, source_name: &str, reading: Reading) {
        match reading {
            Reading::Values(values) => self.add_values(source, source_name, values),
            Reading::Text(line) => self.say(&line),
            Reading::Problem(problem) => self.problem(&problem),
            Reading::Restarted { lane, step } => {
                // One that had no value has nothing that is void.
                if let Some(at) = self.known_lane(source, &lane) {
                    self.tell_held(at);
                    self.go_back(at, step.checked_sub(1));
                }
            }
        }
    }

    /// A source is over: what waits for its next values is told.
    pub(crate) fn end(&mut self, source: usize) {
        let mut lanes: Vec<usize> =
            self.known.get(&source).into_iter().flat_map(|lanes| lanes.values().copied()).collect();
        lanes.sort_unstable();
        for at in lanes {
            self.tell_held(at);
        }
    }

    /// Adds what is wrong with a log to what it says itself.
    pub(crate) fn problem(&mut self, problem: &str) {
        self.say(&format!("! {problem}"));
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(shortened(problem, MAX_LINE));
        }
    }

    /// What was wrong so far, in the order in which it was noticed.
    pub(crate) fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Adds a line to the log.
    pub(crate) fn say(&mut self, line: &str) {
        self.lines.push(shortened(line.trim_end(), MAX_LINE));
        if self.lines.len() >= MAX_LINES {
            self.flush_lines();
        }
    }

    fn add_values(&mut self, source: usize, source_name: &str, values: Values) {
        let Some(at) = self.place(source, source_name, &values.lane) else { return };
        if let Some(total) =
            values.total.filter(|total| self.training.total.is_none_or(|known| known < *total))
        {
            self.training.total = Some(total);
            let change = Change::Iterations { to: Some(total) };
            self.updates.push(Update::Changed { iteration: self.furthest, change });
        }
        let lane = &self.lanes[at];
        let step = values.step.unwrap_or_else(|| lane.last.map_or(1, |last| last + 1));
        self.lanes[at].note_time(values.time, self.begun);
        for (name, value) in values.values {
            self.add_value(at, &name, step, value);
        }
    }

    fn add_value(&mut self, at: usize, name: &str, step: u64, value: f64) {
        let Some(index) = self.series(at, name) else { return };
        let lane = &mut self.lanes[at];
        let (_, series) = &mut lane.series[index];
        match series.add(step, value as f32) {
            StepOrder::Next => {}
            StepOrder::Repeated => {
                let what = format!("{name} has two values at step {step}; the first counts");
                return self.say_once(at, index, &what);
            }
            StepOrder::NextAfterLate => {
                let what =
                    format!("{name} has a value of an earlier step before step {step}; it is left out");
                self.say_once(at, index, &what);
            }
            StepOrder::HeldAfterLate { late } => return self.say_once(at, index, &late_value(name, late)),
            StepOrder::Held | StepOrder::Known => return,
            StepOrder::WentBack { held } => {
                self.go_back(at, held.0.checked_sub(1));
                let (_, series) = &mut self.lanes[at].series[index];
                series.add(held.0, held.1);
                series.add(step, value as f32);
            }
        }
        if !value.is_finite() && self.lanes[at].series[index].1.is_first_hole() {
            self.problem(&format!("{}: {name} is {value} at step {step}", self.lanes[at].name));
        }
        let lane = &mut self.lanes[at];
        lane.last = lane.last.max(Some(step));
        self.furthest = self.furthest.max(step);
        if lane.series[index].1.gathered() >= MAX_GATHERED {
            self.flush_lane(at);
        }
    }

    /// Says what is wrong with the steps of a series, the first time that anything is.
    fn say_once(&mut self, at: usize, index: usize, what: &str) {
        let lane = &mut self.lanes[at];
        if lane.series[index].1.is_first_trouble() {
            let problem = format!("{}: {what}", lane.name);
            self.problem(&problem);
        }
    }

    /// Leaves out the values of a lane that are earlier than others, and of which none that follows says what they mean.
    fn tell_held(&mut self, at: usize) {
        for (index, name, step) in self.lanes[at].take_held() {
            self.say_once(at, index, &late_value(&name, step));
        }
    }

    /// Takes a lane back to a step, or to before everything, if it has come further.
    fn go_back(&mut self, at: usize, to: Option<u64>) {
        if self.lanes[at].last <= to {
            return;
        }
        self.flush();
        let lane = &mut self.lanes[at];
        lane.cut(to);
        self.furthest = self.lanes.iter().filter_map(|lane| lane.last).max().unwrap_or(0);
        self.updates.push(Update::WentBack { lane: self.lanes[at].id, iteration: to });
        let from = to.map_or_else(|| "starts over".to_owned(), |to| format!("goes on from step {to}"));
        self.problem(&format!("{}: {from}", self.lanes[at].name));
    }

    /// Where a lane stands that has joined.
    fn known_lane(&mut self, source: usize, name: &str) -> Option<usize> {
        if let Some((_, at)) =
            self.latest.filter(|(own, at)| *own == source && same_name(&self.lanes[*at].own_name, name))
        {
            return Some(at);
        }
        let at = *self.known.get(&source)?.get(name)?;
        self.latest = Some((source, at));
        Some(at)
    }

    /// Where a lane stands, which joins if it is new; `None` if there are too many.
    fn place(&mut self, source: usize, source_name: &str, name: &str) -> Option<usize> {
        let known = self.known_lane(source, name);
        known.or_else(|| self.join(source, source_name, name, LaneOptimizer::Declared(Vec::new())))
    }

    /// A lane joins, unless there are too many. This is the one bound on lanes: their readers hand on all.
    fn join(
        &mut self,
        source: usize,
        source_name: &str,
        name: &str,
        optimizer: LaneOptimizer,
    ) -> Option<usize> {
        let place = self.lanes.len();
        if place == MAX_LANES {
            if !std::mem::replace(&mut self.told_lanes, true) {
                self.problem(&format!("at most {MAX_LANES} lanes are shown; there are more"));
            }
            return None;
        }
        self.known.entry(source).or_default().insert(name.to_owned(), place);
        let taken: Vec<&str> = self.lanes.iter().map(|lane| lane.name.as_str()).collect();
        let (own_name, name) = (name.to_owned(), unique_name(&label(source_name, name), &taken));
        let id = LaneId(place as u32);
        let info =
            LaneInfo { id, name: name.clone(), optimizer, state: LaneState::Running, forked_from: None };
        self.updates
            .push(Update::Changed { iteration: self.furthest, change: Change::Added(Box::new(info)) });
        self.lanes.push(ForeignLane::new(id, name, own_name));
        Some(place)
    }

    /// Where a lane's series of a metric is; `None` if there are too many metrics.
    fn series(&mut self, at: usize, name: &str) -> Option<usize> {
        if let Some(index) = self.lanes[at].series_named(name) {
            return Some(index);
        }
        let lower = name.to_lowercase();
        if let Some(index) = self.lanes[at].series_alike(name, &lower) {
            return Some(index);
        }
        let kind = match self.metrics.meaning(name, &lower, &self.lanes[at]) {
            NameMeaning::Known(kind) => kind,
            NameMeaning::New(kind, metric) => {
                self.updates.push(Update::Declared(vec![metric]));
                kind
            }
            NameMeaning::TooMany { told: true } => return None,
            NameMeaning::TooMany { told: false } => {
                self.problem(&format!("at most {MAX_METRICS} metrics are shown; there are more"));
                return None;
            }
        };
        Some(self.lanes[at].add_series(name, lower, kind))
    }

    /// Makes updates of what is gathered.
    fn flush(&mut self) {
        for at in 0..self.lanes.len() {
            self.flush_lane(at);
        }
        self.flush_lines();
    }

    fn flush_lane(&mut self, at: usize) {
        let stretches = self.lanes[at].take();
        self.updates.extend(stretches.into_iter().map(Update::Measured));
    }

    fn flush_lines(&mut self) {
        if !self.lines.is_empty() {
            self.updates.push(Update::Logged(std::mem::take(&mut self.lines)));
        }
    }

    /// What has come of the readings so far.
    pub(crate) fn updates(&mut self) -> Vec<Update> {
        self.flush();
        std::mem::take(&mut self.updates)
    }
}

/// What is said of a value that is left out.
fn late_value(name: &str, step: u64) -> String {
    format!("{name} has a value of step {step} after later ones; it is left out")
}

#[cfg(test)]
mod tests;
