//! How keys are written on the command line and in files: as they are typed, and special ones by name.

use crate::{terminal::Key, text::excerpt};

/// Keys that are not typed as themselves, and their names.
const NAMED: [(&str, Key); 18] = [
    ("space", Key::Char(' ')),
    ("comma", Key::Char(',')),
    ("equals", Key::Char('=')),
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

/// Letters that a terminal sends alike with the control key and as a key of their own, and the one that always leaves.
const TAKEN_CONTROLS: &str = "chijm";

/// The key of that name.
pub(super) fn named(word: &str) -> Option<Key> {
    NAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, key)| *key)
}

/// The name that a word is a mistyped form of, as a refusal.
pub(super) fn mistyped(word: &str) -> Option<String> {
    let near = |name: &str| {
        name.len() > 3 && !word.starts_with("ctrl-") && strsim::damerau_levenshtein(name, word) == 1
    };
    let (name, _) = NAMED.iter().find(|(name, _)| near(name))?;
    Some(format!("{} is no key; is {name} meant?", excerpt(word)))
}

/// The one key that a word means: a character as it is typed, a name, or ctrl- and a letter.
pub(super) fn parse(word: &str) -> Result<Key, String> {
    let mut letters = word.chars();
    if let (Some(letter), None) = (letters.next(), letters.next())
        && !letter.is_control()
    {
        return Ok(Key::Char(letter).latin());
    }
    let control = || match word.to_ascii_lowercase().strip_prefix("ctrl-")?.as_bytes() {
        [letter @ b'a'..=b'z'] => {
            Some(char::from(*letter)).filter(|letter| !TAKEN_CONTROLS.contains(*letter))
        }
        _ => None,
    };
    named(word).or_else(|| control().map(Key::Ctrl)).ok_or_else(|| {
        mistyped(word).unwrap_or_else(|| {
            format!(
                "{} is no key; a key is a character, or {}",
                excerpt(word),
                NAMED.map(|(name, _)| name).join(", ")
            )
        })
    })
}

/// How a key is written where [`parse`] reads it.
pub(super) fn written(key: Key) -> String {
    match (NAMED.iter().find(|(_, named)| *named == key), key) {
        (Some((name, _)), _) => (*name).to_owned(),
        (None, Key::Ctrl(letter)) => format!("ctrl-{letter}"),
        (None, key) => key.label(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_of_a_key_is_read_as_that_key() {
        let typed = "aZ?ä+".chars().map(Key::Char);
        for key in NAMED.map(|(_, key)| key).into_iter().chain(typed).chain([Key::Ctrl('x')]) {
            assert_eq!(parse(&written(key)), Ok(key));
        }
        assert_eq!(parse("ㅂ"), Ok(Key::Char('q')));
    }

    #[test]
    fn what_is_no_key_is_said_in_one_line() {
        assert_eq!(parse("spcae").unwrap_err(), "spcae is no key; is space meant?");
        for wrong in ["", "ab", "ctrl-c", "ctrl-i", "ctrl-", "mouse", "\u{1b}"] {
            let refusal = parse(wrong).unwrap_err();
            assert!(refusal.contains("a key is a character, or space"), "{wrong:?}: {refusal}");
            assert!(!refusal.contains('\u{1b}'));
        }
    }
}
