//! The Korean layout of two sets: which Latin key is in the same place.

use super::Key;

/// Its signs …
const JAMO: &str = "ㅂㅃㅈㅉㄷㄸㄱㄲㅅㅆㅛㅕㅑㅐㅒㅔㅖㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ";

/// … and the Latin ones of the same keys.
const LATIN: &str = "qQwWeErRtTyuioOpPasdfghjklzxcvbnm";

impl Key {
    /// The same key of a Latin keyboard, for what a key does and not for what it writes.
    #[must_use]
    pub fn latin(self) -> Self {
        let Self::Char(sign) = self else { return self };
        let found = JAMO.chars().zip(LATIN.chars()).find(|(jamo, _)| *jamo == sign);
        found.map_or(self, |(_, latin)| Self::Char(latin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_of_the_korean_layout_has_its_latin_key() {
        assert_eq!(JAMO.chars().count(), LATIN.len());
        let keys = |text: &str| text.chars().map(|sign| Key::Char(sign).latin()).collect::<Vec<_>>();
        assert_eq!(keys("ㅂㅈㄷㄱ ㅁㄴㅇㄹ ㅋㅌㅊㅍ"), keys("qwer asdf zxcv"));
        assert_eq!(keys("ㅃㅆㅖ"), keys("QTP"));
        assert_eq!(keys("ㅛㅕㅑㅐㅔ ㅗㅓㅏㅣ ㅠㅜㅡ"), keys("yuiop hjkl bnm"));
        let letters: std::collections::BTreeSet<char> = LATIN.chars().collect();
        assert_eq!(letters.len(), LATIN.len());
        assert_eq!(Key::Char('é').latin(), Key::Char('é'));
        assert_eq!(Key::Ctrl('c').latin(), Key::Ctrl('c'));
    }
}
