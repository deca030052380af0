//! Columns of text that line up, however wide their characters are, and the numbers in them.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::text::{self, thousands};

const GAP: &str = "  ";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// Cells as one line, each padded to its width in columns; a wider one pushes the rest along.
pub(super) fn row_text<'a>(cells: impl IntoIterator<Item = (&'a str, usize, Align)>) -> String {
    let padded: Vec<String> = cells.into_iter().map(|(text, width, align)| pad(text, width, align)).collect();
    padded.join(GAP).trim_end().to_owned()
}

/// Rows as lines, the first of them a heading, with every column as wide as its widest cell.
pub(super) fn write_table(
    rows: &[Vec<String>],
    align: impl Fn(usize) -> Align,
    out: &mut impl Write,
) -> io::Result<()> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.map(|(column, (cell, width))| (cell.as_str(), *width, align(column)));
        writeln!(out, "{}", row_text(cells))?;
    }
    Ok(())
}

fn pad(text: &str, width: usize, align: Align) -> String {
    let space = " ".repeat(width.saturating_sub(text.width()));
    match align {
        Align::Left => format!("{text}{space}"),
        Align::Right => format!("{space}{text}"),
    }
}

/// A loss in at most about eight characters.
pub(super) fn loss(loss: f32) -> String {
    if loss.abs() < 1_000.0 { text::loss(loss) } else { format!("{loss:.2e}") }
}

/// A value of any metric in at most about eight characters.
pub(super) fn measured(value: f32) -> String {
    let size = value.abs();
    if size > 0.0 && size < 1e-3 { format!("{value:.2e}") } else { loss(value) }
}

/// The shortest text that is exactly this setting.
pub(super) fn setting(value: f64) -> String {
    if (1e-4..1e6).contains(&value) || value == 0.0 { value.to_string() } else { format!("{value:e}") }
}

pub(super) fn iterations(count: u64) -> String {
    if count == 1 { "1 iteration".into() } else { format!("{} iterations", thousands(count)) }
}

/// The cell of a missing value.
pub(super) const NONE: &str = "-";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_under_wide_characters() {
        let row = |name| row_text([(name, 6, Align::Left), ("1.0", 5, Align::Right)]);
        assert_eq!(row("SGD"), "SGD       1.0");
        assert_eq!(row("犬犬"), "犬犬      1.0");
    }

    #[test]
    fn losses_stay_short() {
        assert_eq!(loss(0.123_44), "0.1234");
        assert_eq!(loss(3.4e38), "3.40e38");
    }

    #[test]
    fn settings_are_exact_and_short() {
        assert_eq!(setting(0.001), "0.001");
        assert_eq!(setting(1e-7), "1e-7");
        assert_eq!(setting(1e6), "1e6");
    }
}
