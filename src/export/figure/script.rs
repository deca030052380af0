//! Choosing between the fonts in the program, letter by letter.

use std::fmt::Write as _;

use ab_glyph::{Font as _, FontRef};

use crate::export::fonts::HANGUL;

/// The font's names, for the viewer of an SVG; without the first it takes Verdana, which is as wide, or what it has.
pub(super) const FONT: &str = "DejaVu Sans, Verdana, sans-serif";

/// The font of Korean letters, which the viewer of an SVG doesn't look for.
pub(super) const HANGUL_FONT: &str = "DownhillHangul";

/// Neighbouring letters of a text that are in the same font.
pub(super) struct FontRun<'a> {
    pub text: &'a str,
    pub font: &'static str,
}

/// Splits a text into runs of one font, from left to right.
pub(super) fn font_runs(text: &str) -> Vec<FontRun<'_>> {
    let (mut runs, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        let korean = is_hangul(first);
        let end = rest.find(|letter| is_hangul(letter) != korean).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        runs.push(FontRun { text: run, font: if korean { HANGUL_FONT } else { FONT } });
        rest = after;
    }
    runs
}

/// The text with every letter that is in no font replaced by its number, such as U+72AC.
pub(super) fn legible(text: &str) -> String {
    let fonts = [dejavu::sans::regular(), HANGUL].map(|font| FontRef::try_from_slice(font).ok());
    let known = |letter: char| fonts.iter().flatten().any(|font| font.glyph_id(letter).0 != 0);
    let mut legible = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if known(letter) {
            legible.push(letter);
            continue;
        }
        // Writing to a string can't fail.
        let _ = write!(legible, "U+{:04X}", u32::from(letter));
        if letters.peek().is_some_and(|next| *next != ' ') {
            legible.push(' ');
        }
    }
    legible
}

/// Whether it is a Korean syllable or one of the letters that those are made of, as keyboards type them.
const fn is_hangul(letter: char) -> bool {
    matches!(letter, '가'..='힣' | 'ㄱ'..='ㆎ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_korean_font_has_the_syllables_of_common_words_and_every_letter() {
        let font = FontRef::try_from_slice(HANGUL).unwrap();
        let known = |letter: &char| font.glyph_id(*letter).0 != 0;
        let syllables = ('가'..='힣').filter(known).count();
        // As many as the usual Korean character set has.
        assert!(syllables >= 2_350, "{syllables}");
        let letters: Vec<char> = ('ㄱ'..='ㅣ').filter(|letter| !known(letter)).collect();
        assert!(letters.is_empty(), "{letters:?}");
    }

    #[test]
    fn a_text_is_split_by_font_and_a_letter_of_no_font_stands_as_its_number() {
        let fonts =
            |text| font_runs(text).iter().map(|run| (run.text.to_owned(), run.font)).collect::<Vec<_>>();
        let (latin, korean) = (FONT, HANGUL_FONT);
        assert_eq!(fonts("빠른 adam"), [("빠른".into(), korean), (" adam".into(), latin)]);
        assert!(fonts("").is_empty());
        assert_eq!(legible("größe ∂ 빠른"), "größe ∂ 빠른");
        assert_eq!(legible("犬 1"), "U+72AC 1");
        assert_eq!(legible("数字"), "U+6570 U+5B57");
    }
}
