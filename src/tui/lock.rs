//! Keys that do nothing on a shared screen, as they are typed on the command line.

use super::{app, options::Locks, views};
use crate::{terminal::Key, text::excerpt};

/// Keys that are not typed as themselves, and their names.
const NAMED: [(&str, Key); 16] = [
    ("space", Key::Char(' ')),
    ("left", Key::Left),
    ("right", Key::Right),
    ("up", Key::Up),
    ("down", Key::Down),
    ("pageup", Key::PageUp),
    ("pagedown", Key::PageDown),
    ("home", Key::Home),
    ("end", Key::End),
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
    /// # Errors
    /// If one is no key of this program; the message says which.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut locked = Vec::new();
        for word in text.split(',').filter(|word| !word.is_empty()) {
            if let Some((_, key)) = NAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)) {
                locked.push(known(*key).ok_or_else(|| format!("{word} does nothing here"))?);
                continue;
            }
            // A mistyped name would lock its letters.
            let near = |name: &str| name.len() > 3 && strsim::damerau_levenshtein(name, word) == 1;
            if let Some((name, _)) = NAMED.iter().find(|(name, _)| near(name)) {
                return Err(format!("{} is no key; is {name} meant?", excerpt(word)));
            }
            for letter in word.chars() {
                let unknown = || format!("{} is no key of this program", excerpt(&letter.to_string()));
                locked.push(known(Key::Char(letter).latin()).ok_or_else(unknown)?);
            }
        }
        if locked.is_empty() {
            return Err("no key is named; type keys as they are, such as qrR or space,left".into());
        }
        Ok(Self(locked))
    }
}

/// The key, if it does something in some view.
fn known(key: Key) -> Option<Key> {
    let shared = app::keys::shared().iter().any(|table| table.has(key));
    (shared || views::all().iter().any(|view| view.has(key))).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::{
        keymap::Effect,
        testing::{press, racing, type_in},
    };

    #[test]
    fn keys_are_typed_as_they_are_and_special_ones_by_name() {
        let locks = Locks::parse("qR+,space,left").unwrap();
        assert_eq!(locks.0, [Key::Char('q'), Key::Char('R'), Key::Char('+'), Key::Char(' '), Key::Left]);
    }

    #[test]
    fn another_key_that_does_the_same_is_locked_where_it_does_but_never_ctrl_c() {
        let mut app = racing(100);
        app.context.locks = Locks::parse("up,q").unwrap();
        let mut locked = |keys: &str| {
            let said = |key: char| {
                app.context.message = None;
                let effects = type_in(&mut app, &key.to_string());
                let message = app.context.message.as_ref();
                effects.is_empty()
                    && message.is_some_and(|message| message.text == format!("{key} is locked"))
            };
            keys.chars().map(said).collect::<Vec<_>>()
        };
        assert_eq!(locked("kjq"), [true, false, true]);
        // On the surface it moves the start.
        assert_eq!(locked("2kjq"), [false, false, false, true]);
        assert_eq!(press(&mut app, [Key::Ctrl('c')]), [Effect::Quit]);
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
