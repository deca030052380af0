//! Keys for the program and the looks of its screen, which every view shares.

use crate::{
    session::State,
    terminal::Key,
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        effect::{Effect, Popup},
        keymap::{ALWAYS_SHOWN, Binding, Group, Keys, When},
        screen::Place,
        views,
    },
    words::{Text, keys, say},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// Write settings, losses, figure and report.
    Save,
    Screenshot,
    /// Presenter mode on or off.
    Present,
    /// The next way of drawing curves, or the one before.
    Plot(Direction),
    Theme,
    /// The next number of colours.
    ColorDepth,
    /// Show or hide how many bytes a second the screen takes.
    Traffic,
    /// Synchronized output on or off.
    Synchronize,
    /// Show the view of that place.
    ShowView(usize),
    TurnView(Direction),
    Help,
    HideCursor,
    Redraw,
    /// Stop until the shell continues the job.
    Suspend,
    Quit,
    /// Leave, and let the race go on.
    Detach,
}

const BINDINGS: &[Binding<Action>] = &[
    Binding::new(&[(Key::Char('?'), Action::Help)], "?", Group::Program, When::Always)
        .help(keys::HELP_HELP)
        .label(ALWAYS_SHOWN, keys::HELP),
    Binding::new(&[(Key::Char('q'), Action::Quit)], "q", Group::Program, When::Always)
        .help(keys::QUIT_HELP)
        .label(ALWAYS_SHOWN, keys::QUIT),
    Binding::unlisted(&[(Key::Ctrl('c'), Action::Quit)], When::Everywhere),
    Binding::new(&[(Key::Char('w'), Action::Save)], "w", Group::Program, When::Racing)
        .help(keys::WRITE_HELP)
        .label(15, keys::WRITE),
    Binding::new(&[(Key::Char('z'), Action::Present)], "z", Group::Program, When::Always)
        .help(keys::PRESENT_HELP),
    Binding::new(&[(Key::Char('i'), Action::Screenshot)], "i", Group::Program, When::Always)
        .help(keys::SCREENSHOT_HELP),
    Binding::new(&[(Key::Char('d'), Action::Detach)], "d", Group::Program, When::Always)
        .help(keys::DETACH_HELP),
    Binding::new(
        &[(Key::Char('p'), Action::Plot(More)), (Key::Char('P'), Action::Plot(Less))],
        "p P",
        Group::Chart,
        When::Always,
    )
    .help(keys::CURVES_HELP),
    Binding::new(&[(Key::Char('t'), Action::Theme)], "t", Group::Program, When::Always)
        .help(keys::COLOURS_HELP),
    Binding::new(&[(Key::Char('C'), Action::ColorDepth)], "C", Group::Program, When::Always)
        .help(keys::NUMBER_OF_COLOURS_HELP),
    Binding::new(&[(Key::Char('b'), Action::Traffic)], "b", Group::Program, When::Always)
        .help(keys::TRAFFIC_HELP),
    Binding::new(&[(Key::Char('B'), Action::Synchronize)], "B", Group::Program, When::Always)
        .help(keys::FRAMES_HELP),
    Binding::new(
        &[(Key::Tab, Action::TurnView(More)), (Key::BackTab, Action::TurnView(Less))],
        "Tab 1-6",
        Group::Program,
        When::Always,
    )
    .range(|key| Some(Action::ShowView(views::numbered(key)?)))
    .help(keys::VIEWS_HELP),
    Binding::new(&[(Key::Esc, Action::HideCursor)], "Esc", Group::Program, When::Always)
        .help(keys::CLOSE_HELP),
    Binding::new(&[(Key::Ctrl('l'), Action::Redraw)], "Ctrl-L", Group::Program, When::Always)
        .help(keys::REDRAW_HELP),
    Binding::new(&[(Key::Ctrl('z'), Action::Suspend)], "Ctrl-Z", Group::Program, When::Everywhere)
        .help(keys::SUSPEND_HELP),
];

pub(super) struct ProgramKeys;

impl Keys for ProgramKeys {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = BINDINGS;

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        let effect = match action {
            Action::Save => Effect::Save,
            Action::Screenshot => Effect::Screenshot,
            Action::ShowView(place) => Effect::ShowView(place),
            Action::TurnView(direction) => Effect::TurnView(direction),
            Action::Help => Effect::Open(Popup::Help),
            Action::Redraw => Effect::Redraw,
            Action::Suspend => Effect::Suspend,
            Action::Quit => Effect::Quit,
            Action::Detach => return detach(context),
            _ => {
                change_looks(action, context);
                return Vec::new();
            }
        };
        vec![effect]
    }

    fn label(&self, action: Action, context: &Context) -> Option<Text> {
        // What is left goes on.
        let leaves = action == Action::Quit && context.place == Place::Background;
        leaves.then_some(keys::LEAVE)
    }
}

/// What is changed of the screen at once.
fn change_looks(action: Action, context: &mut Context) {
    let lang = context.lang();
    match action {
        Action::Present => context.present(context.presenter.is_none()),
        Action::Plot(direction) => {
            context.plot = context.plot.turn(direction);
            context.say(say!(lang, display::curves_in(context.plot.name(lang))));
        }
        Action::Theme => {
            context.theme = context.theme.next();
            context.say(say!(lang, display::colours(context.theme.palette().name(lang))));
        }
        Action::ColorDepth => {
            context.theme = context.theme.with_next_depth();
            context.say(say!(lang, display::number_of_colours(context.theme.depth().name(lang))));
        }
        Action::Traffic => context.traffic = if context.traffic.is_some() { None } else { Some(0) },
        Action::Synchronize => {
            context.synchronized = !context.synchronized;
            context.say(if context.synchronized {
                say!(lang, display::FRAMES_AS_A_WHOLE)
            } else {
                say!(lang, display::FRAMES_AS_THEY_ARRIVE)
            });
        }
        Action::HideCursor => context.chart.cursor = None,
        _ => {}
    }
}

/// Leaves the race running, where it can.
fn detach(context: &mut Context) -> Vec<Effect> {
    let lang = context.lang();
    let why_not = match (context.place, context.history.state()) {
        (Place::Background, _) => return vec![Effect::Quit],
        (Place::Recorded, State::Running | State::Paused) => return vec![Effect::Detach],
        (Place::Recorded, State::Loading) => say!(lang, run::NOTHING_RUNS_YET),
        (Place::Recorded, State::Finished | State::Failed) => say!(lang, run::NOTHING_RUNS_ANY_MORE),
        (Place::Here, _) => say!(lang, run::NOT_RECORDED),
        (Place::Recording, _) => say!(lang, run::ONLY_A_RECORDING),
    };
    context.say(why_not);
    Vec::new()
}
