//! Keys as sequences that name them by number: a keyboard may have been left in such a mode by another program.
//!
//! Kitty's protocol has `CSI code:shifted:base ; held:event ; text u`, with every part after the code left out where
//! it says nothing, and the same `held:event` in the sequences of arrows
//! (<https://sw.kovidgoyal.net/kitty/keyboard-protocol/>). xterm's `modifyOtherKeys` has `CSI 27 ; held ; code ~`.

use super::Key;

/// What is held with a key, a bit each; the number that comes is one more.
const SHIFT: u32 = 1;
const CTRL: u32 = 4;
const CAPS_LOCK: u32 = 64;
const NUM_LOCK: u32 = 128;

/// The event of a key that comes up.
const RELEASE: u32 = 3;

/// The numbers that Kitty has for keys without a sign.
const SIGNLESS: std::ops::RangeInclusive<u32> = 57_344..=63_743;

/// The first keys of the number pad by those numbers: 0 to 9, then these.
const PAD: (u32, &str) = (57_399, "0123456789./*-+");

/// What shift makes of the signs of a keyboard, where nobody says it: as on American ones.
const SHIFTED: (&str, &str) = ("1234567890-=[]\\;',./`", "!@#$%^&*()_+{}|:\"<>?~");

/// The key of a sequence with these parameters that ends in this byte.
pub(super) fn key(parameters: &[u8], last: u8) -> Option<Key> {
    let text = std::str::from_utf8(parameters).ok()?;
    let parts = |field: &str| field.split(':').map(|part| part.parse::<u32>().unwrap_or(0)).collect();
    let fields: Vec<Vec<u32>> = text.split(';').map(parts).collect();
    let number =
        |field: usize, part: usize| fields.get(field)?.get(part).copied().filter(|&number| number > 0);
    if number(1, 1) == Some(RELEASE) {
        return None;
    }
    let held = number(1, 0).map_or(0, |number| number - 1);
    match (last, number(0, 0)) {
        (b'A', _) => Some(Key::Up),
        (b'B', _) => Some(Key::Down),
        (b'C', _) => Some(Key::Right),
        (b'D', _) => Some(Key::Left),
        (b'~', Some(5)) => Some(Key::PageUp),
        (b'~', Some(6)) => Some(Key::PageDown),
        (b'~', Some(27)) => named(number(2, 0)?, held).or_else(|| sign([number(2, 0), None, None], held)),
        (b'u', code) => match number(2, 0).and_then(char::from_u32) {
            Some(written) if held & CTRL == 0 && !written.is_control() => Some(Key::Char(written)),
            _ => named(code?, held).or_else(|| sign([code, number(0, 1), number(0, 2)], held)),
        },
        _ => None,
    }
}

/// A key that has a name.
fn named(code: u32, held: u32) -> Option<Key> {
    Some(match code {
        8 | 127 => Key::Backspace,
        9 if held & SHIFT != 0 => Key::BackTab,
        9 => Key::Tab,
        13 | 57_414 => Key::Enter,
        27 => Key::Esc,
        57_417 => Key::Left,
        57_418 => Key::Right,
        57_419 => Key::Up,
        57_420 => Key::Down,
        57_421 => Key::PageUp,
        57_422 => Key::PageDown,
        code => Key::Char(PAD.1.chars().nth(usize::try_from(code.checked_sub(PAD.0)?).ok()?)?),
    })
}

/// A key with a sign: its own, the one with shift, and that of the same key on a Latin keyboard, as far as they are
/// told. With alt and the like it means nothing here.
fn sign([own, shifted, base]: [Option<u32>; 3], held: u32) -> Option<Key> {
    let as_sign = |code: u32| char::from_u32(code).filter(|sign| !sign.is_control());
    if held & !(SHIFT | CTRL | CAPS_LOCK | NUM_LOCK) != 0 || own.is_some_and(|code| SIGNLESS.contains(&code))
    {
        return None;
    }
    if held & CTRL != 0 {
        let Key::Char(letter) = Key::Char(as_sign(base.or(own)?)?).latin() else { return None };
        // As the control bytes of other terminals are taken.
        return Some(match letter.to_ascii_lowercase() {
            'h' => Key::Backspace,
            'i' => Key::Tab,
            'j' | 'm' => Key::Enter,
            '[' => Key::Esc,
            letter if letter.is_ascii_lowercase() => Key::Ctrl(letter),
            _ => return None,
        });
    }
    let shift = held & SHIFT != 0;
    if let Some(sign) = shifted.filter(|_| shift).and_then(as_sign) {
        return Some(Key::Char(sign));
    }
    let sign = as_sign(own?)?;
    let large = shift != (held & CAPS_LOCK != 0);
    let american = || SHIFTED.0.chars().zip(SHIFTED.1.chars()).find(|(plain, _)| *plain == sign);
    Some(Key::Char(match sign {
        sign if sign.is_alphabetic() && large => sign.to_uppercase().next().unwrap_or(sign),
        sign if sign.is_alphabetic() || !shift => sign,
        sign => american().map_or(sign, |(_, shifted)| shifted),
    }))
}

#[cfg(test)]
mod tests {
    use crate::tui::keys::{Decoder, Key};

    fn keys(bytes: &str) -> Vec<Key> {
        Decoder::new().take(bytes.as_bytes())
    }

    #[test]
    fn control_c_and_q_of_keyboards_in_an_enhanced_mode_are_themselves() {
        let recorded = include_bytes!("../../../tests/fixtures/ctrl-c-and-q-of-enhanced-keyboards.bin");
        assert_eq!(Decoder::new().take(recorded), [Key::Ctrl('c'), Key::Ctrl('c'), Key::Char('q')]);
    }

    #[test]
    fn every_letter_comes_out_of_both_protocols_as_the_terminals_of_old_send_it() {
        for letter in 'a'..='z' {
            let code = u32::from(letter);
            let large = letter.to_ascii_uppercase();
            let upper = u32::from(large);
            assert_eq!(keys(&format!("\x1b[{code}u\x1b[{code};1:2u")), [Key::Char(letter); 2]);
            for shifted in [
                format!("\x1b[{code};2u"),
                format!("\x1b[{code}:{upper};2u"),
                format!("\x1b[{code};2;{upper}u"),
                format!("\x1b[{code};65u"),
                format!("\x1b[27;2;{upper}~"),
            ] {
                assert_eq!(keys(&shifted), [Key::Char(large)], "{shifted:?}");
            }
            let old = keys(&char::from(letter as u8 & 0x1f).to_string());
            for control in
                [format!("\x1b[{code};5u"), format!("\x1b[{code};133:1u"), format!("\x1b[27;5;{code}~")]
            {
                assert_eq!(keys(&control), old, "{control:?}");
            }
        }
    }

    #[test]
    fn keys_without_a_sign_keep_their_meaning() {
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
    fn signs_with_shift_are_those_that_are_told_or_the_american_ones() {
        assert_eq!(
            keys("\x1b[47;2u\x1b[61;2u\x1b[27;2;63~"),
            [Key::Char('?'), Key::Char('+'), Key::Char('?')]
        );
        assert_eq!(keys("\x1b[55:47;2u\x1b[223:63;2;63u"), [Key::Char('/'), Key::Char('?')]);
    }

    #[test]
    fn a_key_that_comes_up_or_means_nothing_is_swallowed() {
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
