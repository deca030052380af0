//! Keys, as the program tells them apart.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

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
}

impl Key {
    /// The key that an event of the terminal stands for.
    pub fn from_event(event: &Event) -> Option<Self> {
        let Event::Key(KeyEvent { code, modifiers, kind, .. }) = event else { return None };
        if *kind == KeyEventKind::Release {
            return None;
        }
        match code {
            KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => {
                Some(Self::Ctrl(c.to_ascii_lowercase()))
            }
            KeyCode::Char(c) if !modifiers.contains(KeyModifiers::ALT) => Some(Self::Char(*c)),
            KeyCode::Up => Some(Self::Up),
            KeyCode::Down => Some(Self::Down),
            KeyCode::Left => Some(Self::Left),
            KeyCode::Right => Some(Self::Right),
            KeyCode::PageUp => Some(Self::PageUp),
            KeyCode::PageDown => Some(Self::PageDown),
            KeyCode::Tab => Some(Self::Tab),
            KeyCode::BackTab => Some(Self::BackTab),
            KeyCode::Enter => Some(Self::Enter),
            KeyCode::Backspace => Some(Self::Backspace),
            KeyCode::Esc => Some(Self::Esc),
            _ => None,
        }
    }
}
