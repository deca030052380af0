//! The horizontal axis of a chart: where an iteration stands, by what is counted there, and its round labels.

use std::ops::Range;

use crate::{
    history::{History, ImagesSeen, LaneHistory},
    session::State,
    text::thousands,
    tui::{
        chart_settings::{ChartSettings, XRange, XUnit},
        number,
        widgets::axis::{Tick, nearest, round_iterations, round_step, share_of},
        widgets::chart::{Crowded, HorizontalAxis},
    },
};

/// The fewest columns between two labels.
const LABEL_EVERY: u64 = 12;

/// Where an axis of seconds ends at first; it doubles whenever the race outgrows it.
const FIRST_SECONDS: f64 = 10.0;

/// A lane on an axis, with what is asked for every column of dots.
#[derive(Clone, Copy)]
pub(super) struct LaneOnAxis<'a> {
    lane: &'a LaneHistory,
    /// The first iteration that anything is known of.
    first: u64,
    /// The last.
    last: u64,
}

impl<'a> LaneOnAxis<'a> {
    pub(super) fn new(lane: &'a LaneHistory) -> Self {
        Self { lane, first: lane.first().unwrap_or(0), last: lane.last().unwrap_or(0) }
    }
}

/// Where iterations stand, from the first in view to the last.
pub(super) struct XScale<'a> {
    history: &'a History,
    /// How many images the race has trained on, where that is counted.
    images: Option<ImagesSeen>,
    unit: XUnit,
    /// The first and last iteration in view.
    pub(super) range: (u64, u64),
    /// The same in what is counted.
    ends: (f64, f64),
}

impl<'a> XScale<'a> {
    /// The axis that is chosen, for these lanes.
    pub(super) fn new(history: &'a History, view: &ChartSettings, lanes: &[&LaneHistory]) -> Self {
        let (range, unit) = (view.range(history), view.x_unit);
        let images = if unit == XUnit::Epochs { history.images() } else { None };
        let scale = Self { history, images, unit, range, ends: (0.0, 1.0) };
        let (first, last) = range;
        let ends = match unit {
            XUnit::Iterations | XUnit::LogIterations => {
                let at = |iteration| scale.position(None, iteration).unwrap_or(0.0);
                (at(first), at(last))
            }
            XUnit::OwnIterations | XUnit::Epochs | XUnit::Seconds => {
                let now = history.iteration();
                let at = |iteration: u64| {
                    let known = if unit == XUnit::Seconds { iteration.min(now) } else { iteration };
                    scale.position(None, known).unwrap_or(0.0)
                };
                let of_lane = |lane: &&LaneHistory| {
                    let lane = LaneOnAxis::new(lane);
                    scale.position(Some(lane), lane.last.min(last))
                };
                // The last step of a lane that began late is not the furthest from its first.
                let least = if unit == XUnit::OwnIterations { 1.0 } else { at(last) };
                let furthest = lanes.iter().filter_map(of_lane).fold(least, f64::max);
                match view.x_range {
                    XRange::Whole if unit == XUnit::Seconds => (0.0, scale.room_for(furthest)),
                    XRange::Whole => (0.0, furthest),
                    XRange::Last(_) | XRange::Between(..) => (at(first), at(last)),
                }
            }
        };
        Self { ends: (ends.0, ends.1.max(ends.0 + 1e-9)), ..scale }
    }

    /// The end of an axis of seconds: that of the race once it is finished, and before that one that seldom moves.
    fn room_for(&self, seconds: f64) -> f64 {
        if self.history.state() == State::Finished {
            return seconds;
        }
        let mut end = FIRST_SECONDS;
        while end < seconds {
            end *= 2.0;
        }
        end
    }

    /// Where an iteration of a lane stands, or of the race; `None` if it has not come so far.
    fn position(&self, lane: Option<LaneOnAxis<'_>>, iteration: u64) -> Option<f64> {
        match self.unit {
            XUnit::Iterations => Some(iteration as f64),
            XUnit::OwnIterations => {
                let first = lane.map_or(0, |lane| lane.first);
                Some(iteration as f64 - first as f64)
            }
            XUnit::LogIterations => Some((iteration.max(1) as f64).ln()),
            XUnit::Epochs => {
                let recorded = lane.and_then(|lane| lane.lane.recorded.as_ref());
                let images = recorded.map_or(self.images.as_ref(), |recorded| recorded.images.as_ref());
                images.map(|images| images.epochs(iteration))
            }
            XUnit::Seconds => {
                let elapsed = match lane {
                    Some(lane) => self.history.elapsed_of(lane.lane, iteration),
                    None => self.history.elapsed_at(iteration),
                };
                elapsed.map(|elapsed| elapsed.as_secs_f64())
            }
        }
    }

    /// The share of the axis that is left of an iteration; `None` if that is not in view.
    fn share(&self, lane: Option<LaneOnAxis<'_>>, iteration: u64) -> Option<f64> {
        let share = (self.position(lane, iteration)? - self.ends.0) / (self.ends.1 - self.ends.0);
        (-1e-9..=1.0 + 1e-9).contains(&share).then_some(share)
    }

    /// Whether equal distances are equal numbers of iterations.
    pub(super) const fn is_even(&self) -> bool {
        matches!(self.unit, XUnit::Iterations)
    }

    /// The column of a plot that wide in which an iteration stands, if it is in view.
    pub(super) fn column(&self, lane: Option<LaneOnAxis<'_>>, iteration: u64, width: u16) -> Option<u16> {
        self.share(lane, iteration).map(|share| nearest(share, width.into()) as u16)
    }

    /// The iteration, or how far between two, at a column of a plot that wide; on an axis that counts something else the first
    /// that is there.
    pub(super) fn iteration_at(&self, column: u16, width: u16) -> f64 {
        let (first, last) = self.range;
        let share = share_of(column.into(), width.into());
        let distance = (self.ends.1 - self.ends.0) * share;
        match self.unit {
            XUnit::Iterations => first as f64 + (last - first) as f64 * share,
            XUnit::LogIterations => (self.ends.0 + distance).exp(),
            XUnit::OwnIterations | XUnit::Epochs | XUnit::Seconds => self.first_from(None, distance) as f64,
        }
    }

    /// The iterations of a lane that belong to a column of dots.
    pub(super) fn iterations(
        &self,
        lane: Option<LaneOnAxis<'_>>,
        columns: usize,
        column: usize,
    ) -> Range<u64> {
        // A position p stands at (p − first)·(columns − 1)/span; a column has those that round to it.
        let per_column = (self.ends.1 - self.ends.0) / (columns.max(2) - 1) as f64;
        let edge = |column: f64| self.first_from(lane, (column - 0.5) * per_column);
        edge(column as f64)..edge(column as f64 + 1.0)
    }

    /// The first iteration that stands so far from the left end, or further.
    fn first_from(&self, lane: Option<LaneOnAxis<'_>>, distance: f64) -> u64 {
        match self.unit {
            XUnit::Iterations => self.range.0 + distance.ceil().max(0.0) as u64,
            XUnit::LogIterations => (self.ends.0 + distance).exp().ceil() as u64,
            XUnit::OwnIterations | XUnit::Epochs | XUnit::Seconds => {
                let wanted = self.ends.0 + distance;
                let reached =
                    |iteration: u64| self.position(lane, iteration).is_none_or(|position| position >= wanted);
                let end = lane.map_or(self.range.1, |lane| lane.last) + 1;
                let (mut low, mut high) = (0, end);
                while low < high {
                    let middle = u64::midpoint(low, high);
                    if reached(middle) { high = middle } else { low = middle + 1 }
                }
                low
            }
        }
    }

    /// Round numbers and the end, which has its label whatever the others do.
    pub(super) fn ticks(&self, width: u16) -> HorizontalAxis {
        let (first, last) = self.range;
        let ticks = match self.unit {
            XUnit::Iterations => {
                let step = round_iterations((last - first) * LABEL_EVERY / u64::from(width));
                let start = first.div_ceil(step) * step;
                let round: Vec<u64> = (start..last).step_by(step as usize).collect();
                self.of_iterations(std::iter::once(last).chain(round.into_iter().rev()), width)
            }
            XUnit::LogIterations => {
                let powers = |digit: u64| {
                    std::iter::successors(Some(digit), |power| power.checked_mul(10))
                        .take_while(move |power| *power < last)
                };
                // Where there is no room for all, the powers of ten.
                let round = [1, 2, 5].into_iter().flat_map(powers).filter(|iteration| *iteration >= first);
                self.of_iterations(std::iter::once(last).chain(round), width)
            }
            XUnit::OwnIterations | XUnit::Epochs | XUnit::Seconds => {
                let (low, high) = self.ends;
                let step = round_step((high - low) * LABEL_EVERY as f64 / f64::from(width));
                let round = (0..=u64::from(width))
                    .map(|count| (low / step).ceil().mul_add(step, count as f64 * step));
                let round: Vec<f64> = round.take_while(|position| *position < high).collect();
                let tick = |position: f64, step: f64| {
                    let at = nearest((position - low) / (high - low), width.into()) as u16;
                    Tick { at, label: self.label(position, step), marked: at > 0 }
                };
                // The end is seldom as round as the others.
                let of_end = if (high / step).fract() < 1e-9 { step } else { step / 10.0 };
                let round = round.into_iter().rev().map(|position| tick(position, step));
                std::iter::once(tick(high, of_end)).chain(round).collect()
            }
        };
        HorizontalAxis { ticks, gap: 2, crowded: Crowded::Drops }
    }

    fn of_iterations(&self, iterations: impl Iterator<Item = u64>, width: u16) -> Vec<Tick> {
        let tick = |iteration: u64| {
            let at = self.column(None, iteration, width)?;
            Some(Tick { at, label: thousands(iteration), marked: at > 0 })
        };
        iterations.filter_map(tick).collect()
    }

    /// Epochs and seconds with as many decimals as the steps between them need, minutes as on a clock.
    fn label(&self, position: f64, step: f64) -> String {
        if self.unit == XUnit::Seconds && self.ends.1 >= 120.0 {
            return number::clock(std::time::Duration::from_secs_f64(position.max(0.0)));
        }
        if self.unit == XUnit::OwnIterations {
            return thousands(position.max(0.0).round() as u64);
        }
        let decimals = (-step.log10().floor()).clamp(0.0, 4.0) as usize;
        format!("{position:.decimals$}")
    }
}
