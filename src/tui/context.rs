//! What every view and layer may read, and the few things that they may change beside their own state.

mod rows;
mod source;

use std::time::{Duration, Instant};

use super::{
    chart_settings::ChartSettings,
    errands::FoundLane,
    glyphs::Plot,
    mouse::Mouse,
    options::{Locks, Rebinding},
    screen::Place,
    scrolled::Scrolled,
    theme::Theme,
    told::Told,
    views::presenter::state::Presenter,
};
use crate::{
    history::{History, LaneHistory, Narration},
    lesson::{Course, Runner},
    race::LaneId,
    session::State,
    words::Lang,
};

/// How long a message stays.
const MESSAGE_TIME: Duration = Duration::from_secs(4);

/// How many losses a sparkline shows at a pace that can be followed.
const FEWEST_RECENT: u64 = 120;

/// The fastest such pace, in iterations a second.
const FOLLOWED: f64 = 100.0;

/// Whose learning rate the arrows turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Lane,
    All,
}

/// Who has chosen colours, or what curves are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChosenBy {
    /// What suits the terminal.
    Program,
    /// By flag or key: it stays.
    Person,
}

impl ChosenBy {
    /// A flag's choice, or the program's.
    pub(crate) const fn flag<T>(choice: Option<&T>) -> Self {
        if choice.is_some() { Self::Person } else { Self::Program }
    }
}

/// Whether views say what they show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Captions {
    Shown,
    Hidden,
}

/// Whose trials the session of trials runs, as seen from the view that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trials {
    NoneRun,
    Own,
    OfAnotherView,
}

/// What can't be taken back, and is done only when its key is pressed twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Irrevocable {
    /// Remove a lane with its curve.
    Remove(LaneId),
    /// End a training.
    Stop,
}

/// The order of a table's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowOrder {
    /// As the lanes joined.
    Lane,
    /// The lowest smoothed loss first, or the best value of another metric that lanes are judged by.
    Value,
}

/// Something to read in the footer's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) text: String,
    /// When it goes; an error stays until a key is pressed.
    pub(crate) until: Option<Instant>,
    /// Whether it matters little.
    pub(crate) quiet: bool,
}

/// What views and layers share.
pub(crate) struct Context {
    /// All that is known, whatever is frozen.
    pub(crate) history: History,
    /// What is shown instead while the view is frozen.
    pub(crate) frozen: Option<Box<History>>,
    pub(crate) selected: Option<LaneId>,
    /// Lanes of recorded races that stand beside those of the race, as ghosts.
    pub(crate) guests: Vec<LaneHistory>,
    /// The recorded lanes to choose from; `None` until they are found.
    pub(crate) recorded: Option<Vec<FoundLane>>,
    pub(crate) trials: Trials,
    /// What the same key once more does.
    pub(crate) asked_twice: Option<Irrevocable>,
    /// Whether the race is on its way back to an earlier iteration.
    pub(crate) goes_back: bool,
    /// A state that was asked for and that the session has not confirmed.
    pub(crate) asked: Option<State>,
    pub(crate) place: Place,
    pub(crate) scope: Scope,
    pub(crate) row_order: RowOrder,
    pub(crate) chart: ChartSettings,
    pub(crate) theme: Theme,
    pub(crate) theme_by: ChosenBy,
    pub(crate) plot: Plot,
    pub(crate) plot_by: ChosenBy,
    pub(crate) lang: Lang,
    pub(crate) message: Option<Message>,
    pub(crate) lesson: Option<Runner>,
    /// The lessons to choose from.
    pub(crate) course: Option<Course>,
    /// How many of the last losses a sparkline shows.
    pub(crate) recent: u64,
    /// How far the lesson's text is scrolled, or the explanation's.
    pub(crate) scrolled: Scrolled,
    /// Bytes a second that the screen takes, where they are shown.
    pub(crate) traffic: Option<u64>,
    /// Whether frames are sent with synchronized output.
    pub(crate) synchronized: bool,
    /// The keys that were pressed, in presenter mode.
    pub(crate) presenter: Option<Presenter>,
    pub(crate) captions: Captions,
    /// What is told of the race.
    pub(crate) told: Told<Narration>,
    pub(crate) locks: Locks,
    pub(crate) rebinding: Rebinding,
    pub(crate) mouse: Mouse,
    /// When the race was heard of last, or began to be shown.
    pub(crate) heard: Instant,
    /// When the key or the update came that is being handled.
    pub(crate) now: Instant,
}

impl Context {
    pub(crate) fn new(history: History, place: Place, theme: Theme, plot: Plot, now: Instant) -> Self {
        Self {
            selected: history.lanes().first().map(|lane| lane.info.id),
            history,
            frozen: None,
            guests: Vec::new(),
            recorded: None,
            trials: Trials::NoneRun,
            asked_twice: None,
            goes_back: false,
            asked: None,
            place,
            scope: Scope::Lane,
            row_order: RowOrder::Lane,
            chart: ChartSettings::default(),
            theme,
            theme_by: ChosenBy::Program,
            plot,
            plot_by: ChosenBy::Program,
            lang: Lang::En,
            message: None,
            lesson: None,
            course: None,
            recent: FEWEST_RECENT,
            scrolled: Scrolled::default(),
            traffic: None,
            synchronized: false,
            presenter: None,
            captions: Captions::Shown,
            told: Told::default(),
            locks: Locks::default(),
            rebinding: Rebinding::default(),
            mouse: Mouse::default(),
            heard: now,
            now,
        }
    }

    /// What is to be shown: all that is known, or what was when the view was frozen.
    pub(crate) fn shown(&self) -> &History {
        self.frozen.as_deref().unwrap_or(&self.history)
    }

    pub(crate) const fn is_frozen(&self) -> bool {
        self.frozen.is_some()
    }

    /// The language of the screen; where only ASCII can be shown it is English.
    pub(crate) fn lang(&self) -> Lang {
        if self.plot == Plot::Ascii { Lang::En } else { self.lang }
    }

    pub(crate) fn selected_lane(&self) -> Option<&LaneHistory> {
        self.history.lane(self.selected?)
    }

    /// Changes the chart by what it shows.
    pub(crate) fn change_chart(&mut self, change: impl FnOnce(&mut ChartSettings, &History)) {
        change(&mut self.chart, self.frozen.as_deref().unwrap_or(&self.history));
    }

    /// Holds what is shown still while the race goes on, or shows the race again.
    pub(crate) fn freeze(&mut self) {
        self.frozen = if self.frozen.is_some() { None } else { Some(Box::new(self.history.clone())) };
    }

    /// Presenter mode on or off.
    ///
    /// A room far away sees blocks better than dots; curves that somebody has chosen stay as they are.
    pub(crate) fn present(&mut self, on: bool) {
        self.presenter = on.then(Presenter::default);
        self.theme = self.theme.with_contrast(on);
        self.plot = match (self.plot_by, on, self.plot) {
            (ChosenBy::Program, true, Plot::Braille) => Plot::Block,
            (ChosenBy::Program, false, Plot::Block) => Plot::Braille,
            (_, _, plot) => plot,
        };
    }

    /// Tells a room what came of the last key.
    pub(crate) fn tell(&mut self, what: String) {
        if let Some(presenter) = &mut self.presenter {
            presenter.tell(what);
        }
    }

    /// Shows a message for a while.
    pub(crate) fn say(&mut self, text: impl Into<String>) {
        self.message =
            Some(Message { text: text.into(), until: Some(self.now + MESSAGE_TIME), quiet: false });
    }

    /// Shows what matters little for a while.
    pub(crate) fn remark(&mut self, text: impl Into<String>) {
        self.message = Some(Message { text: text.into(), until: Some(self.now + MESSAGE_TIME), quiet: true });
    }

    /// Shows an error until a key is pressed.
    pub(crate) fn warn(&mut self, text: impl Into<String>) {
        self.message = Some(Message { text: text.into(), until: None, quiet: false });
    }

    /// Takes an error away, which was there to be read before the key that is being handled.
    pub(crate) fn dismiss_error(&mut self) {
        self.message.take_if(|message| message.until.is_none());
    }

    /// Makes sparklines show more losses where so many would soon be gone, and fewer where that takes a while. A fast
    /// race's move more slowly: nobody can follow them, and every column costs bytes.
    pub(crate) fn follow_speed(&mut self) {
        let Some(speed) = self.history.pace.or(self.history.speed()) else { return };
        let seconds = if speed > FOLLOWED { 8.0 } else { 1.95 };
        while (self.recent as f64) < seconds * speed && self.recent < u64::MAX / 2 {
            self.recent *= 2;
        }
        while self.recent > FEWEST_RECENT && self.recent as f64 > 4.0 * seconds * speed {
            self.recent /= 2;
        }
    }

    /// Tells what happens in the race now: at once what is new, and else calmly.
    pub(crate) fn narrate(&mut self, is_news: bool) {
        let smoother = self.chart.smoother();
        let (history, now) = (&self.history, self.now);
        let is_so = |told: &Narration| history.bears_out(told, &smoother);
        self.told.turn(now, is_news, is_so, || history.narration(&smoother));
    }

    /// Takes an old message away; true if there was one.
    pub(crate) fn expire(&mut self, now: Instant) -> bool {
        self.message.take_if(|message| message.until.is_some_and(|until| until <= now)).is_some()
    }
}
