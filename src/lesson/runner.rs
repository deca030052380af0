//! A running lesson: the commands that it gives the session, and when it goes on; and the course that it is part of.

use super::{
    claim::Claim,
    content::{Lesson, LessonError, Question, Step},
    finding::Finding,
};
use crate::{
    history::{History, LaneHistory},
    race::LaneState,
    session::{Command, State, Update},
    words::Lang,
};

/// The most votes for one answer.
const MAX_VOTES: u32 = 9_999;

/// A running lesson.
#[derive(Debug, Clone)]
pub struct Runner {
    lesson: Lesson,
    at: usize,
    stage: LessonPhase,
    /// The votes for each answer to the step's question.
    votes: Vec<u32>,
    /// The index of the answer whose votes are being counted.
    counted: usize,
    result: StepResult,
    /// The race as it stood before it was started over.
    before: Option<Box<History>>,
}

/// What a lesson is waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LessonPhase {
    /// For the text to be read.
    Reading,
    /// For an iteration to be reached.
    Going {
        /// The iteration that the race is to run to.
        to: u64,
        /// Whether the session has taken the command to go there.
        taken: bool,
    },
    /// For nothing more.
    Over,
}

/// What came of the step before.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StepResult {
    /// What was seen of each claim; of several lanes together where it is the same.
    pub findings: Vec<Finding>,
    /// The question of the step, and the votes for each answer.
    pub(crate) vote: Option<(Question, Vec<u32>)>,
}

impl StepResult {
    /// What is seen after a step if all its claims hold, with other numbers and without votes.
    pub(crate) fn expected(step: &Step) -> Self {
        let findings = Finding::joined(step.claims.iter().map(Claim::expected));
        let vote = step.question.clone().map(|question| (question, Vec::new()));
        Self { findings, vote }
    }

    /// What was seen, a line for each finding.
    pub fn lines(&self, lang: Lang) -> impl Iterator<Item = String> {
        self.findings.iter().map(move |finding| finding.line(lang))
    }
}

impl Runner {
    /// The lesson at its first step.
    #[must_use]
    pub fn new(lesson: Lesson) -> Self {
        let votes = votes(&lesson.steps[0]);
        let result = StepResult::default();
        Self { lesson, at: 0, stage: LessonPhase::Reading, votes, counted: 0, result, before: None }
    }

    pub(crate) const fn lesson(&self) -> &Lesson {
        &self.lesson
    }

    /// The present step.
    pub(crate) fn step(&self) -> &Step {
        &self.lesson.steps[self.at]
    }

    /// The number of the present step, counted from 1.
    #[must_use]
    pub const fn number(&self) -> usize {
        self.at + 1
    }

    /// Whether an update says that the lesson's first race is about to start.
    pub(crate) fn is_begun_by(&self, update: &Update) -> bool {
        let Update::CommandTaken { command: Command::Begin(config), .. } = update else { return false };
        self.at == 0 && **config == self.lesson.config
    }

    /// What the lesson is waiting for.
    #[must_use]
    pub const fn stage(&self) -> LessonPhase {
        self.stage
    }

    /// What came of the step before.
    #[must_use]
    pub const fn last_result(&self) -> &StepResult {
        &self.result
    }

    /// The votes for each answer to the step's question.
    pub(crate) fn votes(&self) -> &[u32] {
        &self.votes
    }

    /// The index of the answer whose votes are being counted, while a question is open.
    pub(crate) fn counting(&self) -> Option<usize> {
        let open = self.stage == LessonPhase::Reading && self.step().question.is_some();
        open.then_some(self.counted)
    }

    /// Turns to the votes of the next answer, or of the one before.
    pub(crate) fn turn_answer(&mut self, forward: bool) {
        let last = self.votes.len().saturating_sub(1);
        self.counted = if forward { (self.counted + 1).min(last) } else { self.counted.saturating_sub(1) };
    }

    /// Appends a digit to the number of votes.
    pub(crate) fn type_digit(&mut self, digit: u32) {
        if let Some(votes) = self.votes.get_mut(self.counted) {
            let longer = *votes * 10 + digit;
            *votes = if longer > MAX_VOTES { digit } else { longer };
        }
    }

    /// Removes the last digit of the number of votes.
    pub(crate) fn erase_digit(&mut self) {
        if let Some(votes) = self.votes.get_mut(self.counted) {
            *votes /= 10;
        }
    }

    /// Goes on after a text that was read, or after a pause on the way. Returns the commands for the session.
    pub fn go_on(&mut self, history: &History) -> Vec<Command> {
        match self.stage {
            LessonPhase::Going { to, .. } if history.state() == State::Paused => vec![Command::GoTo(to)],
            LessonPhase::Going { .. } | LessonPhase::Over => Vec::new(),
            LessonPhase::Reading => {
                let orders = self.step().orders.clone();
                if orders.iter().any(|order| matches!(order, Command::Reset(_) | Command::Begin(_))) {
                    self.before = Some(Box::new(history.clone()));
                }
                self.result = StepResult::default();
                match orders.last() {
                    Some(&Command::GoTo(to)) => self.stage = LessonPhase::Going { to, taken: false },
                    _ => self.arrive(history),
                }
                orders
            }
        }
    }

    /// Takes an update that `history` contains already. Returns the commands for the session.
    pub fn receive(&mut self, update: &Update, history: &History) -> Vec<Command> {
        let LessonPhase::Going { to, taken } = self.stage else { return Vec::new() };
        if let Update::CommandTaken { command, .. } = update
            && *command == Command::GoTo(to)
        {
            self.stage = LessonPhase::Going { to, taken: true };
            return Vec::new();
        }
        if !taken {
            return Vec::new();
        }
        let runs = history.lanes().iter().any(|lane: &LaneHistory| lane.info.state == LaneState::Running);
        let there = history.iteration() >= to;
        match (history.state(), there || !runs) {
            (State::Paused | State::Finished, true) => {
                self.arrive(history);
                Vec::new()
            }
            // The race was paused on the way and resumed: the session has forgotten where to stop.
            (State::Running, true) if history.iteration() > to => vec![Command::Pause],
            _ => Vec::new(),
        }
    }

    /// Checks what came of the step, and opens the next one.
    fn arrive(&mut self, history: &History) {
        let before = self.before.as_deref();
        let step = &self.lesson.steps[self.at];
        let findings = Finding::joined(step.claims.iter().map(|claim| claim.check(history, before)));
        let vote = step.question.clone().map(|question| (question, self.votes.clone()));
        self.result = StepResult { findings, vote };
        if self.at + 1 == self.lesson.steps.len() {
            self.stage = LessonPhase::Over;
            return;
        }
        self.at += 1;
        self.stage = LessonPhase::Reading;
        self.votes = votes(self.step());
        self.counted = 0;
    }
}

/// No votes for each answer to a step's question.
fn votes(step: &Step) -> Vec<u32> {
    vec![0; step.question.as_ref().map_or(0, |question| question.answers.len())]
}

/// The lessons that can be taught in one sitting; there is at least one.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    lessons: Vec<Lesson>,
    at: usize,
}

impl Course {
    /// The lessons in the binary.
    pub(crate) fn shipped() -> Result<Self, LessonError> {
        Ok(Self { lessons: Lesson::shipped()?, at: 0 })
    }

    /// The lessons in the binary, set to that one; a lesson from a file comes before them.
    pub(crate) fn beginning_with(lesson: Lesson) -> Result<Self, LessonError> {
        let mut lessons = Lesson::shipped()?;
        let shipped = lessons.iter().position(|own| *own == lesson);
        if shipped.is_none() {
            lessons.insert(0, lesson);
        }
        Ok(Self { lessons, at: shipped.unwrap_or(0) })
    }

    pub(crate) fn lessons(&self) -> &[Lesson] {
        &self.lessons
    }

    /// The index of the lesson that is taught, or was last.
    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    /// The index of the next lesson, or of the last.
    pub(crate) fn after(&self) -> usize {
        (self.at + 1).min(self.lessons.len() - 1)
    }

    /// The present lesson, at its first step.
    pub(crate) fn runner(&self) -> Runner {
        Runner::new(self.lessons[self.at].clone())
    }

    /// Turns to the lesson of that index, or to the last.
    pub(crate) fn turn_to(&mut self, at: usize) {
        self.at = at.min(self.lessons.len() - 1);
    }
}
