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
        views::{
            lanes, points,
            points::{Edge, TrialPoint},
            rates::state::{RateTrial, RatesView},
        },
        widgets::axis::{AxisScale, YAxis, nearest},
        widgets::chart::{Chart, ChartFrame, Segment, Sign},
        widgets::{cut, put},
    },
    words::say,
};

/// The ends of the axis of rates, as powers of ten.
const DECADES: (i32, i32) = (-5, 1);

/// Draws the chart, or how to begin where nothing was tried.
pub(super) fn render(context: &Context, view: &RatesView, frame: ChartFrame, buffer: &mut Buffer) {
    let (plot, trials) = (frame.plot, view.trials());
    let ends = points::fitted(trials.iter().filter_map(|trial| trial.loss).map(f64::from));
    let own = context.chart.axis(&view.history, MetricKind::Loss);
    let axis = if own == YAxis::Unit { YAxis::Fitted } else { own };
    let scale = AxisScale::new(axis, ends.map(|(low, high)| (low.min(0.1), high.min(points::FAR))));
    let kinds = kinds(&trials);
    // A search has no neighbours to join.
    let joined = view.plan.as_ref().is_some_and(|plan| plan.method == Method::Grid);
    let series = |kind: &OptimizerKind| {
        let own: Vec<&RateTrial<'_>> = trials.iter().filter(|trial| trial.rule.kind == *kind).collect();
        let lines = lines(&own, scale, context.plot.dots_of(frame.plot));
        lanes::series(context.theme, Look::new(*kind, 0), lines, Vec::new())
    };
    let ends = (10_f64.powi(DECADES.0), 10_f64.powi(DECADES.1));
    let named = kinds.iter().map(|kind| (kind.name(), Look::new(*kind, 0)));
    let chart = Chart {
        frame,
        theme: context.theme,
        glyphs: context.plot,
        x: points::decades(ends, plot.width, share),
        y: scale.ticks((plot.height / 2).clamp(3, 6), plot.height),
        rules: Vec::new(),
        series: kinds.iter().filter(|_| joined).map(series).collect(),
        signs: trials.iter().filter_map(|trial| mark(context, view.chosen, trial, scale, plot)).collect(),
        cursor: None,
        names: points::names(context.theme, named, plot),
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
fn kinds(trials: &[RateTrial<'_>]) -> Vec<OptimizerKind> {
    let mut kinds = Vec::new();
    for trial in trials {
        if !kinds.contains(&trial.rule.kind) {
            kinds.push(trial.rule.kind);
        }
    }
    kinds
}

/// Where a rate stands: 0 at the left, 1 at the right.
fn share(rate: f64) -> f64 {
    let (first, last) = (f64::from(DECADES.0), f64::from(DECADES.1));
    ((rate.max(1e-9).log10() - first) / (last - first)).clamp(0.0, 1.0)
}

/// Joins neighbouring rates that both have a loss.
fn lines(trials: &[&RateTrial<'_>], scale: AxisScale, (across, up): (usize, usize)) -> Vec<Segment> {
    let dot = |trial: &RateTrial<'_>| {
        let place = scale.place(f64::from(trial.loss?)).clamp(0.0, 4.0);
        Some((nearest(share(trial.rate()), across), nearest(place, up)))
    };
    trials.windows(2).filter_map(|pair| Some([dot(pair[0])?, dot(pair[1])?])).collect()
}

/// The marker of a trial, or an arrow at the upper edge where its loss is above it or no number; `None` before it has any.
fn mark(
    context: &Context,
    chosen: Option<LaneId>,
    trial: &RateTrial<'_>,
    scale: AxisScale,
    plot: Rect,
) -> Option<Sign> {
    let info = &trial.lane.info;
    let look = Look::new(trial.rule.kind, 0);
    let (across, up) = (share(trial.rate()), trial.loss.map(|loss| scale.place(f64::from(loss))));
    let (style, chosen) = (context.theme.lane(look), chosen == Some(info.id));
    let is_there = up.is_some() || info.state.end().is_some();
    is_there.then(|| TrialPoint { across, up, look, style, chosen }.sign(context.theme, plot, Edge::Top))
}
