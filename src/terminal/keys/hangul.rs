//! The standard Korean keyboard layout (Dubeolsik): which Latin key is in the same place.

use super::key::Key;

/// The letters of the layout …
const JAMO: &str = "ㅂㅃㅈㅉㄷㄸㄱㄲㅅㅆㅛㅕㅑㅐㅒㅔㅖㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ";

/// … and the Latin ones of the same keys.
const LATIN: &str = "qQwWeErRtTyuioOpPasdfghjklzxcvbnm";

impl Key {
    /// The same key of a Latin keyboard, for what a key does rather than what it types.
    pub(crate) fn latin(self) -> Self {
        let Self::Char(letter) = self else { return self };
        let found = JAMO.chars().zip(LATIN.chars()).find(|(jamo, _)| *jamo == letter);
        found.map_or(self, |(_, latin)| Self::Char(latin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_the_korean_layout_has_its_latin_key() {
        assert_eq!(JAMO.chars().count(), LATIN.len());
        let keys = |text: &str| text.chars().map(|letter| Key::Char(letter).latin()).collect::<Vec<_>>();
        assert_eq!(keys("ㅂㅈㄷㄱ ㅁㄴㅇㄹ ㅋㅌㅊㅍ"), keys("qwer asdf zxcv"));
        assert_eq!(keys("ㅃㅆㅖ"), keys("QTP"));
        assert_eq!(keys("ㅛㅕㅑㅐㅔ ㅗㅓㅏㅣ ㅠㅜㅡ"), keys("yuiop hjkl bnm"));
        let letters: std::collections::BTreeSet<char> = LATIN.chars().collect();
        assert_eq!(letters.len(), LATIN.len());
        assert_eq!(Key::Char('é').latin(), Key::Char('é'));
        assert_eq!(Key::Ctrl('c').latin(), Key::Ctrl('c'));
    }
}
