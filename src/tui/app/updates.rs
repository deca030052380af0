//! What updates do to the front end, and what the session is to tell it.

use std::time::Instant;

use super::{App, Mode, Tab};
use crate::{
    history::LaneHistory,
    session::{Change, Command, State, Update, Watch},
    tui::{
        Place,
        refusals::{refusal, trouble},
    },
    words::Lang,
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
            Some(about) => self.warn(trouble(&about, lang)),
            None if self.history.saving().saved.is_some() => {
                self.warn(lang.say("saving goes on", "다시 저장하고 있습니다"));
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
                self.say(refusal(reason, self.lang()), now);
            }
            Update::Changed { change: Change::Added(lane), .. } => {
                self.selected = Some(lane.id);
                if self.history.state() == State::Finished {
                    let waits = "the race is at its end: the lane begins with c";
                    self.say(
                        self.lang().say(waits, "경주가 끝났습니다. c를 누르면 이 레인이 출발합니다"),
                        now,
                    );
                }
            }
            Update::Changed { change: Change::Iterations { .. }, iteration } => {
                let over =
                    |lane: &LaneHistory| lane.card.schedule.ends_at().is_some_and(|end| end <= *iteration);
                if self.history.lanes().iter().any(over) {
                    self.say(schedules_over(*iteration, self.lang()), now);
                }
            }
            Update::Faulted { lane, iteration, message } => {
                let name = self.history.lane(*lane).map_or("a lane", |lane| &lane.card.name);
                let text = match self.lang() {
                    Lang::En => format!("{name} stopped at {iteration} by a fault in the program: {message}"),
                    Lang::Ko => format!("{name}: 프로그램 오류로 {iteration}회에 멈췄습니다: {message}"),
                };
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

/// What is to be said of a race that goes on past the end of a schedule.
fn schedules_over(iteration: u64, lang: Lang) -> String {
    match lang {
        Lang::En => {
            format!("schedules stay at their end; e plans anew: cosine, warm-up {iteration} begins here")
        }
        Lang::Ko => {
            format!("학습률 계획은 끝에 머뭅니다. e로 새 계획: cosine, 워밍업 {iteration}이면 여기서 시작")
        }
    }
}
