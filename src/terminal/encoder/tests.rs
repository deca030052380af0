//! A model of a terminal shows what was encoded.

use proptest::prelude::*;
use ratatui::style::{Color, Modifier, Style};

use super::*;

const SIZE: (u16, u16) = (24, 5);

/// The sequence that clears the screen.
const CLEARED: &[u8] = b"\x1b[0m\x1b[2J";

/// A frame that is already a buffer.
struct Frame(Buffer);

impl Widget for &Frame {
    fn render(self, _: Rect, buffer: &mut Buffer) {
        *buffer = self.0.clone();
    }
}

fn frame() -> Frame {
    Frame(Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1)))
}

fn style() -> impl Strategy<Value = Style> {
    let colors = [Color::Reset, Color::Red, Color::LightBlue, Color::Indexed(99), Color::Rgb(1, 2, 3)];
    let modifiers =
        [Modifier::empty(), Modifier::BOLD, Modifier::DIM, Modifier::REVERSED, Modifier::UNDERLINED];
    (
        prop::sample::select(colors.to_vec()),
        prop::sample::select(colors.to_vec()),
        prop::sample::select(modifiers.to_vec()),
    )
        .prop_map(|(fg, bg, modifier)| Style::new().fg(fg).bg(bg).add_modifier(modifier))
}

/// A few words at random places, drawn over the frame before.
fn words() -> impl Strategy<Value = Vec<(u16, u16, String, Style)>> {
    let narrow = || prop_oneof!["[a-z ]{1,6}", "[0-9]{1,4}", "[█▁●⣿⠁─]{1,5}", " {1,12}"];
    // Terminals differ in what is left of a wide character that is overwritten in colour: such characters have rows of
    // their own, without colours.
    let colored = (0..SIZE.0, 0..3_u16, narrow(), style());
    let wide = (0..SIZE.0, 3..SIZE.1, prop_oneof![narrow(), "[가나犬]{1,2}"], Just(Style::reset()));
    prop::collection::vec(prop_oneof![colored, wide], 0..8)
}

/// What a model of a terminal shows in a cell: symbol, colours, attributes.
fn seen(screen: &vt100::Screen, x: u16, y: u16) -> String {
    let cell = screen.cell(y, x).expect("a cell inside");
    let blank = !cell.has_contents() || cell.contents() == " ";
    let symbol = if blank { " " } else { cell.contents() };
    let faces = (cell.bgcolor(), cell.inverse(), cell.underline());
    let letters = (cell.fgcolor(), cell.bold(), cell.dim());
    // Of a blank only the background can be seen; reversed, that is the foreground colour.
    if blank && !cell.inverse() && !cell.underline() {
        format!("{symbol}{faces:?}")
    } else {
        format!("{symbol}{faces:?}{letters:?}")
    }
}

fn screen(bytes: &[u8]) -> vt100::Parser {
    let mut model = vt100::Parser::new(SIZE.1, SIZE.0, 0);
    model.process(bytes);
    model
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_screen_drawn_in_steps_looks_as_one_drawn_at_once(frames in prop::collection::vec(words(), 1..8), synchronized: bool) {
        let (mut encoder, mut bytes, mut frame) = (Encoder::new(SIZE), Vec::new(), frame());
        for words in frames {
            for (x, y, text, style) in words {
                // A wide character is never cut in half by another.
                frame.0.set_string(0, y, " ".repeat(usize::from(SIZE.0)), Style::reset());
                frame.0.set_stringn(x, y, text, usize::from(SIZE.0 - x), style);
            }
            encoder.encode(&frame, synchronized, &mut bytes);
        }
        let mut whole = Vec::new();
        Encoder::new(SIZE).encode(&frame, false, &mut whole);
        let (in_steps, at_once) = (screen(&bytes), screen(&whole));
        for y in 0..SIZE.1 {
            for x in 0..SIZE.0 {
                prop_assert_eq!(seen(in_steps.screen(), x, y), seen(at_once.screen(), x, y), "{} {}", x, y);
            }
        }
    }
}

#[test]
fn the_same_frame_again_takes_no_bytes() {
    let mut encoder = Encoder::new(SIZE);
    let mut out = Vec::new();
    encoder.encode(&frame(), true, &mut out);
    assert_eq!(out, CLEARED, "a frame that clears is not synchronized");
    out.clear();
    encoder.encode(&frame(), true, &mut out);
    assert!(out.is_empty());
}

#[test]
fn a_short_gap_is_written_again_and_a_long_one_skipped() {
    let mut encoder = Encoder::new(SIZE);
    let (mut out, mut frame) = (Vec::new(), frame());
    frame.0.set_string(0, 1, "0.1234   5678", Style::new());
    encoder.encode(&frame, false, &mut out);
    out.clear();
    frame.0.set_string(0, 1, "0.9934   5699", Style::new());
    encoder.encode(&frame, true, &mut out);
    assert_eq!(String::from_utf8_lossy(&out), "\x1b[?2026h\x1b[11D99\x1b[7C99\x1b[?2026l");
    out.clear();
    frame.0.set_string(0, 1, "1.8", Style::new());
    encoder.encode(&frame, false, &mut out);
    assert_eq!(String::from_utf8_lossy(&out), "\x1b[G1.8");
}

#[test]
fn the_sixteen_colours_take_two_digits_and_the_default_one_none() {
    let mut encoder = Encoder::new(SIZE);
    let (mut out, mut frame) = (Vec::new(), frame());
    frame.0.set_string(0, 0, "a", Style::new().fg(Color::LightBlue).add_modifier(Modifier::BOLD));
    frame.0.set_string(1, 0, "b", Style::new().fg(Color::LightBlue));
    frame.0.set_string(2, 0, "c", Style::new());
    encoder.encode(&frame, false, &mut out);
    assert_eq!(String::from_utf8_lossy(&out[CLEARED.len()..]), "\x1b[1;1H\x1b[1;94ma\x1b[22mb\x1b[mc");
}
