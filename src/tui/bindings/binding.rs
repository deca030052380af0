//! What an entry of the table of keys is.

use crate::tui::{action::Action, app::Tab, keys::Key};

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

/// When a key does anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At any time.
    Always,
    /// While there is a race.
    Racing,
    /// Before its end.
    Unfinished,
    /// At its end.
    Finished,
    /// While there is a lesson.
    Lesson,
    /// While a lane is selected.
    Lane,
    /// While there is a race and that view is shown.
    In(Tab),
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
    /// When it does anything.
    pub when: When,
}

/// An entry; `label` keeps it out of the footer where there is none.
pub(super) const fn entry(
    keys: &'static [(Key, Action)],
    sign: &'static str,
    label: Option<&'static str>,
    group: Group,
    help: &'static str,
    when: When,
) -> Binding {
    Binding { keys, sign, label, help, group, when }
}
