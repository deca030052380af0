//! A lesson on its way: what it asks of the session, and when it goes on.

use super::{Finding, Lesson, Order, Question, Step};
use crate::{
    history::{History, LaneHistory},
    race::LaneState,
    session::{Command, State, Update},
    words::Lang,
};

/// The most votes for one answer.
const MOST_VOTES: u32 = 9_999;

/// A lesson and how far it is.
#[derive(Debug, Clone)]
pub struct Runner {
    lesson: Lesson,
    at: usize,
    stage: Stage,
    /// Votes for each answer of the step's question.
    votes: Vec<u32>,
    /// Which answer is being counted.
    field: usize,
    told: Told,
    /// How the race stood before it was started over.
    before: Option<Box<History>>,
}

/// What a lesson waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// For whoever reads.
    Reading,
    /// For an iteration.
    Going {
        /// Which one.
        to: u64,
        /// Whether the session knows.
        taken: bool,
    },
    /// For nothing: it is over.
    Over,
}

/// What came of the step before.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Told {
    /// What was claimed and seen.
    pub findings: Vec<Finding>,
    /// What the room had guessed: the question, and votes for each answer.
    pub vote: Option<(Question, Vec<u32>)>,
}

impl Told {
    /// What was claimed and seen, in a line.
    #[must_use]
    pub fn line(&self, lang: Lang) -> String {
        Finding::line(&self.findings, lang)
    }
}

impl Runner {
    /// A lesson at its first step.
    #[must_use]
    pub fn new(lesson: Lesson) -> Self {
        let votes = votes(&lesson.steps[0]);
        let told = Told::default();
        Self { lesson, at: 0, stage: Stage::Reading, votes, field: 0, told, before: None }
    }

    /// The lesson.
    #[must_use]
    pub const fn lesson(&self) -> &Lesson {
        &self.lesson
    }

    /// The step that is read or on its way.
    #[must_use]
    pub fn step(&self) -> &Step {
        &self.lesson.steps[self.at]
    }

    /// Its number, from 1 on.
    #[must_use]
    pub const fn number(&self) -> usize {
        self.at + 1
    }

    /// Whether an update says that the lesson's first race is about to begin.
    #[must_use]
    pub fn is_begun_by(&self, update: &Update) -> bool {
        let Update::Followed { command: Command::Begin(config), .. } = update else { return false };
        self.at == 0 && **config == self.lesson.config
    }

    /// What it waits for.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// What came of the step before.
    #[must_use]
    pub const fn told(&self) -> &Told {
        &self.told
    }

    /// Votes for each answer of the step's question.
    #[must_use]
    pub fn votes(&self) -> &[u32] {
        &self.votes
    }

    /// The answer that is being counted, while a question is open.
    #[must_use]
    pub fn counting(&self) -> Option<usize> {
        let open = self.stage == Stage::Reading && self.step().question.is_some();
        open.then_some(self.field)
    }

    /// Counts for the next answer, or for the one before.
    pub fn turn_answer(&mut self, forward: bool) {
        let last = self.votes.len().saturating_sub(1);
        self.field = if forward { (self.field + 1).min(last) } else { self.field.saturating_sub(1) };
    }

    /// Types one more digit of a count.
    pub fn type_digit(&mut self, digit: u32) {
        if let Some(votes) = self.votes.get_mut(self.field) {
            let longer = *votes * 10 + digit;
            *votes = if longer > MOST_VOTES { digit } else { longer };
        }
    }

    /// Takes the last digit of a count back.
    pub fn erase_digit(&mut self) {
        if let Some(votes) = self.votes.get_mut(self.field) {
            *votes /= 10;
        }
    }

    /// Goes on from a text that was read, or from a pause on the way; tells what to ask of the session.
    pub fn go_on(&mut self, history: &History) -> Vec<Command> {
        match self.stage {
            Stage::Going { to, .. } if history.state() == State::Paused => vec![Command::GoTo(to)],
            Stage::Going { .. } | Stage::Over => Vec::new(),
            Stage::Reading => {
                let orders = &self.step().orders;
                let commands = orders.iter().map(Order::command).collect();
                let again = orders.iter().any(|order| matches!(order, Order::Reset(_) | Order::Race(_)));
                let goes =
                    orders.last().and_then(|order| if let Order::Go(to) = order { Some(*to) } else { None });
                if again {
                    self.before = Some(Box::new(history.clone()));
                }
                self.told = Told::default();
                match goes {
                    Some(to) => self.stage = Stage::Going { to, taken: false },
                    None => self.arrive(history),
                }
                commands
            }
        }
    }

    /// Takes an update in that `history` knows already; tells what to ask of the session.
    pub fn hear(&mut self, update: &Update, history: &History) -> Vec<Command> {
        let Stage::Going { to, taken } = self.stage else { return Vec::new() };
        if let Update::Followed { command, .. } = update
            && *command == Command::GoTo(to)
        {
            self.stage = Stage::Going { to, taken: true };
            return Vec::new();
        }
        if !taken {
            return Vec::new();
        }
        let runs = history.lanes().iter().any(|lane: &LaneHistory| lane.card.state == LaneState::Running);
        let there = history.iteration() >= to;
        match (history.state(), there || !runs) {
            (State::Paused | State::Finished, true) => {
                self.arrive(history);
                Vec::new()
            }
            // Somebody has paused on the way and gone on: the session knows of no stop any more.
            (State::Running, true) if history.iteration() > to => vec![Command::Pause],
            _ => Vec::new(),
        }
    }

    /// Looks what came of the step, and opens the next one.
    fn arrive(&mut self, history: &History) {
        let before = self.before.as_deref();
        let step = &self.lesson.steps[self.at];
        let findings = step.claims.iter().map(|claim| claim.check(history, before)).collect();
        let vote = step.question.clone().map(|question| (question, self.votes.clone()));
        self.told = Told { findings, vote };
        if self.at + 1 == self.lesson.steps.len() {
            self.stage = Stage::Over;
            return;
        }
        self.at += 1;
        self.stage = Stage::Reading;
        self.votes = votes(self.step());
        self.field = 0;
    }
}

/// No votes yet for each answer of a step's question.
fn votes(step: &Step) -> Vec<u32> {
    vec![0; step.question.as_ref().map_or(0, |question| question.answers.len())]
}
