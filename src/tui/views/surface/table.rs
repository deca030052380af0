//! Where every lane is on the surface, in a table.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::{
    surface::{NEAR, Roller, Surface},
    tui::{
        context::Context,
        number,
        views::lanes,
        widgets::{
            extent,
            table::{LastColumn, TableCell, TableColumn},
        },
    },
    words::say,
};

/// Draws a heading, where there is room for it, and the rows.
pub(super) fn render(context: &Context, surface: &Surface, area: Rect, buffer: &mut Buffer) {
    let (rows, lang) = (context.rows(), context.lang());
    // From left to right, each with its width, and when it is dropped as the window shrinks; a place is both or none.
    let quiet = context.theme.quiet();
    let columns = vec![
        TableColumn::new(say!(lang, race::RATE), quiet, 9, Some(3)),
        TableColumn::new("x", quiet, 9, Some(1)),
        TableColumn::new("y", quiet, 9, Some(1)),
        TableColumn::new(say!(lang, surface::VALUE), quiet, 10, None),
        TableColumn::new(say!(lang, surface::SLOPE), quiet, 10, Some(0)),
        TableColumn::new(say!(lang, surface::within(NEAR)), quiet, 16, Some(2)),
    ];
    // Every formula has room, or none is shown.
    let formulas = rows.iter().filter_map(|lane| Some(lane.info.rule()?.kind.formula().width()));
    let rules = formulas.max().map(|longest| LastColumn {
        title: say!(lang, surface::RULE),
        gap: 3,
        min: extent(longest),
    });
    lanes::table(context, &rows, columns, rules).render(area, buffer, |index, _| {
        let lane = rows[index];
        let (cells, rule) = match surface.roller(lane.info.id).zip(lane.info.rule()) {
            Some((roller, rule)) => (cells(context, surface, roller), rule.kind.formula()),
            None => (Vec::new(), ""),
        };
        lanes::row(context, lane, context.theme.lane(lane.look()), cells, (rule.to_owned(), quiet))
    });
}

/// One for each column.
fn cells(context: &Context, surface: &Surface, roller: &Roller) -> Vec<TableCell> {
    let (place, theme) = (roller.place(), context.theme);
    let plain = |text: String| TableCell::Value(text, Style::new());
    // The one loss-like number here that may be below 0.
    let value = number::loss(Some(surface.function.value(place) as f32)).replace('-', "−");
    let strong = if context.selected == Some(roller.lane) { theme.strong() } else { Style::new() };
    let [by_x, by_y] = roller.slope(surface.function);
    let slope = Some(by_x.hypot(by_y) as f32).filter(|slope| slope.is_finite());
    let near = match (roller.diverged, roller.near_since) {
        (Some(step), _) => TableCell::Value(say!(context.lang(), surface::diverged_at(step)), theme.failed()),
        (None, Some(step)) => plain(say!(context.lang(), surface::near_since(step))),
        (None, None) => plain(number::UNKNOWN.into()),
    };
    vec![
        plain(number::setting(roller.rate())),
        plain(number::signed(place[0])),
        plain(number::signed(place[1])),
        TableCell::Value(value, strong),
        plain(number::loss(slope)),
        near,
    ]
}
