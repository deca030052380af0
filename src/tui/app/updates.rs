//! What updates do to the front end, and what the session is to tell it.

use std::time::Instant;

use super::{App, Mode, Tab};
use crate::{
    history::LaneHistory,
    session::{Change, Command, State, Update, Watch},
    tui::Place,
    words::say,
};

impl App {
    /// What the session is to tell beside losses from now on, if that is something else than before.
    pub fn ask(&mut self) -> Option<Command> {
        let wanted = self.to_watch();
        (wanted != self.watching).then(|| {
            self.watching = wanted.clone();
            Command::Watch(wanted)
        })
    }

    /// What has to be told for the view that is shown; a recording has no networks to look at.
    fn to_watch(&self) -> Watch {
        match (self.tab, &self.mode) {
            _ if self.place == Place::Recording => Watch::Nothing,
            (Tab::Digits, Mode::Pad(pad)) => pad.drawn().map_or(Watch::Nothing, Watch::Drawn),
            (Tab::Digits, _) => self.digits.watch(self.selected),
            (Tab::Inside, _) => self.inside.watch(self.selected.and_then(|id| self.history.lane(id))),
            (Tab::Race | Tab::Surface | Tab::Rates | Tab::Explain, _) => Watch::Nothing,
        }
    }

    /// Says what is wrong with saving, or that nothing is any more.
    pub fn tell_trouble(&mut self) {
        let lang = self.lang();
        match self.history.saving().trouble.clone() {
            Some(about) => self.warn(say!(lang, refusals::trouble(&about))),
            None if self.history.saving().saved.is_some() => {
                self.warn(say!(lang, run::SAVING_GOES_ON));
            }
            None => {}
        }
    }

    /// Takes an update in.
    pub fn apply(&mut self, update: &Update, now: Instant) {
        let trouble = self.history.saving().trouble.clone();
        self.history.apply(update);
        if self.history.saving().trouble != trouble {
            self.tell_trouble();
        }
        if matches!(update, Update::Started(_) | Update::Changed { .. }) {
            self.surface.seat(&self.history);
        }
        match update {
            Update::Started(_) => {
                self.frozen = None;
                self.chart.start_over();
            }
            Update::Rewound { .. } => self.frozen = None,
            Update::State { .. } => self.asked = None,
            Update::Refused { reason } => {
                self.asked = None;
                self.say(say!(self.lang(), refusals::refusal(reason)), now);
            }
            Update::Changed { change: Change::Added(lane), .. } => {
                self.selected = Some(lane.id);
                if self.history.state() == State::Finished {
                    self.say(say!(self.lang(), race::LANE_WAITS), now);
                }
            }
            Update::Changed { change: Change::Iterations { .. }, iteration } => {
                let over =
                    |lane: &LaneHistory| lane.card.schedule.ends_at().is_some_and(|end| end <= *iteration);
                if self.history.lanes().iter().any(over) {
                    self.say(say!(self.lang(), race::schedules_have_ended(*iteration)), now);
                }
            }
            Update::Faulted { lane, iteration, message } => {
                let name = self
                    .history
                    .lane(*lane)
                    .map_or(say!(self.lang(), race::A_LANE), |lane| lane.card.name.as_str());
                let text = say!(self.lang(), race::stopped_by_a_fault(name, *iteration, message));
                self.warn(text);
            }
            // Before there is a race the whole screen says it.
            Update::Failed { message } if self.history.card().is_some() => self.warn(message.clone()),
            _ => {}
        }
        if self.selected.is_none_or(|id| self.history.lane(id).is_none()) {
            self.selected = self.history.lanes().first().map(|lane| lane.card.id);
        }
    }
}
