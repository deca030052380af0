//! Presenter mode: the last keys that were pressed, with what they meant.

use std::collections::VecDeque;

use crate::tui::app::{App, Mode, Tab};
use crate::{
    session::State,
    tui::{
        Place,
        bindings::{self, Binding},
        keys::Key,
    },
};

/// The most keys that are kept: more than a line has room for.
const MOST_PRESSES: usize = 16;

/// A key that was pressed, once or several times in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Press {
    /// The key as it is written.
    pub sign: String,
    /// What it meant; empty for one that meant nothing, or was typed into a form.
    pub meaning: String,
    /// How often in a row.
    pub times: u32,
}

/// What a room has seen of the keys, the newest last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Presenter {
    presses: VecDeque<Press>,
}

impl Presenter {
    /// The keys, the newest first.
    pub fn presses(&self) -> impl Iterator<Item = &Press> {
        self.presses.iter().rev()
    }

    fn note(&mut self, sign: String, meaning: String) {
        if let Some(last) =
            self.presses.back_mut().filter(|last| last.sign == sign && last.meaning == meaning)
        {
            last.times += 1;
            return;
        }
        self.presses.push_back(Press { sign, meaning, times: 1 });
        if self.presses.len() > MOST_PRESSES {
            self.presses.pop_front();
        }
    }
}

impl App {
    /// Presenter mode on or off.
    pub fn present(&mut self, on: bool) {
        self.presenter = on.then(Presenter::default);
        self.theme = self.theme.with_contrast(on);
    }

    /// One word for the footer on what a binding does now.
    pub fn label(&self, binding: &Binding) -> Option<&'static str> {
        let lang = self.lang();
        match binding.sign {
            "space" if self.is_paused() => Some(lang.say("go on", "계속")),
            // What is left runs on.
            "q" if self.place == Place::Background => Some(lang.say("leave", "떠나기")),
            _ => binding.label(lang),
        }
    }

    /// Whether what is shown waits for a key.
    fn is_paused(&self) -> bool {
        match self.tab {
            Tab::Surface => self.surface.is_paused(),
            _ => self.history.state() == State::Paused,
        }
    }

    /// Shows a key that is about to be followed.
    pub(crate) fn note_press(&mut self, key: Key) {
        if self.presenter.is_none() {
            return;
        }
        let meaning = match self.mode {
            Mode::View => self.meaning(key),
            Mode::Help(_) | Mode::Form(_) | Mode::Lessons(_) | Mode::Pad(_) => String::new(),
        };
        if let Some(presenter) = &mut self.presenter {
            presenter.note(key.label(), meaning);
        }
    }

    fn meaning(&self, key: Key) -> String {
        match bindings::action(key, self.tab, |when| self.holds(when)) {
            Some(action) if self.locks.hold(key, action) => return self.lang().say("locked", "잠김").into(),
            None => return String::new(),
            Some(_) => {}
        }
        let mut working = bindings::working(self.tab, |when| self.holds(when)).into_iter();
        let Some(binding) = working.find(|binding| binding.has(key)) else { return String::new() };
        // Without a word for the footer the beginning of the help says it.
        let of_help = || binding.help(self.lang()).split([',', ';', ':', '.']).next().unwrap_or_default();
        self.label(binding).unwrap_or_else(of_help).to_owned()
    }
}
