//! The chart of a metric: curves, names beside their ends, changes, and what is drawn in words above.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use unicode_width::UnicodeWidthStr;

use super::{curves::Curves, names, x_axis::XScale};
use crate::{
    history::{History, LaneHistory, Mark},
    optim::Setting,
    race::LaneId,
    session::{Change, KnobKey, MetricKind},
    tui::{
        chart_settings::{CurveOrder, XRange, XUnit},
        context::Context,
        mouse::MouseTarget,
        number,
        theme::Theme,
        widgets::{
            axis::YAxis,
            chart::{Chart, ChartFrame, Margins, VerticalRule},
            put,
        },
    },
    words::{Lang, say, settings},
};

/// The most ticks of the vertical axis.
const MAX_TICKS: u16 = 6;

/// What stands between two parts of the title.
const GAP: &str = "   ";

/// Rows of the title of a chart in `area`.
const fn title_rows(area: Rect) -> u16 {
    if area.height >= 8 { 1 } else { 0 }
}

/// Where a chart in `area` stands; `None` where it has no room.
fn frame(context: &Context, area: Rect) -> Option<ChartFrame> {
    let top = title_rows(area);
    let min_labelled = if context.presenter.is_some() { 36 } else { 50 };
    let left = if area.width >= min_labelled { 6 } else { 1 };
    // Labels below the axis come and go with the title.
    let bottom = 1 + top;
    let right = names::width(context, area.width);
    ChartFrame::new(area, Margins { top, left, bottom, right })
}

/// What of the chart of a metric in `area` is at a place of the window: its plot or the axis below, or the name of a lane.
pub(crate) fn target_at(
    context: &Context,
    metric: MetricKind,
    area: Rect,
    at: Position,
) -> Option<MouseTarget> {
    let frame = frame(context, area)?;
    let (names, whose) = names::names(context, metric, &curves(context, metric, frame), frame);
    if let Some(lane) = names.at(frame, at).and_then(|index| *whose.get(index)?) {
        return Some(MouseTarget::Lane(lane));
    }
    let ChartFrame { area, plot } = frame;
    if !(Rect { height: area.bottom() - plot.y, ..plot }).contains(at) {
        return None;
    }
    let lanes: Vec<&LaneHistory> = context.shown().lanes().iter().chain(&context.guests).collect();
    let x = XScale::new(context.shown(), &context.chart, &lanes);
    Some(MouseTarget::Plot { plot, iteration: x.iteration_at(at.x - plot.x, plot.width) })
}

/// What is in view of a metric's curves.
fn curves(context: &Context, metric: MetricKind, frame: ChartFrame) -> Curves<'_> {
    let (history, view) = (context.shown(), &context.chart);
    let order = drawing_order(history, view.curve_order, context.selected);
    Curves::new(history, view, metric, &order, &context.guests, frame, context.plot.dots_of(frame.plot))
}

/// Draws title, chart and names of a metric into `area`.
pub(crate) fn render_chart(context: &Context, metric: MetricKind, area: Rect, buffer: &mut Buffer) {
    let Some(frame) = frame(context, area) else { return };
    let (history, view, theme, lang) = (context.shown(), &context.chart, context.theme, context.lang());
    let curves = curves(context, metric, frame);
    let (series, mut signs) = curves.series(theme, context.presenter.is_some());
    signs.extend(curves.markers(theme));
    let chart = Chart {
        frame,
        theme,
        glyphs: context.plot,
        x: curves.x.ticks(frame.plot.width),
        y: curves.scale.ticks((frame.plot.height / 2).clamp(2, MAX_TICKS), frame.plot.height),
        rules: changes(history, &curves, frame.plot.height, context),
        series,
        signs,
        cursor: view.cursor.and_then(|iteration| curves.column(iteration)),
        names: names::names(context, metric, &curves, frame).0,
    };
    chart.render(buffer);
    if title_rows(area) > 0 {
        put(
            buffer,
            area,
            (0, 0),
            &heading(context, metric, curves.marker_every(), area.width.into()),
            theme.quiet(),
        );
    }
    let hint = match (&history.sweep, history.foreign()) {
        _ if !history.lanes().is_empty() => None,
        (Some(_), _) => context.guests.is_empty().then(|| say!(lang, sweep::HOW_TO_ADD)),
        (None, Some(_)) => Some(say!(lang, race::NO_VALUES)),
        (None, None) => Some(say!(lang, race::NO_LANES)),
    };
    if let Some(text) = hint {
        let plot = frame.plot;
        let x = if history.sweep.is_some() { 2 } else { plot.width.saturating_sub(20) / 2 };
        put(buffer, plot, (x, plot.height / 2), text, theme.quiet());
    }
}

/// The lanes from the one at the bottom to the one on top.
fn drawing_order(history: &History, order: CurveOrder, selected: Option<LaneId>) -> Vec<&LaneHistory> {
    let mut lanes: Vec<&LaneHistory> = history.lanes().iter().collect();
    if order != CurveOrder::Last {
        lanes.reverse();
    }
    if order == CurveOrder::Selected {
        // Stable: the selected lane goes to the end, the others keep their order.
        lanes.sort_by_key(|lane| Some(lane.info.id) == selected);
    }
    lanes
}

/// What is drawn, and how; what of that has no room in so many columns is left out from the end.
fn heading(context: &Context, metric: MetricKind, marker_every: u64, width: usize) -> String {
    let (history, view, lang) = (context.shown(), &context.chart, context.lang());
    let shown = history.metric(metric);
    let mut parts = vec![if history.foreign().is_some() {
        say!(lang, race::values_by(metric, shown, view.smoothing))
    } else {
        say!(lang, race::metric_by(metric, shown, view.smoothing))
    }];
    match view.axis(history, metric) {
        YAxis::Unit => {}
        YAxis::Fitted => parts.push(say!(lang, race::FITTED_AXIS).to_owned()),
        YAxis::Log => parts.push(say!(lang, race::LOG_AXIS).to_owned()),
    }
    if view.x_unit != XUnit::Iterations {
        parts.push(view.x_unit.name(lang).to_owned());
    }
    match view.x_range {
        XRange::Whole => {}
        XRange::Last(count) => parts.push(say!(lang, race::last_iterations(count))),
        XRange::Between(first, last) => parts.push(say!(lang, race::iterations_between(first, last))),
    }
    parts.push(say!(lang, race::marker_every(marker_every)));
    let mut heading = parts.join(GAP);
    while parts.len() > 1 && heading.width() > width {
        parts.pop();
        heading = parts.join(GAP);
    }
    heading
}

/// A line where something was changed, the newest first; as many of them as there are rows say what.
fn changes(history: &History, curves: &Curves<'_>, rows: u16, context: &Context) -> Vec<VerticalRule> {
    let newest = history.marks.iter().rev().enumerate();
    let lines = newest.filter_map(|(age, mark)| {
        let column = curves.column(mark.iteration)?;
        let label =
            if age < usize::from(rows) { label(history, mark, context.theme, context.lang()) } else { None };
        Some(VerticalRule { column, label: label.map(|(text, style)| (context.plot.spell(&text), style)) })
    });
    lines.collect()
}

/// What was changed, such as `Momentum 0.01→0.05`, in the style of its lane.
fn label(history: &History, mark: &Mark, theme: Theme, lang: Lang) -> Option<(String, Style)> {
    let of = |lane: LaneId, what: &str, from: String, to: String| {
        let lane = history.lane(lane)?;
        let own = &lane.info.name;
        let gap = if what.is_empty() { "" } else { " " };
        Some((format!("{own}{gap}{what} {from}→{to}"), theme.lane(lane.look())))
    };
    match &mark.change {
        Change::Setting { lane, setting, from, to } => {
            let what = match *setting {
                KnobKey::Setting(Setting::LearningRate) => "",
                key => settings::knob(lang, &history.lane(*lane)?.info, key),
            };
            of(*lane, what, number::setting(*from), number::setting(*to))
        }
        Change::Schedule { lane, from, to } => {
            of(*lane, "", say!(lang, race::schedule(*from)), say!(lang, race::schedule(*to)))
        }
        Change::BatchSize { from, to } => {
            Some((say!(lang, race::batch_size_changed(*from, *to)), theme.quiet()))
        }
        _ => None,
    }
}
