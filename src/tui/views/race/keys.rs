//! The keys of the race's chart.

use crate::{
    terminal::Key::Char,
    tui::{
        chart_settings::XRange,
        context::Context,
        direction::{
            Direction::{self, Less, More},
            Stride::{self, Far, One},
        },
        effect::Effect,
        keymap::{Binding, Group, Keys},
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

impl Keys for RaceView {
    type Action = Action;

    const GROUP: Group = Group::Chart;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::new(&[(Char('y'), Action::YAxis)], keys::AXIS_HELP).label(9, keys::AXIS),
        Binding::new(&[(Char('s'), Action::Smoothing)], keys::SMOOTH_HELP).label(10, keys::SMOOTH),
        Binding::new(&[(Char('f'), Action::Freeze)], keys::FREEZE_HELP).label(14, keys::FREEZE),
        Binding::new(&[(Char('v'), Action::XRange)], keys::RANGE_HELP).label(17, keys::RANGE),
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
