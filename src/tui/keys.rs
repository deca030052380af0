//! What keys mean: one table makes key map, footer and help.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::app::App;
use crate::session::{Seed, State};

/// A key as the program tells keys apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A printed character.
    Char(char),
    /// A letter with the control key.
    Ctrl(char),
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Tabulator.
    Tab,
    /// Tabulator with shift.
    BackTab,
    /// Return.
    Enter,
    /// Rubs out the character before.
    Backspace,
    /// Closes what is open.
    Esc,
}

impl Key {
    /// The key that an event of the terminal stands for.
    pub fn from_event(event: &Event) -> Option<Self> {
        let Event::Key(KeyEvent { code, modifiers, kind, .. }) = event else { return None };
        if *kind == KeyEventKind::Release {
            return None;
        }
        match code {
            KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => {
                Some(Self::Ctrl(c.to_ascii_lowercase()))
            }
            KeyCode::Char(c) if !modifiers.contains(KeyModifiers::ALT) => Some(Self::Char(*c)),
            KeyCode::Up => Some(Self::Up),
            KeyCode::Down => Some(Self::Down),
            KeyCode::Left => Some(Self::Left),
            KeyCode::Right => Some(Self::Right),
            KeyCode::PageUp => Some(Self::PageUp),
            KeyCode::PageDown => Some(Self::PageDown),
            KeyCode::Tab => Some(Self::Tab),
            KeyCode::BackTab => Some(Self::BackTab),
            KeyCode::Enter => Some(Self::Enter),
            KeyCode::Backspace => Some(Self::Backspace),
            KeyCode::Esc => Some(Self::Esc),
            _ => None,
        }
    }
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Up, right, larger, forward.
    More,
    /// Down, left, smaller, back.
    Less,
}

/// How far the cursor goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stride {
    /// One iteration.
    One,
    /// A twentieth of what is in view.
    Far,
}

/// What a key means on the race's view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Pause, or go on.
    Pause,
    /// Take some iterations, then pause.
    Step(u64),
    /// Start over.
    Reset(Seed),
    /// Go on past the end.
    Continue,
    /// Fewer or more iterations a second.
    Pace(Way),
    /// Select the lane above or below.
    SelectLane(Way),
    /// Learning rate down or up.
    Rate(Way),
    /// Whether the learning rate of one lane or of all is turned.
    Scope,
    /// Edit every setting.
    Edit,
    /// Lane off or on.
    Switch,
    /// Add a lane.
    Add,
    /// Remove the lane.
    Remove,
    /// Next way of smoothing.
    Smoothing,
    /// Next window of smoothing.
    Window,
    /// Next vertical axis.
    YAxis,
    /// Next horizontal axis: whole, or the last iterations.
    XAxis,
    /// Show what is left or right of the view.
    Pan(Way),
    /// Show fewer or more iterations.
    Zoom(Way),
    /// Show all iterations.
    Whole,
    /// Move the cursor.
    Cursor(Way, Stride),
    /// Order of the table's rows.
    RowOrder,
    /// Which curve lies on top.
    CurveOrder,
    /// Hold the view still while training goes on.
    Freeze,
    /// Next or previous way of drawing curves.
    Plot(Way),
    /// Next colours.
    Theme,
    /// Write csv and figure.
    Save,
    /// Show or hide help.
    Help,
    /// Close what is open.
    Close,
    /// Paint the whole screen anew.
    Redraw,
    /// Leave.
    Quit,
}

/// A heading of the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Pause, step, reset …
    Race,
    /// Lanes and their settings.
    Lanes,
    /// What the chart shows.
    Chart,
    /// The rest.
    Program,
}

impl Group {
    /// Every heading, in order.
    pub const ALL: [Self; 4] = [Self::Race, Self::Lanes, Self::Chart, Self::Program];

    /// Its text.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Race => "race",
            Self::Lanes => "lanes",
            Self::Chart => "chart",
            Self::Program => "program",
        }
    }
}

/// Keys that belong together: one entry of footer and help.
pub struct Binding {
    /// The keys and what each does.
    pub keys: &'static [(Key, Action)],
    /// The keys as they are written.
    pub sign: &'static str,
    /// One word for the footer; none keeps it out.
    pub label: Option<&'static str>,
    /// A line for the help.
    pub help: &'static str,
    /// Under which heading.
    pub group: Group,
    /// Whether it does anything now.
    pub works: fn(&App) -> bool,
}

const fn entry(
    keys: &'static [(Key, Action)],
    sign: &'static str,
    label: Option<&'static str>,
    group: Group,
    help: &'static str,
    works: fn(&App) -> bool,
) -> Binding {
    Binding { keys, sign, label, help, group, works }
}

fn always(_: &App) -> bool {
    true
}

fn racing(app: &App) -> bool {
    matches!(app.history().state(), State::Running | State::Paused | State::Finished)
}

fn unfinished(app: &App) -> bool {
    matches!(app.history().state(), State::Running | State::Paused)
}

fn finished(app: &App) -> bool {
    app.history().state() == State::Finished
}

fn lane(app: &App) -> bool {
    racing(app) && app.selected().is_some()
}

/// Every key, in the order of the footer.
pub const BINDINGS: &[Binding] = &[
    entry(
        &[(Key::Char(' '), Action::Pause)],
        "space",
        Some("pause"),
        Group::Race,
        "pause, and go on",
        unfinished,
    ),
    entry(
        &[(Key::Char('c'), Action::Continue)],
        "c",
        Some("continue"),
        Group::Race,
        "after the end: 2,000 iterations more",
        finished,
    ),
    entry(
        &[(Key::Left, Action::Rate(Way::Less)), (Key::Right, Action::Rate(Way::More))],
        "←→",
        Some("rate"),
        Group::Lanes,
        "learning rate down and up: 1, 2, 5, 10 …",
        lane,
    ),
    entry(
        &[
            (Key::Up, Action::SelectLane(Way::Less)),
            (Key::Down, Action::SelectLane(Way::More)),
            (Key::Char('k'), Action::SelectLane(Way::Less)),
            (Key::Char('j'), Action::SelectLane(Way::More)),
        ],
        "↑↓",
        Some("lane"),
        Group::Lanes,
        "select a lane (j and k, too)",
        lane,
    ),
    entry(
        &[(Key::Char('e'), Action::Edit)],
        "e",
        Some("edit"),
        Group::Lanes,
        "edit every setting and the batch size",
        lane,
    ),
    entry(
        &[(Key::Char('r'), Action::Reset(Seed::Same))],
        "r",
        Some("reset"),
        Group::Race,
        "start over: same seed, settings as they now stand",
        racing,
    ),
    entry(
        &[(Key::Char('y'), Action::YAxis)],
        "y",
        Some("axis"),
        Group::Chart,
        "vertical axis: 0 to 1, fitted, log",
        racing,
    ),
    entry(
        &[(Key::Char('s'), Action::Smoothing)],
        "s",
        Some("smooth"),
        Group::Chart,
        "smoothing: off, Kaiser window, exponential mean",
        racing,
    ),
    entry(
        &[(Key::Char('?'), Action::Help)],
        "?",
        Some("help"),
        Group::Program,
        "show and hide this help",
        always,
    ),
    entry(
        &[(Key::Char('q'), Action::Quit), (Key::Ctrl('c'), Action::Quit)],
        "q",
        Some("quit"),
        Group::Program,
        "quit; a summary stays in the terminal",
        always,
    ),
    entry(
        &[(Key::Char('n'), Action::Step(1)), (Key::Char('N'), Action::Step(10))],
        "n N",
        Some("step"),
        Group::Race,
        "one iteration, ten iterations, then pause",
        unfinished,
    ),
    entry(&[(Key::Char('x'), Action::Switch)], "x", Some("off/on"), Group::Lanes, "lane off and on", lane),
    entry(&[(Key::Char('+'), Action::Add)], "+", Some("add"), Group::Lanes, "add a lane", racing),
    entry(
        &[(Key::Char('f'), Action::Freeze)],
        "f",
        Some("freeze"),
        Group::Chart,
        "hold the view, training goes on",
        racing,
    ),
    entry(
        &[(Key::Char('w'), Action::Save)],
        "w",
        Some("write"),
        Group::Program,
        "write settings, csv and figure into a new folder",
        racing,
    ),
    entry(
        &[(Key::Char('o'), Action::RowOrder)],
        "o",
        Some("order"),
        Group::Lanes,
        "rows by lane or by smoothed loss",
        racing,
    ),
    entry(
        &[(Key::Char('v'), Action::XAxis)],
        "v",
        Some("range"),
        Group::Chart,
        "all iterations, the last 1,000, the last 200",
        racing,
    ),
    entry(
        &[(Key::Char('a'), Action::Scope)],
        "a",
        Some("all lanes"),
        Group::Lanes,
        "turn the rate of all lanes, or of one",
        lane,
    ),
    entry(
        &[(Key::Char('R'), Action::Reset(Seed::Next))],
        "R",
        None,
        Group::Race,
        "start over with the next seed",
        racing,
    ),
    entry(
        &[(Key::Char('['), Action::Pace(Way::Less)), (Key::Char(']'), Action::Pace(Way::More))],
        "[ ]",
        None,
        Group::Race,
        "slower and faster, down to one iteration a second",
        racing,
    ),
    entry(&[(Key::Char('X'), Action::Remove)], "X", None, Group::Lanes, "remove the lane", lane),
    entry(
        &[(Key::Char('S'), Action::Window)],
        "S",
        None,
        Group::Chart,
        "window of the smoothing: 5 to 201",
        racing,
    ),
    entry(
        &[(Key::Char('<'), Action::Pan(Way::Less)), (Key::Char('>'), Action::Pan(Way::More))],
        "< >",
        None,
        Group::Chart,
        "earlier and later iterations",
        racing,
    ),
    entry(
        &[(Key::Char('='), Action::Zoom(Way::More)), (Key::Char('-'), Action::Zoom(Way::Less))],
        "= -",
        None,
        Group::Chart,
        "zoom in and out",
        racing,
    ),
    entry(&[(Key::Char('0'), Action::Whole)], "0", None, Group::Chart, "all iterations", racing),
    entry(
        &[
            (Key::Char('h'), Action::Cursor(Way::Less, Stride::One)),
            (Key::Char('l'), Action::Cursor(Way::More, Stride::One)),
            (Key::Char('H'), Action::Cursor(Way::Less, Stride::Far)),
            (Key::Char('L'), Action::Cursor(Way::More, Stride::Far)),
        ],
        "h l H L",
        None,
        Group::Chart,
        "cursor: the table shows the losses there",
        racing,
    ),
    entry(
        &[(Key::Char('O'), Action::CurveOrder)],
        "O",
        None,
        Group::Chart,
        "which curve lies on top",
        racing,
    ),
    entry(
        &[(Key::Char('p'), Action::Plot(Way::More)), (Key::Char('P'), Action::Plot(Way::Less))],
        "p P",
        None,
        Group::Chart,
        "curves in braille, blocks, dots, ASCII",
        always,
    ),
    entry(
        &[(Key::Char('t'), Action::Theme)],
        "t",
        None,
        Group::Program,
        "colours: dark, light, colour-blind-safe",
        always,
    ),
    entry(
        &[(Key::Esc, Action::Close)],
        "Esc",
        None,
        Group::Program,
        "close what is open, hide the cursor",
        always,
    ),
    entry(
        &[(Key::Ctrl('l'), Action::Redraw)],
        "Ctrl-L",
        None,
        Group::Program,
        "paint the screen anew",
        always,
    ),
];

/// What a key means now; `None` for one that means nothing.
pub fn action(app: &App, key: Key) -> Option<Action> {
    let meant =
        |binding: &Binding| binding.keys.iter().find(|(own, _)| *own == key).map(|&(_, action)| action);
    BINDINGS.iter().filter(|binding| (binding.works)(app)).find_map(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things() {
        let keys: Vec<Key> = BINDINGS.iter().flat_map(|binding| binding.keys).map(|&(key, _)| key).collect();
        for (index, key) in keys.iter().enumerate() {
            assert!(!keys[..index].contains(key), "{key:?} is bound twice");
        }
    }
}
