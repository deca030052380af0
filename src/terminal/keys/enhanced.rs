//! Sequences that name keys by number: another program may have left the terminal in a mode that sends them.
//!
//! Kitty's protocol sends `CSI code:shifted:base ; modifiers:event ; text u`, where every part after the code may be left
//! out, and the same `modifiers:event` in the sequences of arrows
//! (<https://sw.kovidgoyal.net/kitty/keyboard-protocol/>). xterm's `modifyOtherKeys` sends `CSI 27 ; modifiers ; code ~`.

use super::Key;

/// The modifiers, a bit each; the number that is sent is one more.
const SHIFT: u32 = 1;
const CTRL: u32 = 4;
const CAPS_LOCK: u32 = 64;
const NUM_LOCK: u32 = 128;

/// The event of a key that is released.
const RELEASE: u32 = 3;

/// The numbers that Kitty's protocol has for keys without a character.
const UNPRINTABLE: std::ops::RangeInclusive<u32> = 57_344..=63_743;

/// The number of the keypad's 0, and the keys from there on.
const KEYPAD: (u32, &str) = (57_399, "0123456789./*-+");

/// What shift makes of a key's character where the sequence doesn't say: as on an American keyboard.
const SHIFTED: (&str, &str) = ("1234567890-=[]\\;',./`", "!@#$%^&*()_+{}|:\"<>?~");

/// The key of a sequence with these parameters and this last byte; `None` if it is released or means nothing here.
pub(super) fn key(parameters: &[u8], last: u8) -> Option<Key> {
    let text = std::str::from_utf8(parameters).ok()?;
    let parts = |field: &str| field.split(':').map(|part| part.parse::<u32>().unwrap_or(0)).collect();
    let fields: Vec<Vec<u32>> = text.split(';').map(parts).collect();
    let number =
        |field: usize, part: usize| fields.get(field)?.get(part).copied().filter(|&number| number > 0);
    if number(1, 1) == Some(RELEASE) {
        return None;
    }
    let modifiers = number(1, 0).map_or(0, |number| number - 1);
    match (last, number(0, 0)) {
        (b'A', _) => Some(Key::Up),
        (b'B', _) => Some(Key::Down),
        (b'C', _) => Some(Key::Right),
        (b'D', _) => Some(Key::Left),
        (b'H', _) | (b'~', Some(1 | 7)) => Some(Key::Home),
        (b'F', _) | (b'~', Some(4 | 8)) => Some(Key::End),
        (b'~', Some(5)) => Some(Key::PageUp),
        (b'~', Some(6)) => Some(Key::PageDown),
        (b'~', Some(27)) => {
            named(number(2, 0)?, modifiers).or_else(|| character([number(2, 0), None, None], modifiers))
        }
        (b'u', code) => match number(2, 0).and_then(char::from_u32) {
            Some(text) if modifiers & CTRL == 0 && !text.is_control() => Some(Key::Char(text)),
            _ => named(code?, modifiers).or_else(|| character([code, number(0, 1), number(0, 2)], modifiers)),
        },
        _ => None,
    }
}

/// A key that is not named by its own character.
fn named(code: u32, modifiers: u32) -> Option<Key> {
    Some(match code {
        8 | 127 => Key::Backspace,
        9 if modifiers & SHIFT != 0 => Key::BackTab,
        9 => Key::Tab,
        13 | 57_414 => Key::Enter,
        27 => Key::Esc,
        57_417 => Key::Left,
        57_418 => Key::Right,
        57_419 => Key::Up,
        57_420 => Key::Down,
        57_421 => Key::PageUp,
        57_422 => Key::PageDown,
        57_423 => Key::Home,
        57_424 => Key::End,
        code => Key::Char(KEYPAD.1.chars().nth(usize::try_from(code.checked_sub(KEYPAD.0)?).ok()?)?),
    })
}

/// The key of a character, given that, the one with shift and the one of the same key on a Latin keyboard, as far as they
/// were sent. With alt and the like it means nothing here.
fn character([own, shifted, base]: [Option<u32>; 3], modifiers: u32) -> Option<Key> {
    let printable = |code: u32| char::from_u32(code).filter(|c| !c.is_control());
    let known = modifiers & !(SHIFT | CTRL | CAPS_LOCK | NUM_LOCK) == 0;
    if !known || own.is_some_and(|code| UNPRINTABLE.contains(&code)) {
        return None;
    }
    if modifiers & CTRL != 0 {
        let Key::Char(letter) = Key::Char(printable(base.or(own)?)?).latin() else { return None };
        // The keys whose control bytes other terminals send.
        return Some(match letter.to_ascii_lowercase() {
            'h' => Key::Backspace,
            'i' => Key::Tab,
            'j' | 'm' => Key::Enter,
            '[' => Key::Esc,
            letter if letter.is_ascii_lowercase() => Key::Ctrl(letter),
            _ => return None,
        });
    }
    let shift = modifiers & SHIFT != 0;
    if let Some(c) = shifted.filter(|_| shift).and_then(printable) {
        return Some(Key::Char(c));
    }
    let c = printable(own?)?;
    let upper_case = shift != (modifiers & CAPS_LOCK != 0);
    let american = || SHIFTED.0.chars().zip(SHIFTED.1.chars()).find(|(plain, _)| *plain == c);
    Some(Key::Char(match c {
        c if c.is_alphabetic() && upper_case => c.to_uppercase().next().unwrap_or(c),
        c if c.is_alphabetic() || !shift => c,
        c => american().map_or(c, |(_, shifted)| shifted),
    }))
}

#[cfg(test)]
mod tests {
    use crate::terminal::{Decoder, Key};

    fn keys(bytes: &str) -> Vec<Key> {
        Decoder::new().take(bytes.as_bytes())
    }

    #[test]
    fn control_c_and_q_of_keyboards_in_an_enhanced_mode_are_themselves() {
        let recorded = include_bytes!("../../../tests/fixtures/ctrl-c-and-q-of-enhanced-keyboards.bin");
        assert_eq!(Decoder::new().take(recorded), [Key::Ctrl('c'), Key::Ctrl('c'), Key::Char('q')]);
    }

    #[test]
    fn every_letter_is_the_same_key_in_both_protocols_as_in_plain_bytes() {
        for letter in 'a'..='z' {
            let code = u32::from(letter);
            let capital = letter.to_ascii_uppercase();
            let upper = u32::from(capital);
            assert_eq!(keys(&format!("\x1b[{code}u\x1b[{code};1:2u")), [Key::Char(letter); 2]);
            for shifted in [
                format!("\x1b[{code};2u"),
                format!("\x1b[{code}:{upper};2u"),
                format!("\x1b[{code};2;{upper}u"),
                format!("\x1b[{code};65u"),
                format!("\x1b[27;2;{upper}~"),
            ] {
                assert_eq!(keys(&shifted), [Key::Char(capital)], "{shifted:?}");
            }
            let plain = keys(&char::from(letter as u8 & 0x1f).to_string());
            for control in
                [format!("\x1b[{code};5u"), format!("\x1b[{code};133:1u"), format!("\x1b[27;5;{code}~")]
            {
                assert_eq!(keys(&control), plain, "{control:?}");
            }
        }
    }

    #[test]
    fn keys_without_a_character_keep_their_meaning() {
        let all = "\x1b[27u\x1b[13u\x1b[9u\x1b[9;2u\x1b[127u\x1b[27;2;9~\x1b[27;5;13~\x1b[32u\x1b[32;2u";
        let wanted = [
            Key::Esc,
            Key::Enter,
            Key::Tab,
            Key::BackTab,
            Key::Backspace,
            Key::BackTab,
            Key::Enter,
            Key::Char(' '),
            Key::Char(' '),
        ];
        assert_eq!(keys(all), wanted);
        let pad = "\x1b[57399u\x1b[57408u\x1b[57413u\x1b[57414u\x1b[57417;129u\x1b[57422u";
        let wanted = [Key::Char('0'), Key::Char('9'), Key::Char('+'), Key::Enter, Key::Left, Key::PageDown];
        assert_eq!(keys(pad), wanted);
        assert_eq!(
            keys("\x1b[1;1:2A\x1b[5;1:1~\x1b[6;5~\x1b[1;2D"),
            [Key::Up, Key::PageUp, Key::PageDown, Key::Left]
        );
    }

    #[test]
    fn characters_with_shift_are_those_that_are_sent_or_the_american_ones() {
        assert_eq!(
            keys("\x1b[47;2u\x1b[61;2u\x1b[27;2;63~"),
            [Key::Char('?'), Key::Char('+'), Key::Char('?')]
        );
        assert_eq!(keys("\x1b[55:47;2u\x1b[223:63;2;63u"), [Key::Char('/'), Key::Char('?')]);
    }

    #[test]
    fn a_key_that_is_released_or_means_nothing_is_ignored() {
        let nothing = "\x1b[113;1:3u\x1b[1;1:3A\x1b[5;1:3~\x1b[113;3u\x1b[57441;2u\x1b[?1u\x1b[u\x1b[0u\x1b[27;5~\x1b[99999999999u";
        assert_eq!(keys(nothing), []);
    }

    #[test]
    fn a_korean_layout_keeps_its_control_keys() {
        assert_eq!(
            keys("\x1b[12618;5u\x1b[12618::99;5u\x1b[12610u"),
            [Key::Ctrl('c'), Key::Ctrl('c'), Key::Char('ㅂ')]
        );
    }
}
