//! A lesson beside the race: what keys and updates do to it.

use std::time::Instant;

use crate::tui::app::{App, Effect, Mode, Tab};
use crate::{
    lesson::{Axis, Course, Runner, Stage},
    session::{Command, Update},
    tui::{action::Way, keys::Key, widgets::axis::YAxis},
    words::say,
};

/// Lines of a page: as many as the lowest strip has.
const PAGE: usize = 2;

/// Which part is shown of a text that has no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scrolled {
    /// That after so many lines.
    By(usize),
    /// The end.
    End,
}

impl Default for Scrolled {
    fn default() -> Self {
        Self::By(0)
    }
}

impl Scrolled {
    /// The first line that is shown where the last page begins there.
    pub fn first(self, last: usize) -> usize {
        match self {
            Self::By(lines) => lines.min(last),
            Self::End => last,
        }
    }

    /// A page further, or back; from the end it is back to the beginning.
    pub(crate) fn turned(self, way: Way) -> Self {
        match (self, way) {
            (Self::By(lines), Way::More) => Self::By(lines.saturating_add(PAGE)),
            (Self::By(lines), Way::Less) => Self::By(lines.saturating_sub(PAGE)),
            (Self::End, Way::More) => Self::End,
            (Self::End, Way::Less) => Self::By(0),
        }
    }
}

impl App {
    /// Begins a course with the lesson that it is at.
    pub fn open_course(&mut self, course: Course) {
        self.teach(course.runner());
        self.course = Some(course);
    }

    /// Lists the lessons: the one that is on is chosen, to start it over, or after its end the next.
    pub(crate) fn list_lessons(&mut self) {
        if let Some(course) = &self.course {
            self.mode = Mode::Lessons(if self.lesson.is_some() { course.at() } else { course.after() });
        }
    }

    /// Follows a key while the lessons are listed.
    pub(crate) fn choose_lesson(&mut self, key: Key) -> Vec<Effect> {
        let (Mode::Lessons(chosen), Some(course)) = (&mut self.mode, &mut self.course) else {
            return Vec::new();
        };
        match key {
            Key::Down | Key::Char('j') => *chosen = (*chosen + 1).min(course.lessons().len() - 1),
            Key::Up | Key::Char('k') => *chosen = chosen.saturating_sub(1),
            Key::Enter => {
                course.turn_to(*chosen);
                let runner = course.runner();
                return self.begin_lesson(runner);
            }
            Key::Ctrl('c') => return vec![Effect::Quit],
            Key::Esc | Key::Char('q' | 'T') => self.mode = Mode::View,
            _ => {}
        }
        Vec::new()
    }

    /// Begins a lesson in the place of what is raced.
    fn begin_lesson(&mut self, runner: Runner) -> Vec<Effect> {
        let (race, pace) = (Box::new(runner.lesson().config.clone()), runner.lesson().pace);
        self.teach(runner);
        (self.mode, self.tab) = (Mode::View, Tab::Race);
        [Command::Begin(race), Command::Pace(pace)].map(Effect::Send).into()
    }

    /// Begins a lesson, with the chart as it wants it.
    pub fn teach(&mut self, runner: Runner) {
        self.chart.y_axis = match runner.lesson().axis {
            Axis::Unit => YAxis::Unit,
            Axis::Fitted => YAxis::Fitted,
            Axis::Log => YAxis::Log,
        };
        self.scrolled = Scrolled::default();
        self.lesson = Some(runner);
    }

    /// Takes a vote in while a question is open; false if the key means something else.
    pub(crate) fn vote(&mut self, key: Key) -> bool {
        let Some(runner) = self.lesson.as_mut().filter(|runner| runner.counting().is_some()) else {
            return false;
        };
        match key {
            Key::Char(digit) if digit.is_ascii_digit() => runner.type_digit(digit.to_digit(10).unwrap_or(0)),
            Key::Backspace => runner.erase_digit(),
            Key::Up => runner.turn_answer(false),
            Key::Down => runner.turn_answer(true),
            _ => return false,
        }
        // The answers stand at the end.
        self.scrolled = Scrolled::End;
        true
    }

    /// Goes on with the lesson.
    pub(crate) fn go_on(&mut self, now: Instant) -> Vec<Effect> {
        let Some(runner) = &mut self.lesson else { return Vec::new() };
        self.scrolled = Scrolled::default();
        let asked = runner.go_on(&self.history);
        self.end_lesson(now);
        asked.into_iter().map(Effect::Send).collect()
    }

    /// Lets the lesson hear an update that was applied; tells what it asks for.
    pub fn hear_lesson(&mut self, update: &Update) -> Vec<Command> {
        let Some(runner) = &mut self.lesson else { return Vec::new() };
        if runner.is_begun_by(update) {
            self.history.forget();
        }
        let step = runner.number();
        let asked = runner.receive(update, &self.history);
        if runner.number() != step {
            self.scrolled = Scrolled::default();
        }
        asked
    }

    /// Closes a lesson that is over.
    fn end_lesson(&mut self, now: Instant) {
        if self.lesson.as_ref().is_some_and(|runner| runner.stage() == Stage::Over) {
            self.lesson = None;
            let over = say!(self.lang(), lesson::OVER);
            self.say(over, now);
        }
    }
}
