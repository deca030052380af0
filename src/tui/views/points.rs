//! Trials as points over one parameter: what the chart of learning rates and that of a sweep have in common.

use ratatui::{
    layout::Rect,
    style::{Modifier, Style},
};

use crate::{
    history::Look,
    tui::{
        glyphs::marker,
        number,
        theme::Theme,
        widgets::axis::{Tick, nearest},
        widgets::chart::{ChartFrame, Crowded, CurveName, CurveNames, HorizontalAxis, Margins, Sign},
    },
};

/// Columns left of the plot, and right of it for names.
const LABELS: u16 = 6;
const NAMES: u16 = 13;

/// The fewest columns of a chart with names.
const MIN_NAMED: u16 = 60;

/// A loss from which on a trial does not stretch the axis.
const MAX_FITTED: f64 = 10.0;

/// A loss far above that of guessing says no more than that it is far above.
pub(crate) const FAR: f64 = 2.6;

/// Where the chart stands, with a row above for a title; `None` where there is no room for it.
pub(crate) fn frame(area: Rect) -> Option<ChartFrame> {
    /// The smallest plot that shows anything.
    const MIN: (u16, u16) = (8, 2);
    let right = if area.width >= MIN_NAMED { NAMES } else { 2 };
    let frame = ChartFrame::new(area, Margins { top: 1, left: LABELS, bottom: 2, right })?;
    (frame.plot.width >= MIN.0 && frame.plot.height >= MIN.1).then_some(frame)
}

/// The lowest and the highest of these losses, without those that are out of all bounds.
pub(crate) fn fitted(losses: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let fitted = losses.filter(|loss| *loss < MAX_FITTED);
    let (low, high) =
        fitted.fold((f64::INFINITY, 0.0_f64), |(low, high), loss| (low.min(loss), high.max(loss)));
    (low <= high).then_some((low, high))
}

/// The names of optimizers, from the first row of the plot on.
pub(crate) fn names<'a>(
    theme: Theme,
    optimizers: impl Iterator<Item = (&'a str, Look)>,
    plot: Rect,
) -> CurveNames {
    let name = |((name, look), row): ((&str, Look), u16)| {
        let (texts, style) = (vec![name.to_owned()], theme.lane(look));
        CurveName { row, linked: false, marker: marker(look), texts, style }
    };
    CurveNames { left: plot.width + 2, names: optimizers.zip(0..).map(name).collect() }
}

/// A trial in a plot.
#[derive(Clone, Copy)]
pub(crate) struct TrialPoint {
    /// Where its parameter stands: 0 at the left, 1 at the right.
    pub(crate) across: f64,
    /// Where its outcome stands: 0 at the bottom, 1 at the top, above it beyond; `None` without any that is a number.
    pub(crate) up: Option<f64>,
    pub(crate) look: Look,
    pub(crate) style: Style,
    pub(crate) chosen: bool,
}

impl TrialPoint {
    /// Its marker, or an arrow at the edge beyond which it is; where it has no outcome at that edge that is `lost`.
    pub(crate) fn sign(self, theme: Theme, plot: Rect, lost: Edge) -> Sign {
        let column = nearest(self.across, plot.width.into()) as u16;
        let (row, text) = match (self.up, lost) {
            (Some(up), _) if (0.0..=1.0).contains(&up) => {
                (plot.height - 1 - nearest(up, plot.height.into()) as u16, marker(self.look))
            }
            (Some(up), Edge::Bottom) if up < 0.0 => (plot.height - 1, "↓"),
            (Some(up), _) if up < 0.0 => (plot.height - 1, marker(self.look)),
            (None, Edge::Bottom) => (plot.height - 1, "↓"),
            (Some(_) | None, _) => (0, "↑"),
        };
        let style = if self.chosen { theme.chosen().remove_modifier(Modifier::DIM) } else { self.style };
        Sign { at: (column, row), text, style }
    }
}

/// Where trials are that have no outcome, the worst there is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    Top,
    Bottom,
}

/// A tick a decade between two ends, with 2 and 5 where there are few; a narrow axis has room for some of their labels only.
pub(crate) fn decades((low, high): (f64, f64), width: u16, share: impl Fn(f64) -> f64) -> HorizontalAxis {
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    let within = |value: &f64| (low * (1.0 - 1e-9)..=high * (1.0 + 1e-9)).contains(value);
    let all = |digits: &[i32]| -> Vec<(i32, i32)> {
        let decades = (first..=last).flat_map(|power| digits.iter().map(move |digit| (*digit, power)));
        decades.filter(|(digit, power)| within(&value(*digit, *power))).collect()
    };
    let coarse = all(&[1]);
    let ticks = if coarse.len() > 2 { coarse } else { all(&[1, 2, 5]) };
    let tick = |(digit, power): (i32, i32)| {
        let label =
            if power < -2 { format!("{digit}e{power}") } else { number::setting(value(digit, power)) };
        Tick::new(nearest(share(value(digit, power)), width.into()) as u16, label)
    };
    HorizontalAxis { ticks: ticks.into_iter().map(tick).collect(), gap: 1, crowded: Crowded::Stays }
}

/// The number with one digit other than zero, in its shortest form.
fn value(digit: i32, power: i32) -> f64 {
    format!("{digit}e{power}").parse().unwrap_or(0.0)
}
