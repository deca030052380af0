//! A lesson beside the race: what keys and updates do to it.

use std::time::Instant;

use super::{App, Effect};
use crate::{
    lesson::{Axis, Runner, Stage},
    session::{Command, Update},
    tui::{axis::YAxis, keys::Key},
};

impl App {
    /// Begins a lesson, with the chart as it wants it.
    pub fn teach(&mut self, runner: Runner) {
        self.chart.y_axis = match runner.lesson().axis {
            Axis::Unit => YAxis::Unit,
            Axis::Fitted => YAxis::Fitted,
            Axis::Log => YAxis::Log,
        };
        self.lesson = Some(runner);
    }

    /// Takes a vote in while a question is open; false if the key means something else.
    pub(super) fn vote(&mut self, key: Key) -> bool {
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
        true
    }

    /// Goes on with the lesson.
    pub(super) fn go_on(&mut self, now: Instant) -> Vec<Effect> {
        let Some(runner) = &mut self.lesson else { return Vec::new() };
        let asked = runner.go_on(&self.history);
        self.end_lesson(now);
        asked.into_iter().map(Effect::Send).collect()
    }

    /// Lets the lesson hear an update that was applied; tells what it asks for.
    pub fn hear_lesson(&mut self, update: &Update) -> Vec<Command> {
        self.lesson.as_mut().map_or_else(Vec::new, |runner| runner.hear(update, &self.history))
    }

    /// Closes a lesson that is over.
    fn end_lesson(&mut self, now: Instant) {
        if self.lesson.as_ref().is_some_and(|runner| runner.stage() == Stage::Over) {
            self.lesson = None;
            let over = self.lang().say(
                "the lesson is over; the race is yours",
                "수업이 끝났습니다. 이제 경주를 마음대로 다루십시오",
            );
            self.say(over, now);
        }
    }
}
