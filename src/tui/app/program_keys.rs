//! Keys for the program and the looks of its screen, which every view shares.

use crate::{
    session::{Capability, State},
    terminal::Key::{self, Char},
    tui::{
        context::{Captions, ChosenBy, Context},
        direction::Direction::{self, Less, More},
        keymap::{ALWAYS_SHOWN, Binding, Effect, Group, Keys, Popup, When, action_of},
        mouse::Mouse,
        screen::Place,
        views,
    },
    words::{Text, captions, display, keys, say},
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
    /// Whether the mouse is used.
    Mouse,
    /// Show the view of that number.
    ShowView(usize),
    TurnView(Direction),
    Help,
    /// Show or hide what views say of themselves.
    Captions,
    HideCursor,
    Redraw,
    /// Stop until the shell continues the job.
    Suspend,
    Quit,
    /// Leave, and let the race go on.
    Detach,
}

pub(super) struct ProgramKeys;

impl Keys for ProgramKeys {
    type Action = Action;

    const GROUP: Group = Group::Program;
    const WHEN: When = When::Always;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::new(&[(Char('?'), Action::Help)], keys::HELP_HELP).label(ALWAYS_SHOWN, keys::HELP),
        Binding::new(&[(Char('q'), Action::Quit)], keys::QUIT_HELP)
            .elsewhere(keys::QUIT_ELSEWHERE)
            .label(ALWAYS_SHOWN, keys::QUIT),
        Binding::unlisted(&[(Key::Ctrl('c'), Action::Quit)]).when(When::Everywhere),
        Binding::new(&[(Char('w'), Action::Save)], keys::WRITE_HELP)
            .elsewhere(keys::WRITE_ELSEWHERE)
            .label(18, keys::WRITE)
            .when(When::Racing),
        Binding::new(&[(Char('I'), Action::Captions)], keys::CAPTIONS_HELP),
        Binding::new(&[(Char('z'), Action::Present)], keys::PRESENT_HELP),
        Binding::new(&[(Char('i'), Action::Screenshot)], keys::SCREENSHOT_HELP),
        Binding::new(&[(Char('d'), Action::Detach)], keys::DETACH_HELP).elsewhere(keys::DETACH_ELSEWHERE),
        Binding::new(&[(Char('p'), Action::Plot(More)), (Char('P'), Action::Plot(Less))], keys::CURVES_HELP)
            .group(Group::Chart),
        Binding::new(&[(Char('t'), Action::Theme)], keys::COLOURS_HELP),
        Binding::new(&[(Char('C'), Action::ColorDepth)], keys::NUMBER_OF_COLOURS_HELP),
        Binding::new(&[(Char('b'), Action::Traffic)], keys::TRAFFIC_HELP),
        Binding::new(&[(Char('B'), Action::Synchronize)], keys::FRAMES_HELP),
        Binding::new(&[(Char('W'), Action::Mouse)], keys::MOUSE_HELP),
        Binding::new(
            &[(Key::Tab, Action::TurnView(More)), (Key::BackTab, Action::TurnView(Less))],
            keys::VIEWS_HELP,
        )
        .sign("Tab 1-7")
        .when(When::WithViews)
        .range(|key| Some(Action::ShowView(views::numbered(key)?))),
        Binding::new(&[(Key::Esc, Action::HideCursor)], keys::CLOSE_HELP),
        Binding::new(&[(Key::Ctrl('l'), Action::Redraw)], keys::REDRAW_HELP),
        Binding::new(&[(Key::Ctrl('z'), Action::Suspend)], keys::SUSPEND_HELP)
            .elsewhere(keys::SUSPEND_ELSEWHERE)
            .when(When::Everywhere),
    ];

    const NAMES: &'static [(&'static str, Action)] = &[
        ("help", Action::Help),
        ("captions", Action::Captions),
        ("quit", Action::Quit),
        ("write", Action::Save),
        ("presenter", Action::Present),
        ("screenshot", Action::Screenshot),
        ("detach", Action::Detach),
        ("plot-next", Action::Plot(More)),
        ("plot-previous", Action::Plot(Less)),
        ("theme", Action::Theme),
        ("color", Action::ColorDepth),
        ("traffic", Action::Traffic),
        ("sync", Action::Synchronize),
        ("mouse", Action::Mouse),
        ("view-next", Action::TurnView(More)),
        ("view-previous", Action::TurnView(Less)),
        ("close", Action::HideCursor),
        ("redraw", Action::Redraw),
        ("suspend", Action::Suspend),
    ];

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        let lang = context.lang();
        match action {
            Action::Save if context.can(Capability::Sweep) => return vec![Effect::SaveSweep],
            Action::Save => return vec![Effect::Save],
            Action::Screenshot => return vec![Effect::Screenshot],
            Action::ShowView(number) => return vec![Effect::ShowView(number)],
            Action::TurnView(direction) => return vec![Effect::TurnView(direction)],
            Action::Help => return vec![Effect::Open(Popup::Help)],
            Action::Redraw => return vec![Effect::Redraw],
            Action::Suspend => return vec![Effect::Suspend],
            Action::Quit => return vec![Effect::Quit],
            Action::Detach => return detach(context),
            Action::Present => context.present(context.presenter.is_none()),
            Action::Plot(direction) => {
                context.plot = context.plot.turn(direction);
                context.plot_by = ChosenBy::Person;
                context.say(say!(lang, display::curves_in(context.plot.name(lang))));
            }
            Action::Theme => {
                context.theme = context.theme.with_next_palette();
                context.theme_by = ChosenBy::Person;
                context.say(say!(lang, display::colours(context.theme.palette.name(lang))));
            }
            Action::ColorDepth => {
                context.theme = context.theme.with_next_depth();
                context.say(say!(lang, display::number_of_colours(context.theme.depth.name(lang))));
            }
            Action::Traffic => context.traffic = if context.traffic.is_some() { None } else { Some(0) },
            Action::Synchronize => {
                context.synchronized = !context.synchronized;
                let now = if context.synchronized {
                    display::FRAMES_AS_A_WHOLE
                } else {
                    display::FRAMES_AS_THEY_ARRIVE
                };
                context.say(now.get(lang));
            }
            Action::Mouse => {
                context.mouse = Mouse { on: !context.mouse.on, grab: None };
                let now = if context.mouse.on { display::MOUSE_ON } else { display::MOUSE_OFF };
                context.say(now.get(lang));
            }
            Action::Captions => {
                context.captions = More.neighbour(&[Captions::Shown, Captions::Hidden], context.captions);
                let said = match context.captions {
                    Captions::Shown => captions::SHOWN,
                    Captions::Hidden => captions::HIDDEN,
                };
                context.say(said.get(lang));
            }
            Action::HideCursor => context.chart.cursor = None,
        }
        Vec::new()
    }

    fn label(&self, action: Action, context: &Context) -> Option<Text> {
        // What is left goes on.
        let leaves =
            action == Action::Quit && matches!(context.place, Place::Background | Place::Log | Place::Sweep);
        leaves.then_some(keys::LEAVE)
    }
}

/// Whether a key leaves the screen, by the end of the program or without it.
pub(super) fn leaves(key: Key, context: &Context) -> bool {
    matches!(action_of::<ProgramKeys>(key, context), Some(Action::Quit | Action::Detach))
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
        (Place::Recording | Place::Comparison, _) => say!(lang, run::ONLY_A_RECORDING),
        (Place::Log, _) => say!(lang, run::ONLY_A_LOG),
        (Place::Sweep, _) => say!(lang, run::ONLY_A_SWEEP),
    };
    context.say(why_not);
    Vec::new()
}
