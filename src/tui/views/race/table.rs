//! The race's table: a row a lane with its settings and losses.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::{
    history::{Curve, LaneHistory, Smoother},
    optim::{Schedule, Setting},
    race::LaneState,
    text::scheduled_rate,
    tui::{
        context::{Context, Scope},
        number,
        views::lanes,
        widgets::bars::sparkline,
        widgets::table::{LastColumn, TableCell, TableColumn},
    },
    words::say,
};

/// The narrowest sparkline that shows a shape.
const MIN_SPARK: u16 = 10;

/// The widest: of more cells none would say more, and each costs bytes.
const MAX_SPARK: u16 = 60;

/// The narrowest table that says how fast a loss changes.
const MIN_WITH_CHANGE: u16 = 116;

/// How far back the change of the smoothed loss is measured.
const CHANGE_OVER: u64 = 100;

/// Draws a heading, where there is room for it, and the rows.
pub(super) fn render(context: &Context, area: Rect, buffer: &mut Buffer) {
    let (rows, smoother) = (context.rows(), context.chart.smoother());
    let (theme, lang, quiet) = (context.theme, context.lang(), context.theme.quiet());
    let (rate, rate_style) = match context.scope {
        Scope::All => (say!(lang, race::ALL_RATES), theme.waiting()),
        Scope::Lane => (say!(lang, race::RATE), quiet),
    };
    let (loss, loss_style) = match context.chart.cursor {
        Some(iteration) => (say!(lang, race::at(iteration)), theme.strong()),
        None => (say!(lang, race::LOSS).to_owned(), quiet),
    };
    // Where there is no room it is as wide as the whole table, so that it is dropped.
    let change = if area.width >= MIN_WITH_CHANGE { 17 } else { area.width };
    let columns = vec![
        TableColumn::new(rate, rate_style, 9, Some(4)),
        TableColumn::new(loss, loss_style, 10, None),
        TableColumn::new(say!(lang, race::SMOOTHED), quiet, 10, Some(2)),
        TableColumn::new(say!(lang, race::BEST), quiet, 10, Some(1)),
        TableColumn::new(say!(lang, race::PER_100), quiet, change, Some(0)),
        TableColumn::new(say!(lang, race::TEST_ACCURACY), quiet, 9, Some(3)),
    ];
    let recent = say!(lang, race::last_losses(context.recent));
    let spark = LastColumn { title: &recent, gap: 2, min: MIN_SPARK };
    lanes::table(context, &rows, columns, Some(spark)).render(area, buffer, |index, width| {
        let (lane, look) = (rows[index], rows[index].look());
        let (style, last) = if lane.info.state == LaneState::Off {
            (theme.raw(look), (say!(lang, race::OFF).to_owned(), quiet))
        } else {
            let losses = losses(&lane.curve, width, context.recent, context.shown().iteration());
            (theme.lane(look), (losses, theme.lane(look)))
        };
        lanes::row(context, lane, style, cells(context, lane, &smoother), last)
    });
}

/// A lane's number for each column; losses of one that has ended are no more, and why it did stands in their place.
fn cells(context: &Context, lane: &LaneHistory, smoother: &Smoother) -> Vec<TableCell> {
    let (curve, info, theme) = (&lane.curve, &lane.info, context.theme);
    let style = if info.state == LaneState::Off { theme.quiet() } else { Style::new() };
    let plain = |text: String| TableCell::Value(text, style);
    let rate = if info.schedule == Schedule::default() {
        number::setting(info.settings.get(Setting::LearningRate))
    } else {
        // The rate in force; a schedule makes it any number.
        scheduled_rate(context.shown().rate_in_force(lane))
    };
    let at = context.chart.cursor.or(curve.last());
    let smoothed = |iteration: Option<u64>| curve.smoothed(iteration?, smoother);
    let (loss, smooth) = match say!(context.lang(), race::ended(info.state)) {
        Some(why) if context.chart.cursor.is_none() => {
            (TableCell::Note(why, theme.failed()), TableCell::Blank)
        }
        _ => {
            let selected = context.selected == Some(info.id);
            let strong = if selected { theme.strong().patch(style) } else { style };
            let loss = number::loss(at.and_then(|iteration| curve.at(iteration)));
            (plain(loss), TableCell::Value(number::loss(smoothed(at)), strong))
        }
    };
    let before = at.and_then(|iteration| iteration.checked_sub(CHANGE_OVER));
    let change = smoothed(at).zip(smoothed(before)).map(|(now, then)| now - then);
    vec![
        plain(rate),
        loss,
        smooth,
        plain(number::loss(lane.best)),
        plain(number::change(change)),
        plain(number::percent(lane.accuracy)),
    ]
}

/// The last losses of a curve as a sparkline that wide at most, of so many iterations up to the last of the race. It moves
/// by a column at a time, whenever the losses of a column are complete.
fn losses(curve: &Curve, width: u16, shown: u64, last: u64) -> String {
    let per_cell = per_cell(width.min(MAX_SPARK), shown);
    let (cells, newest) = (shown / per_cell, last / per_cell);
    let cell =
        |index: u64| curve.over(index * per_cell + 1..(index + 1) * per_cell + 1).map(|cell| cell.mean);
    sparkline(&(newest.saturating_sub(cells)..newest).map(cell).collect::<Vec<_>>())
}

/// Iterations in one cell of a line of so many, that wide at most: a divisor, so that all cells are alike.
fn per_cell(width: u16, shown: u64) -> u64 {
    let fits = |per_cell: &u64| shown.is_multiple_of(*per_cell) && shown / per_cell <= u64::from(width);
    (1..shown).find(fits).unwrap_or(shown)
}

#[cfg(test)]
mod tests {
    use super::per_cell;

    #[test]
    fn cells_hold_equal_parts_of_what_is_shown_and_fill_most_of_the_line() {
        for shown in [120, 960, 15_360] {
            for width in 10..200 {
                let per_cell = per_cell(width, shown);
                let cells = shown / per_cell;
                assert_eq!(cells * per_cell, shown);
                assert!(
                    cells <= u64::from(width) && cells * 2 >= u64::from(width).min(shown),
                    "{width}: {cells}"
                );
            }
        }
    }
}
