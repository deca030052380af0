//! Keys, as the program tells them apart.

mod decoder;
mod enhanced;
mod hangul;

pub use decoder::Decoder;

/// A key as the program tells keys apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A printed character.
    Char(char),
    /// A letter with the control key.
    Ctrl(char),
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Tabulator.
    Tab,
    /// Tabulator with shift.
    BackTab,
    /// Return.
    Enter,
    /// Rubs out the character before.
    Backspace,
    /// Closes what is open.
    Esc,
    /// The mouse, where it is listened to.
    Mouse(Mouse),
}

/// What the left button of the mouse does, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What it does.
    pub button: Button,
    /// Columns to the left of it.
    pub column: u16,
    /// Rows above it.
    pub row: u16,
}

/// What a button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Button {
    /// It goes down.
    Down,
    /// It is held and moved.
    Drag,
    /// It comes up.
    Up,
}

impl Key {
    /// As it is written on a screen.
    #[must_use]
    pub fn sign(self) -> String {
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
            Self::Tab => "Tab".into(),
            Self::BackTab => "Shift-Tab".into(),
            Self::Enter => "Enter".into(),
            Self::Backspace => "Backspace".into(),
            Self::Esc => "Esc".into(),
            Self::Mouse(_) => "mouse".into(),
        }
    }
}
