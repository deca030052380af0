//! The cross-entropy after so many iterations, by learning rate: a curve for each optimizer.
//!
//! ```text
//!  cross-entropy after 200 iterations, by learning rate    grid of rates
//!  1.0 ┤↑              ↑
//!      │  ●───●         ╲                               ● SGD
//!  0.0 ┼───────┬────────┬────────┬────────┬─────
//!      1e-5  1e-4    1e-3      0.01      0.1      1
//! ```

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use crate::{
    history::Look,
    optim::OptimizerKind,
    race::LaneId,
    session::MetricKind,
    sweep::Method,
    tui::{
        context::Context,
        glyphs::marker,
        number,
        views::{
            lanes,
            rates::state::{RatesView, Trial},
        },
        widgets::axis::{AxisScale, Tick, YAxis, nearest},
        widgets::chart::{Chart, ChartFrame, Crowded, CurveName, CurveNames, HorizontalAxis, Margins},
        widgets::chart::{Segment, Sign},
        widgets::{cut, put},
    },
    words::say,
};

/// The ends of the axis of rates, as powers of ten.
const DECADES: (i32, i32) = (-5, 1);

/// Columns left of the plot, and right of it for names.
const LABELS: u16 = 6;
const NAMES: u16 = 13;

/// The fewest columns of a chart with names.
const MIN_NAMED: u16 = 60;

/// A loss from which on a trial does not stretch the axis.
const MAX_FITTED: f64 = 10.0;

/// Where the chart stands, with a row above for a title; `None` where there is no room for it.
pub(super) fn frame(area: Rect) -> Option<ChartFrame> {
    /// The smallest plot that shows anything.
    const MIN: (u16, u16) = (8, 2);
    let right = if area.width >= MIN_NAMED { NAMES } else { 2 };
    let frame = ChartFrame::new(area, Margins { top: 1, left: LABELS, bottom: 2, right })?;
    (frame.plot.width >= MIN.0 && frame.plot.height >= MIN.1).then_some(frame)
}

/// Draws the chart, or how to begin where nothing was tried.
pub(super) fn render(context: &Context, view: &RatesView, frame: ChartFrame, buffer: &mut Buffer) {
    let (plot, trials) = (frame.plot, view.trials());
    let losses =
        || trials.iter().filter_map(|trial| trial.loss).map(f64::from).filter(|loss| *loss < MAX_FITTED);
    let (low, high) =
        losses().fold((f64::INFINITY, 0.0_f64), |(low, high), loss| (low.min(loss), high.max(loss)));
    let own = context.chart.axis(&view.history, MetricKind::Loss);
    let axis = if own == YAxis::Unit { YAxis::Fitted } else { own };
    // A loss far above that of guessing says no more than that it is far above.
    let scale = AxisScale::new(axis, (low <= high).then_some((low.min(0.1), high.min(2.6))));
    let kinds = kinds(&trials);
    // A search has no neighbours to join.
    let joined = view.plan.as_ref().is_some_and(|plan| plan.method == Method::Grid);
    let series = |kind: &OptimizerKind| {
        let own: Vec<&Trial<'_>> = trials.iter().filter(|trial| trial.rule.kind == *kind).collect();
        let lines = lines(&own, scale, context.plot.dots_of(frame.plot));
        lanes::series(context.theme, Look::new(*kind, 0), lines, Vec::new())
    };
    let name = |(kind, row): (&OptimizerKind, u16)| {
        let look = Look::new(*kind, 0);
        let (texts, style) = (vec![kind.name().to_owned()], context.theme.lane(look));
        CurveName { row, linked: false, marker: marker(look), texts, style }
    };
    let chart = Chart {
        frame,
        theme: context.theme,
        glyphs: context.plot,
        x: x_axis(plot.width),
        y: scale.ticks((plot.height / 2).clamp(3, 6), plot.height),
        rules: Vec::new(),
        series: kinds.iter().filter(|_| joined).map(series).collect(),
        signs: trials.iter().filter_map(|trial| mark(context, view.chosen, trial, scale, plot)).collect(),
        cursor: None,
        names: CurveNames { left: plot.width + 2, names: kinds.iter().zip(0..).map(name).collect() },
    };
    chart.render(buffer);
    if trials.is_empty() {
        let room = usize::from(plot.width.saturating_sub(1));
        let hints = [say!(context.lang(), rates::HOW_TO_TRY), say!(context.lang(), rates::HOW_TO_TRY_SHORT)];
        let hint = hints.into_iter().find(|hint| hint.width() <= room).unwrap_or("Enter");
        let text = cut(view.history.failure().unwrap_or(hint), room);
        put(buffer, plot, (1, plot.height / 2), &text, context.theme.quiet());
    }
}

/// The rules of the trials in order.
fn kinds(trials: &[Trial<'_>]) -> Vec<OptimizerKind> {
    let mut kinds = Vec::new();
    for trial in trials {
        if !kinds.contains(&trial.rule.kind) {
            kinds.push(trial.rule.kind);
        }
    }
    kinds
}

/// A tick a decade; a narrow axis has room for some of their labels only.
fn x_axis(width: u16) -> HorizontalAxis {
    let tick = |power: i32| {
        let rate = 10_f64.powi(power);
        let label = if power < -2 { format!("1e{power}") } else { number::setting(rate) };
        Tick::new(nearest(share(rate), width.into()) as u16, label)
    };
    let ticks = (DECADES.0..=DECADES.1).map(tick).collect();
    HorizontalAxis { ticks, gap: 1, crowded: Crowded::Stays }
}

/// Where a rate stands: 0 at the left, 1 at the right.
fn share(rate: f64) -> f64 {
    let (first, last) = (f64::from(DECADES.0), f64::from(DECADES.1));
    ((rate.max(1e-9).log10() - first) / (last - first)).clamp(0.0, 1.0)
}

/// Joins neighbouring rates that both have a loss.
fn lines(trials: &[&Trial<'_>], scale: AxisScale, (across, up): (usize, usize)) -> Vec<Segment> {
    let dot = |trial: &Trial<'_>| {
        let place = scale.place(f64::from(trial.loss?)).clamp(0.0, 4.0);
        Some((nearest(share(trial.rate()), across), nearest(place, up)))
    };
    trials.windows(2).filter_map(|pair| Some([dot(pair[0])?, dot(pair[1])?])).collect()
}

/// The marker of a trial, or an arrow at the upper edge where its loss is above it or no number.
fn mark(
    context: &Context,
    chosen: Option<LaneId>,
    trial: &Trial<'_>,
    scale: AxisScale,
    plot: Rect,
) -> Option<Sign> {
    let info = &trial.lane.info;
    let (look, column) =
        (Look::new(trial.rule.kind, 0), nearest(share(trial.rate()), plot.width.into()) as u16);
    let style = if chosen == Some(info.id) { context.theme.chosen() } else { context.theme.lane(look) };
    match trial.loss.map(|loss| scale.place(f64::from(loss))) {
        Some(place) if place <= 1.0 => {
            let up = nearest(place.max(0.0), plot.height.into()) as u16;
            Some(Sign { at: (column, plot.height - 1 - up), text: marker(look), style })
        }
        None if info.state.end().is_none() => None,
        _ => Some(Sign { at: (column, 0), text: "↑", style }),
    }
}
