//! Which key of a binding is meant where the way its keys are written is clicked.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::Entry;
use crate::terminal::Key;

impl Entry {
    /// The key that is meant by a click so many columns from the beginning of a sign, behind which the label stands; `spell`
    /// says how labels of keys are written in it. `None` where any key is meant, such as a digit.
    pub(crate) fn clicked(&self, sign: &str, column: usize, spell: impl Fn(&str) -> String) -> Option<Key> {
        let found = self.places(sign, spell);
        if let Some((_, key)) = found.iter().find(|(place, _)| place.contains(&column)) {
            return Some(*key);
        }
        let mut letters = sign.chars();
        let (first, last) = (found.first(), found.last());
        match (first, letters.next(), letters.next()) {
            // Of a pair such as n N the first is the usual one; of arrows or brackets the last is the one that says more.
            (Some((_, key @ Key::Char(letter))), ..) if letter.is_alphanumeric() => Some(*key),
            (Some(_), ..) => last.map(|(_, key)| *key),
            // A key that is among those that are too many to be listed.
            (None, Some(letter), None) => Some(Key::Char(letter)),
            _ => None,
        }
    }

    /// The keys in a sign, each with its columns.
    fn places(&self, sign: &str, spell: impl Fn(&str) -> String) -> Vec<(Range<usize>, Key)> {
        let labels: Vec<(String, Key)> = self.keys.iter().map(|key| (spell(&key.label()), *key)).collect();
        let (mut found, mut rest, mut start) = (Vec::new(), sign, 0);
        while let Some(next) = rest.chars().next() {
            let here = labels.iter().filter(|(label, _)| rest.starts_with(label.as_str()));
            let longest = here.max_by_key(|(label, _)| label.len());
            let (own, others) = rest.split_at(longest.map_or(next.len_utf8(), |(label, _)| label.len()));
            let end = start + own.width();
            found.extend(longest.map(|(_, key)| (start..end, *key)));
            (rest, start) = (others, end);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::{
        glyphs::Plot,
        keymap::{Group, When},
    };

    fn clicked(plot: Plot, sign: &str, keys: &[Key], column: usize) -> Option<Key> {
        let entry = Entry {
            keys: keys.to_vec(),
            locked: 0,
            sign: sign.to_owned(),
            label: None,
            help: None,
            group: Group::View,
            when: When::Always,
        };
        entry.clicked(&plot.spell(sign), column, |label| plot.spell(label))
    }

    #[test]
    fn every_key_of_a_sign_is_one_of_its_own_and_the_label_means_the_usual_one() {
        const LABEL: usize = 20;
        let of = |sign, keys: &[Key], column| clicked(Plot::Braille, sign, keys, column);
        let arrows = [Key::Left, Key::Right];
        assert_eq!(
            [0, 1, LABEL].map(|x| of("←→", &arrows, x)),
            [Key::Left, Key::Right, Key::Right].map(Some)
        );
        let letters = [Key::Char('n'), Key::Char('N')];
        let expected = [Key::Char('n'), Key::Char('n'), Key::Char('N'), Key::Char('n')].map(Some);
        assert_eq!([0, 1, 2, LABEL].map(|x| of("n N", &letters, x)), expected);
        assert_eq!(of("space", &[Key::Char(' ')], 3), Some(Key::Char(' ')));
        assert_eq!(of("Esc", &[Key::Esc, Key::Enter, Key::Char('q')], LABEL), Some(Key::Esc));
        assert_eq!(of("↑↓", &[Key::Up, Key::Down, Key::Char('k'), Key::Char('j')], 1), Some(Key::Down));
    }

    #[test]
    fn a_key_that_is_not_listed_is_the_one_that_is_written_unless_many_are_meant() {
        assert_eq!(clicked(Plot::Braille, "?", &[Key::Esc, Key::Enter], 0), Some(Key::Char('?')));
        assert_eq!(clicked(Plot::Braille, "0-9", &[Key::Backspace], 0), None);
        assert_eq!(clicked(Plot::Braille, "mouse", &[], 9), None);
    }

    #[test]
    fn keys_that_are_spelled_are_found_as_well() {
        let arrows = [Key::Left, Key::Right];
        let columns = [0, 1, 3, 4].map(|column| clicked(Plot::Ascii, "←→", &arrows, column));
        assert_eq!(columns, [Key::Left, Key::Left, Key::Right, Key::Right].map(Some));
    }
}
