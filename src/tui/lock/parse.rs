//! Locked keys as they are typed on the command line.

use super::Locks;
use crate::{
    terminal::Key,
    text::excerpt,
    tui::{app::shared, views},
};

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

impl Locks {
    /// Reads keys as they are typed, one after the other, and names with commas around them: `qrR,space,left`.
    ///
    /// A key takes with it every other key that does the same, so that a locked arrow leaves no way around it.
    ///
    /// # Errors
    /// If one is no key of this program; the message says which.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut locked = Vec::new();
        for word in text.split(',').filter(|word| !word.is_empty()) {
            if let Some((_, key)) = NAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)) {
                locked.extend(keys_like(*key).ok_or_else(|| format!("{word} does nothing here"))?);
                continue;
            }
            // A mistyped name would lock its letters.
            let near = |name: &str| name.len() > 3 && strsim::damerau_levenshtein(name, word) == 1;
            if let Some((name, _)) = NAMED.iter().find(|(name, _)| near(name)) {
                return Err(format!("{} is no key; is {name} meant?", excerpt(word)));
            }
            for letter in word.chars() {
                let found = keys_like(Key::Char(letter).latin());
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
}

/// The keys that do the same as `key` in some view; `None` for one that never does anything.
fn keys_like(key: Key) -> Option<Vec<Key>> {
    let mut like = shared::keys_like(key);
    like.extend(views::all().iter().flat_map(|view| view.keys_like(key)));
    (!like.is_empty()).then_some(like)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_typed_as_they_are_and_special_ones_by_name() {
        let locks = Locks::parse("qR+,space,left").unwrap();
        for key in [Key::Char('q'), Key::Char('R'), Key::Char('+'), Key::Char(' '), Key::Left] {
            assert!(locks.holds(key), "{key:?}");
        }
        assert!(!locks.holds(Key::Char('r')) && !locks.holds(Key::Right));
    }

    #[test]
    fn another_key_that_does_the_same_is_locked_too_but_never_ctrl_c() {
        let locks = Locks::parse("up,q").unwrap();
        assert!(locks.holds(Key::Char('k')) && !locks.holds(Key::Char('j')));
        assert!(!locks.holds(Key::Ctrl('c')));
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
