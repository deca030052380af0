//! Every lane's rule on a function of two variables: contour lines or filled levels, every lane's trail over them, and a
//! table of where they are.
//!
//! ```text
//!  bowl   x²/20 + y²   from (−7.00, 2.00)                ▶ rolling   12 steps   5 a second     title
//!   2 ┤  ⡠⠤⠒⠉ …                                            ● SGD
//!   0 ┤ ●⠤⠒⠉ …                                   plot      ✕ Momentum                         names
//!     ┼────┬─────────┬───────────────────┬────   axis
//!         −5         0                   5       labels
//!
//!  table: one row a lane
//! ```

mod plane;
mod state;
mod story;
mod table;

use std::time::Instant;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use unicode_width::UnicodeWidthStr;

use super::{
    lanes,
    view::{Story, View},
};
use crate::{
    history::LaneHistory,
    session::Capability,
    surface::Roller,
    terminal::Key::{self, Char},
    tui::{
        context::Context,
        direction::{
            Direction::{self, Less, More},
            Stride::{self, Far, One},
        },
        frame::Panels,
        keymap::{Binding, Effect, Keys},
        mouse::MouseTarget,
        widgets::{
            chart::{Chart, ChartFrame, CurveNames, Margins},
            put, put_right,
        },
    },
    words::{Text, captions, help, keys, say},
};
use plane::Plane;
use state::PlaneAxis::{self, X, Y};

pub(crate) use state::SurfaceView;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Pause, or resume.
    Pause,
    /// Take some steps, then pause.
    Step(u64),
    /// Everyone back to the start.
    Restart,
    /// More or fewer steps a second.
    Pace(Direction),
    /// The next function, or the one before.
    Function(Direction),
    SelectLane(Direction),
    /// The selected lane's rate up or down.
    Rate(Direction),
    Start(PlaneAxis, Direction, Stride),
    /// The function's usual start.
    UsualStart,
}

/// A key that moves the start.
const fn start(key: char, axis: PlaneAxis, direction: Direction, stride: Stride) -> (Key, Action) {
    (Char(key), Action::Start(axis, direction, stride))
}

impl Keys for SurfaceView {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::new(&[(Char(' '), Action::Pause)], keys::ROLL_PAUSE_HELP).label(0, keys::PAUSE),
        Binding::new(
            &[(Char('f'), Action::Function(More)), (Char('F'), Action::Function(Less))],
            keys::FUNCTION_HELP,
        )
        .sign("f")
        .label(0, keys::FUNCTION),
        Binding::new(
            &[
                start('h', X, Less, One),
                start('j', Y, Less, One),
                start('k', Y, More, One),
                start('l', X, More, One),
                start('H', X, Less, Far),
                start('J', Y, Less, Far),
                start('K', Y, More, Far),
                start('L', X, More, Far),
            ],
            keys::START_HELP,
        )
        .sign("hjkl")
        .label(0, keys::START),
        Binding::new(
            &[(Key::Left, Action::Rate(Less)), (Key::Right, Action::Rate(More))],
            keys::ROLL_RATE_HELP,
        )
        .label(0, keys::RATE),
        Binding::new(
            &[(Key::Up, Action::SelectLane(Less)), (Key::Down, Action::SelectLane(More))],
            keys::ROLL_LANE_HELP,
        )
        .label(0, keys::LANE),
        Binding::new(&[(Char('r'), Action::Restart)], keys::ROLL_RESET_HELP).label(0, keys::RESET),
        Binding::new(&[(Char('n'), Action::Step(1)), (Char('N'), Action::Step(10))], keys::ROLL_STEP_HELP)
            .label(0, keys::STEP),
        Binding::new(
            &[(Char('['), Action::Pace(Less)), (Char(']'), Action::Pace(More))],
            keys::ROLL_PACE_HELP,
        )
        .label(0, keys::PACE),
        Binding::new(&[(Char('0'), Action::UsualStart)], keys::USUAL_START_HELP),
    ];

    const NAMES: &'static [(&'static str, Action)] = &[
        ("pause", Action::Pause),
        ("step", Action::Step(1)),
        ("step-ten", Action::Step(10)),
        ("restart", Action::Restart),
        ("slower", Action::Pace(Less)),
        ("faster", Action::Pace(More)),
        ("function-next", Action::Function(More)),
        ("function-previous", Action::Function(Less)),
        ("surface-lane-up", Action::SelectLane(Less)),
        ("surface-lane-down", Action::SelectLane(More)),
        ("rate-down", Action::Rate(Less)),
        ("rate-up", Action::Rate(More)),
        ("start-left", Action::Start(X, Less, One)),
        ("start-down", Action::Start(Y, Less, One)),
        ("start-up", Action::Start(Y, More, One)),
        ("start-right", Action::Start(X, More, One)),
        ("start-far-left", Action::Start(X, Less, Far)),
        ("start-far-down", Action::Start(Y, Less, Far)),
        ("start-far-up", Action::Start(Y, More, Far)),
        ("start-far-right", Action::Start(X, More, Far)),
        ("start-usual", Action::UsualStart),
    ];

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        match action {
            Action::SelectLane(direction) => {
                context.select(direction);
                return Vec::new();
            }
            Action::Pause => self.paused = !self.paused,
            Action::Step(steps) => self.step(steps, context.now),
            Action::Restart => self.surface.restart(),
            Action::Pace(direction) => self.turn_pace(direction),
            Action::Function(direction) => self.turn_function(direction),
            Action::Rate(direction) => {
                if let Some(lane) = context.selected {
                    self.turn_rate(lane, direction);
                }
            }
            Action::Start(axis, direction, stride) => self.move_start(axis, direction, stride),
            Action::UsualStart => self.start_as_usual(),
        }
        self.begin_beat(context.now);
        Vec::new()
    }

    fn label(&self, action: Action, _context: &Context) -> Option<Text> {
        let resumes = action == Action::Pause && self.paused;
        resumes.then_some(keys::GO_ON)
    }
}

impl View for SurfaceView {
    fn name(&self, context: &Context) -> &'static str {
        say!(context.lang(), keys::SURFACE_VIEW)
    }

    fn caption(&self, context: &Context) -> Vec<&'static str> {
        let texts = [captions::SURFACE, captions::function(self.surface.function), captions::NOT_THE_RACE];
        texts.map(|text| text.get(context.lang())).to_vec()
    }

    fn needs(&self) -> Option<Capability> {
        Some(Capability::Rules)
    }

    fn story(&self, context: &Context, _room: usize) -> Story {
        let told = self.told.what().and_then(|told| story::sentence(context, *told));
        Story::Own(told.unwrap_or_default())
    }

    fn draw(&self, context: &Context, panels: &Panels, buffer: &mut Buffer) {
        let (area, surface, theme) = (panels.chart, &self.surface, context.theme);
        table::render(context, surface, panels.table, buffer);
        let top = u16::from(area.height >= 4);
        if top > 0 {
            heading(context, self, Rect { height: 1, ..area }, buffer);
        }
        let bottom = if area.height >= 8 { 2 } else { 0 };
        let left = if bottom > 0 && area.width >= 50 { 6 } else { 0 };
        let right = lanes::names_width(context, area.width, 0);
        let Some(frame) = ChartFrame::new(area, Margins { top, left, bottom, right }) else { return };
        let plot = frame.plot;
        let plane = Plane { plot, frame: surface.function.viewport() };
        let contours = plane::ground(context, self, plane, buffer);
        let (trails, signs) = plane::field(context, surface, plane);
        let end = |roller: &Roller| {
            Some((context.shown().lane(roller.lane)?, plane.cell(plane.share(roller.place())).1))
        };
        let mut ends: Vec<(&LaneHistory, u16)> = surface.rollers.iter().filter_map(end).collect();
        ends.sort_by_key(|(lane, row)| (*row, lane.info.id));
        let chart = Chart {
            frame,
            theme,
            glyphs: context.plot,
            x: plane.x_axis(),
            y: plane.y_ticks(),
            rules: Vec::new(),
            series: contours.into_iter().chain(trails).collect(),
            signs,
            cursor: None,
            names: CurveNames {
                left: plot.width + 1,
                names: ends
                    .into_iter()
                    .map(|(lane, row)| lanes::name(context, lane, row, false, None))
                    .collect(),
            },
        };
        chart.render(buffer);
        if surface.rollers.is_empty() {
            let at = (plot.width.saturating_sub(39) / 2, plot.height / 2);
            put(buffer, plot, at, say!(context.lang(), surface::NO_LANES), theme.quiet());
        }
    }

    fn target(&self, context: &Context, panels: &Panels, at: Position) -> MouseTarget {
        lanes::lane_at(context, &context.rows(), panels.table, at)
            .map_or(MouseTarget::Nothing, MouseTarget::Lane)
    }

    fn steers_race(&self) -> bool {
        false
    }

    fn glossary(&self, _context: &Context) -> &'static [(Text, Text)] {
        help::PLACES
    }

    fn lanes_changed(&mut self, context: &Context) {
        self.seat(&context.history);
    }

    fn advance(&mut self, context: &Context, on_screen: bool) -> bool {
        self.take_due_steps(on_screen, context.now)
    }

    fn due(&self) -> Option<Instant> {
        self.due
    }
}

/// What it rolls on at the left, how it rolls at the right; what doesn't fit is left out from the middle.
fn heading(context: &Context, view: &SurfaceView, area: Rect, buffer: &mut Buffer) {
    let quiet = context.theme.quiet();
    let surface = &view.surface;
    let (text, style) = state(context, view);
    let name = say!(context.lang(), surface::function(surface.function));
    let [x, y] = surface.start.map(|part| format!("{part:.2}").replace('-', "−"));
    let facts = [context.plot.spell(surface.function.formula()), say!(context.lang(), surface::from(&x, &y))];
    let step = say!(context.lang(), surface::steps(surface.steps));
    let pace = say!(context.lang(), surface::pace(view.pace()));

    // From the right edge: the pace, the step, the state, each in a place of its own.
    let room = usize::from(area.width);
    let mut end = area.width;
    for (item, style, room_needed) in
        [(pace.as_str(), quiet, 76), (&step, Style::new(), 42), (text, style, 26)]
    {
        if room >= room_needed {
            put_right(buffer, area, (end, 0), item, style);
            end = end.saturating_sub(item.width() as u16 + 3);
        }
    }
    let mut x = put(buffer, area, (0, 0), name, context.theme.strong());
    for fact in facts {
        if usize::from(x) + 3 + fact.width() <= usize::from(end) {
            x = put(buffer, area, (x + 3, 0), &fact, quiet);
        }
    }
}

/// Whether it rolls, as a word with its sign and colour; all words are as wide.
fn state(context: &Context, view: &SurfaceView) -> (&'static str, Style) {
    let lang = context.lang();
    if view.surface.is_over() {
        (say!(lang, surface::ENDED), context.theme.running())
    } else if view.paused {
        (say!(lang, surface::PAUSED), context.theme.waiting())
    } else {
        (say!(lang, surface::ROLLING), context.theme.running())
    }
}
