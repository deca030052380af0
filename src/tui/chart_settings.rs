//! Which part of the curves the charts of losses show, and how. The race and the explanation share it.

mod pointer;

use std::collections::BTreeMap;

use crate::{
    history::{History, Smoother, Smoothing},
    session::{Axis, MetricKind},
    tui::{
        direction::{Direction, Stride},
        widgets::axis::YAxis,
    },
    words::{Lang, say},
};

/// The fewest iterations that can be zoomed to.
const MIN_SPAN: u64 = 20;

/// The first end of a race that runs until stopped; it doubles when it is outgrown.
const FIRST_END: u64 = 2_000;

/// The same of a training of which nobody knows the length.
const FIRST_FOREIGN_END: u64 = 10;

/// Which iterations are in view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum XRange {
    /// All, from 0 to the end of the race.
    Whole,
    /// The last so many.
    Last(u64),
    /// From one to another.
    Between(u64, u64),
}

impl XRange {
    /// All, the last 1,000, the last 200.
    pub(crate) const fn next(self) -> Self {
        match self {
            Self::Whole | Self::Between(..) => Self::Last(1_000),
            Self::Last(1_000) => Self::Last(200),
            Self::Last(_) => Self::Whole,
        }
    }
}

/// What is counted along the horizontal axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum XUnit {
    Iterations,
    /// The same, equal distances for equal ratios.
    LogIterations,
    /// The same, from the first of each lane on.
    OwnIterations,
    /// How often the training data has been seen.
    Epochs,
    /// How long the race has run, pauses left out.
    Seconds,
}

impl XUnit {
    /// The next one; epochs only where it is known how many images there are.
    pub(crate) fn next(self, has_epochs: bool) -> Self {
        let all = [Self::Iterations, Self::LogIterations, Self::Epochs, Self::Seconds, Self::OwnIterations];
        let next = Direction::More.neighbour(&all, self);
        if next == Self::Epochs && !has_epochs { Self::Seconds } else { next }
    }

    pub(crate) const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Iterations => say!(lang, race::BY_ITERATIONS),
            Self::LogIterations => say!(lang, race::BY_LOG_ITERATIONS),
            Self::OwnIterations => say!(lang, race::BY_OWN_ITERATIONS),
            Self::Epochs => say!(lang, race::BY_EPOCHS),
            Self::Seconds => say!(lang, race::BY_SECONDS),
        }
    }
}

/// What a column of the table tells beside the losses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    /// The change of the smoothed loss over 100 iterations.
    Change,
    /// How much larger it is than that of the selected lane.
    Difference,
}

/// The lane whose curve lies on top of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CurveOrder {
    Selected,
    First,
    Last,
}

impl CurveOrder {
    pub(crate) fn next(self) -> Self {
        Direction::More.neighbour(&[Self::Selected, Self::First, Self::Last], self)
    }

    pub(crate) const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Selected => say!(lang, race::THE_SELECTED_LANE),
            Self::First => say!(lang, race::THE_FIRST_LANE),
            Self::Last => say!(lang, race::THE_LAST_LANE),
        }
    }
}

/// What a person has chosen of the chart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ChartSettings {
    pub(crate) x_range: XRange,
    pub(crate) x_unit: XUnit,
    /// What the chart shows.
    pub(crate) metric: MetricKind,
    /// Whether the test accuracy stands below it, where there is room.
    pub(crate) split: bool,
    /// The vertical axes that were chosen; other metrics have the one that suits them.
    axes: BTreeMap<MetricKind, YAxis>,
    pub(crate) smoothing: Smoothing,
    pub(crate) curve_order: CurveOrder,
    /// Whether earlier attempts are shown.
    pub(crate) ghosts: bool,
    /// The iteration that the table shows instead of the last.
    pub(crate) cursor: Option<u64>,
    pub(crate) beside: Beside,
    /// The loss of which the table tells when each lane first got there.
    pub(crate) target: Option<f32>,
}

impl Default for ChartSettings {
    fn default() -> Self {
        Self {
            x_range: XRange::Whole,
            x_unit: XUnit::Iterations,
            beside: Beside::Change,
            target: None,
            metric: MetricKind::Loss,
            split: false,
            axes: BTreeMap::new(),
            smoothing: Smoothing::default(),
            curve_order: CurveOrder::Selected,
            ghosts: true,
            cursor: None,
        }
    }
}

impl ChartSettings {
    /// The chosen smoothing with its weights.
    pub(crate) fn smoother(&self) -> Smoother {
        Smoother::new(self.smoothing)
    }

    /// The vertical axis of a metric.
    pub(crate) fn axis(&self, history: &History, kind: MetricKind) -> YAxis {
        let suits = || match history.metric(kind).axis {
            Axis::Linear => YAxis::Fitted,
            Axis::Logarithmic => YAxis::Log,
        };
        self.axes.get(&kind).copied().unwrap_or_else(suits)
    }

    pub(crate) fn set_axis(&mut self, kind: MetricKind, axis: YAxis) {
        self.axes.insert(kind, axis);
    }

    /// Shows the next metric, or the one before, of those that there are values of.
    pub(crate) fn turn_metric(&mut self, history: &History, direction: Direction) {
        let known: Vec<MetricKind> = history.metrics().collect();
        let at = known.iter().position(|kind| *kind == self.metric).unwrap_or(0);
        if !known.is_empty() {
            self.metric = known[direction.around(at, known.len())];
        }
    }

    /// The first and last iteration in view; the last is the larger.
    pub(crate) fn range(&self, history: &History) -> (u64, u64) {
        match self.x_range {
            XRange::Whole => (0, end(history)),
            XRange::Last(count) => {
                let last = now(history).max(count);
                (last - count, last)
            }
            XRange::Between(first, last) => (first, last),
        }
    }

    /// Forgets what belonged to a race that was started over.
    pub(crate) const fn start_over(&mut self) {
        self.cursor = None;
        if matches!(self.x_range, XRange::Between(..)) {
            self.x_range = XRange::Whole;
        }
    }

    /// Shows what is a quarter of the view earlier or later.
    pub(crate) fn pan(&mut self, history: &History, direction: Direction) {
        let (first, last) = self.range(history);
        let (span, end) = (last - first, end(history));
        let step = (span / 4).max(1);
        let first = if direction == Direction::More { first + step } else { first.saturating_sub(step) };
        let first = first.min(end.saturating_sub(span));
        self.show(first, first + span, end);
    }

    /// Shows half or twice as many iterations around the cursor, or around the curves' end.
    pub(crate) fn zoom(&mut self, history: &History, direction: Direction) {
        let (first, last) = self.range(history);
        let (span, end) = (last - first, end(history));
        let middle = self.cursor.unwrap_or_else(|| now(history)).clamp(first, last);
        let wanted =
            if direction == Direction::More { (span / 2).max(MIN_SPAN) } else { span.saturating_mul(2) };
        let wanted = wanted.min(end);
        let share = (middle - first) as f64 / span as f64;
        let first = middle.saturating_sub((wanted as f64 * share) as u64).min(end - wanted);
        self.show(first, first + wanted, end);
    }

    fn show(&mut self, first: u64, last: u64, end: u64) {
        self.x_range = if first == 0 && last >= end { XRange::Whole } else { XRange::Between(first, last) };
    }

    /// Moves the cursor, which starts at the last iteration; the view follows it.
    pub(crate) fn move_cursor(&mut self, history: &History, direction: Direction, stride: Stride) {
        let last = now(history);
        if last == 0 {
            return;
        }
        let (first, end_in_view) = self.range(history);
        let step = match stride {
            Stride::One => 1,
            Stride::Far => ((end_in_view - first) / 20).max(1),
        };
        let cursor = match (self.cursor, direction) {
            (None, _) => last,
            (Some(cursor), Direction::More) => cursor + step,
            (Some(cursor), Direction::Less) => cursor.saturating_sub(step),
        };
        let cursor = cursor.clamp(1, last);
        self.cursor = Some(cursor);
        if cursor < first {
            self.show(cursor.saturating_sub(1), cursor - 1 + end_in_view - first, end(history));
        } else if cursor > end_in_view {
            self.show(cursor - (end_in_view - first), cursor, end(history));
        }
    }
}

/// How far the lanes are: each trial of a sweep may be at its end.
fn now(history: &History) -> u64 {
    history.sweep.as_ref().map_or_else(|| history.iteration(), |sweep| sweep.plan.iterations())
}

/// Where the whole axis ends: at the race's end or, if it has none, at twice the last one outgrown.
fn end(history: &History) -> u64 {
    if let Some(sweep) = &history.sweep {
        return sweep.plan.iterations().max(1);
    }
    history.end.unwrap_or_else(|| {
        let outgrown = |end: &u64| *end < history.iteration();
        // Another trainer may count epochs.
        let first = if history.own().is_some() { FIRST_END } else { FIRST_FOREIGN_END };
        std::iter::successors(Some(first), |end| end.checked_mul(2))
            .find(|end| !outgrown(end))
            .unwrap_or(u64::MAX)
    })
}
