//! The table of the surface: a row a lane with its rate, where it is, how steep it is there and whether it arrived.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::{
    history::LaneHistory,
    surface::{NEAR, Roller, Surface},
    tui::{
        context::Context,
        number,
        views::lanes,
        widgets::table::{LastColumn, TableCell, TableColumn},
    },
    words::{Lang, say},
};

/// A column of numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RollerColumn {
    Rate,
    X,
    Y,
    Value,
    Slope,
    Near,
}

/// From left to right, each with its width, and when it is dropped as the window shrinks; a place is both or none.
const COLUMNS: [(RollerColumn, u16, Option<u8>); 6] = [
    (RollerColumn::Rate, 9, Some(3)),
    (RollerColumn::X, 9, Some(1)),
    (RollerColumn::Y, 9, Some(1)),
    (RollerColumn::Value, 10, None),
    (RollerColumn::Slope, 10, Some(0)),
    (RollerColumn::Near, 16, Some(2)),
];

fn title(column: RollerColumn, lang: Lang) -> String {
    match column {
        RollerColumn::Rate => say!(lang, race::RATE).into(),
        RollerColumn::X => "x".into(),
        RollerColumn::Y => "y".into(),
        RollerColumn::Value => say!(lang, surface::VALUE).into(),
        RollerColumn::Slope => say!(lang, surface::SLOPE).into(),
        RollerColumn::Near => say!(lang, surface::within(NEAR)),
    }
}

/// Draws a heading, where there is room for it, and the rows.
pub(super) fn render(context: &Context, surface: &Surface, area: Rect, buffer: &mut Buffer) {
    let (rows, lang) = (context.rows(), context.lang());
    let column = |(column, width, drops)| TableColumn {
        title: title(column, lang),
        style: context.theme.quiet(),
        width,
        drops,
    };
    // Every formula has room, or none is shown.
    let formulas = rows.iter().map(|lane| lane.info.kind.formula().width());
    let rules = formulas.max().map(|longest| LastColumn {
        title: say!(lang, surface::RULE),
        gap: 3,
        min: u16::try_from(longest).unwrap_or(u16::MAX),
    });
    let columns = COLUMNS.into_iter().map(column).collect();
    lanes::table(context, &rows, columns, rules).render(area, buffer, |index, _| {
        let lane = rows[index];
        let shown = surface
            .roller(lane.info.id)
            .map(|roller| (cells(context, surface, lane, roller), lane.info.kind.formula().to_owned()));
        let (cells, rule) = shown.unwrap_or_default();
        lanes::row(
            context,
            lane,
            context.theme.lane(lanes::number(lane)),
            cells,
            (rule, context.theme.quiet()),
        )
    });
}

fn cells(context: &Context, surface: &Surface, lane: &LaneHistory, roller: &Roller) -> Vec<TableCell> {
    let selected = context.selected() == Some(lane.info.id);
    let cell = |column: RollerColumn| {
        if let (RollerColumn::Near, Some(step)) = (column, roller.diverged()) {
            return TableCell::Value(
                say!(context.lang(), surface::diverged_at(step)),
                context.theme.failed(),
            );
        }
        let style =
            if column == RollerColumn::Value && selected { context.theme.strong() } else { Style::new() };
        TableCell::Value(value(context.lang(), roller, surface, column), style)
    };
    COLUMNS.iter().map(|(column, ..)| cell(*column)).collect()
}

fn value(lang: Lang, roller: &Roller, surface: &Surface, column: RollerColumn) -> String {
    let [x, y] = roller.place();
    match column {
        RollerColumn::Rate => number::setting(roller.rate()),
        RollerColumn::X => number::signed(x),
        RollerColumn::Y => number::signed(y),
        RollerColumn::Value => {
            // The one loss-like number here that may be below 0.
            number::loss(Some(surface.function().value([x, y]) as f32)).replace('-', "−")
        }
        RollerColumn::Slope => {
            let [by_x, by_y] = roller.slope(surface.function());
            number::loss(Some(by_x.hypot(by_y) as f32).filter(|slope| slope.is_finite()))
        }
        RollerColumn::Near => roller
            .near_since()
            .map_or_else(|| number::UNKNOWN.into(), |step| say!(lang, surface::near_since(step))),
    }
}
