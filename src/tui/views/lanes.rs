//! How a lane looks in every view that shows several: its name beside its curve, and its row in a table.

use ratatui::{
    layout::{Position, Rect},
    style::Style,
};
use unicode_width::UnicodeWidthStr;

use crate::{
    history::{LaneHistory, Look},
    race::LaneId,
    tui::{
        context::Context,
        glyphs::marker,
        theme::Theme,
        widgets::chart::{CurveName, CurveNames, Segment, Series},
        widgets::table::{LastColumn, Table, TableCell, TableColumn, TableRow},
    },
    words::say,
};

/// The curve of a lane of that look.
pub(crate) fn series(theme: Theme, look: Look, lines: Vec<Segment>, behind: Vec<Segment>) -> Series {
    let letter = marker(look).chars().next().unwrap_or('o');
    Series { style: theme.lane(look), faint: theme.raw(look), letter, lines, behind }
}

/// Columns of the names right of a chart that wide, if they may carry so many more; a presenter has them elsewhere.
pub(crate) fn names_width(context: &Context, chart: u16, more: u16) -> u16 {
    if context.presenter.is_some() {
        0
    } else {
        CurveNames::width(longest_name(context) + usize::from(more), chart)
    }
}

/// The name of a lane whose curve ends in that row, perhaps with more behind it where there is room.
pub(crate) fn name(
    context: &Context,
    lane: &LaneHistory,
    row: u16,
    linked: bool,
    more: Option<&str>,
) -> CurveName {
    let own = &lane.info.name;
    CurveName {
        row,
        linked,
        marker: marker(lane.look()),
        texts: more.map(|more| format!("{own} {more}")).into_iter().chain([own.clone()]).collect(),
        style: emphasized(context, lane, style(context, lane)),
    }
}

/// A table of all lanes.
pub(crate) fn table<'a>(
    context: &Context,
    rows: &[&LaneHistory],
    columns: Vec<TableColumn>,
    last: Option<LastColumn<'a>>,
) -> Table<'a> {
    let lang = context.lang();
    Table {
        theme: context.theme,
        heading: say!(lang, race::LANE),
        longest: longest_name(context),
        columns,
        last,
        headed_from: 6,
        shown: Some(lang),
        rows: rows.len(),
        selected: rows.iter().position(|lane| Some(lane.info.id) == context.selected),
    }
}

/// The lane whose row of a table of these in that area is at a place of the window.
pub(crate) fn lane_at(context: &Context, rows: &[&LaneHistory], area: Rect, at: Position) -> Option<LaneId> {
    // Where rows stand doesn't depend on columns.
    let index = table(context, rows, Vec::new(), None).row_at(area, at)?;
    rows.get(index).map(|lane| lane.info.id)
}

/// A lane's row in that table, with marker and name in this style.
pub(crate) fn row(
    context: &Context,
    lane: &LaneHistory,
    style: Style,
    cells: Vec<TableCell>,
    last: (String, Style),
) -> TableRow {
    TableRow {
        marker: (marker(lane.look()), style),
        name: (lane.info.name.clone(), emphasized(context, lane, style)),
        cells,
        last,
    }
}

/// The colour of a lane, fainter for one of a recorded race beside those of this one.
pub(crate) fn style(context: &Context, lane: &LaneHistory) -> Style {
    if context.is_guest(lane) { context.theme.raw(lane.look()) } else { context.theme.lane(lane.look()) }
}

fn emphasized(context: &Context, lane: &LaneHistory, style: Style) -> Style {
    if context.selected == Some(lane.info.id) { style.patch(context.theme.strong()) } else { style }
}

fn longest_name(context: &Context) -> usize {
    let shown = context.shown().lanes().iter().chain(&context.guests);
    shown.map(|lane| lane.info.name.width()).max().unwrap_or(0)
}
