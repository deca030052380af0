//! A screen as an SVG document.

use std::fmt::Write as _;

use super::grid::{ASCENT, CELL_HEIGHT, CELL_WIDTH, Cell, Colour, FONT_HEIGHT, Grid, MARGIN, boxes, placed};
use crate::text::sanitized;

/// The font's names; a viewer without the first takes another of fixed width.
const FONT: &str = "DejaVu Sans Mono, Menlo, Consolas, monospace";

/// The font size of SVG, which is less than the height from the highest to the lowest point.
const FONT_SIZE: f32 = FONT_HEIGHT * 2_048.0 / 2_384.0;

/// The screen as text at fixed positions: it can be searched, copied and scaled.
pub(crate) fn screenshot_svg(grid: &Grid) -> String {
    let (width, height) = grid.size();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"{FONT}\" font-size=\"{FONT_SIZE:.2}\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n",
        hex(grid.paper)
    );
    for (y, row) in grid.rows() {
        for (x, run) in runs(row, |cell| cell.paper) {
            if run[0].paper != grid.paper {
                let (width, colour) = (run.len() as u16 * CELL_WIDTH, hex(run[0].paper));
                // Writing to a string can't fail.
                let _ = writeln!(
                    svg,
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{CELL_HEIGHT}\" fill=\"{colour}\"/>"
                );
            }
        }
        for (x, run) in runs(row, |cell| (cell.ink, cell.bold, cell.underlined)) {
            let visible = || placed(x, run).filter(|(_, cell)| !cell.is_blank());
            shapes(visible(), y, run[0].ink, &mut svg);
            letters(visible(), y, &run[0], &mut svg);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// Neighbouring cells of the same style, with the left edge of the first.
fn runs<S: PartialEq>(row: &[Cell], style: impl Fn(&Cell) -> S) -> impl Iterator<Item = (u16, &[Cell])> {
    let mut end = MARGIN;
    row.chunk_by(move |one, next| style(one) == style(next)).map(move |cells| {
        let x = end;
        end += cells.len() as u16 * CELL_WIDTH;
        (x, cells)
    })
}

fn shapes<'a>(cells: impl Iterator<Item = (u16, &'a Cell)>, y: u16, ink: Colour, svg: &mut String) {
    let mut path = String::new();
    for (x, cell) in cells {
        for (left, top, right, bottom) in cell.text.chars().next().and_then(boxes).unwrap_or_default() {
            let (wide, high) = (f32::from(CELL_WIDTH), f32::from(CELL_HEIGHT));
            let (from, to) = (f32::from(x) + left * wide, f32::from(y) + top * high);
            let (across, down) = ((right - left) * wide, (bottom - top) * high);
            let _ = write!(path, "M{from:.1} {to:.1}h{across:.1}v{down:.1}h-{across:.1}z");
        }
    }
    if !path.is_empty() {
        let _ = writeln!(svg, "<path fill=\"{}\" d=\"{path}\"/>", hex(ink));
    }
}

/// Text in the style of one of its cells.
fn letters<'a>(cells: impl Iterator<Item = (u16, &'a Cell)>, y: u16, style: &Cell, svg: &mut String) {
    let (mut positions, mut text) = (String::new(), String::new());
    for (x, cell) in cells {
        if cell.text.chars().next().and_then(boxes).is_some() {
            continue;
        }
        // Every letter has its own position, so that no viewer's font moves it; an accent has none.
        let _ = write!(positions, "{x} ");
        text.push_str(&escaped(&cell.text));
    }
    if text.is_empty() {
        return;
    }
    let line = f32::from(y) + ASCENT * FONT_HEIGHT;
    let bold = if style.bold { " font-weight=\"bold\"" } else { "" };
    let under = if style.underlined { " text-decoration=\"underline\"" } else { "" };
    let (positions, colour) = (positions.trim_end(), hex(style.ink));
    let _ =
        writeln!(svg, "<text x=\"{positions}\" y=\"{line:.1}\" fill=\"{colour}\"{bold}{under}>{text}</text>");
}

fn hex((red, green, blue): Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn escaped(text: &str) -> String {
    sanitized(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
