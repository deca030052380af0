//! The race: every lane's smoothed curve over its raw losses, with what was changed on the way and a cursor; below it a
//! table of the lanes.
//!
//! ```text
//!  loss, smoothed over 11                                    title
//!  1.0 ┤⢣            ┊ Momentum 0.01→0.05
//!      │ ⠱⡀          ┊                                plot        names
//!  0.0 ┼──────────────┬────────────────┬──────────    axis
//!      0             500            1,000    2,000    labels
//! ```

mod curves;
mod ends;
mod points;
mod table;
mod x_axis;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use super::{lanes, view::View};
use crate::{
    history::{History, LaneHistory, Mark},
    optim::Setting,
    race::LaneId,
    session::{Change, MetricKind},
    terminal::Key::Char,
    tui::{
        chart_settings::{Beside, ChartSettings, CurveOrder, XRange, XUnit},
        context::Context,
        direction::{
            Direction::{self, Less, More},
            Stride::{self, Far, One},
        },
        frame::Panels,
        keymap::{Binding, Effect, Group, Keys, Popup},
        mouse::MouseTarget,
        number,
        theme::Theme,
        widgets::{
            axis::YAxis,
            chart::{Chart, ChartFrame, Margins, VerticalRule},
            put,
        },
    },
    words::{Lang, keys, race, say},
};
use curves::Curves;
use x_axis::XScale;

/// The fewest rows of a chart that is divided in two: a window of 40 rows has them.
const MIN_SPLIT: u16 = 20;

/// The most ticks of the vertical axis.
const MAX_TICKS: u16 = 6;

/// The view of the race. What its chart shows is shared with others, and so in the context.
pub(crate) struct RaceView;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Hold what is shown still while the race goes on.
    Freeze,
    /// The next way of smoothing.
    Smoothing,
    /// The next window of the smoothing.
    SmoothingWindow,
    /// The next vertical axis.
    YAxis,
    /// The next metric, or the one before.
    Metric(Direction),
    /// Show the test accuracy below, or no longer.
    Split,
    /// All iterations, or the last so many.
    XRange,
    /// The next thing that is counted along the horizontal axis.
    XUnit,
    /// What a column tells beside the losses.
    Beside,
    /// Choose a loss to tell when each lane got there.
    Target,
    /// Show earlier or later iterations.
    Pan(Direction),
    /// Show fewer or more iterations.
    Zoom(Direction),
    Whole,
    Cursor(Direction, Stride),
    /// Which curve lies on top.
    CurveOrder,
    /// Show or hide what is left of earlier attempts.
    Ghosts,
}

impl Keys for RaceView {
    type Action = Action;

    const GROUP: Group = Group::Chart;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::new(&[(Char('y'), Action::YAxis)], keys::AXIS_HELP).label(9, keys::AXIS),
        Binding::new(
            &[(Char('m'), Action::Metric(More)), (Char('M'), Action::Metric(Less))],
            keys::METRIC_HELP,
        )
        .label(9, keys::METRIC),
        Binding::new(&[(Char('D'), Action::Split)], keys::SPLIT_HELP),
        Binding::new(&[(Char('s'), Action::Smoothing)], keys::SMOOTH_HELP).label(10, keys::SMOOTH),
        Binding::new(&[(Char('f'), Action::Freeze)], keys::FREEZE_HELP).label(14, keys::FREEZE),
        Binding::new(&[(Char('v'), Action::XRange)], keys::RANGE_HELP).label(17, keys::RANGE),
        Binding::new(&[(Char('V'), Action::XUnit)], keys::X_UNIT_HELP),
        Binding::new(&[(Char('E'), Action::Beside)], keys::BESIDE_HELP),
        Binding::new(&[(Char('A'), Action::Target)], keys::TARGET_HELP),
        Binding::new(&[(Char('G'), Action::Ghosts)], keys::GHOSTS_HELP),
        Binding::new(&[(Char('S'), Action::SmoothingWindow)], keys::WINDOW_HELP),
        Binding::new(&[(Char('<'), Action::Pan(Less)), (Char('>'), Action::Pan(More))], keys::PAN_HELP),
        Binding::new(&[(Char('='), Action::Zoom(More)), (Char('-'), Action::Zoom(Less))], keys::ZOOM_HELP),
        Binding::new(&[(Char('0'), Action::Whole)], keys::WHOLE_HELP),
        Binding::new(
            &[
                (Char('h'), Action::Cursor(Less, One)),
                (Char('l'), Action::Cursor(More, One)),
                (Char('H'), Action::Cursor(Less, Far)),
                (Char('L'), Action::Cursor(More, Far)),
            ],
            keys::CURSOR_HELP,
        ),
        Binding::new(&[(Char('O'), Action::CurveOrder)], keys::ON_TOP_HELP),
    ];

    const NAMES: &'static [(&'static str, Action)] = &[
        ("axis", Action::YAxis),
        ("metric", Action::Metric(More)),
        ("metric-back", Action::Metric(Less)),
        ("split", Action::Split),
        ("smoothing", Action::Smoothing),
        ("smoothing-window", Action::SmoothingWindow),
        ("freeze", Action::Freeze),
        ("range", Action::XRange),
        ("x-axis", Action::XUnit),
        ("column", Action::Beside),
        ("target", Action::Target),
        ("ghosts", Action::Ghosts),
        ("pan-left", Action::Pan(Less)),
        ("pan-right", Action::Pan(More)),
        ("zoom-in", Action::Zoom(More)),
        ("zoom-out", Action::Zoom(Less)),
        ("whole", Action::Whole),
        ("cursor-left", Action::Cursor(Less, One)),
        ("cursor-right", Action::Cursor(More, One)),
        ("cursor-far-left", Action::Cursor(Less, Far)),
        ("cursor-far-right", Action::Cursor(More, Far)),
        ("curve-order", Action::CurveOrder),
    ];

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        let chart = &mut context.chart;
        match action {
            Action::Freeze => context.freeze(),
            Action::Smoothing => chart.smoothing = chart.smoothing.next(),
            Action::SmoothingWindow => chart.smoothing = chart.smoothing.wider(),
            Action::YAxis => chart.set_axis(chart.metric, chart.axis(chart.metric).next()),
            Action::Metric(direction) => {
                context.change_chart(|chart, history| chart.turn_metric(history, direction));
            }
            Action::Split => {
                chart.split = !chart.split;
                let said = if chart.split { race::SPLIT } else { race::NOT_SPLIT };
                context.say(said.get(context.lang()));
            }
            Action::XRange => chart.x_range = chart.x_range.next(),
            Action::XUnit => {
                chart.x_unit = chart.x_unit.next();
                let lang = context.lang();
                context.say(say!(lang, race::x_axis_of(context.chart.x_unit.name(lang))));
            }
            Action::Beside => {
                let all = [Beside::Change, Beside::Difference];
                chart.beside = More.neighbour(&all, chart.beside);
                let said = match chart.beside {
                    Beside::Change => race::SHOWS_CHANGES,
                    Beside::Difference => race::SHOWS_DIFFERENCES,
                };
                context.say(said.get(context.lang()));
            }
            Action::Target => return vec![Effect::Open(Popup::Target)],
            Action::Whole => chart.x_range = XRange::Whole,
            Action::Ghosts => {
                chart.ghosts = !chart.ghosts;
                let said = if chart.ghosts { race::GHOSTS_SHOWN } else { race::GHOSTS_HIDDEN };
                context.say(said.get(context.lang()));
            }
            Action::Pan(direction) => context.change_chart(|chart, history| chart.pan(history, direction)),
            Action::Zoom(direction) => context.change_chart(|chart, history| chart.zoom(history, direction)),
            Action::Cursor(direction, stride) => {
                context.change_chart(|chart, history| chart.move_cursor(history, direction, stride));
            }
            Action::CurveOrder => {
                chart.curve_order = chart.curve_order.next();
                let lang = context.lang();
                context.say(say!(lang, race::on_top(context.chart.curve_order.name(lang))));
            }
        }
        Vec::new()
    }
}

impl View for RaceView {
    fn name(&self, context: &Context) -> &'static str {
        say!(context.lang(), keys::RACE_VIEW)
    }

    fn draw(&self, context: &Context, panels: &Panels, buffer: &mut Buffer) {
        for (metric, area) in charts(context, panels.chart) {
            render_chart(context, metric, area, buffer);
        }
        table::render(context, panels.table, buffer);
    }

    fn target(&self, context: &Context, panels: &Panels, at: Position) -> MouseTarget {
        let chart = charts(context, panels.chart)
            .into_iter()
            .find_map(|(metric, area)| target_at(context, metric, area, at));
        let rows = || context.rows_and_guests();
        let lane = || lanes::lane_at(context, &rows(), panels.table, at).map(MouseTarget::Lane);
        chart.or_else(lane).unwrap_or(MouseTarget::Nothing)
    }

    fn has_legend(&self) -> bool {
        true
    }
}

/// The metrics that are shown, and where.
fn charts(context: &Context, area: Rect) -> Vec<(MetricKind, Rect)> {
    let metric = context.chart.metric;
    if !context.chart.split || area.height < MIN_SPLIT || metric == MetricKind::TestAccuracy {
        return vec![(metric, area)];
    }
    // A third for the accuracy, whose curves lie close together.
    let below = Rect { y: area.bottom() - area.height / 3, height: area.height / 3, ..area };
    let above = Rect { height: area.height - below.height, ..area };
    vec![(metric, above), (MetricKind::TestAccuracy, below)]
}

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
    let right = lanes::names_width(context, area.width);
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
    if frame.names().contains(at) {
        let ends = curves(context, metric, frame).ends();
        let index = lanes::names(context, ends.iter().copied()).at(frame, at)?;
        return ends.get(index).map(|(lane, _)| MouseTarget::Lane(lane.info.id));
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
        names: lanes::names(context, curves.ends()),
    };
    chart.render(buffer);
    if title_rows(area) > 0 {
        put(buffer, area, (0, 0), &heading(view, metric, curves.marker_every(), lang), theme.quiet());
    }
    if history.lanes().is_empty() {
        let (text, plot) = (say!(lang, race::NO_LANES), frame.plot);
        put(buffer, plot, (plot.width.saturating_sub(20) / 2, plot.height / 2), text, theme.quiet());
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

fn heading(view: &ChartSettings, metric: MetricKind, marker_every: u64, lang: Lang) -> String {
    let mut parts = vec![say!(lang, race::metric_by(metric, view.smoothing))];
    match view.axis(metric) {
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
    parts.join("   ")
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
            let what =
                if *setting == Setting::LearningRate { "" } else { say!(lang, settings::name(*setting)) };
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
