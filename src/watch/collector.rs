//! Readings become updates: lanes and metrics get their numbers as they first come, values are gathered into stretches,
//! and a training that goes back to an earlier step begins another attempt.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use super::{
    reading::{Reading, Values},
    series::{StepOrder, StepSeries},
};
use crate::{
    config::{MAX_LANES, unique_name},
    race::LaneId,
    session::{
        Bucket, Change, DeclaredMetric, ForeignTraining, LaneInfo, LaneOptimizer, MAX_LINES, MAX_METRICS,
        Measured, MetricKind, RaceInfo, State, Trainer, Update,
    },
    text::sanitized,
};
use names::{label, own_metric, short};

mod names;

/// The most values of a series that are gathered before they are sent.
const MAX_GATHERED: usize = 1_024;

/// Makes updates of readings.
pub(crate) struct Collector {
    training: ForeignTraining,
    lanes: Vec<ForeignLane>,
    /// Where a lane stands, by its source and its name there.
    known: HashMap<(usize, String), Option<usize>>,
    /// Which number a metric has, by its name; `None` for one too many.
    metrics: HashMap<String, Option<MetricKind>>,
    declared: u16,
    /// Lines that are no measurements, to be sent.
    lines: Vec<String>,
    updates: Vec<Update>,
    begun: Instant,
    /// The last step of all lanes.
    furthest: u64,
}

/// One run of a source.
struct ForeignLane {
    id: LaneId,
    name: String,
    /// Its metrics, in the order in which they came.
    series: Vec<(MetricKind, StepSeries)>,
    /// Where a metric's series is, by its name.
    known: HashMap<String, usize>,
    /// The last step.
    last: Option<u64>,
    /// When its first value was measured, in seconds since 1970.
    began: Option<f64>,
    /// How long it had run at its last value.
    elapsed: Option<Duration>,
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
            metrics: HashMap::new(),
            declared: 0,
            lines: Vec::new(),
            updates: vec![Update::Started(Box::new(info)), running],
            begun: Instant::now(),
            furthest: 0,
        }
    }

    /// The last step of all lanes.
    pub(crate) const fn step(&self) -> u64 {
        self.furthest
    }

    /// The number of a lane, if there is one of that name in a source.
    pub(crate) fn lane(&self, source: usize, name: &str) -> Option<LaneId> {
        let at = self.known.get(&(source, name.to_owned())).copied().flatten()?;
        Some(self.lanes[at].id)
    }

    /// Takes a reading of a source; `label` is what a lane without a name of its own is called.
    pub(crate) fn add(&mut self, source: usize, source_name: &str, reading: Reading) {
        match reading {
            Reading::Values(values) => self.add_values(source, source_name, values),
            Reading::Text(line) => self.say(&line),
            Reading::Problem(problem) => self.say(&format!("! {problem}")),
            Reading::Restarted { lane, step } => {
                if let Some(at) = self.place(source, source_name, &lane) {
                    self.go_back(at, step.saturating_sub(1));
                }
            }
        }
    }

    /// Adds a line to the log.
    pub(crate) fn say(&mut self, line: &str) {
        self.lines.push(short(&sanitized(line.trim_end()), crate::session::MAX_LINE));
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
        self.note_time(at, values.time);
        for (name, value) in values.values {
            self.add_value(at, &name, step, value);
        }
    }

    /// Notes how long a lane has run: by its own clock, or else by ours.
    fn note_time(&mut self, at: usize, time: Option<f64>) {
        let lane = &mut self.lanes[at];
        lane.elapsed = match time {
            Some(time) => {
                let began = *lane.began.get_or_insert(time);
                Duration::try_from_secs_f64(time - began).ok().or(lane.elapsed)
            }
            None => Some(self.begun.elapsed()),
        };
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
            StepOrder::Held => return,
            StepOrder::WentBack { held } => {
                self.go_back(at, held.0.saturating_sub(1));
                let (_, series) = &mut self.lanes[at].series[index];
                series.add(held.0, held.1);
                series.add(step, value as f32);
            }
        }
        if !value.is_finite() && self.lanes[at].series[index].1.is_first_hole() {
            let line = format!("! {}: {name} is {value} at step {step}", self.lanes[at].name);
            self.say(&line);
        }
        let lane = &mut self.lanes[at];
        lane.last = lane.last.max(Some(step));
        self.furthest = self.furthest.max(step);
        if lane.series[index].1.gathered() >= MAX_GATHERED {
            self.flush_series(at, index);
        }
    }

    /// Says what is wrong with the steps of a series, the first time that anything is.
    fn say_once(&mut self, at: usize, index: usize, what: &str) {
        let lane = &mut self.lanes[at];
        if lane.series[index].1.is_first_trouble() {
            let line = format!("! {}: {what}", lane.name);
            self.say(&line);
        }
    }

    /// Takes a lane back to a step, if it has come further.
    fn go_back(&mut self, at: usize, to: u64) {
        if self.lanes[at].last.is_none_or(|last| last <= to) {
            return;
        }
        self.flush();
        let lane = &mut self.lanes[at];
        lane.last = Some(to);
        lane.series.iter_mut().for_each(|(_, series)| series.cut(to));
        self.furthest = self.lanes.iter().filter_map(|lane| lane.last).max().unwrap_or(0);
        self.updates.push(Update::WentBack { lane: self.lanes[at].id, iteration: to });
        let line = format!("! {}: goes on from step {to}", self.lanes[at].name);
        self.say(&line);
    }

    /// Where a lane stands, which joins if it is new; `None` if there are too many.
    fn place(&mut self, source: usize, source_name: &str, name: &str) -> Option<usize> {
        if let Some(known) = self.known.get(&(source, name.to_owned())) {
            return *known;
        }
        let place = (self.lanes.len() < MAX_LANES).then_some(self.lanes.len());
        if place.is_none() && self.known.values().all(Option::is_some) {
            self.say(&format!("! at most {MAX_LANES} lanes are shown; there are more"));
        }
        self.known.insert((source, name.to_owned()), place);
        let taken: Vec<&str> = self.lanes.iter().map(|lane| lane.name.as_str()).collect();
        let name = unique_name(&label(source_name, name), &taken);
        let id = LaneId(place? as u32);
        let info = LaneInfo {
            id,
            name: name.clone(),
            optimizer: LaneOptimizer::Declared(Vec::new()),
            state: crate::race::LaneState::Running,
            forked_from: None,
        };
        self.updates
            .push(Update::Changed { iteration: self.furthest, change: Change::Added(Box::new(info)) });
        let (series, known) = (Vec::new(), HashMap::new());
        self.lanes.push(ForeignLane { id, name, series, known, last: None, began: None, elapsed: None });
        place
    }

    /// Where a lane's series of a metric is; `None` if there are too many metrics.
    fn series(&mut self, at: usize, name: &str) -> Option<usize> {
        if let Some(index) = self.lanes[at].known.get(name) {
            return Some(*index);
        }
        let kind = self.kind(name)?;
        let lane = &mut self.lanes[at];
        // Two names may mean the same: the loss of one log has several.
        let index = lane.series.iter().position(|(known, _)| *known == kind).unwrap_or_else(|| {
            lane.series.push((kind, StepSeries::default()));
            lane.series.len() - 1
        });
        lane.known.insert(name.to_owned(), index);
        Some(index)
    }

    /// Which metric a name means; a new one is declared.
    fn kind(&mut self, name: &str) -> Option<MetricKind> {
        if let Some(known) = self.metrics.get(name) {
            return *known;
        }
        let taken = |kind: &MetricKind| self.metrics.values().any(|known| *known == Some(*kind));
        let own = own_metric(name).filter(|kind| !taken(kind));
        let kind = own.or_else(|| {
            let number = Some(self.declared).filter(|number| usize::from(*number) < MAX_METRICS)?;
            self.declared += 1;
            self.updates.push(Update::Declared(vec![DeclaredMetric::named(&short(
                &sanitized(name),
                crate::session::MAX_NAME,
            ))]));
            Some(MetricKind::Declared(number))
        });
        if kind.is_none() && self.metrics.values().all(Option::is_some) {
            self.say(&format!("! at most {MAX_METRICS} metrics are shown; there are more"));
        }
        self.metrics.insert(name.to_owned(), kind);
        kind
    }

    /// Gathers what has not been sent.
    pub(crate) fn flush(&mut self) {
        for at in 0..self.lanes.len() {
            for index in 0..self.lanes[at].series.len() {
                self.flush_series(at, index);
            }
        }
        self.flush_lines();
    }

    fn flush_series(&mut self, at: usize, index: usize) {
        let lane = &mut self.lanes[at];
        let (kind, series) = &mut lane.series[index];
        let points = series.take();
        if points.is_empty() {
            return;
        }
        let (iterations, values): (Vec<u64>, Vec<Bucket>) =
            points.into_iter().map(|(step, value)| (step, Bucket::of(value))).unzip();
        let metrics = vec![(*kind, vec![(lane.id, values)])];
        self.updates.push(Update::Measured(Measured { iterations, metrics, elapsed: lane.elapsed }));
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

    /// The same as far as it is gathered.
    pub(crate) fn ready(&mut self) -> Vec<Update> {
        std::mem::take(&mut self.updates)
    }
}

#[cfg(test)]
mod tests;
