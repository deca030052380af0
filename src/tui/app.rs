//! The state of the front end, and what actions and updates do to it. Knows no terminal, thread or clock.

mod follow;
mod keys;
mod updates;

pub(crate) use crate::tui::views::{
    digits::state::{DigitsView, Pad, Panel},
    inside::state::InsideView,
    lesson::state::Scrolled,
    presenter::state::{Presenter, Press},
    race::state::{ChartView, CurveOrder, XView},
    rates::state::{RatesView, Trial, Trials, Who},
    surface::state::SurfaceView,
    tab::Tab,
};

use std::time::{Duration, Instant};

use super::{Place, bindings::When, glyphs::Plot, layers::form::Form, lock::Locks, theme::Theme};
use crate::{
    history::{History, LaneHistory},
    lesson::{Course, Runner},
    race::{LaneId, LaneState},
    session::{Command, State, Watch},
    words::Lang,
};

/// How long a message stays.
const MESSAGE_TIME: Duration = Duration::from_secs(4);

/// What is open.
#[derive(Debug, Clone, PartialEq)]
pub enum Mode {
    /// The view alone.
    View,
    /// Help, scrolled down by so many lines.
    Help(usize),
    /// A form.
    Form(Form),
    /// The lessons of a course, with the one of that place chosen.
    Lessons(usize),
    /// A pad to draw a digit on.
    Pad(Pad),
}

/// Whose learning rate the arrows turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The selected lane's.
    Lane,
    /// Every lane's.
    All,
}

/// The order of the table's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowOrder {
    /// As the lanes joined.
    Lane,
    /// The lowest smoothed loss first.
    Loss,
}

/// Something to read in the footer's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What it says.
    pub text: String,
    /// Until when it stays; an error stays until a key is pressed.
    pub until: Option<Instant>,
}

/// What the loop has to do for the front end.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Ask the session.
    Send(Command),
    /// Write csv and figure.
    Save,
    /// Write a picture of the screen.
    Picture,
    /// Paint the whole screen.
    Redraw,
    /// Stop until the shell says to go on.
    Stop,
    /// Do something for the trials of rates.
    Trials(Trials),
    /// Write the table of trials.
    SaveTrials,
    /// Leave.
    Quit,
    /// Leave, and let the race go on.
    Detach,
}

/// The front end.
pub struct App {
    pub(crate) history: History,
    /// What is shown instead while the view is frozen.
    pub(crate) frozen: Option<Box<History>>,
    pub(crate) selected: Option<LaneId>,
    /// A state that was asked for and not yet confirmed.
    pub(crate) asked: Option<State>,
    /// What the session was asked to tell beside losses.
    pub(crate) watching: Watch,
    /// Where the race runs.
    pub place: Place,
    /// Which view is shown.
    pub tab: Tab,
    /// What is open over it.
    pub mode: Mode,
    /// Whose rate is turned.
    pub scope: Scope,
    /// Order of the rows.
    pub row_order: RowOrder,
    /// What the chart shows.
    pub chart: ChartView,
    /// What is tried of rates.
    pub rates: RatesView,
    /// What rolls where.
    pub surface: SurfaceView,
    /// What the digits view shows.
    pub digits: DigitsView,
    /// What the view into a step shows.
    pub inside: InsideView,
    /// Columns and rows of the window, as last drawn.
    pub window: (u16, u16),
    /// Colours.
    pub theme: Theme,
    /// Signs.
    pub plot: Plot,
    /// Something to read.
    pub message: Option<Message>,
    pub(crate) lang: Lang,
    /// What is taught with the race.
    pub lesson: Option<Runner>,
    /// Which part is shown of a text that has no room, a lesson's or else an explanation's.
    pub scrolled: Scrolled,
    /// What else can be taught.
    pub course: Option<Course>,
    /// Bytes a second that the screen takes, where they are shown.
    pub traffic: Option<u64>,
    /// Whether the terminal is told to show each frame at once.
    pub as_one: bool,
    /// Presenter mode, where it is on.
    pub presenter: Option<Presenter>,
    /// Keys that do nothing.
    pub locks: Locks,
}

impl App {
    /// A front end that knows so much and has heard nothing yet.
    pub fn new(history: History, place: Place, theme: Theme, plot: Plot) -> Self {
        let mut surface = SurfaceView::default();
        surface.seat(&history);
        Self {
            surface,
            selected: history.lanes().first().map(|lane| lane.card.id),
            history,
            place,
            frozen: None,
            asked: None,
            tab: Tab::Race,
            mode: Mode::View,
            scope: Scope::Lane,
            row_order: RowOrder::Lane,
            chart: ChartView::default(),
            rates: RatesView::default(),
            digits: DigitsView::default(),
            inside: InsideView::default(),
            watching: Watch::Nothing,
            window: (0, 0),
            theme,
            plot,
            message: None,
            lang: Lang::En,
            lesson: None,
            scrolled: Scrolled::default(),
            course: None,
            traffic: None,
            as_one: false,
            presenter: None,
            locks: Locks::default(),
        }
    }

    /// Everything that is known.
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// What is to be shown: everything known, or what was when the view was frozen.
    pub fn shown(&self) -> &History {
        self.frozen.as_deref().unwrap_or(&self.history)
    }

    /// Everything that is known, for when the front end is left.
    pub fn into_history(self) -> History {
        self.history
    }

    /// Whether the view is frozen.
    pub const fn is_frozen(&self) -> bool {
        self.frozen.is_some()
    }

    /// The language of the screen; where only ASCII can be shown it is English.
    pub fn lang(&self) -> Lang {
        if self.plot == Plot::Ascii { Lang::En } else { self.lang }
    }

    /// Speaks that language from now on.
    pub const fn speak(&mut self, lang: Lang) {
        self.lang = lang;
    }

    /// The selected lane.
    pub const fn selected(&self) -> Option<LaneId> {
        self.selected
    }

    /// A state that was asked for and that the session has not confirmed.
    pub const fn asked(&self) -> Option<State> {
        self.asked
    }

    /// Whether the mouse is of use.
    pub const fn listens_to_mouse(&self) -> bool {
        matches!(self.mode, Mode::Pad(_))
    }

    /// Whether it is such a time for keys.
    pub fn holds(&self, when: When) -> bool {
        let state = self.history.state();
        let racing = matches!(state, State::Running | State::Paused | State::Finished);
        if !when.is_in(self.tab) {
            return false;
        }
        match when {
            When::Always => true,
            When::Racing | When::In(_) => racing,
            When::Diverged => {
                let lane = self.selected.and_then(|id| self.history.lane(id));
                lane.is_some_and(|lane| matches!(lane.card.state, LaneState::Diverged { .. }))
            }
            When::Unfinished => racing && state != State::Finished,
            When::Finished => state == State::Finished,
            When::Lesson => racing && self.lesson.is_some(),
            When::Text => racing && (self.lesson.is_some() || self.tab == Tab::Explain),
            When::Course => racing && self.course.is_some(),
            When::Lane => racing && self.selected.is_some(),
        }
    }

    /// Shows a message for a while.
    pub fn say(&mut self, text: impl Into<String>, now: Instant) {
        self.message = Some(Message { text: text.into(), until: Some(now + MESSAGE_TIME) });
    }

    /// Shows an error until a key is pressed.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.message = Some(Message { text: text.into(), until: None });
    }

    /// Takes an old message away; true if there was one.
    pub fn expire(&mut self, now: Instant) -> bool {
        let old = self.message.as_ref().and_then(|message| message.until).is_some_and(|until| until <= now);
        if old {
            self.message = None;
        }
        old
    }

    /// Moves what moves by itself; true if anything did.
    pub fn advance(&mut self, now: Instant) -> bool {
        self.surface.advance(self.tab == Tab::Surface, now)
    }

    /// When something changes by itself, if nothing else comes first.
    pub fn due(&self) -> Option<Instant> {
        let message = self.message.as_ref().and_then(|message| message.until);
        [message, self.surface.due()].into_iter().flatten().min()
    }

    /// The lanes in the order of the table's rows.
    pub fn rows(&self) -> Vec<&LaneHistory> {
        let mut rows: Vec<&LaneHistory> = self.shown().lanes().iter().collect();
        if self.row_order == RowOrder::Loss {
            let smoother = self.chart.smoother();
            let rank = |lane: &&LaneHistory| {
                let alive = lane.card.state.is_sound();
                lane.smoothed(&smoother).filter(|_| alive).unwrap_or(f32::INFINITY)
            };
            rows.sort_by(|a, b| rank(a).total_cmp(&rank(b)));
        }
        rows
    }
}

#[cfg(test)]
mod tests;
