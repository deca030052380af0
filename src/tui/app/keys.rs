//! What a key does: to what is open, or else what the table of keys says.

use std::time::Instant;

use super::{App, Effect, Mode};
use crate::tui::{action::Action, bindings, keys::Key, layers::form::Outcome, layout};
use crate::words::say;

impl App {
    /// Follows a key.
    pub fn key(&mut self, key: Key, now: Instant) -> Vec<Effect> {
        if let Key::Mouse(mouse) = key {
            let place = layout::on_pad(self, mouse);
            if let Mode::Pad(pad) = &mut self.mode {
                pad.mouse(mouse.action, place);
            }
            return Vec::new();
        }
        if self.message.as_ref().is_some_and(|message| message.until.is_none()) {
            self.message = None;
        }
        // What is typed into a form is meant as it is.
        let key = if matches!(self.mode, Mode::Form(_)) { key } else { key.latin() };
        self.note_press(key);
        if key == Key::Ctrl('z') && !self.locks.hold(key, Action::Stop) {
            return vec![Effect::Stop];
        }
        match &mut self.mode {
            Mode::Form(form) => {
                if key == Key::Ctrl('c') {
                    return vec![Effect::Quit];
                }
                let Outcome::Done(commands) = form.key(key) else { return Vec::new() };
                self.mode = Mode::View;
                commands.into_iter().map(Effect::Send).collect()
            }
            Mode::Lessons(_) => self.choose_lesson(key),
            Mode::Help(line) => {
                match key {
                    Key::Down | Key::Char('j') => *line += 1,
                    Key::Up | Key::Char('k') => *line = line.saturating_sub(1),
                    Key::PageDown | Key::Char(' ') => *line += 10,
                    Key::PageUp => *line = line.saturating_sub(10),
                    Key::Ctrl('c') => return vec![Effect::Quit],
                    Key::Esc | Key::Char('?' | 'q') | Key::Enter => self.mode = Mode::View,
                    _ => {}
                }
                Vec::new()
            }
            Mode::Pad(pad) => {
                match key {
                    Key::Ctrl('c') => return vec![Effect::Quit],
                    Key::Esc | Key::Enter | Key::Char('i' | 'q') => self.mode = Mode::View,
                    key => pad.key(key),
                }
                Vec::new()
            }
            Mode::View => {
                if self.vote(key) {
                    return Vec::new();
                }
                let Some(action) = bindings::action(key, self.tab, |when| self.holds(when)) else {
                    return Vec::new();
                };
                if self.locks.hold(key, action) {
                    let (key, lang) = (key.label(), self.lang());
                    self.say(say!(lang, keys::is_locked(&key)), now);
                    return Vec::new();
                }
                self.follow(action, now)
            }
        }
    }
}
