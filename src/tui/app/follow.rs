//! What each action does to the front end, and what it asks of the session.

use std::time::Instant;

use super::{App, ChartView, Effect, Mode, Pad, RowOrder, Scope, Who, XView};
use crate::{
    history::{History, LaneHistory},
    optim::{OptimizerKind, Setting},
    race::{LaneId, LaneState},
    session::{Command, State, Target},
    tui::{
        Place,
        action::{Action, Chart, Rates, Way},
        layers::form::Form,
        number,
    },
    words::say,
};

/// How many iterations `c` adds: as many as the original experiment has.
const CONTINUE: u64 = 2_000;

/// The paces that can be chosen; past the last there is none.
const PACES: [f64; 9] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0];

impl App {
    pub(crate) fn follow(&mut self, action: Action, now: Instant) -> Vec<Effect> {
        let lang = self.lang();
        let send = |command| vec![Effect::Send(command)];
        match action {
            Action::Pause => return send(self.pause_or_resume()),
            Action::Step(iterations) => return send(Command::Step(iterations)),
            Action::Reset(seed) => return send(Command::Reset(seed)),
            Action::Continue => return send(Command::Extend(CONTINUE)),
            Action::Rewind(iterations) => {
                let to = self.history.iteration().saturating_sub(iterations);
                return send(Command::GoTo(to));
            }
            Action::Rescue => return self.rescue(now),
            Action::Fork => return self.selected.map(Command::Fork).into_iter().map(Effect::Send).collect(),
            Action::Chart(chart) => self.follow_chart(chart, now),
            Action::Pace(way) => return send(Command::Pace(self.next_pace(way))),
            Action::Rate(way) => return self.turn_rate(way).into_iter().map(Effect::Send).collect(),
            Action::Switch => return self.switch().into_iter().map(Effect::Send).collect(),
            Action::Remove => {
                return self.selected.map(Command::RemoveLane).into_iter().map(Effect::Send).collect();
            }
            Action::Save => return vec![Effect::Save],
            Action::Picture => return vec![Effect::Picture],
            Action::Redraw => return vec![Effect::Redraw],
            Action::Stop => return vec![Effect::Stop],
            Action::Quit => return vec![Effect::Quit],
            Action::Detach => return self.detach(now),
            Action::Scroll(way) => self.scrolled = self.scrolled.turned(way),
            Action::GoOn => return self.go_on(now),
            Action::Lessons => self.list_lessons(),
            Action::GoTo => self.mode = Mode::Form(Form::go_to(self.history.iteration())),
            Action::SelectLane(way) => self.select(way),
            Action::Scope => {
                self.scope = if self.scope == Scope::Lane { Scope::All } else { Scope::Lane };
                let whose = match self.scope {
                    Scope::All => say!(lang, race::ARROWS_TURN_EVERY_RATE),
                    Scope::Lane => say!(lang, race::ARROWS_TURN_ONE_RATE),
                };
                self.say(whose, now);
            }
            Action::Edit => {
                if let Some(lane) = self.selected.and_then(|id| self.history.lane(id)) {
                    self.mode = Mode::Form(Form::edit(lane, self.history.batch_size()));
                }
            }
            Action::Add => self.mode = Mode::Form(Form::add(OptimizerKind::Sgd)),
            Action::Rates(rates) => return self.follow_rates(rates, now),
            Action::Roll(roll) => self.surface.follow(roll, self.selected, now),
            Action::Open(tab) => self.tab = tab,
            Action::TurnTab(way) => self.tab = self.tab.turn(way),
            Action::Layer(way) => self.inside.turn(way, self.history.card()),
            Action::Digit(way, stride) => self.digits.turn(way, stride, self.history.watched()),
            Action::Which => self.digits.list_other(),
            Action::DigitsPanel => self.digits.panel = self.digits.panel.next(),
            Action::Draw => self.draw(now),
            Action::Present => self.present(self.presenter.is_none()),
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
                self.say(say!(lang, display::curves_in(self.plot.name(lang))), now);
            }
            Action::Theme => {
                self.theme = self.theme.next();
                self.say(say!(lang, display::colours(self.theme.palette().name(lang))), now);
            }
            Action::Depth => {
                self.theme = self.theme.with_next_depth();
                self.say(say!(lang, display::number_of_colours(self.theme.depth().name(lang))), now);
            }
            Action::Traffic => self.traffic = if self.traffic.is_some() { None } else { Some(0) },
            Action::AsOne => {
                self.as_one = !self.as_one;
                let how = if self.as_one {
                    say!(lang, display::FRAMES_AT_ONCE)
                } else {
                    say!(lang, display::FRAMES_AS_THEY_COME)
                };
                self.say(how, now);
            }
            Action::Close => self.chart.cursor = None,
        }
        Vec::new()
    }

    /// Opens the pad, where networks take what is drawn on it.
    fn draw(&mut self, now: Instant) {
        let lang = self.lang();
        let inputs = self.history.card().and_then(|card| card.sizes.first());
        if self.place == Place::Recording {
            self.say(say!(lang, digits::NO_NETWORKS_TO_ASK), now);
        } else if inputs == Some(&Pad::PIXELS) {
            self.mode = Mode::Pad(Pad::default());
        } else {
            let others = say!(lang, digits::images_of_other_sizes(Pad::SIDE));
            self.say(others, now);
        }
    }

    fn follow_chart(&mut self, action: Chart, now: Instant) {
        let lang = self.lang();
        match action {
            Chart::CurveOrder => {
                self.chart.curve_order = self.chart.curve_order.next();
                self.say(say!(lang, race::on_top(self.chart.curve_order.name(lang))), now);
            }
            Chart::Smoothing => self.chart.smoothing = self.chart.smoothing.next(),
            Chart::Window => self.chart.smoothing = self.chart.smoothing.wider(),
            Chart::YAxis => self.chart.y_axis = self.chart.y_axis.next(),
            Chart::XAxis => self.chart.x_view = self.chart.x_view.next(),
            Chart::Whole => self.chart.x_view = XView::Whole,
            Chart::Pan(way) => self.change_chart(|chart, history| chart.pan(history, way)),
            Chart::Zoom(way) => self.change_chart(|chart, history| chart.zoom(history, way)),
            Chart::Cursor(way, stride) => {
                self.change_chart(|chart, history| chart.move_cursor(history, way, stride));
            }
            Chart::Ghosts => self.chart.ghosts = !self.chart.ghosts,
        }
    }

    fn change_chart(&mut self, change: impl FnOnce(&mut ChartView, &History)) {
        change(&mut self.chart, self.frozen.as_deref().unwrap_or(&self.history));
    }

    fn follow_rates(&mut self, action: Rates, now: Instant) -> Vec<Effect> {
        match action {
            Rates::Try => return self.try_rates(now),
            Rates::Method => self.rates.method = self.rates.method.next(),
            Rates::Who => {
                self.rates.who = if self.rates.who == Who::Lanes { Who::Selected } else { Who::Lanes };
            }
            Rates::Length(way) => self.rates.turn_length(way),
            Rates::Choose(way) => self.rates.choose(way),
            Rates::Add => {
                let lane = self.rates.chosen_lane();
                return lane.map(|lane| Effect::Send(Command::AddLane(Box::new(lane)))).into_iter().collect();
            }
            Rates::Save => return vec![Effect::SaveTrials],
        }
        Vec::new()
    }

    /// Begins trials like the race at hand.
    fn try_rates(&mut self, now: Instant) -> Vec<Effect> {
        let Some(card) = self.history.card() else { return Vec::new() };
        let tried = |lane: &&LaneHistory| self.rates.who == Who::Lanes || Some(lane.card.id) == self.selected;
        let kinds: Vec<OptimizerKind> =
            self.history.lanes().iter().filter(tried).map(|lane| lane.card.kind).collect();
        if kinds.is_empty() {
            let none = say!(self.lang(), rates::NO_OPTIMIZER);
            self.say(none, now);
            return Vec::new();
        }
        vec![Effect::Trials(self.rates.start(&card.config, kinds))]
    }

    /// Takes a lane that has diverged back to before it did, with half the rate.
    fn rescue(&mut self, now: Instant) -> Vec<Effect> {
        /// So far before the loss was no number the weights were mostly sound.
        const BEFORE: u64 = 100;
        let Some(lane) = self.selected.and_then(|id| self.history.lane(id)) else { return Vec::new() };
        let LaneState::Diverged { iteration } = lane.card.state else {
            let name = &lane.card.name;
            let sound = say!(self.lang(), race::has_not_diverged(name));
            self.say(sound, now);
            return Vec::new();
        };
        let target = Target::Lane(lane.card.id);
        let value = lane.card.settings.get(Setting::LearningRate) / 2.0;
        let halved = Command::Set { target, setting: Setting::LearningRate, value };
        vec![Effect::Send(Command::GoTo(iteration.saturating_sub(BEFORE))), Effect::Send(halved)]
    }

    /// Leaves the race running, where it can.
    fn detach(&mut self, now: Instant) -> Vec<Effect> {
        let lang = self.lang();
        let why_not = match (self.place, self.history.state()) {
            (Place::Background, _) => return vec![Effect::Quit],
            (Place::Recorded, State::Running | State::Paused) => return vec![Effect::Detach],
            (Place::Recorded, State::Loading) => say!(lang, run::NOTHING_RUNS_YET),
            (Place::Recorded, State::Finished | State::Failed) => {
                say!(lang, run::NOTHING_RUNS_ANY_MORE)
            }
            (Place::Here, _) => say!(lang, run::NOT_RECORDED),
            (Place::Recording, _) => {
                say!(lang, run::ONLY_A_RECORDING)
            }
        };
        self.say(why_not, now);
        Vec::new()
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
