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
    words::say,
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
        .help(|lang| lang.say("vertical axis: 0 to 1, fitted, log", "세로축: 0부터 1, 맞춤, 로그"))
        .label(9, |lang| lang.say("axis", "세로축")),
    Binding::new(&[(Key::Char('s'), Action::Smoothing)], "s", Group::Chart, When::Racing)
        .help(|lang| {
            lang.say("smoothing: off, Kaiser window, exponential mean", "평활: 없음, 카이저 창, 지수 평균")
        })
        .label(10, |lang| lang.say("smooth", "평활")),
    Binding::new(&[(Key::Char('f'), Action::Freeze)], "f", Group::Chart, When::Racing)
        .help(|lang| lang.say("hold the view, training goes on", "화면은 멈추고 학습은 계속합니다"))
        .label(14, |lang| lang.say("freeze", "고정")),
    Binding::new(&[(Key::Char('v'), Action::XRange)], "v", Group::Chart, When::Racing)
        .help(|lang| {
            lang.say(
                "all iterations, the last 1,000, the last 200",
                "모든 반복, 마지막 1,000회, 마지막 200회",
            )
        })
        .label(17, |lang| lang.say("range", "범위")),
    Binding::new(&[(Key::Char('G'), Action::Ghosts)], "G", Group::Chart, When::Racing)
        .help(|lang| lang.say("ghosts of earlier attempts, or none", "이전 시도의 곡선을 보이거나 숨깁니다")),
    Binding::new(&[(Key::Char('S'), Action::SmoothingWindow)], "S", Group::Chart, When::Racing)
        .help(|lang| lang.say("window of the smoothing: 5 to 201", "평활 창: 5부터 201까지")),
    Binding::new(
        &[(Key::Char('<'), Action::Pan(Less)), (Key::Char('>'), Action::Pan(More))],
        "< >",
        Group::Chart,
        When::Racing,
    )
    .help(|lang| lang.say("earlier and later iterations", "더 이른, 더 늦은 반복을 봅니다")),
    Binding::new(
        &[(Key::Char('='), Action::Zoom(More)), (Key::Char('-'), Action::Zoom(Less))],
        "= -",
        Group::Chart,
        When::Racing,
    )
    .help(|lang| lang.say("zoom in and out", "확대하고 축소합니다")),
    Binding::new(&[(Key::Char('0'), Action::Whole)], "0", Group::Chart, When::Racing)
        .help(|lang| lang.say("all iterations", "모든 반복을 봅니다")),
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
    .help(|lang| {
        lang.say("cursor: the table shows the losses there", "커서: 그 자리의 손실을 표에 보입니다")
    }),
    Binding::new(&[(Key::Char('O'), Action::CurveOrder)], "O", Group::Chart, When::Racing)
        .help(|lang| lang.say("which curve lies on top", "어느 곡선이 맨 위에 놓이는지")),
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
