//! Bytes of a terminal in, keys out; whatever comes, the keys after it work again.
//!
//! What is neither a key nor the left button of the mouse in the form that is asked for (SGR) is swallowed: other
//! mouse reports, answers to queries, pasted text. Nothing is held back for
//! long: a sequence that stays unfinished is dropped once nothing follows, and one that goes on and on once
//! it is longer than any real one.

use std::time::Duration;

use super::{Button, Key, Mouse, enhanced};

/// How long the terminal must be quiet before a lone escape byte is the key and no sequence follows.
const ESCAPE_ALONE: Duration = Duration::from_millis(50);

/// How long it must be quiet before pasted text without an end has ended.
const PASTE_OVER: Duration = Duration::from_millis(500);

/// The most parameter bytes of a sequence that means anything.
const LONGEST_SEQUENCE: usize = 32;

/// The most bytes of pasted text or of a string sequence.
const LONGEST_TEXT: usize = 64 * 1024;

/// What ends pasted text.
const PASTE_END: &[u8] = b"\x1b[201~";

/// Where in a sequence the last byte has led.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum State {
    /// In none.
    #[default]
    Ground,
    /// Behind an escape byte.
    Escape,
    /// Behind `ESC [`, with the parameters so far.
    Control(Vec<u8>),
    /// Behind `ESC O`.
    Function,
    /// In a mouse report of the old kind, with so many bytes to come.
    Mouse(u8),
    /// In a string such as `ESC ]`, after so many bytes, the last of which may be an escape.
    Text { bytes: usize, escape: bool },
    /// In pasted text, after so many bytes, with as much of its end as has come.
    Paste { bytes: usize, end: usize },
    /// In a character of several bytes, with those so far.
    Character(Vec<u8>),
}

/// Takes a terminal's bytes as they come.
#[derive(Debug, Default)]
pub struct Decoder {
    state: State,
}

impl Decoder {
    /// At the beginning.
    #[must_use]
    pub const fn new() -> Self {
        Self { state: State::Ground }
    }

    /// Takes some bytes and gives the keys that they end.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<Key> {
        bytes.iter().filter_map(|&byte| self.next(byte)).collect()
    }

    /// How long it must be quiet before [`Decoder::quiet`] has something to do; `None` if nothing is open.
    #[must_use]
    pub const fn patience(&self) -> Option<Duration> {
        match self.state {
            State::Ground => None,
            State::Paste { .. } => Some(PASTE_OVER),
            _ => Some(ESCAPE_ALONE),
        }
    }

    /// Nothing has come for as long as [`Decoder::patience`] says: a lone escape byte is the key, anything
    /// else that is open will not be finished.
    pub fn quiet(&mut self) -> Option<Key> {
        let state = std::mem::replace(&mut self.state, State::Ground);
        (state == State::Escape).then_some(Key::Esc)
    }

    fn next(&mut self, byte: u8) -> Option<Key> {
        match std::mem::replace(&mut self.state, State::Ground) {
            State::Ground => self.first(byte),
            State::Escape => self.after_escape(byte),
            State::Control(parameters) => self.control(parameters, byte),
            State::Function => enhanced::key(&[], byte),
            State::Mouse(left) => {
                self.state = if left > 1 { State::Mouse(left - 1) } else { State::Ground };
                None
            }
            State::Text { bytes, escape } => {
                // BEL or `ESC \` ends it, CAN and SUB cancel it.
                let over = matches!(byte, 0x07 | 0x18 | 0x1a) || (escape && byte == b'\\');
                if !over && bytes < LONGEST_TEXT {
                    self.state = State::Text { bytes: bytes + 1, escape: byte == 0x1b };
                }
                None
            }
            State::Paste { bytes, end } => {
                let end = match byte {
                    byte if byte == PASTE_END[end] => end + 1,
                    byte => usize::from(byte == PASTE_END[0]),
                };
                if end < PASTE_END.len() && bytes < LONGEST_TEXT {
                    self.state = State::Paste { bytes: bytes + 1, end };
                }
                None
            }
            State::Character(bytes) => self.character(bytes, byte),
        }
    }

    /// A byte that begins something.
    fn first(&mut self, byte: u8) -> Option<Key> {
        match byte {
            0x1b => self.state = State::Escape,
            b'\r' | b'\n' => return Some(Key::Enter),
            b'\t' => return Some(Key::Tab),
            0x7f | 0x08 => return Some(Key::Backspace),
            0x01..=0x1a => return Some(Key::Ctrl(char::from(byte - 1 + b'a'))),
            b' '..=b'~' => return Some(Key::Char(char::from(byte))),
            0xc2..=0xf4 => self.state = State::Character(vec![byte]),
            // Neither a key nor the beginning of a character.
            _ => {}
        }
        None
    }

    fn after_escape(&mut self, byte: u8) -> Option<Key> {
        match byte {
            b'[' => self.state = State::Control(Vec::new()),
            b'O' => self.state = State::Function,
            b']' | b'P' | b'X' | b'^' | b'_' => self.state = State::Text { bytes: 0, escape: false },
            0x1b => {
                self.state = State::Escape;
                return Some(Key::Esc);
            }
            // A letter with the alt key means nothing here; a control byte is a key of its own.
            b' '..=b'~' => {}
            byte => return self.first(byte),
        }
        None
    }

    fn control(&mut self, mut parameters: Vec<u8>, byte: u8) -> Option<Key> {
        match (parameters.as_slice(), byte) {
            (_, 0x20..=0x3f) => {
                // Of a longer one only the end is waited for.
                if parameters.len() <= LONGEST_SEQUENCE {
                    parameters.push(byte);
                }
                self.state = State::Control(parameters);
                None
            }
            (b"200", b'~') => {
                self.state = State::Paste { bytes: 0, end: 0 };
                None
            }
            (b"", b'M') => {
                self.state = State::Mouse(3);
                None
            }
            (b"", b'Z') => Some(Key::BackTab),
            ([b'<', report @ ..], b'M' | b'm') => mouse(report, byte == b'M').map(Key::Mouse),
            (_, 0x40..=0x7e) => enhanced::key(&parameters, byte),
            // Not a byte of a sequence: it was cut short here.
            (_, byte) => self.first(byte),
        }
    }

    fn character(&mut self, mut bytes: Vec<u8>, byte: u8) -> Option<Key> {
        if !(0x80..=0xbf).contains(&byte) {
            return self.first(byte);
        }
        bytes.push(byte);
        match std::str::from_utf8(&bytes) {
            Ok(text) => text.chars().next().map(Key::Char),
            Err(error) => {
                if error.error_len().is_none() {
                    self.state = State::Character(bytes);
                }
                None
            }
        }
    }
}

/// A mouse report `button;column;row`, which count from 1; `None` if it is not about the left button.
fn mouse(report: &[u8], down: bool) -> Option<Mouse> {
    /// Is part of the button's number while the mouse moves.
    const MOVES: u16 = 32;
    let report = std::str::from_utf8(report).ok()?;
    let numbers: Option<Vec<u16>> = report.split(';').map(|number| number.parse().ok()).collect();
    let &[button, column, row] = numbers?.as_slice() else { return None };
    let button = match (button, down) {
        (0, true) => Button::Down,
        (0, false) => Button::Up,
        (MOVES, true) => Button::Drag,
        _ => return None,
    };
    Some(Mouse { button, column: column.checked_sub(1)?, row: row.checked_sub(1)? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(bytes: &[u8]) -> Vec<Key> {
        Decoder::new().take(bytes)
    }

    #[test]
    fn keys_and_their_sequences_are_told_apart() {
        assert_eq!(keys(b"aZ 7"), [Key::Char('a'), Key::Char('Z'), Key::Char(' '), Key::Char('7')]);
        assert_eq!(
            keys(b"\r\t\x7f\x03\x0c"),
            [Key::Enter, Key::Tab, Key::Backspace, Key::Ctrl('c'), Key::Ctrl('l')]
        );
        assert_eq!(keys(b"\x1b[A\x1bOB\x1b[1;5C\x1b[D"), [Key::Up, Key::Down, Key::Right, Key::Left]);
        assert_eq!(keys(b"\x1b[5~\x1b[6~\x1b[Z"), [Key::PageUp, Key::PageDown, Key::BackTab]);
        assert_eq!(
            keys("é犬\u{1f600}".as_bytes()),
            [Key::Char('é'), Key::Char('犬'), Key::Char('\u{1f600}')]
        );
    }

    #[test]
    fn what_is_no_key_is_swallowed() {
        let strange =
            b"\x1b[<64;12;7M\x1b[<0;12M\x1b[<0;0;7M\x1b[<0;99999;1M\x1b[M !!\x1b[24;80R\x1b]11;rgb:0/0/0\x1b\\\x1bP1$r\x07\x1b[I\x1bq\xff\xfe";
        assert_eq!(keys(strange), []);
        assert_eq!(keys(b"\x1b[200~q\x03\x1b[20\x1b[201~n"), [Key::Char('n')]);
    }

    #[test]
    fn the_left_button_of_the_mouse_is_told_with_its_place_from_0_on() {
        let mouse = |button, column, row| Key::Mouse(Mouse { button, column, row });
        assert_eq!(
            keys(b"\x1b[<0;12;7M\x1b[<32;13;7M\x1b[<0;1;1mq"),
            [mouse(Button::Down, 11, 6), mouse(Button::Drag, 12, 6), mouse(Button::Up, 0, 0), Key::Char('q')]
        );
    }

    #[test]
    fn a_split_sequence_is_one_and_a_lone_escape_byte_is_a_key_once_it_is_quiet() {
        let mut decoder = Decoder::new();
        assert_eq!(decoder.take(b"\x1b"), []);
        assert_eq!(decoder.patience(), Some(ESCAPE_ALONE));
        assert_eq!(decoder.take(b"["), []);
        assert_eq!(decoder.take(b"A"), [Key::Up]);
        assert_eq!(decoder.patience(), None);
        decoder.take(b"\x1b");
        assert_eq!(decoder.quiet(), Some(Key::Esc));
        decoder.take(b"\x1b[20");
        assert_eq!(decoder.quiet(), None);
        assert_eq!(decoder.take(b"q"), [Key::Char('q')]);
    }

    #[test]
    fn pasted_text_and_strings_without_an_end_have_one() {
        for start in [&b"\x1b[200~"[..], b"\x1b]0;"] {
            let mut decoder = Decoder::new();
            decoder.take(start);
            assert_eq!(decoder.take(&vec![b'x'; LONGEST_TEXT - 1]), []);
            assert_eq!(decoder.take(b"xxxq").last(), Some(&Key::Char('q')));
        }
        let mut decoder = Decoder::new();
        decoder.take(b"\x1b[200~never ended");
        assert_eq!(decoder.quiet(), None);
        assert_eq!(decoder.take(b"q"), [Key::Char('q')]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn after_any_bytes_and_a_pause_a_key_works(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut decoder = Decoder::new();
            let whole = decoder.take(&bytes);
            let mut pieces = Decoder::new();
            let split: Vec<Key> = bytes.chunks(3).flat_map(|piece| pieces.take(piece)).collect();
            prop_assert_eq!(whole, split);
            if let State::Control(held) | State::Character(held) = &decoder.state {
                prop_assert!(held.len() <= LONGEST_SEQUENCE + 1);
            }
            decoder.quiet();
            prop_assert_eq!(decoder.take(b"q"), vec![Key::Char('q')]);
        }
    }
}
