//! The state of the front end: what views share, the views, and the layer over them. Knows no terminal or thread, and
//! is told the time.

mod answers;
pub(super) mod keys;
mod lane_keys;
mod mouse;
mod program_keys;
mod race_keys;

use std::time::Instant;

use answers::Answers;

use super::{
    context::{Context, Trials},
    keymap::{AnyKeys, Effect, Entry},
    layers::Layer,
    number,
    views::{
        self,
        lesson::{self, VoteKeys},
        view::View,
    },
};
use crate::{
    history::LaneHistory,
    lesson::Course,
    session::{Capability, Change, Command, State, Update, Watch},
    terminal::Key,
    words::{say, settings},
};

/// The front end.
pub(crate) struct App {
    pub(super) context: Context,
    views: Vec<Box<dyn View>>,
    /// The place of the view that is shown.
    shown: usize,
    layer: Option<Box<dyn Layer>>,
    /// What the session was asked to report beside losses.
    watching: Watch,
    answers: Answers,
    /// When a vote was open last.
    voted: Option<Instant>,
    /// The place of the view for which trials were started last.
    trying: Option<usize>,
}

impl App {
    pub(super) fn new(context: Context) -> Self {
        let mut app = Self {
            context,
            views: views::all(),
            shown: 0,
            layer: None,
            watching: Watch::Nothing,
            answers: Answers::default(),
            voted: None,
            trying: None,
        };
        app.context.choose_metric();
        app.lanes_changed();
        app
    }

    /// The view that is shown.
    pub(super) fn view(&self) -> &dyn View {
        &*self.views[self.shown]
    }

    /// The layer that is open over it.
    pub(super) fn layer(&self) -> Option<&dyn Layer> {
        self.layer.as_deref()
    }

    /// Whether the race can do what a view needs.
    fn is_offered(&self, place: usize) -> bool {
        let needs = self.views.get(place).map(|view| view.needs());
        needs.is_some_and(|needs| needs.is_none_or(|capability| self.context.can(capability)))
    }

    /// The numbers and names of the views that are offered, and of each whether it is shown.
    pub(super) fn view_names(&self) -> Vec<(usize, &str, bool)> {
        let views = self.views.iter().enumerate().filter(|(at, _)| self.is_offered(*at));
        views.map(|(at, view)| (views::number(at), view.name(&self.context), at == self.shown)).collect()
    }

    /// The keys for the footer: those of the layer that is open, or else those that work in the view.
    pub(super) fn footer_entries(&self) -> Vec<Entry> {
        if let Some(layer) = &self.layer {
            return layer.entries(&self.context);
        }
        let votes = VoteKeys.entries(&self.context).into_iter();
        let votes: Vec<Entry> = votes.filter(|entry| entry.when.holds(&self.context)).collect();
        let taken = |key: &Key| votes.iter().any(|vote| vote.keys.contains(key));
        let works = |entry: &Entry| entry.when.holds(&self.context) && !entry.is_locked();
        let others = self.entries(|entry| works(entry) && !entry.keys.iter().any(taken));
        votes.iter().cloned().chain(others).collect()
    }

    /// Whether the terminal is to report the mouse.
    pub(super) fn uses_mouse(&self) -> bool {
        self.context.mouse.on || self.layer.as_ref().is_some_and(|layer| layer.uses_mouse())
    }

    /// Shows a message for a while.
    pub(super) fn say(&mut self, text: impl Into<String>, now: Instant) {
        self.context.now = now;
        self.context.say(text);
    }

    /// Begins a course with the lesson that it is at.
    pub(super) fn open_course(&mut self, course: Course) {
        lesson::teach(&mut self.context, course.runner());
        self.context.course = Some(course);
    }

    /// Moves what moves by itself; true if that is to be seen.
    pub(super) fn advance(&mut self, now: Instant) -> bool {
        let silence = self.context.silence();
        self.context.now = now;
        let is_silent = self.context.silence() != silence;
        let (context, shown) = (&self.context, self.shown);
        let advanced = |(at, view): (usize, &mut Box<dyn View>)| view.advance(context, at == shown);
        self.views.iter_mut().enumerate().map(advanced).fold(is_silent, |any, seen| any | seen)
    }

    /// When something changes by itself, if nothing else comes first.
    pub(super) fn due(&self) -> Option<Instant> {
        let message = self.context.message.as_ref().and_then(|message| message.until);
        let others = message.into_iter().chain(self.answers.due()).chain(self.context.silence_due());
        self.views.iter().filter_map(|view| view.due()).chain(others).min()
    }

    /// What the session is to report beside losses from now on, if that is something else than before.
    pub(super) fn ask(&mut self) -> Option<Command> {
        let wanted = self.to_watch();
        (wanted != self.watching).then(|| {
            self.watching = wanted.clone();
            Command::Watch(wanted)
        })
    }

    /// What the layer or the view that is shown needs.
    fn to_watch(&self) -> Watch {
        let of_layer = self.layer().and_then(Layer::watch);
        of_layer.unwrap_or_else(|| self.view().watch(&self.context))
    }

    /// Says what is wrong with saving, or that nothing is any more.
    pub(super) fn report_trouble(&mut self) {
        let lang = self.context.lang();
        let saving = &self.context.history.saving;
        let text = match &saving.trouble {
            Some(trouble) => say!(lang, refusals::trouble(trouble)),
            None if saving.saved.is_some() => say!(lang, run::SAVING_GOES_ON).to_owned(),
            None => return,
        };
        self.context.warn(text);
    }

    /// Notes that the session was sent a command.
    pub(super) fn sent(&mut self, command: &Command, now: Instant) {
        if !matches!(command, Command::Watch(_)) {
            self.answers.sent(command, self.context.history.iteration(), now);
            self.context.goes_back = self.answers.goes_back();
        }
    }

    /// Takes in what the session of the race reports.
    pub(super) fn apply(&mut self, update: &Update, now: Instant) {
        self.context.now = now;
        if let (Update::Logged(lines), Some(layer), false) =
            (update, &mut self.layer, self.context.is_frozen())
        {
            layer.logged(lines.len());
        }
        let trouble = self.context.history.saving.trouble.clone();
        self.context.history.apply(update);
        match update {
            Update::Answered => self.answers.answered(),
            Update::Failed { .. } => self.answers.give_up(),
            _ => {}
        }
        self.context.goes_back = self.answers.goes_back();
        self.context.follow_speed();
        if self.context.history.saving.trouble != trouble {
            self.report_trouble();
        }
        if matches!(update, Update::Started(_) | Update::Changed { .. } | Update::Swept(_)) {
            self.lanes_changed();
        }
        if matches!(update, Update::Started(_)) && self.context.can(Capability::Sweep) {
            self.open_first_of(Capability::Sweep);
        }
        if matches!(
            update,
            Update::Started(_)
                | Update::State { .. }
                | Update::Measured(_)
                | Update::Logged(_)
                | Update::Swept(_)
        ) {
            self.context.heard = now;
        }
        match update {
            Update::Progressed(_) => self.context.narrate(false),
            Update::Measured(_) if self.context.history.foreign().is_some() => {
                self.context.choose_metric();
                self.context.narrate(false);
            }
            Update::Diverged { .. } => self.context.narrate(true),
            Update::Started(_) | Update::Rewound { .. } => self.context.told.forget(),
            _ => {}
        }
        react(&mut self.context, update);
        self.context.keep_selection();
    }

    /// Takes in what the session of trials reports, and returns what the trials ask for. There is one such session, and
    /// only the view for which it was started knows what to make of it.
    pub(super) fn apply_trials(&mut self, update: &Update) -> Vec<Effect> {
        let view = self.trying.and_then(|place| self.views.get_mut(place));
        let effects = view.map_or_else(Vec::new, |view| view.apply_trials(update));
        self.note_trials();
        effects
    }

    /// Notes whose trials run, for the keys that are about that.
    fn note_trials(&mut self) {
        let running = self.views.iter().position(|view| view.runs_trials());
        self.context.trials = match running {
            None => Trials::NoneRun,
            Some(place) if place == self.shown => Trials::Own,
            Some(_) => Trials::OfAnotherView,
        };
    }

    /// Shows the first view that needs that.
    fn open_first_of(&mut self, capability: Capability) {
        let place = self.views.iter().position(|view| view.needs() == Some(capability));
        self.shown = place.unwrap_or(self.shown);
    }

    fn lanes_changed(&mut self) {
        for view in &mut self.views {
            view.lanes_changed(&self.context);
        }
    }
}

/// Changes what an update makes out of date, and says what is to be said of it.
fn react(context: &mut Context, update: &Update) {
    let lang = context.lang();
    match update {
        Update::Started(_) => {
            context.frozen = None;
            context.chart.start_over();
        }
        Update::Rewound { .. } => context.frozen = None,
        Update::State { .. } => context.asked = None,
        Update::Refused { reason } => {
            context.asked = None;
            context.say(say!(lang, refusals::refusal(reason)));
        }
        Update::Changed { change: Change::Added(lane), .. } => {
            context.selected = Some(lane.id);
            if context.history.state() == State::Finished && context.can(Capability::Change) {
                context.say(say!(lang, race::LANE_WAITS));
            }
        }
        Update::Changed { change: Change::Setting { lane, setting, to, .. }, .. } => {
            let Some(lane) = context.history.lane(*lane) else { return };
            let what = format!("{} {}", settings::knob(lang, &lane.info, *setting), number::setting(*to));
            context.tell(what);
        }
        Update::Changed { change: Change::Iterations { .. }, iteration } => {
            let over = |lane: &LaneHistory| {
                let end = lane.info.rule().and_then(|rule| rule.schedule.ends_at());
                end.is_some_and(|end| end <= *iteration)
            };
            if context.history.lanes().iter().any(over) {
                context.say(say!(lang, race::schedules_have_ended(*iteration)));
            }
        }
        Update::Faulted { lane, iteration, message } => {
            let lane = context.history.lane(*lane);
            let name = lane.map_or(say!(lang, race::A_LANE), |lane| lane.info.name.as_str());
            context.warn(say!(lang, race::stopped_by_a_fault(name, *iteration, message)));
        }
        Update::CommandTaken { command: Command::Checkpoint, iteration } => {
            context.say(say!(lang, race::checkpoint_saved(*iteration)));
        }
        // Before there is a race the whole screen says it.
        Update::Failed { message } if context.history.info().is_some() => context.warn(message.clone()),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
