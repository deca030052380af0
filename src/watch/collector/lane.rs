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
        let (names, known) = (Vec::new(), HashMap::new());
        Self {
            id,
            name,
            own_name,
            series: Vec::new(),
            names,
            known,
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

    /// Where the series of a new name is. Two names may mean the same metric: the loss of one log has several.
    pub(super) fn add_series(&mut self, name: &str, kind: MetricKind) -> usize {
        let index = self.series.iter().position(|(known, _)| *known == kind).unwrap_or_else(|| {
            self.series.push((kind, StepSeries::default()));
            self.series.len() - 1
        });
        self.known.insert(name.to_owned(), self.names.len());
        self.names.push((name.to_owned(), index));
        index
    }

    /// Notes how long it has run: by its own clock, or else since `begun` by ours.
    pub(super) fn note_time(&mut self, time: Option<f64>, begun: Instant) {
        self.elapsed = match time {
            Some(time) => {
                let began = *self.began.get_or_insert(time);
                Duration::try_from_secs_f64(time - began).ok().or(self.elapsed)
            }
            None => Some(begun.elapsed()),
        };
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
