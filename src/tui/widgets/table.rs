//! The table: rows with a name and columns of values. It scrolls to the selected row, and drops columns where it is
//! narrow.
//!
//! ```text
//!    lane           rate      loss      test   all losses       heading
//!  ▸ ● SGD          0.01    0.2531    91.9 %   █▅▃▂▁            sign of selection, marker, name, columns, last column
//! ```

use std::ops::Range;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use crate::{
    tui::{
        theme::Theme,
        widgets::text::{cut, extent, first_shown, put, put_right},
    },
    words::{Lang, say},
};

/// Columns before a name: the sign of selection, a blank, the marker, a blank.
const BEFORE: u16 = 4;

/// Everything about a table but its rows.
pub(crate) struct Table<'a> {
    pub(crate) theme: Theme,
    /// The heading of the names.
    pub(crate) heading: &'a str,
    /// Columns of the longest name.
    pub(crate) longest: usize,
    pub(crate) columns: Vec<TableColumn>,
    /// A column behind the others that is as wide as there is room.
    pub(crate) last: Option<LastColumn<'a>>,
    /// The height from which on there is a heading even where it takes the place of a row.
    pub(crate) headed_from: u16,
    /// In which language the heading says, where some rows are hidden, which are shown.
    pub(crate) shown: Option<Lang>,
    /// How many rows there are.
    pub(crate) rows: usize,
    pub(crate) selected: Option<usize>,
}

/// A column of values, which end at its right edge.
pub(crate) struct TableColumn {
    pub(crate) title: String,
    pub(crate) style: Style,
    /// With the blanks before the values.
    pub(crate) width: u16,
    /// When it is dropped as the table becomes narrower: the lowest first, equal ones together, `None` never.
    pub(crate) drops: Option<u8>,
}

impl TableColumn {
    pub(crate) fn new(title: impl Into<String>, style: Style, width: u16, drops: Option<u8>) -> Self {
        Self { title: title.into(), style, width, drops }
    }
}

/// The last column, whose contents begin at its left edge.
pub(crate) struct LastColumn<'a> {
    pub(crate) title: &'a str,
    /// Blank columns before it.
    pub(crate) gap: u16,
    /// The columns that it needs, without the gap.
    pub(crate) min: u16,
}

/// What one row shows.
pub(crate) struct TableRow {
    pub(crate) marker: (&'static str, Style),
    pub(crate) name: (String, Style),
    /// One for each column of the table, whether it is shown or not.
    pub(crate) cells: Vec<TableCell>,
    pub(crate) last: (String, Style),
}

/// What stands in a column.
pub(crate) enum TableCell {
    Blank,
    Value(String, Style),
    /// Text from the left edge on, over the columns that follow if need be.
    Note(String, Style),
}

/// Which columns have room, and where they end.
struct ColumnEnds {
    name: u16,
    /// Index and right edge of each column that is shown.
    ends: Vec<(usize, u16)>,
    /// Where the last column begins, and its width.
    last: Option<(u16, u16)>,
}

impl Table<'_> {
    /// Draws a heading, where there is room for it, and the rows in view; `row` makes one from its index and the width of
    /// the last column.
    pub(crate) fn render(&self, area: Rect, buffer: &mut Buffer, row: impl Fn(usize, u16) -> TableRow) {
        if area.height == 0 {
            return;
        }
        let plan = self.plan(area.width);
        let (top, shown) = self.in_view(area.height);
        if top > 0 {
            self.heading(&plan, shown.clone(), area, buffer);
        }
        let width = plan.last.map_or(0, |(_, width)| width);
        for (index, y) in shown.zip(top..) {
            if self.selected == Some(index) {
                put(buffer, area, (0, y), "▸", self.theme.strong());
            }
            row(index, width).render(&plan, Rect { y: area.y + y, height: 1, ..area }, buffer);
        }
    }

    fn plan(&self, width: u16) -> ColumnEnds {
        let longest = extent(self.longest);
        let name = BEFORE + longest.clamp(8, (width / 3).max(8));
        let mut columns: Vec<usize> = (0..self.columns.len()).collect();
        let used =
            |columns: &[usize]| name + columns.iter().map(|index| self.columns[*index].width).sum::<u16>();
        while used(&columns) > width
            && let Some(next) = columns.iter().filter_map(|index| self.columns[*index].drops).min()
        {
            columns.retain(|index| self.columns[*index].drops != Some(next));
        }
        let end = used(&columns);
        let last = self.last.as_ref().and_then(|last| {
            let room = width.checked_sub(end + last.gap)?;
            (room >= last.min).then_some((end + last.gap, room))
        });
        let ends = columns.iter().scan(name, |end, index| {
            *end += self.columns[*index].width;
            Some((*index, *end))
        });
        ColumnEnds { name, ends: ends.collect(), last }
    }

    /// The index of the row at a place of the window.
    pub(crate) fn row_at(&self, area: Rect, at: Position) -> Option<usize> {
        let (top, shown) = self.in_view(area.height);
        let line = at.y.checked_sub(area.y)?.checked_sub(top)?;
        area.contains(at).then(|| shown.start + usize::from(line)).filter(|index| shown.contains(index))
    }

    /// Lines of the heading in a table so high, and the rows that are shown below.
    fn in_view(&self, height: u16) -> (u16, Range<usize>) {
        let top = u16::from(usize::from(height) > self.rows || height >= self.headed_from);
        let room = usize::from(height.saturating_sub(top));
        let first = first_shown(self.selected.unwrap_or(0), room, self.rows);
        (top, first..(first + room).min(self.rows))
    }

    fn heading(&self, plan: &ColumnEnds, shown: Range<usize>, area: Rect, buffer: &mut Buffer) {
        let quiet = self.theme.quiet();
        put(buffer, area, (BEFORE, 0), self.heading, quiet);
        for &(index, end) in &plan.ends {
            let TableColumn { title, style, .. } = &self.columns[index];
            put_right(buffer, area, (end, 0), title, *style);
        }
        if let (Some(last), Some((start, _))) = (&self.last, plan.last) {
            put(buffer, area, (start, 0), last.title, quiet);
        }
        if let Some(lang) = self.shown.filter(|_| shown.len() < self.rows) {
            let text = say!(lang, race::rows_of(shown.start + 1, shown.end, self.rows));
            put(buffer, area, (BEFORE, 0), &text, quiet);
        }
    }
}

impl TableRow {
    fn render(&self, plan: &ColumnEnds, area: Rect, buffer: &mut Buffer) {
        put(buffer, area, (2, 0), self.marker.0, self.marker.1);
        put(buffer, area, (BEFORE, 0), &cut(&self.name.0, usize::from(plan.name - BEFORE)), self.name.1);
        let mut start = plan.name;
        let mut note = None;
        for &(index, end) in &plan.ends {
            match self.cells.get(index) {
                Some(TableCell::Value(text, style)) => put_right(buffer, area, (end, 0), text, *style),
                Some(TableCell::Note(text, style)) => note = Some((start + 2, text, *style)),
                Some(TableCell::Blank) | None => {}
            }
            start = end;
        }
        if let Some((x, text, style)) = note {
            put(buffer, area, (x, 0), text, style);
        }
        if let Some((start, _)) = plan.last {
            put(buffer, area, (start, 0), &self.last.0, self.last.1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{ColorDepth, Palette};

    /// What a table of five rows shows in a window of that size, with the row of that index selected.
    fn drawn((width, height): (u16, u16), selected: usize) -> Vec<String> {
        let column =
            |title: &str, drops| TableColumn { title: title.into(), style: Style::new(), width: 6, drops };
        let table = Table {
            theme: Theme::new(Palette::Dark, ColorDepth::None),
            heading: "lane",
            longest: 4,
            columns: vec![column("a", Some(1)), column("b", None), column("c", Some(0))],
            last: Some(LastColumn { title: "last", gap: 1, min: 4 }),
            headed_from: 4,
            shown: Some(Lang::En),
            rows: 5,
            selected: Some(selected),
        };
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let value = |text: &str| TableCell::Value(text.into(), Style::new());
        table.render(area, &mut buffer, |index, width| TableRow {
            marker: ("●", Style::new()),
            name: (format!("name {index}"), Style::new()),
            cells: vec![value("1"), value("2"), value("3")],
            last: ("=".repeat(width.into()), Style::new()),
        });
        let line = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..height).map(line).collect()
    }

    #[test]
    fn columns_drop_in_their_order_and_the_last_has_what_is_left() {
        assert_eq!(drawn((37, 2), 0)[1], "  ● name 1       1     2     3 ======");
        assert_eq!(drawn((35, 2), 0)[0], "▸ ● name 0       1     2     3 ====");
        assert_eq!(drawn((34, 2), 0)[0], "▸ ● name 0       1     2     3");
        assert_eq!(drawn((29, 2), 0)[0], "▸ ● name 0       1     2 ====");
        assert_eq!(drawn((23, 2), 0)[0], "▸ ● name 0       2 ====");
        assert_eq!(drawn((12, 2), 0)[0], "▸ ● name 0");
    }

    #[test]
    fn it_scrolls_to_the_selected_row_and_its_heading_says_how_far() {
        let lines = drawn((30, 4), 4);
        assert_eq!(lines[0].trim(), "3-5 of 5     a     b     c");
        assert!(lines[1].starts_with("  ● name 2") && lines[3].starts_with("▸ ● name 4"), "{lines:?}");
        assert!(drawn((30, 3), 0)[0].starts_with("▸ ● name 0"), "no heading where that would hide a row");
        assert_eq!(drawn((30, 6), 0)[0].trim(), "lane         a     b     c");
    }
}
