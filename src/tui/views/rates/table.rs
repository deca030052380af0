//! The trials in a table, the best first.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::{
    optim::Setting,
    race::LaneState,
    tui::{
        context::Context,
        glyphs::marker,
        number,
        views::rates::{
            chart::number_of,
            state::{RatesView, Trial},
        },
        widgets::table::{Table, TableCell, TableColumn, TableRow},
    },
    words::say,
};

/// The fewest rows of a table that says anything: a heading and a trial.
const MIN_ROWS: u16 = 2;

/// Draws a heading and as many trials as there is room for, the chosen one among them.
pub(super) fn render(context: &Context, view: &RatesView, area: Rect, buffer: &mut Buffer) {
    if area.height < MIN_ROWS {
        return;
    }
    let lang = context.lang();
    // They are dropped from the right.
    let columns = [
        (say!(lang, race::RATE), 12, 3),
        (say!(lang, rates::WEIGHT_DECAY), 14, 2),
        (say!(lang, rates::CROSS_ENTROPY), 15, 1),
        (say!(lang, rates::AFTER), 7, 0),
    ];
    let column = |(title, width, drops): (&str, u16, u8)| TableColumn {
        title: title.to_owned(),
        style: context.theme.quiet(),
        width,
        drops: Some(drops),
    };
    let ranked = view.ranked();
    let table = Table {
        theme: context.theme,
        heading: say!(lang, rates::TRIAL),
        longest: ranked.iter().map(|trial| trial.lane.info.kind.name().width()).max().unwrap_or(0),
        columns: columns.into_iter().map(column).collect(),
        last: None,
        headed_from: MIN_ROWS,
        shown: None,
        rows: ranked.len(),
        selected: ranked.iter().position(|trial| Some(trial.lane.info.id) == view.chosen()),
    };
    table.render(area, buffer, |index, _| row(context, &ranked[index]));
}

fn row(context: &Context, trial: &Trial<'_>) -> TableRow {
    let info = &trial.lane.info;
    let style = if trial.loss.is_some() { Style::new() } else { context.theme.quiet() };
    let decay = info.settings.get(Setting::WeightDecay);
    let decay = if decay == 0.0 { number::UNKNOWN.to_owned() } else { number::setting(decay) };
    let loss = match info.state {
        LaneState::Diverged { .. } => say!(context.lang(), rates::DIVERGED).to_owned(),
        _ => number::loss(trial.loss),
    };
    let after = trial.lane.curve.last().map_or_else(|| number::UNKNOWN.to_owned(), |last| last.to_string());
    let cells = [number::setting(trial.rate()), decay, loss, after];
    let lane = number_of(context, info.kind);
    TableRow {
        marker: (marker(lane), context.theme.lane(lane)),
        name: (info.kind.name().to_owned(), context.theme.lane(lane)),
        cells: cells.into_iter().map(|text| TableCell::Value(text, style)).collect(),
        last: (String::new(), style),
    }
}
