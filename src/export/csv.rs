//! Losses as CSV: `iteration,<lane>,<lane>…`, one row per iteration, counted from 1.
//!
//! A loss is the shortest text that reads back as the same f32. A lane that did not run, or was not there
//! yet, has an empty cell; one that diverged has `NaN`, `inf` or `-inf` at that iteration and empty cells
//! after it.

use std::{fmt::Write as _, ops::RangeInclusive};

use super::run_file::ExportError;
use crate::{config::unique_name, history, race::LaneState, text::sanitized};

/// The name of the first column; a lane of that name gets a number.
const FIRST_COLUMN: &str = "iteration";

/// Characters that make a spreadsheet take a cell for a formula; some know the wide forms, too.
const FORMULA_SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// The most rows: twice the losses of a lane that a history holds one by one.
const MAX_ROWS: u64 = 131_072;

/// The losses that a history still holds one by one, as CSV: those of the last 65,536 iterations at least.
///
/// Losses that reached the history as buckets, because it received no update for thousands of iterations, stand here as
/// the mean of their bucket. A recorder that runs along with the race has every row of its first hundred thousand
/// iterations and more.
///
/// # Errors
/// If there is no race yet.
pub fn losses_csv(history: &history::History) -> Result<String, ExportError> {
    if history.info().is_none() {
        return Err(ExportError::NoRace);
    }
    let lanes = history.lanes();
    let mut csv = header(lanes.iter().map(|lane| lane.info.name.as_str()))?;
    for iteration in exact_iterations(history) {
        row(&mut csv, iteration, lanes.iter().map(|lane| cell(lane, iteration)));
    }
    Ok(csv)
}

/// Early iterations that have no row, because the history holds only means of neighbours for them.
pub(crate) fn rows_left_out(history: &history::History) -> u64 {
    exact_iterations(history).start().saturating_sub(1)
}

/// From the first iteration of which every lane still holds its loss to the last one.
fn exact_iterations(history: &history::History) -> RangeInclusive<u64> {
    let curves = history.lanes().iter().map(|lane| &lane.curve);
    // A curve that has forgotten nothing is exact before its start, too: there was no loss.
    let thinned = curves.clone().filter(|curve| curve.exact_from() > curve.first);
    let exact = thinned.map(history::Curve::exact_from).max().unwrap_or(1);
    let first = curves.clone().map(|curve| curve.first).min().unwrap_or(1);
    let last = curves.filter_map(history::Curve::last).max().unwrap_or(0);
    // A file from another program may claim any gap between two lanes.
    exact.max(first).max(last.saturating_sub(MAX_ROWS - 1))..=last
}

fn cell(lane: &history::LaneHistory, iteration: u64) -> Option<f32> {
    match (lane.info.state, lane.diverged) {
        (LaneState::Diverged { iteration: end }, Some(loss)) if iteration == end => Some(loss),
        _ => lane.curve.at(iteration),
    }
}

/// The first line. Names are made harmless: control characters are replaced, a name that a spreadsheet
/// would take for a formula begins with `'`, and no two columns have the same name.
pub(crate) fn header<'a>(lanes: impl Iterator<Item = &'a str>) -> Result<String, ExportError> {
    let mut columns = vec![FIRST_COLUMN.to_owned()];
    for lane in lanes {
        let taken: Vec<&str> = columns.iter().map(String::as_str).collect();
        let name = unique_name(&column(lane), &taken);
        columns.push(name);
    }
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(&columns)?;
    let line = writer.into_inner().map_err(|error| ::csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&line).into_owned())
}

/// A lane's name, made harmless.
pub(super) fn column(lane: &str) -> String {
    let name = sanitized(lane);
    let formula = name.trim_start().starts_with(FORMULA_SIGNS);
    if formula { format!("'{name}") } else { name }
}

/// Appends the row of one iteration. Numbers need no quotes, so it is written plainly: a race may have
/// thousands of rows a second.
pub(crate) fn row(csv: &mut String, iteration: u64, losses: impl Iterator<Item = Option<f32>>) {
    // Writing into a string can't fail; Debug is the shortest form, with an exponent where that helps.
    let _ = write!(csv, "{iteration}");
    for loss in losses {
        csv.push(',');
        if let Some(loss) = loss {
            let _ = write!(csv, "{loss:?}");
        }
    }
    csv.push('\n');
}
