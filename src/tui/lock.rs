//! Keys that do nothing on a shared screen, as they are typed on the command line.

use super::{
    key_names,
    options::{Locks, Rebinding},
};
use crate::{terminal::Key, text::excerpt};

impl Locks {
    /// Reads keys as they are typed, one after the other, and names with commas around them: `qrR,space,left`.
    ///
    /// # Errors
    /// If no key is named, or a name is mistyped.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut locked = Vec::new();
        for word in text.split(',').filter(|word| !word.is_empty()) {
            if let Some(key) = key_names::named(word) {
                locked.push(key);
                continue;
            }
            // A mistyped name would lock its letters.
            if let Some(refusal) = key_names::mistyped(word) {
                return Err(refusal);
            }
            locked.extend(word.chars().map(|letter| Key::Char(letter).latin()));
        }
        if locked.is_empty() {
            return Err("no key is named; type keys as they are, such as qrR or space,left".into());
        }
        Ok(Self(locked))
    }

    /// Checks that each key does something in some view, as keys are bound now.
    ///
    /// # Errors
    /// If one does nothing; the message says which.
    pub(crate) fn check(&self, rebinding: &Rebinding) -> Result<(), String> {
        match self.0.iter().find(|key| !rebinding.has(**key)) {
            Some(key) => Err(format!("{} is no key of this program", excerpt(&key_names::written(*key)))),
            None => Ok(()),
        }
    }
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
        let checked = |locks: Locks| locks.check(&Rebinding::default());
        let refusal = |text| Locks::parse(text).and_then(checked).unwrap_err();
        assert_eq!(refusal("qü"), "ü is no key of this program");
        assert_eq!(refusal("spcae"), "spcae is no key; is space meant?");
        assert_eq!(refusal(""), "no key is named; type keys as they are, such as qrR or space,left");
        assert_eq!(refusal("ctrl-l,comma"), "comma is no key of this program");
        assert!(!refusal("\u{1b}").contains('\u{1b}'));
    }
}
