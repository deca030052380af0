//! A screen as an SVG document.

use std::fmt::Write as _;

use super::{ASCENT, CELL_HEIGHT, CELL_WIDTH, Cell, Colour, FONT_HEIGHT, Grid, MARGIN, ink};
use crate::text::sanitized;

/// The font by its name; a viewer without it takes another of fixed width.
const FONT: &str = "DejaVu Sans Mono, Menlo, Consolas, monospace";

/// The size of the font that is so high from top to bottom: what SVG calls the size is less.
const FONT_SIZE: f32 = FONT_HEIGHT * 2_048.0 / 2_384.0;

/// The screen as text at fixed places: it can be searched, copied and scaled.
#[must_use]
pub fn picture_svg(grid: &Grid) -> String {
    let (width, height) = grid.size();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"{FONT}\" font-size=\"{FONT_SIZE:.2}\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n",
        hex(grid.paper)
    );
    for (row, y) in grid.rows().zip((0..).map(|row: u16| MARGIN + row * CELL_HEIGHT)) {
        for run in runs(row, |cell| cell.paper) {
            if run.cells[0].paper != grid.paper {
                let width = run.cells.len() as u16 * CELL_WIDTH;
                let colour = hex(run.cells[0].paper);
                // Memory takes every write.
                let _ = writeln!(
                    svg,
                    "<rect x=\"{}\" y=\"{y}\" width=\"{width}\" height=\"{CELL_HEIGHT}\" fill=\"{colour}\"/>",
                    run.x
                );
            }
        }
        for run in runs(row, |cell| (cell.ink, cell.bold, cell.underlined)) {
            shapes(&run, y, &mut svg);
            letters(&run, y, &mut svg);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// Cells side by side that look alike.
struct Run<'a> {
    x: u16,
    cells: &'a [Cell],
}

fn runs<L: PartialEq>(row: &[Cell], look: impl Fn(&Cell) -> L) -> Vec<Run<'_>> {
    let mut x = MARGIN;
    let chunks = row.chunk_by(|one, next| look(one) == look(next));
    chunks
        .map(|cells| {
            let run = Run { x, cells };
            x += cells.len() as u16 * CELL_WIDTH;
            run
        })
        .collect()
}

/// The signs of a run with the left edge of each.
fn signs<'a>(run: &'a Run<'a>) -> impl Iterator<Item = (u16, &'a Cell)> {
    (0..).map(|index: u16| run.x + index * CELL_WIDTH).zip(run.cells).filter(|(_, cell)| !cell.is_blank())
}

fn shapes(run: &Run<'_>, y: u16, svg: &mut String) {
    let mut path = String::new();
    for (x, cell) in signs(run) {
        for (left, top, right, bottom) in cell.text.chars().next().and_then(ink::boxes).unwrap_or_default() {
            let (wide, high) = (f32::from(CELL_WIDTH), f32::from(CELL_HEIGHT));
            let (from, to) = (f32::from(x) + left * wide, f32::from(y) + top * high);
            let _ = write!(
                path,
                "M{from:.1} {to:.1}h{w:.1}v{h:.1}h-{w:.1}z",
                w = (right - left) * wide,
                h = (bottom - top) * high
            );
        }
    }
    if !path.is_empty() {
        let _ = writeln!(svg, "<path fill=\"{}\" d=\"{path}\"/>", hex(run.cells[0].ink));
    }
}

fn letters(run: &Run<'_>, y: u16, svg: &mut String) {
    let (mut places, mut text) = (String::new(), String::new());
    for (x, cell) in signs(run) {
        if cell.text.chars().next().and_then(ink::boxes).is_some() {
            continue;
        }
        // Every letter has its own place, so that no viewer's font moves any; an accent has none.
        let _ = write!(places, "{x} ");
        text.push_str(&escaped(&cell.text));
    }
    if text.is_empty() {
        return;
    }
    let line = f32::from(y) + ASCENT * FONT_HEIGHT;
    let bold = if run.cells[0].bold { " font-weight=\"bold\"" } else { "" };
    let under = if run.cells[0].underlined { " text-decoration=\"underline\"" } else { "" };
    let (places, colour) = (places.trim_end(), hex(run.cells[0].ink));
    let _ =
        writeln!(svg, "<text x=\"{places}\" y=\"{line:.1}\" fill=\"{colour}\"{bold}{under}>{text}</text>");
}

fn hex((red, green, blue): Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn escaped(text: &str) -> String {
    sanitized(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
