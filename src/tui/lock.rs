//! Keys that do nothing on a shared screen.

use super::{
    action::Action,
    bindings::{self, Binding},
    keys::Key,
};
use crate::text::excerpt;

/// Keys that are not typed as themselves, and their names.
const NAMED: [(&str, Key); 14] = [
    ("space", Key::Char(' ')),
    ("left", Key::Left),
    ("right", Key::Right),
    ("up", Key::Up),
    ("down", Key::Down),
    ("pageup", Key::PageUp),
    ("pagedown", Key::PageDown),
    ("tab", Key::Tab),
    ("backtab", Key::BackTab),
    ("enter", Key::Enter),
    ("backspace", Key::Backspace),
    ("esc", Key::Esc),
    ("ctrl-l", Key::Ctrl('l')),
    ("ctrl-z", Key::Ctrl('z')),
];

/// The actions that are locked.
///
/// A key takes with it every other key that does the same, so that a locked arrow leaves no way around it.
/// Ctrl-C always works.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Locks(Vec<Action>);

impl Locks {
    /// Reads keys as they are typed, one after the other, and names with commas around them: `qrR,space,left`.
    ///
    /// # Errors
    /// If one is no key of this program; the message says which.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut locked = Vec::new();
        for word in text.split(',').filter(|word| !word.is_empty()) {
            if let Some((_, key)) = NAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)) {
                locked.extend(meanings(*key).ok_or_else(|| format!("{word} does nothing here"))?);
                continue;
            }
            // A mistyped name would lock its letters.
            let near = |name: &str| name.len() > 3 && strsim::damerau_levenshtein(name, word) == 1;
            if let Some((name, _)) = NAMED.iter().find(|(name, _)| near(name)) {
                return Err(format!("{} is no key; is {name} meant?", excerpt(word)));
            }
            for letter in word.chars() {
                let found = meanings(Key::Char(letter).latin());
                locked.extend(
                    found.ok_or_else(|| {
                        format!("{} is no key of this program", excerpt(&letter.to_string()))
                    })?,
                );
            }
        }
        if locked.is_empty() {
            return Err("no key is named; type keys as they are, such as qrR or space,left".into());
        }
        Ok(Self(locked))
    }

    /// Whether a key that means that is locked.
    #[must_use]
    pub fn hold(&self, key: Key, action: Action) -> bool {
        key != Key::Ctrl('c') && self.0.contains(&action)
    }

    /// Whether all keys of a binding are locked but those that can't be.
    #[must_use]
    pub fn hold_all(&self, binding: &Binding) -> bool {
        binding.keys.iter().all(|&(key, action)| key == Key::Ctrl('c') || self.hold(key, action))
    }

    /// Whether some are.
    #[must_use]
    pub fn hold_some(&self, binding: &Binding) -> bool {
        binding.keys.iter().any(|&(key, action)| self.hold(key, action))
    }
}

/// What a key means, at whatever time; `None` for one that never means anything.
fn meanings(key: Key) -> Option<Vec<Action>> {
    let keys = bindings::all().flat_map(|binding| binding.keys);
    let found: Vec<Action> = keys.filter(|(own, _)| *own == key).map(|&(_, action)| action).collect();
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{session::Seed, tui::action::Way};

    #[test]
    fn keys_are_typed_as_they_are_and_special_ones_by_name() {
        let locks = Locks::parse("qR+,space,left").unwrap();
        for action in
            [Action::Quit, Action::Reset(Seed::Next), Action::Add, Action::Pause, Action::Rate(Way::Less)]
        {
            assert!(locks.hold(Key::Char('?'), action), "{action:?}");
        }
        assert!(!locks.hold(Key::Char('r'), Action::Reset(Seed::Same)));
        assert!(!locks.hold(Key::Right, Action::Rate(Way::More)));
    }

    #[test]
    fn another_key_that_does_the_same_is_locked_too_but_never_ctrl_c() {
        let locks = Locks::parse("up,q").unwrap();
        assert!(locks.hold(Key::Char('k'), Action::SelectLane(Way::Less)));
        assert!(!locks.hold(Key::Ctrl('c'), Action::Quit));
    }

    #[test]
    fn what_is_no_key_is_one_clear_line() {
        let refusal = |text| Locks::parse(text).unwrap_err();
        assert_eq!(refusal("qü"), "ü is no key of this program");
        assert_eq!(refusal("spcae"), "spcae is no key; is space meant?");
        assert_eq!(refusal(""), "no key is named; type keys as they are, such as qrR or space,left");
        assert!(!refusal("\u{1b}").contains('\u{1b}'));
    }
}
