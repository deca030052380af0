//! A row a trial, the best first: its settings, what it came to, and how far it is; or a row for all seeds of one setting.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use unicode_width::UnicodeWidthStr;

use super::{
    names,
    sheet::{SweepAxis, outcome},
    state::{SweepRows, SweepView},
};
use crate::{
    sweep::{Objective, Parameter, SweepStanding, TrialState},
    text::{sanitized, thousands},
    tui::{
        context::Context,
        glyphs::marker,
        number,
        widgets::table::{LastColumn, Table, TableCell, TableColumn, TableRow},
        widgets::{cut, extent},
    },
    words::{say, starts},
};

/// The fewest rows of a table that says anything: a heading and a trial.
const MIN_ROWS: u16 = 2;

/// The most columns of a value of a parameter.
const MAX_VALUE: usize = 16;

/// Blank columns before those of a value.
const GAP: usize = 3;

/// The narrowest table with a column for states; in narrower ones a trial without a result has its state in that place.
const MIN_WITH_STATE: u16 = 60;

/// The fewest columns for why a trial failed.
const MIN_WHY: u16 = 16;

pub(super) fn render(
    context: &Context,
    view: &SweepView,
    sweep: &SweepStanding,
    area: Rect,
    buffer: &mut Buffer,
) {
    if area.height < MIN_ROWS {
        return;
    }
    let table = table(context, view, sweep, area.width);
    table.render(area, buffer, |index, width| row(context, view, sweep, index, (area.width, width)));
}

/// The index of the row at a place of the window.
pub(super) fn row_at(
    context: &Context,
    view: &SweepView,
    sweep: &SweepStanding,
    area: Rect,
    at: Position,
) -> Option<usize> {
    table(context, view, sweep, area.width).row_at(area, at).filter(|_| area.height >= MIN_ROWS)
}

/// The parameters in columns, in the order of the space.
fn parameters(view: &SweepView) -> impl Iterator<Item = &SweepAxis> {
    view.sheet.axes.iter().filter(|axis| axis.parameter.is_some())
}

fn table(context: &Context, view: &SweepView, sweep: &SweepStanding, width: u16) -> Table<'static> {
    let (lang, quiet) = (context.lang(), context.theme.quiet());
    let gap = if width < MIN_WITH_STATE { GAP - 1 } else { GAP };
    let wide = |title: &str, least: usize| extent(title.width().max(least) + gap);
    // They are dropped from the lowest rank on: the last parameters first, then how far a trial is.
    let count = parameters(view).count();
    let mut columns: Vec<TableColumn> = parameters(view)
        .enumerate()
        .map(|(at, axis)| {
            let short = axis.parameter.filter(|_| width < MIN_WITH_STATE).map(Parameter::key);
            let title = short.unwrap_or_else(|| names::axis(lang, axis));
            let drops = if at == 0 { u8::MAX } else { (count - at).min(64) as u8 };
            TableColumn::new(title, quiet, wide(title, axis.widest.min(MAX_VALUE)), Some(drops))
        })
        .collect();
    let objective = sweep.plan.objective;
    let repeats = view.rows == SweepRows::Settings;
    let title = names::objective(lang, objective);
    let least = if repeats { number::MAX_LOSS_WIDTH * 2 } else { number::MAX_LOSS_WIDTH };
    columns.push(TableColumn::new(title, quiet, wide(title, least), None));
    if repeats {
        columns.push(TableColumn::new(say!(lang, sweep::SEEDS), quiet, 12, Some(70)));
    } else {
        if objective == Objective::Loss {
            let title = say!(lang, sweep::ACCURACY);
            columns.push(TableColumn::new(title, quiet, wide(title, 7), Some(66)));
        }
        let title = say!(lang, sweep::ITERATIONS);
        columns.push(TableColumn::new(title, quiet, wide(title, 7), Some(65)));
        if width >= MIN_WITH_STATE {
            let longest = TrialState::ALL.map(|state| names::state(state).get(lang).width());
            let longest = longest.into_iter().max().unwrap_or(0);
            columns.push(TableColumn::new(say!(lang, sweep::STATE), quiet, extent(longest + GAP), Some(70)));
        }
    }
    let digits = digits(sweep);
    let names = sweep.plan.base.lanes.iter().map(|lane| lane.name.width());
    let fails = !repeats
        && view
            .sheet
            .counts
            .iter()
            .zip(TrialState::ALL)
            .any(|(count, state)| state == TrialState::Failed && *count > 0);
    Table {
        theme: context.theme,
        heading: if repeats { say!(lang, sweep::SETTINGS) } else { say!(lang, sweep::TRIAL) },
        longest: names.max().unwrap_or(0) + if repeats { 0 } else { digits + 1 },
        columns,
        last: fails.then(|| LastColumn { title: say!(lang, sweep::WHY), gap: 3, min: MIN_WHY }),
        headed_from: MIN_ROWS,
        shown: Some(lang),
        rows: view.rows(),
        selected: view.chosen_row(),
    }
}

/// Digits of the highest number of a trial.
fn digits(sweep: &SweepStanding) -> usize {
    sweep.trials.len().saturating_sub(1).to_string().len()
}

/// A row, in a table so wide whose last column has so many.
fn row(
    context: &Context,
    view: &SweepView,
    sweep: &SweepStanding,
    index: usize,
    (width, last): (u16, u16),
) -> TableRow {
    let trial = view.trial_of_row(index).unwrap_or(0);
    let standing = &sweep.standings[trial];
    let look = names::look(sweep, sweep.trials[trial].optimizer);
    let style = if outcome(sweep, standing).is_some() { Style::new() } else { context.theme.quiet() };
    let value = |text: String| TableCell::Value(context.plot.spell(&text), style);
    let setting = |axis: &SweepAxis| {
        let own = sweep.trials[trial].values.get(axis.dimension).and_then(Option::as_deref);
        value(cut(own.unwrap_or(number::UNKNOWN), MAX_VALUE))
    };
    let settings = parameters(view).map(setting);
    let optimizer = names::lane(sweep, trial).map_or("", |lane| &lane.name);
    let group = view.sheet.settings.get(index).filter(|_| view.rows == SweepRows::Settings);
    let (name, cells, why) = if let Some(group) = group {
        let has_outcome = |trial: &&usize| outcome(sweep, &sweep.standings[**trial]).is_some();
        let done = group.trials.iter().filter(has_outcome).count();
        let own = [
            names::spread(sweep, group.mean, group.deviation),
            starts::count_of(context.lang(), done, group.trials.len()),
        ];
        (optimizer.to_owned(), settings.chain(own.map(value)).collect(), String::new())
    } else {
        let why = sanitized(standing.reason.as_deref().unwrap_or_default());
        let own = cells_of_trial(context, sweep, trial, width);
        let name = format!("{trial:>width$} {optimizer}", width = digits(sweep));
        (name, settings.chain(own).collect(), cut(&why, last.into()))
    };
    let lane = context.theme.lane(look);
    TableRow { marker: (marker(look), lane), name: (name, lane), cells, last: (why, context.theme.quiet()) }
}

/// What a trial came to, how far it is, and its state.
fn cells_of_trial(context: &Context, sweep: &SweepStanding, trial: usize, width: u16) -> Vec<TableCell> {
    let (standing, theme) = (&sweep.standings[trial], context.theme);
    let has_outcome = outcome(sweep, standing).is_some();
    let style = if has_outcome { Style::new() } else { theme.quiet() };
    let value = |text: String| TableCell::Value(context.plot.spell(&text), style);
    let state = || {
        let text = names::state(standing.state).get(context.lang()).to_owned();
        TableCell::Value(text, names::state_style(theme, standing.state))
    };
    let has_column = width >= MIN_WITH_STATE;
    let outcome = if has_column || has_outcome { value(names::value(sweep, trial)) } else { state() };
    let is_loss = sweep.plan.objective == Objective::Loss;
    let accuracy = is_loss.then(|| value(number::percent(standing.accuracy)));
    let iterations = match standing.iterations {
        0 => number::UNKNOWN.to_owned(),
        iterations => thousands(iterations),
    };
    let cells = std::iter::once(outcome).chain(accuracy).chain([value(iterations)]);
    cells.chain(has_column.then(state)).collect()
}
