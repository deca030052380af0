//! The race: every lane's smoothed curve over its raw losses, with what was changed on the way and a cursor; below it a
//! table of the lanes.
//!
//! ```text
//!  loss   dots: each iteration   line: mean of 11             title
//!  1.0 ┤⢣            ┊ Momentum 0.01→0.05
//!      │ ⠱⡀          ┊                                plot        names
//!  0.0 ┼──────────────┬────────────────┬──────────    axis
//!      0             500            1,000    2,000    labels
//! ```

mod chart;
mod curves;
mod ends;
mod names;
mod points;
mod table;
mod x_axis;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{lanes, view::View};
use crate::{
    config::Start,
    session::MetricKind,
    terminal::Key::Char,
    tui::{
        chart_settings::{Beside, XRange},
        context::Context,
        direction::{
            Direction::{self, Less, More},
            Stride::{self, Far, One},
        },
        frame::Panels,
        keymap::{Binding, Effect, Group, Keys, Popup, When},
        mouse::MouseTarget,
    },
    words::{captions, keys, race, say},
};

pub(crate) use chart::{render_chart, target_at};

/// The fewest rows of a chart that is divided in two: a window of 40 rows has them.
const MIN_SPLIT: u16 = 20;

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
        Binding::new(&[(Char('y'), Action::YAxis)], keys::AXIS_HELP).label(12, keys::AXIS),
        Binding::new(
            &[(Char('m'), Action::Metric(More)), (Char('M'), Action::Metric(Less))],
            keys::METRIC_HELP,
        )
        .elsewhere(keys::METRIC_ELSEWHERE)
        .label(12, keys::METRIC),
        Binding::new(&[(Char('D'), Action::Split)], keys::SPLIT_HELP).when(When::Tested),
        Binding::new(&[(Char('s'), Action::Smoothing)], keys::SMOOTH_HELP).label(13, keys::SMOOTH),
        Binding::new(&[(Char('f'), Action::Freeze)], keys::FREEZE_HELP).label(17, keys::FREEZE),
        Binding::new(&[(Char('v'), Action::XRange)], keys::RANGE_HELP)
            .elsewhere(keys::RANGE_ELSEWHERE)
            .label(20, keys::RANGE),
        Binding::new(&[(Char('V'), Action::XUnit)], keys::X_UNIT_HELP).elsewhere(keys::X_UNIT_ELSEWHERE),
        Binding::new(&[(Char('E'), Action::Beside)], keys::BESIDE_HELP),
        Binding::new(&[(Char('A'), Action::Target)], keys::TARGET_HELP).elsewhere(keys::TARGET_ELSEWHERE),
        Binding::new(&[(Char('G'), Action::Ghosts)], keys::GHOSTS_HELP),
        Binding::new(&[(Char('S'), Action::SmoothingWindow)], keys::WINDOW_HELP),
        Binding::new(&[(Char('<'), Action::Pan(Less)), (Char('>'), Action::Pan(More))], keys::PAN_HELP)
            .elsewhere(keys::PAN_ELSEWHERE),
        Binding::new(&[(Char('='), Action::Zoom(More)), (Char('-'), Action::Zoom(Less))], keys::ZOOM_HELP),
        Binding::new(&[(Char('0'), Action::Whole)], keys::WHOLE_HELP).elsewhere(keys::WHOLE_ELSEWHERE),
        Binding::new(
            &[
                (Char('h'), Action::Cursor(Less, One)),
                (Char('l'), Action::Cursor(More, One)),
                (Char('H'), Action::Cursor(Less, Far)),
            ],
            keys::CURSOR_HELP,
        )
        .elsewhere(keys::CURSOR_ELSEWHERE),
        // Elsewhere L shows the log.
        Binding::new(&[(Char('L'), Action::Cursor(More, Far))], keys::CURSOR_FAR_HELP).when(When::WithoutLog),
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
            Action::YAxis => context.change_chart(|chart, history| {
                chart.set_axis(chart.metric, chart.axis(history, chart.metric).next());
            }),
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
                context.change_chart(|chart, history| {
                    chart.x_unit = chart.x_unit.next(history.foreign().is_none());
                });
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

    fn caption(&self, context: &Context) -> Vec<&'static str> {
        if context.shown().sweep.is_some() {
            return vec![captions::SWEEP_CURVES.get(context.lang())];
        }
        if context.shown().foreign().is_some() && context.shown().comparison().is_none() {
            return [captions::FOREIGN, captions::FOREIGN_WHY].map(|text| text.get(context.lang())).to_vec();
        }
        let race = context.shown().own();
        let own = race.is_some_and(|race| race.config.start == Start::Own);
        let digits = race.is_none_or(|race| race.data.is_digits());
        let shown = if digits { captions::RACE } else { captions::RACE_ON_OTHERS };
        let texts = match (context.shown().comparison(), own) {
            (Some(_), _) => [captions::COMPARED, captions::COMPARED_WHY],
            (_, true) => [shown, captions::RACE_OWN],
            (_, false) => [shown, captions::RACE_FAIR],
        };
        texts.map(|text| text.get(context.lang())).to_vec()
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
    let splits = context.chart.split && context.is_tested() && metric != MetricKind::TestAccuracy;
    if !splits || area.height < MIN_SPLIT {
        return vec![(metric, area)];
    }
    // A third for the accuracy, whose curves lie close together.
    let below = Rect { y: area.bottom() - area.height / 3, height: area.height / 3, ..area };
    let above = Rect { height: area.height - below.height, ..area };
    vec![(metric, above), (MetricKind::TestAccuracy, below)]
}
