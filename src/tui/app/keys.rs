//! What a key does: to the layer that is open, or else to the first of the tables below it that has the key.

use std::time::{Duration, Instant};

use super::{
    App,
    lane_keys::LaneKeys,
    program_keys::{ProgramKeys, leaves},
    race_keys::RaceKeys,
};
use crate::{
    optim::OptimizerKind,
    session::MetricKind,
    terminal::Key,
    tui::{
        direction::Direction,
        keymap::{ALWAYS_BOUND, AnyKeys, Effect, Entry, Holds, Popup, When},
        layers::{Layer, form::Form, help::Help, log::LogPane, recorded_list::RecordedList},
        views::{
            self,
            digits::pad::Pad,
            lesson::{LessonKeys, VoteKeys, list::LessonList},
        },
    },
    words::say,
};

/// How long after a vote a digit is a vote that comes late, and no view.
const LATE_VOTE: Duration = Duration::from_secs(3);

/// The tables that views share.
pub(in crate::tui) fn shared() -> [Box<dyn AnyKeys>; 4] {
    [Box::new(LessonKeys), Box::new(RaceKeys), Box::new(LaneKeys), Box::new(ProgramKeys)]
}

impl App {
    /// Handles a key, and returns what is left to be done outside of the front end's state.
    pub(in crate::tui) fn key(&mut self, key: Key, now: Instant) -> Vec<Effect> {
        self.context.now = now;
        self.context.dismiss_error();
        let key = if self.layer.as_ref().is_some_and(|layer| layer.takes_text()) { key } else { key.latin() };
        let meaning = self.meaning(key);
        if let Some(presenter) = &mut self.context.presenter {
            presenter.note(key.label(), meaning);
        }
        if self.answers.are_awaited(now) && self.must_wait(key) {
            self.answers.hold(key);
            return Vec::new();
        }
        self.perform(key)
    }

    /// Whether a key has to wait for the answer to another: one for the race, and after such a one any but those that leave,
    /// which nothing may keep waiting.
    fn must_wait(&self, key: Key) -> bool {
        let leaves = key == ALWAYS_BOUND || self.layer.is_none() && leaves(key, &self.context);
        !leaves && (self.is_for_race(key) || self.answers.hold_keys())
    }

    /// Does what a key means now, and tells what came of it.
    fn perform(&mut self, key: Key) -> Vec<Effect> {
        let (asked, shown) = (self.context.asked_twice, self.shown);
        let effects: Vec<Effect> =
            self.press(key).into_iter().filter_map(|effect| self.carry_out(effect)).collect();
        if effects.iter().any(|effect| matches!(effect, Effect::StartTrials(_))) {
            self.trying = Some(shown);
        }
        self.note_trials();
        if self.shown != shown {
            let view = self.view().name(&self.context);
            self.context.tell(view.to_owned());
        }
        // Any other key in between takes the question back.
        self.context.asked_twice.take_if(|now| Some(*now) == asked);
        effects
    }

    /// Whether a key asks something of the race, or would if it could.
    fn is_for_race(&self, key: Key) -> bool {
        self.layer.is_none() && self.entry(key).is_some_and(|(entry, _)| entry.when.is_of_race())
    }

    /// The next key that had to wait, handled if its turn has come.
    pub(in crate::tui) fn held_key(&mut self, now: Instant) -> Option<Vec<Effect>> {
        self.context.now = now;
        let key = self.answers.next_key(now)?;
        Some(self.perform(key))
    }

    /// What a presenter's screen says of a key; nothing where it is typed into a layer, or is a vote.
    fn meaning(&self, key: Key) -> &'static str {
        let is_vote = || VoteKeys.entry(key, When::holds, &self.context).is_some();
        match self.entry(key) {
            _ if self.layer.is_some() || is_vote() => "",
            Some((_, true)) => say!(self.context.lang(), help::LOCKED),
            entry => entry.map_or("", |(entry, _)| entry.meaning()),
        }
    }

    fn press(&mut self, key: Key) -> Vec<Effect> {
        let above: &mut dyn AnyKeys = match &mut self.layer {
            Some(layer) => &mut **layer,
            None => &mut VoteKeys,
        };
        let votes = When::QuestionOpen.holds(&self.context);
        let effects = above.press(key, When::holds, &mut self.context);
        if votes {
            self.voted = Some(self.context.now);
        }
        if let Some(effects) = effects {
            return effects;
        }
        let is_late = self.voted.is_some_and(|at| self.context.now.saturating_duration_since(at) < LATE_VOTE);
        if is_late && self.layer.is_none() && matches!(key, Key::Char('0'..='9')) {
            self.context.remark(say!(self.context.lang(), keys::VOTE_IS_OVER));
            return Vec::new();
        }
        if let Some((_, true)) = self.entry(key) {
            self.context.say(say!(self.context.lang(), keys::is_locked(&key.label())));
            return Vec::new();
        }
        let (own, of_all) = self.holds();
        let of_view = self.views[self.shown].press(key, own, &mut self.context);
        let of_shared = || shared().iter_mut().find_map(|table| table.press(key, of_all, &mut self.context));
        let done = of_view.or_else(of_shared);
        if done.is_none() && self.layer.is_none() {
            self.remark_on(key);
        }
        done.unwrap_or_default()
    }

    /// Says of a key that does nothing whether it never does, or only not now.
    fn remark_on(&mut self, key: Key) {
        let bound = &self.context.rebinding;
        let known = self.view().has(key, bound) || shared().iter().any(|table| table.has(key, bound));
        let (lang, key) = (self.context.lang(), key.label());
        let text = if known {
            say!(lang, keys::does_nothing_now(&key))
        } else {
            say!(lang, keys::does_nothing(&key))
        };
        self.context.remark(text);
    }

    /// Whether the bindings of the view work, and those that views share.
    fn holds(&self) -> (Holds, Holds) {
        match (&self.layer, self.view().steers_race()) {
            (Some(_), _) => (|_, _| false, |when, _| when == When::Everywhere),
            (None, true) => (When::holds, When::holds),
            (None, false) => (When::holds, |when, context| !when.is_of_race() && when.holds(context)),
        }
    }

    /// The binding of the view, or else of what views share, that has a key now, and whether the key is locked.
    fn entry(&self, key: Key) -> Option<(Entry, bool)> {
        let (own, of_all) = self.holds();
        let of_view = self.view().entry(key, own, &self.context);
        of_view.or_else(|| shared().iter().find_map(|table| table.entry(key, of_all, &self.context)))
    }

    /// The bindings of the view and then those that views share, without those all of whose keys mean something else
    /// here; of all that can work in this view those that `works` is true of.
    pub(in crate::tui) fn entries(&self, works: impl Fn(&Entry) -> bool) -> Vec<Entry> {
        let steers = self.view().steers_race();
        let of_all = shared().into_iter().flat_map(|table| table.entries(&self.context));
        let of_all = of_all.filter(|entry| steers || !entry.when.is_of_race());
        let of_view = self.view().entries(&self.context).into_iter();
        let offered = of_view.chain(of_all).filter(|entry| entry.when.is_offered(&self.context));
        let mut entries: Vec<Entry> = Vec::new();
        for entry in offered.filter(works) {
            let taken = |key: &Key| entries.iter().any(|above| above.keys.contains(key));
            if entry.keys.is_empty() || !entry.keys.iter().all(taken) {
                entries.push(entry);
            }
        }
        entries
    }

    /// Does what an effect asks of the front end itself; gives back any other.
    fn carry_out(&mut self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::Open(opening) => self.open(opening),
            Effect::Close => self.layer = None,
            Effect::ShowView(number) => self.show_view(number),
            Effect::TurnView(direction) => self.turn_view(direction),
            effect => return Some(effect),
        }
        None
    }

    /// Shows the view of that number, unless it has nothing to show.
    pub(super) fn show_view(&mut self, number: usize) {
        let is_meant = |place: &usize| views::number(*place) == number && self.is_offered(*place);
        match (0..self.views.len()).find(is_meant) {
            Some(place) => {
                self.shown = place;
                self.note_trials();
            }
            None => self.context.remark(say!(self.context.lang(), keys::VIEW_NOT_OFFERED)),
        }
    }

    /// The next view that is offered, or the one before.
    fn turn_view(&mut self, direction: Direction) {
        let offered: Vec<usize> = (0..self.views.len()).filter(|place| self.is_offered(*place)).collect();
        self.shown = direction.neighbour(&offered, self.shown);
    }

    fn open(&mut self, popup: Popup) {
        let context = &self.context;
        let layer: Box<dyn Layer> = match popup {
            Popup::Help => Box::new(Help::new(&self.entries(|_| true), self.view(), context)),
            Popup::Edit => {
                let Some(lane) = context.selected_lane() else { return };
                Box::new(Form::edit(lane, context.history.batch_size))
            }
            Popup::Add => Box::new(Form::add(OptimizerKind::Sgd)),
            Popup::Target => Box::new(match context.primary() {
                MetricKind::Loss => Form::target(context.chart.target),
                _ => Form::target_of(context.primary_name(), context.chart.target),
            }),
            Popup::Recorded => Box::<RecordedList>::default(),
            Popup::Log => Box::<LogPane>::default(),
            Popup::GoTo => Box::new(Form::go_to(context.history.iteration())),
            Popup::Lessons => {
                let Some(list) = LessonList::new(context) else { return };
                Box::new(list)
            }
            Popup::Pad => Box::<Pad>::default(),
        };
        self.layer = Some(layer);
    }
}
