//! What updates do to the front end, and what the session is to report to it.

use std::time::Instant;

use super::App;
use crate::{
    history::LaneHistory,
    session::{Change, Command, State, Update, Watch},
    tui::{context::Context, effect::Effect, layers::layer::Layer, screen::Place, views::lesson},
    words::say,
};

impl App {
    /// What the session is to report beside losses from now on, if that is something else than before.
    pub(in crate::tui) fn ask(&mut self) -> Option<Command> {
        let wanted = self.to_watch();
        (wanted != self.watching).then(|| {
            self.watching = wanted.clone();
            Command::Watch(wanted)
        })
    }

    /// What the layer or the view that is shown needs; a recording has no networks to look at.
    fn to_watch(&self) -> Watch {
        if self.context.place == Place::Recording {
            return Watch::Nothing;
        }
        let of_layer = self.layer().and_then(Layer::watch);
        of_layer.unwrap_or_else(|| self.view().watch(&self.context))
    }

    /// Says what is wrong with saving, or that nothing is any more.
    pub(in crate::tui) fn report_trouble(&mut self) {
        let lang = self.context.lang();
        let saving = self.context.history.saving();
        let text = match &saving.trouble {
            Some(trouble) => say!(lang, refusals::trouble(trouble)),
            None if saving.saved.is_some() => say!(lang, run::SAVING_GOES_ON).to_owned(),
            None => return,
        };
        self.context.warn(text);
    }

    /// Takes in what the session of the race reports.
    pub(in crate::tui) fn apply(&mut self, update: &Update, now: Instant) {
        self.context.now = now;
        let trouble = self.context.history.saving().trouble.clone();
        self.context.history.apply(update);
        if self.context.history.saving().trouble != trouble {
            self.report_trouble();
        }
        if matches!(update, Update::Started(_) | Update::Changed { .. }) {
            self.lanes_changed();
        }
        react(&mut self.context, update);
        self.context.keep_selection();
    }

    /// Lets the lesson see an update that was taken in, and returns what it asks for.
    pub(in crate::tui) fn apply_to_lesson(&mut self, update: &Update) -> Vec<Command> {
        lesson::state::apply(&mut self.context, update)
    }

    /// Takes in what the session of trials reports, and returns what the trials ask for.
    pub(in crate::tui) fn apply_trials(&mut self, update: &Update) -> Vec<Effect> {
        self.views.iter_mut().flat_map(|view| view.apply_trials(update)).collect()
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
            if context.history.state() == State::Finished {
                context.say(say!(lang, race::LANE_WAITS));
            }
        }
        Update::Changed { change: Change::Iterations { .. }, iteration } => {
            let over = |lane: &LaneHistory| lane.info.schedule.ends_at().is_some_and(|end| end <= *iteration);
            if context.history.lanes().iter().any(over) {
                context.say(say!(lang, race::schedules_have_ended(*iteration)));
            }
        }
        Update::Faulted { lane, iteration, message } => {
            let lane = context.history.lane(*lane);
            let name = lane.map_or(say!(lang, race::A_LANE), |lane| lane.info.name.as_str());
            context.warn(say!(lang, race::stopped_by_a_fault(name, *iteration, message)));
        }
        // Before there is a race the whole screen says it.
        Update::Failed { message } if context.history.info().is_some() => context.warn(message.clone()),
        _ => {}
    }
}
