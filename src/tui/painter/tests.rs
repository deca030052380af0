//! What a terminal shows of painted frames is what was to be shown.

use proptest::prelude::*;
use ratatui::style::{Color, Modifier, Style};

use super::*;

const SIZE: (u16, u16) = (24, 5);

/// What clears the screen.
const CLEARED: &[u8] = b"\x1b[0m\x1b[2J";

/// A frame that is already a buffer.
struct Picture(Buffer);

impl Widget for &Picture {
    fn render(self, _: Rect, buffer: &mut Buffer) {
        *buffer = self.0.clone();
    }
}

fn picture() -> Picture {
    Picture(Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1)))
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

/// A few words at random places over the frame before.
fn words() -> impl Strategy<Value = Vec<(u16, u16, String, Style)>> {
    let narrow = || prop_oneof!["[a-z ]{1,6}", "[0-9]{1,4}", "[█▁●⣿⠁─]{1,5}", " {1,12}"];
    // What is left of a wide sign that is written over in colour is each terminal's own choice: they have rows of
    // their own, without colours.
    let colored = (0..SIZE.0, 0..3_u16, narrow(), style());
    let wide = (0..SIZE.0, 3..SIZE.1, prop_oneof![narrow(), "[가나犬]{1,2}"], Just(Style::reset()));
    prop::collection::vec(prop_oneof![colored, wide], 0..8)
}

/// What a model of a terminal shows in a cell: sign, colours, attributes.
fn seen(screen: &vt100::Screen, x: u16, y: u16) -> String {
    let cell = screen.cell(y, x).expect("a cell inside");
    let blank = !cell.has_contents() || cell.contents() == " ";
    let sign = if blank { " " } else { cell.contents() };
    let faces = (cell.bgcolor(), cell.inverse(), cell.underline());
    let letters = (cell.fgcolor(), cell.bold(), cell.dim());
    // On a blank only what is behind it can be seen; reversed, that is the colour of letters.
    if blank && !cell.inverse() && !cell.underline() {
        format!("{sign}{faces:?}")
    } else {
        format!("{sign}{faces:?}{letters:?}")
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
    fn a_screen_painted_bit_by_bit_looks_as_one_painted_at_once(frames in prop::collection::vec(words(), 1..8), as_one: bool) {
        let (mut painter, mut bytes, mut picture) = (Painter::new(SIZE), Vec::new(), picture());
        for words in frames {
            for (x, y, text, style) in words {
                // A wide sign is never cut in half by another.
                picture.0.set_string(0, y, " ".repeat(usize::from(SIZE.0)), Style::reset());
                picture.0.set_stringn(x, y, text, usize::from(SIZE.0 - x), style);
            }
            painter.paint(&picture, as_one, &mut bytes);
        }
        let mut whole = Vec::new();
        Painter::new(SIZE).paint(&picture, false, &mut whole);
        let (bit_by_bit, at_once) = (screen(&bytes), screen(&whole));
        for y in 0..SIZE.1 {
            for x in 0..SIZE.0 {
                prop_assert_eq!(seen(bit_by_bit.screen(), x, y), seen(at_once.screen(), x, y), "{} {}", x, y);
            }
        }
    }
}

#[test]
fn the_same_frame_again_takes_no_byte() {
    let mut painter = Painter::new(SIZE);
    let mut out = Vec::new();
    painter.paint(&picture(), true, &mut out);
    assert_eq!(out, CLEARED, "a frame that clears is not held together");
    out.clear();
    painter.paint(&picture(), true, &mut out);
    assert!(out.is_empty());
}

#[test]
fn near_letters_are_written_again_and_far_ones_jumped_to() {
    let mut painter = Painter::new(SIZE);
    let (mut out, mut picture) = (Vec::new(), picture());
    picture.0.set_string(0, 1, "0.1234   5678", Style::new());
    painter.paint(&picture, false, &mut out);
    out.clear();
    picture.0.set_string(0, 1, "0.9934   5699", Style::new());
    painter.paint(&picture, true, &mut out);
    assert_eq!(String::from_utf8_lossy(&out), "\x1b[?2026h\x1b[11D99\x1b[7C99\x1b[?2026l");
    out.clear();
    picture.0.set_string(0, 1, "1.8", Style::new());
    painter.paint(&picture, false, &mut out);
    assert_eq!(String::from_utf8_lossy(&out), "\x1b[G1.8");
}

#[test]
fn sixteen_colours_take_two_digits_and_no_colour_none() {
    let mut painter = Painter::new(SIZE);
    let (mut out, mut picture) = (Vec::new(), picture());
    picture.0.set_string(0, 0, "a", Style::new().fg(Color::LightBlue).add_modifier(Modifier::BOLD));
    picture.0.set_string(1, 0, "b", Style::new().fg(Color::LightBlue));
    picture.0.set_string(2, 0, "c", Style::new());
    painter.paint(&picture, false, &mut out);
    assert_eq!(String::from_utf8_lossy(&out[CLEARED.len()..]), "\x1b[1;1H\x1b[1;94ma\x1b[22mb\x1b[mc");
}
