//! The race's table: a row a lane with its settings and losses.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::{
    history::{LaneHistory, Smoother},
    optim::{Schedule, Setting},
    race::LaneState,
    text::scheduled_rate,
    tui::{
        context::{Context, Scope},
        number,
        views::{lanes, race::spark},
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

/// A column of numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LaneColumn {
    Rate,
    Loss,
    Smooth,
    Best,
    Change,
    Test,
}

/// From left to right, each with its width, and when it is dropped as the window shrinks.
const COLUMNS: [(LaneColumn, u16, Option<u8>); 6] = [
    (LaneColumn::Rate, 9, Some(4)),
    (LaneColumn::Loss, 10, None),
    (LaneColumn::Smooth, 10, Some(2)),
    (LaneColumn::Best, 10, Some(1)),
    (LaneColumn::Change, 11, Some(0)),
    (LaneColumn::Test, 9, Some(3)),
];

/// Draws a heading, where there is room for it, and the rows.
pub(crate) fn render(context: &Context, area: Rect, buffer: &mut Buffer) {
    let (rows, smoother) = (context.rows(), context.chart.smoother());
    let shown =
        COLUMNS.iter().filter(|(column, ..)| *column != LaneColumn::Change || area.width >= MIN_WITH_CHANGE);
    let columns = shown.clone().map(|&(column, width, drops)| {
        let (title, style) = heading(context, column);
        TableColumn { title, style, width, drops }
    });
    let spark = LastColumn { title: say!(context.lang(), race::ALL_LOSSES), gap: 2, min: MIN_SPARK };
    lanes::table(context, &rows, columns.collect(), Some(spark)).render(area, buffer, |index, width| {
        let (lane, theme) = (rows[index], context.theme);
        let (number, off) = (lanes::number(lane), lane.info.state == LaneState::Off);
        let style = if off { theme.raw(number) } else { theme.lane(number) };
        let last = if off {
            (say!(context.lang(), race::OFF).to_owned(), theme.quiet())
        } else {
            (spark::losses(&lane.curve, width, context.shown().iteration()), style)
        };
        let cells = shown.clone().map(|(column, ..)| cell(context, lane, *column, &smoother));
        lanes::row(context, lane, style, cells.collect(), last)
    });
}

fn heading(context: &Context, column: LaneColumn) -> (String, Style) {
    let (lang, theme) = (context.lang(), context.theme);
    let title = match column {
        LaneColumn::Rate if context.scope == Scope::All => {
            return (say!(lang, race::ALL_RATES).to_owned(), theme.waiting());
        }
        LaneColumn::Rate => say!(lang, race::RATE),
        LaneColumn::Loss => match context.chart.cursor {
            Some(iteration) => return (say!(lang, race::at(iteration)), theme.strong()),
            None => say!(lang, race::LOSS),
        },
        LaneColumn::Smooth => say!(lang, race::SMOOTHED),
        LaneColumn::Best => say!(lang, race::BEST),
        LaneColumn::Change => say!(lang, race::PER_100),
        LaneColumn::Test => say!(lang, race::TEST_ACCURACY),
    };
    (title.to_owned(), theme.quiet())
}

/// A number of a lane; losses of one that has ended are no more, and why it did stands in their place.
fn cell(context: &Context, lane: &LaneHistory, column: LaneColumn, smoother: &Smoother) -> TableCell {
    let theme = context.theme;
    let ended = say!(context.lang(), race::ended(lane.info.state)).filter(|_| context.chart.cursor.is_none());
    match (column, ended) {
        (LaneColumn::Loss, Some(why)) => return TableCell::Note(why, theme.failed()),
        (LaneColumn::Smooth, Some(_)) => return TableCell::Blank,
        _ => {}
    }
    let selected = context.selected() == Some(lane.info.id);
    let style = if column == LaneColumn::Loss && selected { theme.strong() } else { Style::new() };
    let style = if lane.info.state == LaneState::Off { style.patch(theme.quiet()) } else { style };
    TableCell::Value(value(context, lane, column, smoother), style)
}

fn value(context: &Context, lane: &LaneHistory, column: LaneColumn, smoother: &Smoother) -> String {
    let curve = &lane.curve;
    let at = context.chart.cursor.or(curve.last());
    let smoothed = |iteration: Option<u64>| curve.smoothed(iteration?, smoother);
    match column {
        // The rate in force; a schedule makes it any number.
        LaneColumn::Rate if lane.info.schedule == Schedule::default() => {
            number::setting(lane.info.settings.get(Setting::LearningRate))
        }
        LaneColumn::Rate => scheduled_rate(context.shown().rate_in_force(lane)),
        LaneColumn::Loss => number::loss(at.and_then(|iteration| curve.at(iteration))),
        LaneColumn::Smooth => number::loss(smoothed(at)),
        LaneColumn::Best => number::loss(lane.best),
        LaneColumn::Change => {
            let before = at.and_then(|iteration| iteration.checked_sub(CHANGE_OVER));
            number::change(smoothed(at).zip(smoothed(before)).map(|(now, then)| now - then))
        }
        LaneColumn::Test => number::percent(lane.accuracy),
    }
}
