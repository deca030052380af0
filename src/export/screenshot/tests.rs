//! Small screens as text, SVG and PNG.

use super::{
    grid::{CELL_HEIGHT, CELL_WIDTH, MARGIN, boxes},
    *,
};

const BLACK: Colour = (0, 0, 0);
const WHITE: Colour = (255, 255, 255);

fn grid(columns: u16, signs: &[&str]) -> Grid {
    let cell =
        |text: &&str| Cell { text: (*text).into(), ink: WHITE, paper: BLACK, bold: false, underlined: false };
    Grid { columns, paper: BLACK, cells: signs.iter().map(cell).collect() }
}

/// Width, height and pixels of a PNG file.
fn decoded(file: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut reader = ::png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    (info.width, info.height, pixels)
}

/// The mean brightness of a cell, 0 to 1.
fn brightness(file: &[u8], column: u16, row: u16) -> f64 {
    let (width, _, pixels) = decoded(file);
    let (left, top) = (MARGIN + column * CELL_WIDTH, MARGIN + row * CELL_HEIGHT);
    let mut sum = 0.0;
    for y in top..top + CELL_HEIGHT {
        for x in left..left + CELL_WIDTH {
            sum += f64::from(pixels[(usize::from(y) * width as usize + usize::from(x)) * 3]) / 255.0;
        }
    }
    sum / f64::from(CELL_WIDTH * CELL_HEIGHT)
}

#[test]
fn text_is_what_is_written_without_blanks_at_the_ends_of_lines() {
    assert_eq!(grid(3, &["a", " ", "b", "犬", "", " ", " ", " ", " "]).text(), "a b\n犬\n\n");
}

#[test]
fn a_png_has_ink_where_the_screen_has_characters() {
    let file = screenshot_png(&grid(4, &[" ", "▄", "A", "⣿", "█", "─", "犬", ""])).unwrap();
    let (width, height, _) = decoded(&file);
    assert_eq!((width, height), (4 * 13 + 26, 2 * 25 + 26));
    let ink = |column, row| (brightness(&file, column, row) * 100.0).round();
    assert_eq!((ink(0, 0), ink(1, 0), ink(0, 1)), (0.0, 50.0, 100.0));
    assert!((10.0..40.0).contains(&ink(2, 0)), "{}", ink(2, 0));
    assert!((30.0..60.0).contains(&ink(3, 0)), "{}", ink(3, 0));
    assert!((3.0..15.0).contains(&ink(1, 1)), "{}", ink(1, 1));
    assert!(ink(2, 1) > 5.0 && ink(3, 1) > 5.0, "a box as wide as the sign");
}

#[test]
fn every_character_of_the_screen_is_in_the_font_or_drawn() {
    use ab_glyph::Font as _;
    for font in [dejavu::sans_mono::regular(), dejavu::sans_mono::bold()] {
        let font = ab_glyph::FontRef::try_from_slice(font).unwrap();
        let signs = "●✕■◆▲▼★○✚□◇△▽☆│┃─━┊┤┼┬┌┐└┘├╸→▸▶←↑↓▁▂▃▄▅▆▇█▮·…×—−✓⠁⣿▖▗▘▙▚▛▜▝▞▟▀▌▐";
        for sign in signs.chars() {
            assert!(boxes(sign).is_some() || font.glyph_id(sign).0 != 0, "{sign}");
        }
    }
}

#[test]
fn korean_letters_are_drawn_and_centred_in_their_cells() {
    let [one, other] = ["가", "한"].map(|sign| screenshot_png(&grid(2, &[sign, ""])).unwrap());
    assert_ne!(one, other, "two boxes would be alike");
    let ink = |column| brightness(&other, column, 0);
    assert!((0.1..0.6).contains(&ink(0)) && (0.1..0.6).contains(&ink(1)), "{} {}", ink(0), ink(1));
}

#[test]
fn an_svg_is_text_at_fixed_places_and_nothing_in_it_acts() {
    let mut grid = grid(5, &["<", "&", "\u{1b}", "▀", "b"]);
    grid.cells[4].bold = true;
    grid.cells[0].paper = (255, 0, 0);
    let svg = screenshot_svg(&grid);
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"91\" height=\"51\""), "{svg}");
    assert!(svg.contains("<text x=\"13 26 39\" y=\"33.0\" fill=\"#ffffff\">&lt;&amp;�</text>"), "{svg}");
    assert!(svg.contains(" font-weight=\"bold\">b</text>"), "{svg}");
    assert!(svg.contains("<rect x=\"13\" y=\"13\" width=\"13\" height=\"25\" fill=\"#ff0000\"/>"), "{svg}");
    assert!(svg.contains("<path fill=\"#ffffff\" d=\"M52.0 13.0h13.0v12.5h-13.0z\"/>"), "{svg}");
}
