//! One run of a source: its series of values by the names that its log gives them, and how long it has run.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use crate::{
    race::LaneId,
    session::{Bucket, Measured, MetricKind},
    watch::series::StepSeries,
};

/// The most names that are known of a lane's metrics: the same one may be written in many ways.
const MAX_NAMES: usize = 4_096;

/// The longest time that a training may have taken, a century: beyond it a clock has been wrong, and an update of more
/// than a thousand years could not be sent.
const MAX_ELAPSED: Duration = Duration::from_hours(100 * 365 * 24);

/// One run of a source.
pub(super) struct ForeignLane {
    pub(super) id: LaneId,
    pub(super) name: String,
    /// What it is called in its source.
    pub(super) own_name: String,
    /// Its metrics, in the order in which they came.
    pub(super) series: Vec<(MetricKind, StepSeries)>,
    /// The names of metrics in the order in which they came, and where the series of each is.
    names: Vec<(String, usize)>,
    /// Where a name is among those.
    known: HashMap<String, usize>,
    /// Where the series of a name in lower case is: in capitals it means the same.
    alike: HashMap<String, usize>,
    /// The place of the name that came last: most logs say the same ones in turn.
    turn: usize,
    /// The last step.
    pub(super) last: Option<u64>,
    /// When its first value was measured, in seconds since 1970.
    began: Option<f64>,
    /// How long it had run at its last value.
    elapsed: Option<Duration>,
}

impl ForeignLane {
    pub(super) fn new(id: LaneId, name: String, own_name: String) -> Self {
        Self {
            id,
            name,
            own_name,
            series: Vec::new(),
            names: Vec::new(),
            known: HashMap::new(),
            alike: HashMap::new(),
            turn: 0,
            last: None,
            began: None,
            elapsed: None,
        }
    }

    /// Where the series of a name is, if it has come before.
    pub(super) fn series_named(&mut self, name: &str) -> Option<usize> {
        let next = (self.turn + 1) % self.names.len().max(1);
        let is_next = self.names.get(next).is_some_and(|(known, _)| known == name);
        let place = if is_next { next } else { *self.known.get(name)? };
        self.turn = place;
        Some(self.names[place].1)
    }

    /// Where the series of a new name is if it differs from another one in capitals only.
    pub(super) fn series_alike(&mut self, name: &str, lower: &str) -> Option<usize> {
        let index = *self.alike.get(lower)?;
        self.add_name(name, index);
        Some(index)
    }

    /// Whether it has a metric.
    pub(super) fn has(&self, kind: MetricKind) -> bool {
        self.series.iter().any(|(known, _)| *known == kind)
    }

    /// Adds the series of a metric under a new name, and says where it is.
    pub(super) fn add_series(&mut self, name: &str, lower: String, kind: MetricKind) -> usize {
        let index = self.series.len();
        self.series.push((kind, StepSeries::default()));
        self.alike.insert(lower, index);
        self.add_name(name, index);
        index
    }

    fn add_name(&mut self, name: &str, index: usize) {
        if self.names.len() < MAX_NAMES {
            self.known.insert(name.to_owned(), self.names.len());
            self.names.push((name.to_owned(), index));
        }
    }

    /// Notes how long it has run: by the clock of its log or, if that tells no time, since `begun` by ours.
    pub(super) fn note_time(&mut self, time: Option<f64>, begun: Instant) {
        self.elapsed = match time {
            Some(time) => {
                let began = *self.began.get_or_insert(time);
                let elapsed = Duration::try_from_secs_f64(time - began).ok();
                elapsed.filter(|elapsed| *elapsed <= MAX_ELAPSED).or(self.elapsed)
            }
            None if self.began.is_none() => Some(begun.elapsed()),
            None => self.elapsed,
        };
    }

    /// Takes out the values that wait for what follows them: the series, the name and the step of each.
    pub(super) fn take_held(&mut self) -> Vec<(usize, String, u64)> {
        let held = self.series.iter_mut().enumerate().filter_map(|(index, (_, series))| {
            let step = series.take_held()?;
            let (name, _) = self.names.iter().find(|(_, own)| *own == index)?;
            Some((index, name.clone(), step))
        });
        held.collect()
    }

    /// Forgets everything after a step, or everything.
    pub(super) fn cut(&mut self, step: Option<u64>) {
        self.last = step;
        self.series.iter_mut().for_each(|(_, series)| series.cut(step));
    }

    /// Takes out what is gathered; metrics of the same steps go together.
    pub(super) fn take(&mut self) -> Vec<Measured> {
        let mut stretches: Vec<Measured> = Vec::new();
        for (kind, series) in &mut self.series {
            let (iterations, values): (Vec<u64>, Vec<Bucket>) =
                series.take().into_iter().map(|(step, value)| (step, Bucket::of(value))).unzip();
            if iterations.is_empty() {
                continue;
            }
            let values = (*kind, vec![(self.id, values)]);
            match stretches.iter_mut().find(|stretch| stretch.iterations == iterations) {
                Some(stretch) => stretch.metrics.push(values),
                None => stretches.push(Measured { iterations, metrics: vec![values], elapsed: self.elapsed }),
            }
        }
        stretches
    }
}
