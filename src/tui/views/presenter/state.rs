//! Presenter mode: the last keys that were pressed, with what they meant.

use std::collections::VecDeque;

/// The most keys that are kept: more than a line has room for.
const MAX_PRESSES: usize = 16;

/// A key that was pressed, once or several times in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Press {
    /// The key as it is written.
    pub(crate) sign: String,
    /// What the key means; empty for one that means nothing, or was typed into a form.
    key: String,
    /// What came of it, or else what the key means.
    pub(crate) meaning: String,
    /// How often in a row.
    pub(crate) times: u32,
}

/// What a room has seen of the keys, the newest last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Presenter {
    presses: VecDeque<Press>,
}

impl Presenter {
    /// The keys, the newest first.
    pub(crate) fn presses(&self) -> impl Iterator<Item = &Press> {
        self.presses.iter().rev()
    }

    /// Tells what came of the key that was pressed last: a new value, or the view that is shown.
    pub(crate) fn tell(&mut self, what: String) {
        if let Some(last) = self.presses.back_mut() {
            last.meaning = what;
        }
    }

    pub(crate) fn note(&mut self, sign: String, meaning: &str) {
        if let Some(last) = self.presses.back_mut().filter(|last| last.sign == sign && last.key == meaning) {
            last.times += 1;
            return;
        }
        self.presses.push_back(Press {
            sign,
            key: meaning.to_owned(),
            meaning: meaning.to_owned(),
            times: 1,
        });
        if self.presses.len() > MAX_PRESSES {
            self.presses.pop_front();
        }
    }
}
