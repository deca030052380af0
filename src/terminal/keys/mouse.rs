//! Reports of the mouse: `CSI < button ; column ; row M`, with `m` for a button that is released (xterm's SGR form, DEC
//! mode 1006, in which places beyond 223 can be said).

use super::{MouseAction, MouseEvent};

/// The numbers of shift, alt and control, which are added to a button's: with them it is the same button.
const MODIFIERS: u16 = 4 + 8 + 16;

/// The left button, …
const LEFT: u16 = 0;

/// … the same while the mouse moves, …
const LEFT_MOVING: u16 = 32;

/// … and a notch of the wheel, which is never released.
const WHEEL: [u16; 2] = [64, 65];

/// What a report `button;column;row` says, columns and rows from 1; `None` if it is about another button, or broken.
pub(super) fn event(report: &[u8], down: bool) -> Option<MouseEvent> {
    let report = std::str::from_utf8(report).ok()?;
    // Digits only: a sign in front would be taken for a part of the number.
    let number = |part: &str| part.parse().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()));
    let numbers: Option<Vec<u16>> = report.split(';').map(number).collect();
    let &[button, column, row] = numbers?.as_slice() else { return None };
    let action = match (button & !MODIFIERS, down) {
        (LEFT, true) => MouseAction::Down,
        (LEFT, false) => MouseAction::Up,
        (LEFT_MOVING, true) => MouseAction::Drag,
        (button, true) if button == WHEEL[0] => MouseAction::WheelUp,
        (button, true) if button == WHEEL[1] => MouseAction::WheelDown,
        _ => return None,
    };
    Some(MouseEvent { action, column: column.checked_sub(1)?, row: row.checked_sub(1)? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::terminal::{Decoder, Key};

    fn keys(bytes: &[u8]) -> Vec<Key> {
        Decoder::new().take(bytes)
    }

    fn mouse(action: MouseAction, column: u16, row: u16) -> Key {
        Key::Mouse(MouseEvent { action, column, row })
    }

    #[test]
    fn the_left_button_and_the_wheel_are_reported_with_their_place_from_0() {
        assert_eq!(
            keys(b"\x1b[<0;12;7M\x1b[<32;13;7M\x1b[<0;1;1m\x1b[<64;3;4M\x1b[<65;300;1000Mq"),
            [
                mouse(MouseAction::Down, 11, 6),
                mouse(MouseAction::Drag, 12, 6),
                mouse(MouseAction::Up, 0, 0),
                mouse(MouseAction::WheelUp, 2, 3),
                mouse(MouseAction::WheelDown, 299, 999),
                Key::Char('q')
            ]
        );
    }

    #[test]
    fn shift_alt_and_control_change_nothing() {
        for added in [4, 8, 16, 28] {
            let report = format!("\x1b[<{added};1;1M\x1b[<{};1;1M\x1b[<{};1;1M", 32 + added, 65 + added);
            let expected = [MouseAction::Down, MouseAction::Drag, MouseAction::WheelDown];
            assert_eq!(keys(report.as_bytes()), expected.map(|action| mouse(action, 0, 0)), "{added}");
        }
    }

    #[test]
    fn other_buttons_moves_without_one_and_broken_reports_are_ignored() {
        for broken in [
            // The middle and the right button, a move without a button, the wheel to the sides, a fourth button.
            "1;2;3M",
            "2;2;3M",
            "35;2;3M",
            "66;2;3M",
            "67;2;3M",
            "128;2;3M", // A wheel that is released.
            "64;2;3m",
            "32;2;3m", // Places that there are none of, and numbers that are none.
            "0;0;1M",
            "0;1;0M",
            "0;65536;1M",
            "0;1M",
            "0;1;2;3M",
            ";;M",
            "0;;1M",
            "M",
            "0;+1;1M",
            "0;-1;1M",
            "0;1:2;1M",
            "0;1; 1M",
        ] {
            assert_eq!(keys(format!("\x1b[<{broken}q").as_bytes()), [Key::Char('q')], "{broken}");
        }
        // Cut short by a key, by another sequence, and by a pause.
        assert_eq!(keys(b"\x1b[<0;1\rq"), [Key::Enter, Key::Char('q')]);
        assert_eq!(keys(b"\x1b[<0;1;\x1b[<0;5;6M"), [mouse(MouseAction::Down, 4, 5)]);
        let mut decoder = Decoder::new();
        assert_eq!(decoder.take(b"\x1b[<0;1;1"), []);
        assert_eq!(decoder.time_out(), None);
        assert_eq!(decoder.take(b"M"), [Key::Char('M')]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_reported_comes_whole_however_it_is_cut_and_whatever_broken_report_is_before_it(
            events in proptest::collection::vec((0_usize..5, 1_u16..=1_000, 1_u16..=1_000), 1..20),
            broken in "[0-9;<:M-]{0,12}",
            piece in 1_usize..9,
        ) {
            use MouseAction::{Down, Drag, Up, WheelDown, WheelUp};
            let kinds = [(Down, "0", 'M'), (Drag, "32", 'M'), (Up, "0", 'm'), (WheelUp, "64", 'M'), (WheelDown, "65", 'M')];
            let said = |&(kind, column, row): &(usize, u16, u16)| {
                let (_, button, end) = kinds[kind];
                format!("\x1b[<{button};{column};{row}{end}")
            };
            // CAN ends whatever was begun.
            let bytes = format!("\x1b[<{broken}\x18") + &events.iter().map(said).collect::<String>();
            let mut decoder = Decoder::new();
            let keys: Vec<Key> = bytes.as_bytes().chunks(piece).flat_map(|piece| decoder.take(piece)).collect();
            let expected: Vec<Key> = events
                .iter()
                .map(|&(kind, column, row)| mouse(kinds[kind].0, column - 1, row - 1))
                .collect();
            prop_assert!(keys.ends_with(&expected), "{keys:?}");
        }
    }
}
