//! The race's table: a row a lane with its settings and losses.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::{
    history::{Comparison, Curve, Fact, LaneHistory, Smoother},
    optim::{Schedule, Setting},
    race::{LaneId, LaneState},
    session::MetricKind,
    text::{sanitized, scheduled_rate, thousands},
    tui::{
        chart_settings::Beside,
        context::{Context, Scope},
        number,
        views::lanes,
        widgets::bars::sparkline,
        widgets::table::{LastColumn, TableCell, TableColumn},
        widgets::{cut, extent},
    },
    words::{Lang, say},
};

/// The narrowest sparkline that shows a shape.
const MIN_SPARK: u16 = 10;

/// The widest: of more cells none would say more, and each costs bytes.
const MAX_SPARK: u16 = 60;

/// The narrowest table that says how fast a loss changes.
const MIN_WITH_CHANGE: u16 = 116;

/// The most columns of the heading that names the lane that others are compared with.
const MAX_BESIDE: usize = 18;

/// The most columns of the name of a metric.
const MAX_METRIC: usize = 9;

/// How far back the change of the smoothed loss is measured.
const CHANGE_OVER: u64 = 100;

/// Draws a heading, where there is room for it, and the rows.
pub(super) fn render(context: &Context, area: Rect, buffer: &mut Buffer) {
    let (rows, smoother, lang) = (context.rows_and_guests(), context.primary_smoother(), context.lang());
    let all = context.recent >= context.shown().iteration();
    let recent =
        if all { say!(lang, race::SO_FAR).to_owned() } else { say!(lang, race::last_losses(context.recent)) };
    // Races that have been run have no last losses to follow.
    let compared = context.shown().comparison().is_some();
    let title = if compared {
        say!(lang, race::DIFFERS)
    } else if context.shown().foreign().is_some() {
        say!(lang, race::LAST_VALUES)
    } else {
        &recent
    };
    let last = LastColumn { title, gap: 2, min: MIN_SPARK };
    let columns = columns(context, &rows, area.width);
    lanes::table(context, &rows, columns, Some(last)).render(area, buffer, |index, width| {
        let lane = rows[index];
        let off = lane.info.state == LaneState::Off;
        let style = if off { context.theme.raw(lane.look()) } else { lanes::style(context, lane) };
        lanes::row(context, lane, style, cells(context, lane, &smoother), last_cell(context, lane, width))
    });
}

/// The columns between names and sparklines, for a table that wide.
fn columns(context: &Context, rows: &[&LaneHistory], width: u16) -> Vec<TableColumn> {
    let (theme, lang, quiet) = (context.theme, context.lang(), context.theme.quiet());
    let (rate, rate_style) = match context.scope {
        Scope::All => (say!(lang, race::ALL_RATES), theme.waiting()),
        Scope::Lane => (say!(lang, race::RATE), quiet),
    };
    let (loss, loss_style) = match context.chart.cursor {
        Some(iteration) => (say!(lang, race::at(iteration)), theme.strong()),
        None => (cut(&context.primary_name(), MAX_METRIC), quiet),
    };
    let selected = rows.iter().find(|lane| Some(lane.info.id) == context.selected);
    let selected = selected.filter(|_| context.chart.beside == Beside::Difference);
    let beside = if let Some(lane) = selected {
        let title = cut(&say!(lang, race::above(&lane.info.name)), MAX_BESIDE);
        let wide = extent(title.width().max(8) + 2);
        TableColumn::new(title, theme.strong(), wide, Some(3))
    } else {
        // Where there is no room it is as wide as the whole table, so that it is dropped.
        let wide = if width >= MIN_WITH_CHANGE { 17 } else { width };
        TableColumn::new(say!(lang, race::PER_100), quiet, wide, Some(0))
    };
    let mut columns = vec![
        TableColumn::new(rate, rate_style, 9, Some(4)),
        TableColumn::new(loss, loss_style, 10, None),
        TableColumn::new(say!(lang, race::SMOOTHED), quiet, 10, Some(2)),
        TableColumn::new(say!(lang, race::BEST), quiet, 10, Some(1)),
        beside,
    ];
    if context.is_tested() {
        columns.push(TableColumn::new(say!(lang, race::TEST_ACCURACY), quiet, 9, Some(3)));
    }
    if let Some(target) = context.chart.target {
        let title = say!(lang, race::down_to(&target.to_string()));
        columns.push(TableColumn::new(title, theme.strong(), 11, Some(5)));
        columns.push(TableColumn::new(say!(lang, race::AFTER), theme.strong(), 10, Some(5)));
    }
    columns
}

/// What stands behind the numbers: the last losses as a sparkline, or what was set otherwise.
fn last_cell(context: &Context, lane: &LaneHistory, width: u16) -> (String, Style) {
    let (lang, theme) = (context.lang(), context.theme);
    if lane.info.state == LaneState::Off {
        return (say!(lang, race::OFF).to_owned(), theme.quiet());
    }
    if let Some(comparison) = context.shown().comparison() {
        return (differing(comparison, lane, width, lang), Style::new());
    }
    let (recent, last) = (context.recent, context.shown().iteration());
    let values = lane.metric(context.primary()).map_or_else(String::new, |curve| {
        match curve.last_values(width.min(MAX_SPARK).into()) {
            Some(points) => sparkline(&points),
            None => losses(curve, width, recent, last),
        }
    });
    (values, theme.lane(lane.look()))
}

/// What was set otherwise than for other lanes, but for the rate, which has a column.
fn differing(comparison: &Comparison, lane: &LaneHistory, width: u16, lang: Lang) -> String {
    let rate = Fact::Setting(Setting::LearningRate);
    let others = comparison.of_lane(lane.info.id.0 as usize).filter(|(fact, _)| *fact != rate);
    let all: Vec<String> = others
        .map(|(fact, value)| format!("{} {}", say!(lang, frame::fact(fact)), sanitized(value)))
        .collect();
    cut(&all.join(", "), width.into())
}

/// A lane's number for each column; losses of one that has ended are no more, and why it did stands in their place.
fn cells(context: &Context, lane: &LaneHistory, smoother: &Smoother) -> Vec<TableCell> {
    let (info, theme) = (&lane.info, context.theme);
    let curve = lane.metric(context.primary());
    let style = if info.state == LaneState::Off { theme.quiet() } else { Style::new() };
    let plain = |text: String| TableCell::Value(text, style);
    let rate = match info.rule() {
        Some(rule) if rule.schedule == Schedule::default() => number::setting(rule.rate()),
        None if lane.latest(MetricKind::LearningRate).is_none() => {
            info.rate().map_or_else(|| number::UNKNOWN.to_owned(), number::setting)
        }
        // The rate in force; a schedule makes it any number.
        _ => {
            let in_force = context.shown().rate_in_force(lane);
            in_force.map_or_else(|| number::UNKNOWN.to_owned(), scheduled_rate)
        }
    };
    let along = context.is_guest(lane).then(|| context.shown().iteration());
    let at = context.moment(lane);
    let (best, accuracy) = match along {
        None => (context.shown().best(lane, context.primary()), lane.accuracy),
        Some(now) => (
            curve.and_then(|curve| curve.over(curve.first..now.saturating_add(1))).map(|all| all.min),
            lane.metric(MetricKind::TestAccuracy).and_then(|curve| Some(curve.until(now)?.1)),
        ),
    };
    let smoothed = |iteration: Option<u64>| curve?.smoothed(iteration?, smoother);
    // Another trainer measures at some steps only: a cursor shows the last of those.
    let value = |iteration: u64| match context.shown().foreign() {
        Some(_) => curve?.until(iteration).map(|(_, value)| value),
        None => curve?.at(iteration),
    };
    let (loss, smooth) = match say!(context.lang(), race::ended(info.state)) {
        Some(why) if context.chart.cursor.is_none() => {
            (TableCell::Note(why, theme.failed()), TableCell::Blank)
        }
        _ => {
            let selected = context.selected == Some(info.id);
            let strong = if selected { theme.strong().patch(style) } else { style };
            let loss = number::loss(at.and_then(value));
            (plain(loss), TableCell::Value(number::loss(smoothed(at)), strong))
        }
    };
    let than = match context.chart.beside {
        Beside::Change => smoothed(at.and_then(|iteration| iteration.checked_sub(CHANGE_OVER))),
        Beside::Difference => beside_of(context, info.id).and_then(|other| {
            let curve = other.metric(context.primary())?;
            curve.smoothed(context.chart.cursor.or(curve.last())?, smoother)
        }),
    };
    let change = smoothed(at).zip(than).map(|(now, than)| now - than);
    let mut cells = vec![plain(rate), loss, smooth, plain(number::loss(best)), plain(number::change(change))];
    if context.is_tested() {
        cells.push(plain(number::percent(accuracy)));
    }
    if let Some(target) = context.chart.target {
        let reached = context.shown().reached(lane, context.primary(), target, context.chart.smoothing);
        let [iteration, after] = reached.map_or([None, None], |reached| {
            [Some(thousands(reached.iteration)), Some(number::seconds(reached.elapsed))]
        });
        cells.extend([iteration, after].map(|text| plain(text.unwrap_or_else(|| number::UNKNOWN.into()))));
    }
    cells
}

/// The selected lane, with which another is compared.
fn beside_of(context: &Context, lane: LaneId) -> Option<&LaneHistory> {
    context.selected_guest().or(context.selected_lane()).filter(|selected| selected.info.id != lane)
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
