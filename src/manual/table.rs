//! Tables: columns as wide as their text where there is room, else wrapped, else one cell below the other.

use super::{
    inline::{Style, Styled},
    layout::PageLayout,
};

/// Blank columns between two cells.
const GAP: usize = 2;

/// Narrower than this a column can't be read; the cells of a row then stand below each other.
const MIN_WIDTH: usize = 10;

/// A table as it is read.
#[derive(Debug, Default)]
pub(super) struct TextTable {
    /// Cells by row; the first row is the header.
    pub(super) rows: Vec<Vec<Styled>>,
}

impl TextTable {
    /// Appends the table, each line indented by `indent` columns.
    pub(super) fn write(&self, out: &mut String, indent: usize, layout: PageLayout) {
        let room = layout.width.saturating_sub(indent);
        match self.widths(room) {
            Some(widths) => self.write_columns(out, indent, &widths, layout),
            None => self.write_stacked(out, indent, layout),
        }
    }

    /// The width of each column, or `None` if the columns don't fit side by side.
    fn widths(&self, room: usize) -> Option<Vec<usize>> {
        let columns = self.rows.first().map_or(0, Vec::len);
        let room = room.checked_sub(GAP * columns.saturating_sub(1))?;
        let widest = |of: fn(&Styled) -> usize, column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(of).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..columns).map(|column| widest(Styled::width, column)).collect();
        let words: Vec<usize> = (0..columns).map(|column| widest(Styled::word_width, column)).collect();
        while widths.iter().sum::<usize>() > room {
            // The widest column gives way first, down to its longest word.
            let can_shrink = |column: &usize| widths[*column] > words[*column].max(MIN_WIDTH);
            let column = (0..columns).filter(can_shrink).max_by_key(|column| widths[*column])?;
            widths[column] -= 1;
        }
        Some(widths)
    }

    fn write_columns(&self, out: &mut String, indent: usize, widths: &[usize], layout: PageLayout) {
        for (number, row) in self.rows.iter().enumerate() {
            if number == 0 && row.iter().all(Styled::is_empty) {
                continue;
            }
            let cells: Vec<Vec<Styled>> =
                row.iter().zip(widths).map(|(cell, width)| cell.wrap(*width)).collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0);
            for line in 0..height {
                let mut text = Styled::default();
                for (cell, width) in cells.iter().zip(widths) {
                    let cell = cell.get(line).cloned().unwrap_or_default();
                    let blanks = width.saturating_sub(cell.width()) + GAP;
                    text.append(cell);
                    text.push(&" ".repeat(blanks), Style::Plain);
                }
                text.trim_end();
                layout.write_line(out, indent, &text);
            }
            if number == 0 {
                let rule = layout.rule().repeat(widths.iter().sum::<usize>() + GAP * (widths.len() - 1));
                let mut text = Styled::default();
                text.push(&rule, Style::Plain);
                layout.write_line(out, indent, &text);
            }
        }
    }

    fn write_stacked(&self, out: &mut String, indent: usize, layout: PageLayout) {
        for row in self.rows.iter().skip(1) {
            for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let indent = indent + GAP * usize::from(column > 0);
                for line in cell.wrap(layout.width.saturating_sub(indent)) {
                    layout.write_line(out, indent, &line);
                }
            }
        }
    }
}
