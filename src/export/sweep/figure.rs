//! What the figure of a sweep shows: a mark for each trial, or for the repeats of one, over the setting that matters
//! most; `plot` decides where it stands.

use super::{
    axis::ValueAxis,
    outcome::{SettingsOutcome, counted, ended, is_repeated, loss},
    places::{Places, dimension},
};
use crate::{
    export::figure::{frame::LegendEntry, look::look_of_lane, pen::legible},
    history::Look,
    sweep::{Objective, SweepStanding, TrialState},
    text::{sanitized, thousands},
};

/// The most marks: more would be a single blot, and a file of many megabytes.
const MAX_MARKS: usize = 4_000;

/// A loss so many times the median is drawn like one that diverged: it would press all others together.
const OUTLIER: f64 = 30.0;

/// Everything in the figure.
pub(super) struct SweepFigure {
    pub(super) title: String,
    pub(super) subtitle: String,
    /// What stands along the frame, and what up.
    pub(super) names: (String, String),
    pub(super) x: ValueAxis,
    pub(super) y: ValueAxis,
    /// Whether the worse values are the upper ones.
    pub(super) is_worse_up: bool,
    pub(super) entries: Vec<LegendEntry>,
    /// The worst first, so that the best is on top.
    pub(super) points: Vec<SettingsPoint>,
}

/// What one mark shows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SettingsPoint {
    /// Its entry of the legend.
    pub(super) lane: usize,
    pub(super) x: f64,
    /// `None` if there is nothing but a divergence.
    pub(super) y: Option<f64>,
    /// One standard deviation to both sides.
    pub(super) spread: Option<(f64, f64)>,
    /// Why an arrow stands at the edge.
    pub(super) arrow: Option<Arrow>,
    /// Whether it came to the end.
    pub(super) is_whole: bool,
    pub(super) is_best: bool,
}

/// What an arrow at the edge of the frame stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrow {
    /// A trial that diverged.
    Diverged,
    /// A loss that is far above all others.
    Far,
}

impl SweepFigure {
    pub(super) fn new(sweep: &SweepStanding, outcomes: &[SettingsOutcome]) -> Self {
        let objective = sweep.plan.objective;
        let dimension = dimension(sweep);
        let places = Places::new(sweep, dimension);
        let best = ended(sweep, outcomes).first().map(|outcome| outcome.best());
        let points: Vec<SettingsPoint> = outcomes
            .iter()
            .filter_map(|outcome| point(sweep, outcome, &places, best))
            .filter(|point| point.y.is_some() || point.arrow.is_some())
            .collect();
        let with_place = |outcome: &&SettingsOutcome| places.of(sweep, outcome).is_some();
        let placeless = outcomes.len() - outcomes.iter().filter(with_place).count();
        let count = points.len();
        let mut points: Vec<SettingsPoint> =
            points.into_iter().step_by(count.div_ceil(MAX_MARKS).max(1)).rev().collect();
        let y = value_axis(&mut points, objective);
        let along = dimension.map_or("optimizer", |at| sweep.plan.space.0[at].parameter.name());
        let mut figure = Self {
            title: title(sweep),
            subtitle: String::new(),
            names: (
                along.to_owned(),
                match objective {
                    Objective::Loss => "smoothed loss".to_owned(),
                    Objective::Accuracy => "test accuracy, %".to_owned(),
                },
            ),
            x: places.axis,
            y,
            is_worse_up: objective == Objective::Loss,
            entries: entries(sweep, outcomes),
            points,
        };
        figure.subtitle = figure.key(is_repeated(outcomes), count, placeless);
        figure
    }

    /// What the marks mean.
    fn key(&self, is_repeated: bool, count: usize, placeless: usize) -> String {
        let any = |is: fn(&SettingsPoint) -> bool| self.points.iter().any(is);
        let shown = self.points.len();
        let is_far = any(|point| point.arrow == Some(Arrow::Far));
        let arrow = if is_far { "arrow: diverged, or far above all others" } else { "arrow: diverged" };
        let parts = [
            (is_repeated, "mean of seeds ± one standard deviation".to_owned()),
            (any(|point| point.is_best), "ring: the best".to_owned()),
            (any(|point| point.arrow.is_some()), arrow.to_owned()),
            (any(|point| !point.is_whole && point.y.is_some()), "pale: stopped or on its way".to_owned()),
            (shown < count, format!("{} of {} marks", thousands(shown as u64), thousands(count as u64))),
            (placeless > 0, format!("{} without {} left out", thousands(placeless as u64), self.names.0)),
            (count == 0, "nothing has come of any trial yet".to_owned()),
        ];
        parts.into_iter().filter(|(is, _)| *is).map(|(_, part)| part).collect::<Vec<_>>().join(" · ")
    }

    /// The same with every letter that a bitmap can't show written as its number.
    pub(super) fn legible(mut self) -> Self {
        self.x = self.x.map_texts(legible);
        let entries = self.entries.iter_mut().flat_map(|entry| [&mut entry.name, &mut entry.note]);
        let texts = [&mut self.title, &mut self.subtitle, &mut self.names.0].into_iter();
        texts.chain(entries).for_each(|text| *text = legible(text));
        self
    }
}

fn title(sweep: &SweepStanding) -> String {
    let trials = counted(sweep.standings.len(), "trial");
    format!("{} · {trials} · {} iterations", sanitized(&sweep.title), thousands(sweep.plan.iterations()))
}

fn point(
    sweep: &SweepStanding,
    outcome: &SettingsOutcome,
    places: &Places,
    best: Option<usize>,
) -> Option<SettingsPoint> {
    let objective = sweep.plan.objective;
    let scale = if objective == Objective::Accuracy { 100.0 } else { 1.0 };
    let value = outcome.ranked_by(objective).filter(|_| outcome.diverged < outcome.trials.len());
    let spread = value.and_then(|value| Some((value.mean, value.deviation?)));
    Some(SettingsPoint {
        lane: outcome.optimizer(sweep),
        x: places.of(sweep, outcome)?,
        y: value.map(|value| value.mean * scale),
        spread: spread.map(|(mean, deviation)| ((mean - deviation) * scale, (mean + deviation) * scale)),
        arrow: (outcome.diverged > 0).then_some(Arrow::Diverged),
        is_whole: outcome.finished > 0,
        is_best: best == Some(outcome.best()),
    })
}

/// The axis of what trials are ranked by; points that are far beyond all others leave the frame.
fn value_axis(points: &mut [SettingsPoint], objective: Objective) -> ValueAxis {
    let mut values: Vec<f64> = points.iter().filter_map(|point| point.y).collect();
    values.sort_by(f64::total_cmp);
    let most = match objective {
        Objective::Loss => values.get(values.len() / 2).map_or(f64::INFINITY, |median| median * OUTLIER),
        Objective::Accuracy => f64::INFINITY,
    };
    for point in points.iter_mut().filter(|point| point.y.is_some_and(|value| value > most)) {
        (point.y, point.spread, point.arrow) = (None, None, Some(Arrow::Far));
    }
    let shown = || points.iter().filter_map(|point| point.y);
    let ends = || points.iter().filter_map(|point| point.spread);
    match objective {
        Objective::Loss => {
            // The upper ends of bars; a lower one may reach 0, where no logarithm does.
            let least = shown().fold(f64::INFINITY, f64::min) / 2.0;
            let low = ends().map(|(low, _)| low.max(least));
            ValueAxis::log(shown().chain(ends().map(|(_, high)| high)).chain(low))
        }
        Objective::Accuracy => {
            let inside = |value: f64| value.clamp(0.0, 100.0);
            ValueAxis::even(shown().chain(ends().flat_map(|(low, high)| [low, high]).map(inside)))
        }
    }
}

/// An entry for each optimizer, with the best that came of it.
fn entries(sweep: &SweepStanding, outcomes: &[SettingsOutcome]) -> Vec<LegendEntry> {
    let objective = sweep.plan.objective;
    let ended = ended(sweep, outcomes);
    let lanes = &sweep.plan.base.lanes;
    let entry = |(place, lane): (usize, &crate::config::LaneConfig)| {
        let copy = lanes[..place].iter().filter(|other| other.kind == lane.kind).count();
        let (marker, colour) = look_of_lane(Look::new(lane.kind, copy));
        let best = ended.iter().find(|outcome| outcome.optimizer(sweep) == place);
        let best = best.and_then(|outcome| outcome.ranked_by(objective)).map(|value| match objective {
            Objective::Loss => format!("best {}", loss(value.mean)),
            Objective::Accuracy => format!("best {:.2} %", value.mean * 100.0),
        });
        let own = sweep.trials.iter().zip(&sweep.standings).filter(|(trial, _)| trial.optimizer == place);
        let diverged = own.filter(|(_, standing)| standing.state == TrialState::Diverged).count();
        let diverged = (diverged > 0).then(|| format!("{} diverged", thousands(diverged as u64)));
        let note: Vec<String> = best.into_iter().chain(diverged).collect();
        LegendEntry { name: sanitized(&lane.name), note: note.join(" · "), marker, colour }
    };
    lanes.iter().enumerate().map(entry).collect()
}
