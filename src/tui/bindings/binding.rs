//! What an entry of the table of keys is.

use super::korean::korean;
use crate::{
    tui::{action::Action, app::Tab, keys::Key},
    words::Lang,
};

/// A heading of the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Pause, step, reset …
    Race,
    /// Lanes and their settings.
    Lanes,
    /// What the chart shows.
    Chart,
    /// The surface and who rolls on it.
    Surface,
    /// The view of rates.
    Rates,
    /// What the view into a step shows.
    Inside,
    /// What the digits view shows.
    Digits,
    /// The rest.
    Program,
}

impl Group {
    /// Every heading, in order.
    pub const ALL: [Self; 8] = [
        Self::Race,
        Self::Lanes,
        Self::Chart,
        Self::Surface,
        Self::Inside,
        Self::Digits,
        Self::Rates,
        Self::Program,
    ];

    /// Its text.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Race => lang.say("race", "경주"),
            Self::Lanes => lang.say("lanes", "레인"),
            Self::Chart => lang.say("chart", "그래프"),
            Self::Surface => lang.say("surface", "곡면"),
            Self::Inside => lang.say("inside", "한 걸음"),
            Self::Digits => lang.say("digits", "숫자"),
            Self::Rates => lang.say("rates", "학습률"),
            Self::Program => lang.say("program", "프로그램"),
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
    /// While there is a text that may have no room.
    Text,
    /// While there are lessons to choose from.
    Course,
    /// While a lane is selected.
    Lane,
    /// While the selected lane has diverged.
    Diverged,
    /// While there is a race and that view is shown.
    In(Tab),
}

impl When {
    /// Whether it can come true in that view.
    pub fn is_in(self, tab: Tab) -> bool {
        match self {
            Self::Always | Self::Lesson | Self::Text | Self::Course => true,
            Self::In(own) => own == tab,
            Self::Racing | Self::Unfinished | Self::Finished | Self::Lane | Self::Diverged => {
                tab.steers_race()
            }
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
    label: Option<&'static str>,
    /// A line for the help.
    help: &'static str,
    /// Under which heading.
    pub group: Group,
    /// When it does anything.
    pub when: When,
}

impl Binding {
    /// One word for the footer.
    pub fn label(&self, lang: Lang) -> Option<&'static str> {
        self.label.map(|english| lang.say(english, self.korean().0))
    }

    /// A line for the help.
    pub fn help(&self, lang: Lang) -> &'static str {
        lang.say(self.help, self.korean().1)
    }

    /// Whether it has that key.
    pub fn has(&self, key: Key) -> bool {
        self.keys.iter().any(|(own, _)| *own == key)
    }

    /// Both in Korean.
    fn korean(&self) -> (&'static str, &'static str) {
        self.keys.first().map_or(("", ""), |(_, action)| korean(*action))
    }
}

/// An entry; `label` keeps it out of the footer where there is none.
pub(crate) const fn entry(
    keys: &'static [(Key, Action)],
    sign: &'static str,
    label: Option<&'static str>,
    group: Group,
    help: &'static str,
    when: When,
) -> Binding {
    Binding { keys, sign, label, help, group, when }
}
