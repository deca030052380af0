//! Tables: columns as wide as their text where there is room, else wrapped, else one cell below the other.

use super::lines::{PageText, Style, Styled};

/// Blank columns between two cells.
const GAP: usize = 2;

/// Narrower than this a column can't be read; the cells of a row then stand below each other.
const MIN_WIDTH: usize = 10;

/// Appends a table of such cells by row, the first row of which is the header, each line indented by `indent` columns.
pub(super) fn write(rows: &[Vec<Styled>], indent: usize, out: &mut PageText) {
    match widths(rows, out.layout.width.saturating_sub(indent)) {
        Some(widths) => write_columns(rows, indent, &widths, out),
        None => write_stacked(rows, indent, out),
    }
}

/// The width of each column, or `None` if the columns don't fit side by side.
fn widths(rows: &[Vec<Styled>], room: usize) -> Option<Vec<usize>> {
    let columns = rows.first().map_or(0, Vec::len);
    let room = room.checked_sub(GAP * columns.saturating_sub(1))?;
    let widest = |of: fn(&Styled) -> usize| -> Vec<usize> {
        let widest = |column| rows.iter().filter_map(|row| row.get(column)).map(of).max().unwrap_or(0);
        (0..columns).map(widest).collect()
    };
    let (mut widths, words) = (widest(Styled::width), widest(Styled::word_width));
    while widths.iter().sum::<usize>() > room {
        // The widest column gives way first, down to its longest word.
        let can_shrink = |column: &usize| widths[*column] > words[*column].max(MIN_WIDTH);
        let column = (0..columns).filter(can_shrink).max_by_key(|column| widths[*column])?;
        widths[column] -= 1;
    }
    Some(widths)
}

fn write_columns(rows: &[Vec<Styled>], indent: usize, widths: &[usize], out: &mut PageText) {
    for (number, row) in rows.iter().enumerate() {
        if number == 0 && row.iter().all(Styled::is_empty) {
            continue;
        }
        let cells: Vec<Vec<Styled>> = row.iter().zip(widths).map(|(cell, width)| cell.wrap(*width)).collect();
        for line in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let mut text = Styled::default();
            for (cell, width) in cells.iter().zip(widths) {
                let cell = cell.get(line).cloned().unwrap_or_default();
                let blanks = width.saturating_sub(cell.width()) + GAP;
                text.append(cell);
                text.push(&" ".repeat(blanks), Style::PLAIN);
            }
            text.trim_end();
            out.push(indent, &text);
        }
        if number == 0 {
            let sign = if out.layout.ascii { "-" } else { "─" };
            let rule = sign.repeat(widths.iter().sum::<usize>() + GAP * (widths.len() - 1));
            out.push(indent, &Styled::new(&rule, Style::PLAIN));
        }
    }
}

fn write_stacked(rows: &[Vec<Styled>], indent: usize, out: &mut PageText) {
    for row in rows.iter().skip(1) {
        for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let indent = indent + GAP * usize::from(column > 0);
            for line in cell.wrap(out.layout.width.saturating_sub(indent)) {
                out.push(indent, &line);
            }
        }
    }
}
