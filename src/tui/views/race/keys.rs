//! The keys of the race's chart.

use crate::{
    terminal::Key,
    tui::{
        chart_settings::XRange,
        context::Context,
        direction::{
            Direction::{self, Less, More},
            Stride::{self, Far, One},
        },
        effect::Effect,
        keymap::{Binding, Group, Keys, When},
    },
    words::{keys, say},
};

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
    /// All iterations, or the last so many.
    XRange,
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

const BINDINGS: &[Binding<Action>] = &[
    Binding::new(&[(Key::Char('y'), Action::YAxis)], "y", Group::Chart, When::Racing)
        .help(keys::AXIS_HELP)
        .label(9, keys::AXIS),
    Binding::new(&[(Key::Char('s'), Action::Smoothing)], "s", Group::Chart, When::Racing)
        .help(keys::SMOOTH_HELP)
        .label(10, keys::SMOOTH),
    Binding::new(&[(Key::Char('f'), Action::Freeze)], "f", Group::Chart, When::Racing)
        .help(keys::FREEZE_HELP)
        .label(14, keys::FREEZE),
    Binding::new(&[(Key::Char('v'), Action::XRange)], "v", Group::Chart, When::Racing)
        .help(keys::RANGE_HELP)
        .label(17, keys::RANGE),
    Binding::new(&[(Key::Char('G'), Action::Ghosts)], "G", Group::Chart, When::Racing)
        .help(keys::GHOSTS_HELP),
    Binding::new(&[(Key::Char('S'), Action::SmoothingWindow)], "S", Group::Chart, When::Racing)
        .help(keys::WINDOW_HELP),
    Binding::new(
        &[(Key::Char('<'), Action::Pan(Less)), (Key::Char('>'), Action::Pan(More))],
        "< >",
        Group::Chart,
        When::Racing,
    )
    .help(keys::PAN_HELP),
    Binding::new(
        &[(Key::Char('='), Action::Zoom(More)), (Key::Char('-'), Action::Zoom(Less))],
        "= -",
        Group::Chart,
        When::Racing,
    )
    .help(keys::ZOOM_HELP),
    Binding::new(&[(Key::Char('0'), Action::Whole)], "0", Group::Chart, When::Racing).help(keys::WHOLE_HELP),
    Binding::new(
        &[
            (Key::Char('h'), Action::Cursor(Less, One)),
            (Key::Char('l'), Action::Cursor(More, One)),
            (Key::Char('H'), Action::Cursor(Less, Far)),
            (Key::Char('L'), Action::Cursor(More, Far)),
        ],
        "h l H L",
        Group::Chart,
        When::Racing,
    )
    .help(keys::CURSOR_HELP),
    Binding::new(&[(Key::Char('O'), Action::CurveOrder)], "O", Group::Chart, When::Racing)
        .help(keys::ON_TOP_HELP),
];

impl Keys for RaceView {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = BINDINGS;

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        let chart = &mut context.chart;
        match action {
            Action::Freeze => context.freeze(),
            Action::Smoothing => chart.smoothing = chart.smoothing.next(),
            Action::SmoothingWindow => chart.smoothing = chart.smoothing.wider(),
            Action::YAxis => chart.y_axis = chart.y_axis.next(),
            Action::XRange => chart.x_range = chart.x_range.next(),
            Action::Whole => chart.x_range = XRange::Whole,
            Action::Ghosts => chart.ghosts = !chart.ghosts,
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
