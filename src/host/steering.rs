//! Between a trainer and whoever watches it: what it measures becomes updates, commands go to it, and its answers say at
//! which step they took effect.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender};

use super::{
    lines::{QUEUE, TrainerLine},
    message::{Attach, CommandOutcome, End, HostAction, HostCommand, TrainerMessage},
};
use crate::{
    race::LaneId,
    session::{
        Arrival, Capability, Change, Command, ForeignTraining, Knob, KnobKey, MAX_KNOBS, Mailbox, Refusal,
        State, TrainingSource, Update,
    },
    text::{message, thousands},
    watch::{Collector, Reading, Values},
};

/// How long values are gathered before they are sent on: no screen shows more frames a second.
const GATHER: Duration = Duration::from_millis(50);

/// Commands that wait for an answer; more are refused.
const MAX_OPEN: usize = 256;

/// The only lane of a training.
const LANE: LaneId = LaneId(0);

/// A training that is steered.
pub(crate) struct Steering {
    mailbox: Mailbox,
    collector: Collector,
    capabilities: Vec<Capability>,
    knobs: Vec<Knob>,
    /// Lines to the trainer.
    out: Sender<String>,
    /// The number of the last command.
    last_id: u64,
    /// Commands that the trainer has not answered.
    open: HashMap<u64, Command>,
    state: State,
    pid: u32,
}

impl Steering {
    /// A training that has said what it is; commands to it go into `out`.
    pub(crate) fn new(attach: Attach, out: Sender<String>, mailbox: Mailbox) -> Self {
        let Attach { name, program, host, pid, total, capabilities, knobs, facts } = attach;
        let own = [("program", program), ("host", host), ("pid", pid.to_string())];
        let own = own.into_iter().filter(|(_, value)| !value.is_empty());
        let facts = own.map(|(label, value)| (label.to_owned(), value)).chain(facts).collect();
        let training = ForeignTraining {
            title: name.clone(),
            source: TrainingSource::Loop,
            total,
            facts,
            capabilities: capabilities.clone(),
            metrics: Vec::new(),
        };
        let collector = Collector::with_lane(training, &name, knobs.clone());
        let (open, state) = (HashMap::new(), State::Running);
        Self { mailbox, collector, capabilities, knobs, out, last_id: 0, open, state, pid }
    }

    /// Follows the training until the session is dropped.
    pub(crate) fn run(mut self, lines: &Receiver<TrainerLine>) {
        let silent = crossbeam_channel::never();
        let mut lines = lines;
        let mut gathering: Option<Instant> = None;
        self.send_gathered();
        loop {
            match self.mailbox.receive_either(lines, gathering) {
                Arrival::Command(command) => self.command(&command),
                Arrival::News(line) => {
                    // A trainer that never rests lets commands come in between.
                    for line in std::iter::once(line).chain(lines.try_iter().take(QUEUE)) {
                        self.line(line);
                    }
                    gathering.get_or_insert_with(|| Instant::now() + GATHER);
                }
                Arrival::NoMoreNews => {
                    lines = &silent;
                    self.hung_up();
                }
                Arrival::Timeout => {}
                Arrival::Abandoned => break,
            }
            if gathering.take_if(|due| Instant::now() >= *due).is_some() {
                self.send_gathered();
            }
        }
        self.send_gathered();
        self.mailbox.deliver();
    }

    fn send_gathered(&mut self) {
        for update in self.collector.updates() {
            self.mailbox.send(update);
        }
    }

    /// Sends an update after everything that was measured before it.
    fn send(&mut self, update: Update) {
        self.send_gathered();
        self.mailbox.send(update);
    }

    fn line(&mut self, line: TrainerLine) {
        match line {
            Ok(message) => self.message(message),
            Err(wrong) => self.collector.say(&format!("! {wrong}")),
        }
    }

    fn message(&mut self, message: TrainerMessage) {
        match message {
            TrainerMessage::Attach(_) => self.collector.say("! the trainer has said twice what it is"),
            TrainerMessage::Step { step, time, values } => {
                let values = Values { step: Some(step), time, values, ..Values::default() };
                self.collector.add(0, "", Reading::Values(values));
            }
            TrainerMessage::State { state, step } => self.enter(state, step),
            TrainerMessage::Answer { id, step, outcome } => self.answered(id, step, outcome),
            TrainerMessage::Knobs(knobs) => {
                let before = self.knobs.clone();
                for knob in knobs {
                    match self.knobs.iter().position(|known| known.name == knob.name) {
                        Some(number) => self.knobs[number] = knob,
                        None if self.knobs.len() < MAX_KNOBS => self.knobs.push(knob),
                        None => {}
                    }
                }
                if self.knobs != before {
                    self.send(Update::Knobs { lane: LANE, knobs: self.knobs.clone() });
                }
            }
            TrainerMessage::Text(text) => self.collector.say(&text),
            TrainerMessage::End { end, message, step } => self.end(end, &message, step),
        }
    }

    fn enter(&mut self, state: State, step: u64) {
        if self.state != state {
            self.state = state;
            let iteration = step.max(self.collector.step());
            self.send(Update::State { state, iteration });
        }
    }

    /// What a command has come to in the trainer.
    fn answered(&mut self, id: u64, step: u64, outcome: CommandOutcome) {
        let Some(command) = self.open.remove(&id) else { return };
        match outcome {
            CommandOutcome::Refused(why) => {
                self.collector.say(&format!("! refused at step {}: {why}", thousands(step)));
                self.send(Update::Refused { reason: Refusal::Trainer(why) });
            }
            CommandOutcome::Done(changed) => {
                if command == Command::Checkpoint {
                    self.collector.say(&format!("checkpoint at step {}", thousands(step)));
                }
                self.send(Update::CommandTaken { iteration: step, command });
                for (key, from, to) in changed {
                    let Some(number) = self.knobs.iter().position(|knob| knob.name == key) else { continue };
                    self.knobs[number].value = to;
                    let setting = KnobKey::Declared(number as u16);
                    let change = Change::Setting { lane: LANE, setting, from, to };
                    self.send(Update::Changed { iteration: step, change });
                }
            }
        }
    }

    /// Passes a command on, or says why not. That it was passed on is its answer: it takes effect at the trainer's next
    /// safe point, which may be far.
    fn command(&mut self, command: &Command) {
        if matches!(command, Command::Watch(_)) {
            return;
        }
        if let Err(reason) = self.pass_on(command) {
            self.send(Update::Refused { reason });
        }
        self.send(Update::Answered);
    }

    fn pass_on(&mut self, command: &Command) -> Result<(), Refusal> {
        let (needed, action) = self.action(command)?;
        if matches!(self.state, State::Finished | State::Failed) {
            return Err(Refusal::Finished);
        }
        if !self.capabilities.contains(&needed) {
            return Err(Refusal::CantDo);
        }
        let id = self.last_id + 1;
        let line = serde_json::to_string(&HostCommand { id, action }).map_err(|_| Refusal::CantDo)?;
        if self.open.len() >= MAX_OPEN || self.out.try_send(line + "\n").is_err() {
            return Err(Refusal::Gone);
        }
        self.last_id = id;
        self.open.insert(id, command.clone());
        Ok(())
    }

    /// What the trainer is asked, and the capability that it needs for that.
    fn action(&self, command: &Command) -> Result<(Capability, HostAction<'_>), Refusal> {
        Ok(match *command {
            Command::Pause => (Capability::Pause, HostAction::Pause),
            Command::Resume => (Capability::Pause, HostAction::Resume),
            Command::Step(count) => (Capability::Step, HostAction::Step { count }),
            Command::Checkpoint => (Capability::Checkpoint, HostAction::Checkpoint),
            Command::Stop => (Capability::Stop, HostAction::Stop),
            Command::Set { setting: setting @ KnobKey::Declared(number), value, .. } => {
                let knob = self.knobs.get(usize::from(number)).ok_or(Refusal::CantDo)?;
                if !knob.allowed.holds(value) {
                    return Err(Refusal::Setting { setting, value: value.to_string() });
                }
                (Capability::Set, HostAction::Set { knob: &knob.name, value })
            }
            _ => return Err(Refusal::CantDo),
        })
    }

    fn end(&mut self, end: End, why: &str, step: u64) {
        self.collector.end(0);
        let at = thousands(step.max(self.collector.step()));
        match end {
            End::Finished => self.enter(State::Finished, step),
            End::Stopped => {
                self.collector.say(&format!("stopped at step {at}"));
                self.enter(State::Finished, step);
            }
            End::Failed => self.fail(&format!("the training has failed at step {at}: {why}")),
        }
        self.open.clear();
    }

    /// The trainer writes nothing more. If it has not said why, it was killed.
    fn hung_up(&mut self) {
        if !matches!(self.state, State::Finished | State::Failed) {
            self.collector.end(0);
            let at = thousands(self.collector.step());
            let process = if self.pid > 0 { format!(" (process {})", self.pid) } else { String::new() };
            self.fail(&format!("the trainer{process} has ended without a word, at step {at}: it was killed"));
        }
    }

    fn fail(&mut self, why: &str) {
        let why = message(why);
        self.collector.say(&format!("! {why}"));
        self.state = State::Failed;
        self.send(Update::Failed { message: why });
    }
}

#[cfg(test)]
mod tests;
