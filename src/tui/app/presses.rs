//! The keys that a presenter's screen shows, with what each means when it is pressed.

use super::App;
use crate::{
    terminal::Key,
    tui::{
        keymap::{AnyKeys, When},
        views::lesson::vote::VoteKeys,
    },
    words::say,
};

impl App {
    /// Notes a key that is about to be handled.
    pub(super) fn note_press(&mut self, key: Key) {
        if self.context.presenter.is_none() {
            return;
        }
        let meaning = self.meaning(key);
        if let Some(presenter) = &mut self.context.presenter {
            presenter.note(key.label(), meaning);
        }
    }

    /// What a key means; nothing where it is typed into a layer, or is a vote.
    fn meaning(&self, key: Key) -> &'static str {
        let is_vote = || VoteKeys.entry(key, When::holds, &self.context).is_some();
        match self.entry(key) {
            _ if self.layer.is_some() || is_vote() => "",
            Some(_) if self.context.locks.holds(key) => say!(self.context.lang(), help::LOCKED),
            entry => entry.map_or("", |entry| entry.meaning()),
        }
    }
}
