//! Turns the bytes of a terminal into keys; whatever comes, the keys after it work again.
//!
//! Anything but a key or a report of the mouse's left button or wheel in the form that was asked for (SGR) is ignored:
//! other mouse reports, answers to queries, pasted text. Nothing is held back for long: an unfinished sequence is dropped once
//! nothing follows, an endless one once it is longer than any real one.

use std::time::Duration;

use super::{Key, enhanced, mouse};
use crate::terminal::background::{Background, MAX_ANSWER};

/// How long nothing must follow an escape byte for it to be the key and not the start of a sequence.
const ESCAPE_TIMEOUT: Duration = Duration::from_millis(50);

/// How long nothing must follow pasted text or a string without an end for it to be over: what comes after it is typed.
const TEXT_TIMEOUT: Duration = Duration::from_millis(500);

/// The most parameter bytes of a sequence that means anything.
const MAX_SEQUENCE: usize = 32;

/// The most bytes of pasted text or of a string sequence.
const MAX_TEXT: usize = 64 * 1024;

/// Ends pasted text.
const PASTE_END: &[u8] = b"\x1b[201~";

/// Where in a sequence the last byte has led.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum DecoderState {
    /// In none.
    #[default]
    Ground,
    /// After an escape byte.
    Escape,
    /// After `ESC [`, with the parameters so far.
    Control(Vec<u8>),
    /// After `ESC O`.
    Function,
    /// In a mouse report of the old kind, with so many bytes to come.
    Mouse(u8),
    /// In a string such as `ESC ]`, after so many bytes, the first of which are kept if it may be an answer, and the last
    /// of which may be an escape.
    Text { bytes: usize, answer: Option<Vec<u8>>, escape: bool },
    /// In pasted text, after so many bytes, the last `end` of which begin the sequence that ends it.
    Paste { bytes: usize, end: usize },
    /// In a character of several bytes, with those so far.
    Character(Vec<u8>),
}

/// Decodes the bytes of a terminal as they come.
#[derive(Debug, Default)]
pub struct Decoder {
    state: DecoderState,
    /// What the terminal has said of its background.
    background: Option<Background>,
}

impl Decoder {
    /// A decoder that has received nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes some bytes and returns the keys that they complete.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<Key> {
        bytes.iter().filter_map(|&byte| self.byte(byte)).collect()
    }

    /// What the terminal has said of its background since this was asked last.
    pub(crate) const fn take_background(&mut self) -> Option<Background> {
        self.background.take()
    }

    /// How long nothing must come before [`Decoder::time_out`] is to be called; `None` outside a sequence.
    #[must_use]
    pub const fn timeout(&self) -> Option<Duration> {
        match self.state {
            DecoderState::Ground => None,
            DecoderState::Paste { .. } | DecoderState::Text { .. } => Some(TEXT_TIMEOUT),
            _ => Some(ESCAPE_TIMEOUT),
        }
    }

    /// Ends what is unfinished, nothing having come for as long as [`Decoder::timeout`] says: an escape byte alone is
    /// the key, anything else is dropped.
    pub fn time_out(&mut self) -> Option<Key> {
        let state = std::mem::take(&mut self.state);
        (state == DecoderState::Escape).then_some(Key::Esc)
    }

    fn byte(&mut self, byte: u8) -> Option<Key> {
        match std::mem::take(&mut self.state) {
            DecoderState::Ground => self.first(byte),
            DecoderState::Escape => self.after_escape(byte),
            DecoderState::Control(parameters) => self.control(parameters, byte),
            DecoderState::Function => enhanced::key(&[], byte),
            DecoderState::Mouse(left) => {
                self.state = if left > 1 { DecoderState::Mouse(left - 1) } else { DecoderState::Ground };
                None
            }
            DecoderState::Text { bytes, answer, escape } => {
                self.text(bytes, answer, escape, byte);
                None
            }
            DecoderState::Paste { bytes, end } => {
                let end = match byte {
                    byte if byte == PASTE_END[end] => end + 1,
                    byte => usize::from(byte == PASTE_END[0]),
                };
                if end < PASTE_END.len() && bytes < MAX_TEXT {
                    self.state = DecoderState::Paste { bytes: bytes + 1, end };
                }
                None
            }
            DecoderState::Character(bytes) => self.character(bytes, byte),
        }
    }

    /// A byte outside a sequence.
    fn first(&mut self, byte: u8) -> Option<Key> {
        match byte {
            0x1b => self.state = DecoderState::Escape,
            b'\r' | b'\n' => return Some(Key::Enter),
            b'\t' => return Some(Key::Tab),
            0x7f | 0x08 => return Some(Key::Backspace),
            0x01..=0x1a => return Some(Key::Ctrl(char::from(byte - 1 + b'a'))),
            b' '..=b'~' => return Some(Key::Char(char::from(byte))),
            0xc2..=0xf4 => self.state = DecoderState::Character(vec![byte]),
            // Neither a key nor the beginning of a character.
            _ => {}
        }
        None
    }

    fn after_escape(&mut self, byte: u8) -> Option<Key> {
        match byte {
            b'[' => self.state = DecoderState::Control(Vec::new()),
            b'O' => self.state = DecoderState::Function,
            b']' | b'P' | b'X' | b'^' | b'_' => {
                let answer = (byte == b']').then(Vec::new);
                self.state = DecoderState::Text { bytes: 0, answer, escape: false };
            }
            0x1b => {
                self.state = DecoderState::Escape;
                return Some(Key::Esc);
            }
            // A letter with the alt key means nothing here; a control byte is a key by itself.
            b' '..=b'~' => {}
            byte => return self.first(byte),
        }
        None
    }

    /// A byte of a string; BEL or `ESC \` ends it, CAN and SUB cancel it.
    fn text(&mut self, bytes: usize, mut answer: Option<Vec<u8>>, escape: bool, byte: u8) {
        let ended = byte == 0x07 || (escape && byte == b'\\');
        if ended {
            let said = answer.as_deref().and_then(Background::of_answer);
            self.background = said.or(self.background);
        } else if bytes < MAX_TEXT && !matches!(byte, 0x18 | 0x1a) {
            if byte != 0x1b {
                // A longer one is not what was asked for.
                answer = answer.filter(|answer| answer.len() < MAX_ANSWER);
                if let Some(answer) = &mut answer {
                    answer.push(byte);
                }
            }
            self.state = DecoderState::Text { bytes: bytes + 1, answer, escape: byte == 0x1b };
        }
    }

    fn control(&mut self, mut parameters: Vec<u8>, byte: u8) -> Option<Key> {
        match (parameters.as_slice(), byte) {
            (_, 0x20..=0x3f) => {
                // Of a longer one nothing but the end matters.
                if parameters.len() <= MAX_SEQUENCE {
                    parameters.push(byte);
                }
                self.state = DecoderState::Control(parameters);
                None
            }
            (b"200", b'~') => {
                self.state = DecoderState::Paste { bytes: 0, end: 0 };
                None
            }
            (b"", b'M') => {
                self.state = DecoderState::Mouse(3);
                None
            }
            (b"", b'Z') => Some(Key::BackTab),
            ([b'<', report @ ..], b'M' | b'm') => mouse::event(report, byte == b'M').map(Key::Mouse),
            (_, 0x40..=0x7e) => enhanced::key(&parameters, byte),
            // Not a byte of a sequence, which was cut short here.
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
                    self.state = DecoderState::Character(bytes);
                }
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(bytes: &[u8]) -> Vec<Key> {
        Decoder::new().take(bytes)
    }

    #[test]
    fn keys_and_their_sequences_are_distinguished() {
        assert_eq!(keys(b"aZ 7"), [Key::Char('a'), Key::Char('Z'), Key::Char(' '), Key::Char('7')]);
        assert_eq!(
            keys(b"\r\t\x7f\x03\x0c"),
            [Key::Enter, Key::Tab, Key::Backspace, Key::Ctrl('c'), Key::Ctrl('l')]
        );
        assert_eq!(keys(b"\x1b[A\x1bOB\x1b[1;5C\x1b[D"), [Key::Up, Key::Down, Key::Right, Key::Left]);
        assert_eq!(keys(b"\x1b[5~\x1b[6~\x1b[Z"), [Key::PageUp, Key::PageDown, Key::BackTab]);
        assert_eq!(keys(b"\x1b[H\x1bOF\x1b[1~\x1b[4~"), [Key::Home, Key::End, Key::Home, Key::End]);
        assert_eq!(
            keys("é犬\u{1f600}".as_bytes()),
            [Key::Char('é'), Key::Char('犬'), Key::Char('\u{1f600}')]
        );
    }

    #[test]
    fn what_is_no_key_is_ignored() {
        let strange =
            b"\x1b[<66;12;7M\x1b[<0;12M\x1b[<0;0;7M\x1b[<0;99999;1M\x1b[M !!\x1b[24;80R\x1b]11;rgb:0/0/0\x1b\\\x1bP1$r\x07\x1b[I\x1bq\xff\xfe";
        assert_eq!(keys(strange), []);
        assert_eq!(keys(b"\x1b[200~q\x03\x1b[20\x1b[201~n"), [Key::Char('n')]);
    }

    #[test]
    fn an_answer_about_the_background_is_taken_whenever_and_in_however_many_pieces_it_comes() {
        let mut decoder = Decoder::new();
        assert_eq!(decoder.take(b"q\x1b]11;rgb:ffff/ff"), [Key::Char('q')]);
        assert_eq!((decoder.take_background(), decoder.timeout()), (None, Some(TEXT_TIMEOUT)));
        assert_eq!(decoder.take(b"ff/ffff\x1b\\n"), [Key::Char('n')]);
        assert_eq!(decoder.take_background(), Some(Background::Light));
        assert_eq!(decoder.take_background(), None);
        assert_eq!(decoder.take(b"\x1b]11;rgb:00/00/00\x07"), []);
        assert_eq!(decoder.take_background(), Some(Background::Dark));
        for other in [&b"\x1bP11;rgb:ff/ff/ff\x07"[..], b"\x1b]11;rgb:ff/ff/ff\x18", b"\x1b]52;c;aGVsbG8\x07"]
        {
            assert_eq!((decoder.take(other), decoder.take_background()), (vec![], None));
        }
        decoder.take(b"\x1b]11;rgb:ff/ff/ff");
        decoder.take(&[b'f'; 100]);
        assert_eq!((decoder.take(b"\x07"), decoder.take_background()), (vec![], None));
    }

    #[test]
    fn a_split_sequence_is_one_key_and_an_escape_byte_alone_is_one_after_a_pause() {
        let mut decoder = Decoder::new();
        assert_eq!(decoder.take(b"\x1b"), []);
        assert_eq!(decoder.timeout(), Some(ESCAPE_TIMEOUT));
        assert_eq!(decoder.take(b"["), []);
        assert_eq!(decoder.take(b"A"), [Key::Up]);
        assert_eq!(decoder.timeout(), None);
        decoder.take(b"\x1b");
        assert_eq!(decoder.time_out(), Some(Key::Esc));
        decoder.take(b"\x1b[20");
        assert_eq!(decoder.time_out(), None);
        assert_eq!(decoder.take(b"q"), [Key::Char('q')]);
    }

    #[test]
    fn pasted_text_and_strings_without_an_end_are_ended() {
        for start in [&b"\x1b[200~"[..], b"\x1b]0;"] {
            let mut decoder = Decoder::new();
            decoder.take(start);
            assert_eq!(decoder.take(&vec![b'x'; MAX_TEXT - 1]), []);
            assert_eq!(decoder.take(b"xxxq").last(), Some(&Key::Char('q')));
        }
        let mut decoder = Decoder::new();
        decoder.take(b"\x1b[200~never ended");
        assert_eq!(decoder.time_out(), None);
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
            if let DecoderState::Control(held) | DecoderState::Character(held) = &decoder.state {
                prop_assert!(held.len() <= MAX_SEQUENCE + 1);
            }
            decoder.time_out();
            prop_assert_eq!(decoder.take(b"q"), vec![Key::Char('q')]);
        }
    }
}
