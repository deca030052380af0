//! The state of the front end, and what actions and updates do to it. Knows no terminal, thread or clock.

mod chart_view;

pub use chart_view::{ChartView, CurveOrder, XView};

use std::time::{Duration, Instant};

use super::{
    action::{Action, Way},
    bindings::{self, When},
    form::{Form, Outcome},
    glyphs::Plot,
    keys::Key,
    number,
    theme::Theme,
};
use crate::{
    history::{History, LaneHistory},
    optim::{OptimizerKind, Setting},
    race::{LaneId, LaneState},
    session::{Change, Command, State, Target, Update},
};

/// How long a message stays.
const MESSAGE_TIME: Duration = Duration::from_secs(4);

/// How many iterations `c` adds: as many as the original experiment has.
const CONTINUE: u64 = 2_000;

/// The paces that can be chosen; past the last there is none.
const PACES: [f64; 9] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0];

/// What is open.
#[derive(Debug, Clone, PartialEq)]
pub enum Mode {
    /// The race alone.
    Race,
    /// Help, scrolled down by so many lines.
    Help(usize),
    /// A form.
    Form(Form),
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
    /// Paint the whole screen.
    Redraw,
    /// Leave.
    Quit,
}

/// The front end.
pub struct App {
    history: History,
    /// What is shown instead while the view is frozen.
    frozen: Option<Box<History>>,
    selected: Option<LaneId>,
    /// A state that was asked for and not yet confirmed.
    asked: Option<State>,
    /// What is open.
    pub mode: Mode,
    /// Whose rate is turned.
    pub scope: Scope,
    /// Order of the rows.
    pub row_order: RowOrder,
    /// What the chart shows.
    pub chart: ChartView,
    /// Colours.
    pub theme: Theme,
    /// Signs.
    pub plot: Plot,
    /// Something to read.
    pub message: Option<Message>,
}

impl App {
    /// A front end that has heard nothing yet.
    pub fn new(theme: Theme, plot: Plot) -> Self {
        Self {
            history: History::default(),
            frozen: None,
            selected: None,
            asked: None,
            mode: Mode::Race,
            scope: Scope::Lane,
            row_order: RowOrder::Lane,
            chart: ChartView::default(),
            theme,
            plot,
            message: None,
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

    /// The selected lane.
    pub const fn selected(&self) -> Option<LaneId> {
        self.selected
    }

    /// A state that was asked for and that the session has not confirmed.
    pub const fn asked(&self) -> Option<State> {
        self.asked
    }

    /// Takes an update in.
    pub fn apply(&mut self, update: &Update, now: Instant) {
        self.history.apply(update);
        match update {
            Update::Started(_) => {
                self.frozen = None;
                self.chart.start_over();
            }
            Update::State { .. } => self.asked = None,
            Update::Refused { reason } => {
                self.asked = None;
                self.say(reason.clone(), now);
            }
            Update::Changed { change: Change::Added(lane), .. } => self.selected = Some(lane.id),
            Update::Faulted { lane, iteration, message } => {
                let name = self.history.lane(*lane).map_or("a lane", |lane| &lane.card.name);
                self.warn(format!("{name} stopped at {iteration} by a fault in the program: {message}"));
            }
            // Before there is a race the whole screen says it.
            Update::Failed { message } if self.history.card().is_some() => self.warn(message.clone()),
            _ => {}
        }
        if self.selected.is_none_or(|id| self.history.lane(id).is_none()) {
            self.selected = self.history.lanes().first().map(|lane| lane.card.id);
        }
    }

    /// Whether it is such a time for keys.
    pub fn holds(&self, when: When) -> bool {
        let state = self.history.state();
        let racing = matches!(state, State::Running | State::Paused | State::Finished);
        match when {
            When::Always => true,
            When::Racing => racing,
            When::Unfinished => racing && state != State::Finished,
            When::Finished => state == State::Finished,
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

    /// Follows a key.
    pub fn key(&mut self, key: Key, now: Instant) -> Vec<Effect> {
        if self.message.as_ref().is_some_and(|message| message.until.is_none()) {
            self.message = None;
        }
        match &mut self.mode {
            Mode::Form(form) => {
                if key == Key::Ctrl('c') {
                    return vec![Effect::Quit];
                }
                let Outcome::Done(commands) = form.key(key) else { return Vec::new() };
                self.mode = Mode::Race;
                commands.into_iter().map(Effect::Send).collect()
            }
            Mode::Help(line) => {
                match key {
                    Key::Down | Key::Char('j') => *line += 1,
                    Key::Up | Key::Char('k') => *line = line.saturating_sub(1),
                    Key::PageDown | Key::Char(' ') => *line += 10,
                    Key::PageUp => *line = line.saturating_sub(10),
                    Key::Ctrl('c') => return vec![Effect::Quit],
                    Key::Esc | Key::Char('?' | 'q') | Key::Enter => self.mode = Mode::Race,
                    _ => {}
                }
                Vec::new()
            }
            Mode::Race => {
                let action = bindings::action(key, |when| self.holds(when));
                action.map_or_else(Vec::new, |action| self.follow(action, now))
            }
        }
    }

    fn follow(&mut self, action: Action, now: Instant) -> Vec<Effect> {
        let send = |command| vec![Effect::Send(command)];
        match action {
            Action::Pause => return send(self.pause_or_resume()),
            Action::Step(iterations) => return send(Command::Step(iterations)),
            Action::Reset(seed) => return send(Command::Reset(seed)),
            Action::Continue => return send(Command::Extend(CONTINUE)),
            Action::Pace(way) => return send(Command::Pace(self.next_pace(way))),
            Action::Rate(way) => return self.turn_rate(way).into_iter().map(Effect::Send).collect(),
            Action::Switch => return self.switch().into_iter().map(Effect::Send).collect(),
            Action::Remove => {
                return self.selected.map(Command::RemoveLane).into_iter().map(Effect::Send).collect();
            }
            Action::Save => return vec![Effect::Save],
            Action::Redraw => return vec![Effect::Redraw],
            Action::Quit => return vec![Effect::Quit],
            Action::SelectLane(way) => self.select(way),
            Action::Scope => {
                self.scope = if self.scope == Scope::Lane { Scope::All } else { Scope::Lane };
                let whose = if self.scope == Scope::All { "every lane" } else { "the selected lane" };
                self.say(format!("←→ turn the learning rate of {whose}"), now);
            }
            Action::Edit => {
                if let Some(lane) = self.selected.and_then(|id| self.history.lane(id)) {
                    self.mode = Mode::Form(Form::edit(lane, self.history.batch_size()));
                }
            }
            Action::Add => self.mode = Mode::Form(Form::add(OptimizerKind::Sgd)),
            Action::Help => self.mode = Mode::Help(0),
            Action::RowOrder => {
                self.row_order =
                    if self.row_order == RowOrder::Lane { RowOrder::Loss } else { RowOrder::Lane };
            }
            Action::Freeze => {
                let live = &self.history;
                self.frozen = if self.frozen.is_some() { None } else { Some(Box::new(live.clone())) };
            }
            Action::Plot(way) => {
                self.plot = self.plot.turn(way == Way::More);
                self.say(format!("curves in {}", self.plot.name()), now);
            }
            Action::Theme => {
                self.theme = self.theme.next();
                self.say(format!("colours: {}", self.theme.palette().name()), now);
            }
            Action::CurveOrder => {
                self.chart.curve_order = self.chart.curve_order.next();
                self.say(format!("on top: {}", self.chart.curve_order.name()), now);
            }
            Action::Smoothing => self.chart.smoothing = self.chart.smoothing.next(),
            Action::Window => self.chart.smoothing = self.chart.smoothing.wider(),
            Action::YAxis => self.chart.y_axis = self.chart.y_axis.next(),
            Action::XAxis => self.chart.x_view = self.chart.x_view.next(),
            Action::Whole => self.chart.x_view = XView::Whole,
            Action::Pan(way) => self.change_chart(|chart, history| chart.pan(history, way)),
            Action::Zoom(way) => self.change_chart(|chart, history| chart.zoom(history, way)),
            Action::Cursor(way, stride) => {
                self.change_chart(|chart, history| chart.move_cursor(history, way, stride));
            }
            Action::Close => self.chart.cursor = None,
        }
        Vec::new()
    }

    fn change_chart(&mut self, change: impl FnOnce(&mut ChartView, &History)) {
        change(&mut self.chart, self.frozen.as_deref().unwrap_or(&self.history));
    }

    fn pause_or_resume(&mut self) -> Command {
        let (asked, command) = match self.asked.unwrap_or(self.history.state()) {
            State::Running => (State::Paused, Command::Pause),
            _ => (State::Running, Command::Resume),
        };
        self.asked = Some(asked);
        command
    }

    /// The next pace; faster than the fastest is none at all.
    fn next_pace(&self, way: Way) -> Option<f64> {
        match (self.history.pace(), way) {
            (None, Way::More) => None,
            (None, Way::Less) => PACES.last().copied(),
            (Some(pace), Way::More) => PACES.into_iter().find(|faster| *faster > pace * 1.001),
            (Some(pace), Way::Less) => {
                PACES.into_iter().rev().find(|slower| *slower < pace * 0.999).or(Some(pace))
            }
        }
    }

    fn select(&mut self, way: Way) {
        let rows: Vec<LaneId> = self.rows().iter().map(|lane| lane.card.id).collect();
        let at = rows.iter().position(|id| Some(*id) == self.selected).unwrap_or(0);
        let next = if way == Way::More { at + 1 } else { at.saturating_sub(1) };
        self.selected = rows.get(next).or(rows.last()).copied();
    }

    /// One step of a decade for the selected lane; with all lanes in scope each from its own rate.
    fn turn_rate(&self, way: Way) -> Vec<Command> {
        let meant = |lane: &&LaneHistory| self.scope == Scope::All || Some(lane.card.id) == self.selected;
        let step = |lane: &LaneHistory| {
            let rate = lane.card.settings.get(Setting::LearningRate);
            let value = number::next_of_decade(rate, way == Way::More);
            let target = Target::Lane(lane.card.id);
            let command = Command::Set { target, setting: Setting::LearningRate, value };
            Setting::LearningRate.check(value).is_ok().then_some(command)
        };
        self.history.lanes().iter().filter(meant).filter_map(step).collect()
    }

    fn switch(&self) -> Option<Command> {
        let lane = self.history.lane(self.selected?)?;
        Some(Command::Switch { lane: lane.card.id, on: lane.card.state != LaneState::Running })
    }
}

#[cfg(test)]
mod tests;
