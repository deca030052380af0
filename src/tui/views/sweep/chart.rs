//! What trials came to, by one parameter: a point a trial, in the look of its optimizer.

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use super::{
    names,
    sheet::{SweepAxis, outcome},
    state::SweepView,
};
use crate::{
    sweep::{Coordinate, Objective, SweepStanding, TrialState},
    tui::{
        context::Context,
        views::points::{self, Edge, TrialPoint},
        widgets::axis::{AxisScale, Tick, YAxis, nearest, round_values},
        widgets::chart::{Chart, Crowded, HorizontalAxis, Sign},
        widgets::{cut, put},
    },
    words::say,
};

/// Columns of the plot for each label of an even axis.
const LABEL: u16 = 10;

/// Draws the chart with its title.
pub(super) fn render(
    context: &Context,
    view: &SweepView,
    sweep: &SweepStanding,
    area: Rect,
    buffer: &mut Buffer,
) {
    let Some(frame) = points::frame(area) else { return };
    let Some(axis) = view.sheet.axes.get(view.axis()) else { return };
    let (plot, lang) = (frame.plot, context.lang());
    let scale = scale(sweep.plan.objective, view.sheet.ends);
    let lanes = sweep.plan.base.lanes.iter().enumerate();
    let named = lanes.map(|(place, lane)| (&*lane.name, names::look(sweep, place)));
    let signs = signs(context, view, sweep, axis, scale, plot);
    let is_empty = signs.is_empty();
    let chart = Chart {
        frame,
        theme: context.theme,
        glyphs: context.plot,
        x: ticks(&axis.coordinate, plot.width),
        y: scale.ticks((plot.height / 2).clamp(3, 6), plot.height),
        rules: Vec::new(),
        series: Vec::new(),
        signs,
        cursor: None,
        names: points::names(context.theme, named, plot),
    };
    chart.render(buffer);
    let mut x = put(buffer, area, (0, 0), &title(context, sweep, axis), context.theme.quiet());
    let beyond = match sweep.plan.objective {
        Objective::Loss => say!(lang, rates::OUTSIDE),
        Objective::Accuracy => say!(lang, sweep::BELOW),
    };
    for text in [beyond, say!(lang, sweep::PALE)].map(|text| context.plot.spell(text)) {
        if usize::from(x) + 3 + text.width() <= usize::from(area.width) {
            x = put(buffer, area, (x + 3, 0), &text, context.theme.quiet());
        }
    }
    if is_empty {
        let text = cut(say!(lang, sweep::NONE_FINISHED), usize::from(plot.width.saturating_sub(1)));
        put(buffer, plot, (1, plot.height / 2), &text, context.theme.quiet());
    }
}

/// What is shown, by what.
fn title(context: &Context, sweep: &SweepStanding, axis: &SweepAxis) -> String {
    let (lang, objective) = (context.lang(), sweep.plan.objective);
    let name = names::objective(lang, objective);
    let what = match objective {
        Objective::Loss => say!(lang, sweep::log_axis(name)),
        Objective::Accuracy => name.to_owned(),
    };
    say!(lang, sweep::by(&what, &names::scaled_axis(lang, axis)))
}

/// The vertical axis of outcomes.
pub(super) fn scale(objective: Objective, ends: Option<(f64, f64)>) -> AxisScale {
    match objective {
        // Before any trial has ended: where the losses of most end.
        Objective::Loss => AxisScale::new(YAxis::Log, Some(ends.unwrap_or((0.01, 1.0)))),
        Objective::Accuracy => AxisScale::new(YAxis::Fitted, Some(ends.unwrap_or((0.0, 1.0)))),
    }
}

/// A sign a cell: of several trials in one the best, and over all of them the chosen one.
fn signs(
    context: &Context,
    view: &SweepView,
    sweep: &SweepStanding,
    axis: &SweepAxis,
    scale: AxisScale,
    plot: Rect,
) -> Vec<Sign> {
    let looks: Vec<_> = (0..sweep.plan.base.lanes.len()).map(|place| names::look(sweep, place)).collect();
    let edge = if sweep.plan.objective == Objective::Loss { Edge::Top } else { Edge::Bottom };
    let chosen = view.chosen();
    let sign = |trial: usize| -> Option<Sign> {
        let standing = &sweep.standings[trial];
        let up = outcome(sweep, standing).map(|outcome| scale.place(f64::from(outcome)));
        if up.is_none() && standing.state != TrialState::Diverged {
            return None;
        }
        let look = *looks.get(sweep.trials[trial].optimizer)?;
        let whole = matches!(standing.state, TrialState::Finished | TrialState::Diverged);
        let style = if whole { context.theme.lane(look) } else { context.theme.raw(look) };
        let point =
            TrialPoint { across: axis.places[trial]?, up, look, style, chosen: chosen == Some(trial) };
        Some(point.sign(context.theme, plot, edge))
    };
    let mut taken = vec![false; usize::from(plot.width) * usize::from(plot.height)];
    let mut signs = Vec::new();
    for sign in view.sheet.order.iter().filter_map(|trial| sign(*trial)) {
        let cell = usize::from(sign.at.1) * usize::from(plot.width) + usize::from(sign.at.0);
        if taken.get_mut(cell).is_some_and(|taken| !std::mem::replace(taken, true)) {
            signs.push(sign);
        }
    }
    signs.extend(chosen.and_then(sign));
    signs
}

/// Round numbers, powers of ten, or words.
fn ticks(coordinate: &Coordinate, width: u16) -> HorizontalAxis {
    let at = |value: f64| nearest(coordinate.place_of(value), width.into()) as u16;
    let ticks = match coordinate {
        Coordinate::Number { low, high, log: true } => {
            return points::decades((*low, *high), width, |value| coordinate.place_of(value));
        }
        Coordinate::Number { low, high, log: false } => {
            let values = round_values((*low, *high), width / LABEL);
            values.into_iter().map(|(value, label)| Tick::new(at(value), label)).collect()
        }
        Coordinate::Words(words) => {
            let room = (usize::from(width) / words.len().max(1)).saturating_sub(1);
            let word = |(place, word): (usize, &String)| Tick::new(at(place as f64), cut(word, room));
            words.iter().enumerate().map(word).collect()
        }
    };
    HorizontalAxis { ticks, gap: 1, crowded: Crowded::Stays }
}
