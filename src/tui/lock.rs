//! Keys that do nothing on a shared screen.

mod parse;

use crate::terminal::Key;

/// The keys that are locked in every view; layers over it, such as forms, keep theirs. Ctrl-C always works.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Locks(Vec<Key>);

impl Locks {
    pub(super) fn holds(&self, key: Key) -> bool {
        key != Key::Ctrl('c') && self.0.contains(&key)
    }

    pub(super) fn holds_all(&self, keys: &[Key]) -> bool {
        !keys.is_empty() && keys.iter().all(|key| self.holds(*key))
    }

    pub(super) fn holds_some(&self, keys: &[Key]) -> bool {
        keys.iter().any(|key| self.holds(*key))
    }
}
