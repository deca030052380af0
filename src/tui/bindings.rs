//! One table of keys that makes key map, footer and help.

pub(crate) mod binding;
mod korean;

pub use binding::{Binding, Group, When};

use super::{
    action::{Action, Chart, Stride, Way},
    app::Tab,
    keys::Key,
};
use crate::session::Seed;
use crate::tui::views::{digits, inside, rates, surface};
use binding::entry;

/// Every key, in the order of the footer: those of several views, then those of one alone.
pub fn all() -> impl Iterator<Item = &'static Binding> {
    let views =
        [surface::keys::BINDINGS, inside::keys::BINDINGS, digits::keys::BINDINGS, rates::keys::BINDINGS];
    BINDINGS.iter().chain(views.into_iter().flatten())
}

const BINDINGS: &[Binding] = &[
    entry(
        &[(Key::Enter, Action::GoOn)],
        "Enter",
        Some("go on"),
        Group::Program,
        "in a lesson: go on",
        When::Lesson,
    ),
    entry(
        &[(Key::Char('T'), Action::Lessons)],
        "T",
        Some("lessons"),
        Group::Program,
        "in a lesson: the list of lessons",
        When::Course,
    ),
    entry(
        &[(Key::PageDown, Action::Scroll(Way::More)), (Key::PageUp, Action::Scroll(Way::Less))],
        "PgDn",
        None,
        Group::Program,
        "in a lesson or an explanation: the text that has no room",
        When::Text,
    ),
    entry(
        &[(Key::Char(' '), Action::Pause)],
        "space",
        Some("pause"),
        Group::Race,
        "pause, and go on",
        When::Unfinished,
    ),
    entry(
        &[(Key::Char('c'), Action::Continue)],
        "c",
        Some("continue"),
        Group::Race,
        "after the end: 2,000 iterations more",
        When::Finished,
    ),
    entry(
        &[(Key::Char('U'), Action::Rescue)],
        "U",
        Some("half the rate"),
        Group::Lanes,
        "back to before the lane diverged, at half its rate",
        When::Diverged,
    ),
    entry(
        &[(Key::Left, Action::Rate(Way::Less)), (Key::Right, Action::Rate(Way::More))],
        "←→",
        Some("rate"),
        Group::Lanes,
        "learning rate down and up: 1, 2, 5, 10 …",
        When::Lane,
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
        When::Lane,
    ),
    entry(
        &[(Key::Char('e'), Action::Edit)],
        "e",
        Some("edit"),
        Group::Lanes,
        "edit every setting and the batch size",
        When::Lane,
    ),
    entry(
        &[(Key::Char('r'), Action::Reset(Seed::Same))],
        "r",
        Some("reset"),
        Group::Race,
        "start over: same seed, settings as they now stand",
        When::Racing,
    ),
    entry(
        &[(Key::Char('y'), Action::Chart(Chart::YAxis))],
        "y",
        Some("axis"),
        Group::Chart,
        "vertical axis: 0 to 1, fitted, log",
        When::In(Tab::Race),
    ),
    entry(
        &[(Key::Char('s'), Action::Chart(Chart::Smoothing))],
        "s",
        Some("smooth"),
        Group::Chart,
        "smoothing: off, Kaiser window, exponential mean",
        When::In(Tab::Race),
    ),
    entry(
        &[(Key::Char('?'), Action::Help)],
        "?",
        Some("help"),
        Group::Program,
        "show and hide this help",
        When::Always,
    ),
    entry(
        &[(Key::Char('q'), Action::Quit), (Key::Ctrl('c'), Action::Quit)],
        "q",
        Some("quit"),
        Group::Program,
        "quit; a summary stays in the terminal",
        When::Always,
    ),
    entry(
        &[(Key::Char('n'), Action::Step(1)), (Key::Char('N'), Action::Step(10))],
        "n N",
        Some("step"),
        Group::Race,
        "one iteration, ten iterations, then pause",
        When::Unfinished,
    ),
    entry(
        &[(Key::Char('x'), Action::Switch)],
        "x",
        Some("off/on"),
        Group::Lanes,
        "lane off and on",
        When::Lane,
    ),
    entry(&[(Key::Char('+'), Action::Add)], "+", Some("add"), Group::Lanes, "add a lane", When::Racing),
    entry(
        &[(Key::Char('f'), Action::Freeze)],
        "f",
        Some("freeze"),
        Group::Chart,
        "hold the view, training goes on",
        When::In(Tab::Race),
    ),
    entry(
        &[(Key::Char('w'), Action::Save)],
        "w",
        Some("write"),
        Group::Program,
        "write settings, csv, figure and report into a new folder",
        When::Racing,
    ),
    entry(
        &[(Key::Char('o'), Action::RowOrder)],
        "o",
        Some("order"),
        Group::Lanes,
        "rows by lane or by smoothed loss",
        When::Racing,
    ),
    entry(
        &[(Key::Char('v'), Action::Chart(Chart::XAxis))],
        "v",
        Some("range"),
        Group::Chart,
        "all iterations, the last 1,000, the last 200",
        When::In(Tab::Race),
    ),
    entry(
        &[(Key::Char('a'), Action::Scope)],
        "a",
        Some("all lanes"),
        Group::Lanes,
        "turn the rate of all lanes, or of one",
        When::Lane,
    ),
    entry(
        &[(Key::Char('R'), Action::Reset(Seed::Next))],
        "R",
        None,
        Group::Race,
        "start over with the next seed",
        When::Racing,
    ),
    entry(
        &[(Key::Char('['), Action::Pace(Way::Less)), (Key::Char(']'), Action::Pace(Way::More))],
        "[ ]",
        None,
        Group::Race,
        "slower and faster, down to one iteration a second",
        When::Racing,
    ),
    entry(
        &[(Key::Char('u'), Action::Rewind(100))],
        "u",
        None,
        Group::Race,
        "back 100 iterations; what came after stays as a ghost",
        When::Racing,
    ),
    entry(
        &[(Key::Char('F'), Action::Fork)],
        "F",
        None,
        Group::Lanes,
        "fork the lane: a twin with its weights and memory",
        When::Lane,
    ),
    entry(
        &[(Key::Char('G'), Action::Chart(Chart::Ghosts))],
        "G",
        None,
        Group::Chart,
        "ghosts of earlier attempts, or none",
        When::In(Tab::Race),
    ),
    entry(
        &[(Key::Char('g'), Action::GoTo)],
        "g",
        None,
        Group::Race,
        "go to an iteration, forward or back",
        When::Racing,
    ),
    entry(
        &[(Key::Char('z'), Action::Present)],
        "z",
        None,
        Group::Program,
        "presenter mode: large digits and names, keys shown",
        When::Always,
    ),
    entry(
        &[(Key::Char('i'), Action::Picture)],
        "i",
        None,
        Group::Program,
        "write a picture of the screen: SVG and PNG",
        When::Always,
    ),
    entry(
        &[(Key::Char('d'), Action::Detach)],
        "d",
        None,
        Group::Program,
        "detach: a recorded race goes on in the background",
        When::Always,
    ),
    entry(&[(Key::Char('X'), Action::Remove)], "X", None, Group::Lanes, "remove the lane", When::Lane),
    entry(
        &[(Key::Char('S'), Action::Chart(Chart::Window))],
        "S",
        None,
        Group::Chart,
        "window of the smoothing: 5 to 201",
        When::In(Tab::Race),
    ),
    entry(
        &[
            (Key::Char('<'), Action::Chart(Chart::Pan(Way::Less))),
            (Key::Char('>'), Action::Chart(Chart::Pan(Way::More))),
        ],
        "< >",
        None,
        Group::Chart,
        "earlier and later iterations",
        When::In(Tab::Race),
    ),
    entry(
        &[
            (Key::Char('='), Action::Chart(Chart::Zoom(Way::More))),
            (Key::Char('-'), Action::Chart(Chart::Zoom(Way::Less))),
        ],
        "= -",
        None,
        Group::Chart,
        "zoom in and out",
        When::In(Tab::Race),
    ),
    entry(
        &[(Key::Char('0'), Action::Chart(Chart::Whole))],
        "0",
        None,
        Group::Chart,
        "all iterations",
        When::In(Tab::Race),
    ),
    entry(
        &[
            (Key::Char('h'), Action::Chart(Chart::Cursor(Way::Less, Stride::One))),
            (Key::Char('l'), Action::Chart(Chart::Cursor(Way::More, Stride::One))),
            (Key::Char('H'), Action::Chart(Chart::Cursor(Way::Less, Stride::Far))),
            (Key::Char('L'), Action::Chart(Chart::Cursor(Way::More, Stride::Far))),
        ],
        "h l H L",
        None,
        Group::Chart,
        "cursor: the table shows the losses there",
        When::In(Tab::Race),
    ),
    entry(
        &[(Key::Char('O'), Action::Chart(Chart::CurveOrder))],
        "O",
        None,
        Group::Chart,
        "which curve lies on top",
        When::In(Tab::Race),
    ),
    entry(
        &[(Key::Char('p'), Action::Plot(Way::More)), (Key::Char('P'), Action::Plot(Way::Less))],
        "p P",
        None,
        Group::Chart,
        "curves in braille, blocks, dots, ASCII",
        When::Always,
    ),
    entry(
        &[(Key::Char('t'), Action::Theme)],
        "t",
        None,
        Group::Program,
        "colours: dark, light, colour-blind-safe",
        When::Always,
    ),
    entry(
        &[(Key::Char('C'), Action::Depth)],
        "C",
        None,
        Group::Program,
        "how many colours: none, 16, 256, all",
        When::Always,
    ),
    entry(
        &[(Key::Char('b'), Action::Traffic)],
        "b",
        None,
        Group::Program,
        "bytes a second that the screen takes",
        When::Always,
    ),
    entry(
        &[(Key::Char('B'), Action::AsOne)],
        "B",
        None,
        Group::Program,
        "each frame shown at once, or as it comes",
        When::Always,
    ),
    entry(
        &[
            (Key::Tab, Action::TurnTab(Way::More)),
            (Key::BackTab, Action::TurnTab(Way::Less)),
            (Key::Char('1'), Action::Open(Tab::Race)),
            (Key::Char('2'), Action::Open(Tab::Surface)),
            (Key::Char('3'), Action::Open(Tab::Inside)),
            (Key::Char('4'), Action::Open(Tab::Digits)),
            (Key::Char('5'), Action::Open(Tab::Rates)),
            (Key::Char('6'), Action::Open(Tab::Explain)),
        ],
        "Tab 1-6",
        None,
        Group::Program,
        "the next view, or the one of that number",
        When::Always,
    ),
    entry(
        &[(Key::Esc, Action::Close)],
        "Esc",
        None,
        Group::Program,
        "close what is open, hide the cursor",
        When::Always,
    ),
    entry(
        &[(Key::Ctrl('l'), Action::Redraw)],
        "Ctrl-L",
        None,
        Group::Program,
        "paint the screen anew",
        When::Always,
    ),
    entry(
        &[(Key::Ctrl('z'), Action::Stop)],
        "Ctrl-Z",
        None,
        Group::Program,
        "stop, training too; fg goes on",
        When::Always,
    ),
];

/// The bindings that work in a view, its own first: what a key means there goes before what it means everywhere.
pub fn working(tab: Tab, holds: impl Fn(When) -> bool) -> Vec<&'static Binding> {
    let (own, other): (Vec<&Binding>, Vec<&Binding>) = all()
        .filter(|binding| holds(binding.when))
        .partition(|binding| tab != Tab::Race && binding.when == When::In(tab));
    let taken = |key: &Key| own.iter().any(|binding| binding.has(*key));
    let free = other.into_iter().filter(|binding| !binding.keys.iter().all(|(key, _)| taken(key)));
    own.iter().copied().chain(free).collect()
}

/// What a key means at the moment; `None` for one that means nothing.
pub fn action(key: Key, tab: Tab, holds: impl Fn(When) -> bool) -> Option<Action> {
    let meant = |own: bool| {
        let here = all().filter(|binding| (binding.when == When::In(tab)) == own && holds(binding.when));
        here.flat_map(|binding| binding.keys).find(|(bound, _)| *bound == key).map(|&(_, action)| action)
    };
    meant(true).or_else(|| meant(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things() {
        let places = Tab::ALL.map(Some).into_iter().chain([None]);
        for place in places {
            let here = |binding: &&Binding| match binding.when {
                When::In(tab) => Some(tab) == place,
                _ => place.is_none(),
            };
            let bindings = all().filter(here);
            let keys: Vec<Key> = bindings.flat_map(|binding| binding.keys).map(|&(key, _)| key).collect();
            for (index, key) in keys.iter().enumerate() {
                assert!(!keys[..index].contains(key), "{key:?} is bound twice in {place:?}");
            }
        }
    }
}
