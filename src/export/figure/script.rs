//! Which of the fonts in the program writes which letters of a text.

use std::fmt::Write as _;

use ab_glyph::{Font as _, FontRef};

use super::{FONT, HANGUL, HANGUL_FONT};

/// Letters of a text side by side that one font writes.
pub(super) struct Piece<'a> {
    pub text: &'a str,
    pub font: &'static str,
}

/// The pieces of a text from left to right.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        let korean = is_hangul(first);
        let end = rest.find(|letter| is_hangul(letter) != korean).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        pieces.push(Piece { text: piece, font: if korean { HANGUL_FONT } else { FONT } });
        rest = after;
    }
    pieces
}

/// A text of which every letter is in a font: another one stands as its number, such as U+72AC.
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
        // Memory takes every write.
        let _ = write!(legible, "U+{:04X}", u32::from(letter));
        if letters.peek().is_some_and(|next| *next != ' ') {
            legible.push(' ');
        }
    }
    legible
}

/// Whether it is a Korean syllable or one of the letters that those are made of, as keyboards type them.
pub(super) const fn is_hangul(letter: char) -> bool {
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
    fn a_text_is_written_in_pieces_and_what_no_font_has_by_its_number() {
        let fonts =
            |text| pieces(text).iter().map(|piece| (piece.text.to_owned(), piece.font)).collect::<Vec<_>>();
        let (latin, korean) = (FONT, HANGUL_FONT);
        assert_eq!(fonts("빠른 adam"), [("빠른".into(), korean), (" adam".into(), latin)]);
        assert!(fonts("").is_empty());
        assert_eq!(legible("größe ∂ 빠른"), "größe ∂ 빠른");
        assert_eq!(legible("犬 1"), "U+72AC 1");
        assert_eq!(legible("数字"), "U+6570 U+5B57");
    }
}
