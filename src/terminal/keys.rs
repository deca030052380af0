//! Keys and the mouse, as the program tells them apart, and how a terminal sends them.

pub(super) mod decoder;
mod enhanced;
mod mouse;

/// The letters of the standard Korean keyboard layout (Dubeolsik) …
const JAMO: &str = "ㅂㅃㅈㅉㄷㄸㄱㄲㅅㅆㅛㅕㅑㅐㅒㅔㅖㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ";

/// … and the Latin ones of the same keys.
const LATIN: &str = "qQwWeErRtTyuioOpPasdfghjklzxcvbnm";

/// A key that was pressed, or what the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A character as it was typed.
    Char(char),
    /// A lower-case letter with the control key.
    Ctrl(char),
    /// An arrow.
    Up,
    /// An arrow.
    Down,
    /// An arrow.
    Left,
    /// An arrow.
    Right,
    /// Labelled `PgUp` on most keyboards.
    PageUp,
    /// Labelled `PgDn` on most keyboards.
    PageDown,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// The tabulator, and Ctrl-I, which sends the same.
    Tab,
    /// The tabulator with shift.
    BackTab,
    /// Return, and Ctrl-J and Ctrl-M, which send the same.
    Enter,
    /// Backspace, and Ctrl-H, which may send the same.
    Backspace,
    /// The escape key, and Ctrl-[, which sends the same.
    Esc,
    /// The left button or the wheel of the mouse, while the terminal reports it.
    Mouse(MouseEvent),
}

/// What the left button or the wheel of the mouse does, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MouseEvent {
    /// What the mouse does.
    pub action: MouseAction,
    /// The column, from 0.
    pub column: u16,
    /// The row, from 0.
    pub row: u16,
}

/// What the left button or the wheel of the mouse does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseAction {
    /// The button is pressed.
    Down,
    /// The mouse moves while the button is held.
    Drag,
    /// The button is released.
    Up,
    /// The wheel is turned by a notch, away from the person.
    WheelUp,
    /// The wheel is turned by a notch, towards the person.
    WheelDown,
}

impl Key {
    /// Its name in help, footer and messages.
    pub(crate) fn label(self) -> String {
        match self {
            Self::Char(' ') => "space".into(),
            Self::Char(letter) => letter.into(),
            Self::Ctrl(letter) => format!("Ctrl-{}", letter.to_ascii_uppercase()),
            Self::Up => "↑".into(),
            Self::Down => "↓".into(),
            Self::Left => "←".into(),
            Self::Right => "→".into(),
            Self::PageUp => "PgUp".into(),
            Self::PageDown => "PgDn".into(),
            Self::Home => "Home".into(),
            Self::End => "End".into(),
            Self::Tab => "Tab".into(),
            Self::BackTab => "Shift-Tab".into(),
            Self::Enter => "Enter".into(),
            Self::Backspace => "Backspace".into(),
            Self::Esc => "Esc".into(),
            Self::Mouse(_) => "mouse".into(),
        }
    }

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
