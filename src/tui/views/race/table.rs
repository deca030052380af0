//! The race's table: a row a lane with its settings and losses.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::{
    history::{LaneHistory, LossCurve, Smoother},
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

/// The narrowest table that says how fast a loss changes.
const MIN_WITH_CHANGE: u16 = 110;

/// How far back the change of the smoothed loss is measured.
const CHANGE_OVER: u64 = 100;

/// How many losses a sparkline has room for at first.
const MIN_ROOM: u64 = 120;

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
    let change = if area.width >= MIN_WITH_CHANGE { 11 } else { area.width };
    let columns = vec![
        TableColumn::new(rate, rate_style, 9, Some(4)),
        TableColumn::new(loss, loss_style, 10, None),
        TableColumn::new(say!(lang, race::SMOOTHED), quiet, 10, Some(2)),
        TableColumn::new(say!(lang, race::BEST), quiet, 10, Some(1)),
        TableColumn::new(say!(lang, race::PER_100), quiet, change, Some(0)),
        TableColumn::new(say!(lang, race::TEST_ACCURACY), quiet, 9, Some(3)),
    ];
    let spark = LastColumn { title: say!(lang, race::ALL_LOSSES), gap: 2, min: MIN_SPARK };
    lanes::table(context, &rows, columns, Some(spark)).render(area, buffer, |index, width| {
        let (lane, number) = (rows[index], lanes::number(rows[index]));
        let (style, last) = if lane.info.state == LaneState::Off {
            (theme.raw(number), (say!(lang, race::OFF).to_owned(), quiet))
        } else {
            let losses = losses(&lane.curve, width, context.shown().iteration());
            (theme.lane(number), (losses, theme.lane(number)))
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
            let style = if selected { theme.strong().patch(style) } else { style };
            let loss = number::loss(at.and_then(|iteration| curve.at(iteration)));
            (TableCell::Value(loss, style), plain(number::loss(smoothed(at))))
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

/// Iterations in one cell of a line that wide, which has room for all up to the last.
fn per_cell(width: u16, last: u64) -> u64 {
    let width = u64::from(width.max(1));
    let needed = last.div_ceil(width);
    let mut doubled = std::iter::successors(Some(MIN_ROOM.div_ceil(width)), |cell| cell.checked_mul(2));
    doubled.find(|cell| *cell >= needed).unwrap_or(needed)
}

/// The losses of a curve as a sparkline, oldest first, with room for all iterations up to `last`, which may be more than it
/// has.
///
/// It grows from the left, and when it is full every two cells become one. A line that moved with every frame would say
/// no more, and would cost more bytes than all the rest of the screen.
fn losses(curve: &LossCurve, width: u16, last: u64) -> String {
    let Some(newest) = curve.last().filter(|newest| *newest > 0) else { return String::new() };
    let per_cell = per_cell(width, last.max(newest));
    let cell =
        |index: u64| curve.over(index * per_cell + 1..(index + 1) * per_cell + 1).map(|cell| cell.mean);
    sparkline(&(0..=(newest - 1) / per_cell).map(cell).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::per_cell;

    #[test]
    fn a_line_always_has_room_and_is_at_least_half_full_later_on() {
        for width in [1, 10, 22, 105] {
            for last in 1..5_000 {
                let room = per_cell(width, last) * u64::from(width);
                assert!(room >= last, "{width} {last}");
                assert!(room < 2 * last + 2 * u64::from(width) || last <= 120, "{width} {last} {room}");
            }
        }
    }
}
