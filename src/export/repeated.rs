//! A race from several starts as a report and as a table: means with their spread, who beats whom, and every start.

use std::fmt::Write as _;

use super::{
    ExportError, RunInput,
    csv::column,
    repeat::Repeat,
    report::{NOTHING, escaped, fenced, settings},
};
use crate::history::{History, Repeated, SeedSpread};

/// The report; `figure` is the name of the figure's file beside it.
pub(super) fn repeated_md(
    run: &RunInput<'_>,
    repeated: &Repeated,
    figure: &str,
) -> Result<String, ExportError> {
    let history = run.history;
    let info = history.info().ok_or(ExportError::NoRace)?;
    let names: Vec<String> = history.lanes().iter().map(|lane| escaped(&lane.info.name)).collect();
    // Writing to a string can't fail, here and below.
    let mut text = format!("# {} from {} starts\n\n", names.join(", "), repeated.seeds.len());
    if let Some(hypothesis) = run.hypothesis {
        let _ = write!(text, "> **Hypothesis:** {}\n\n", escaped(hypothesis));
    }
    let _ = write!(
        text,
        "The same race with {}: other starting weights and other batches. Means and standard deviations; curves are \
         means of smoothed losses ({}).\n\n![losses of every lane]({figure})\n\n",
        repeated.seeds(),
        run.smoothing
    );
    let _ = writeln!(text, "## Results\n\n{}", results(repeated, &names));
    let _ = writeln!(text, "## Who ends below whom\n\n{}", beats(repeated, &names));
    let _ = writeln!(text, "## Settings\n\n{}", settings(history, info));
    // No start was changed on the way: there was no screen.
    let (Repeat::Line(line) | Repeat::Rerun { line, .. } | Repeat::ByHand { line }) =
        Repeat::new(history, None)?;
    let _ = write!(text, "## Repeat it\n\n{}", fenced(&format!("{line} --repeat {}", repeated.seeds.len())));
    Ok(text)
}

fn results(repeated: &Repeated, names: &[String]) -> String {
    let mut text = String::from(
        "| lane | smoothed loss | test accuracy | came to the end |\n| --- | ---: | ---: | ---: |\n",
    );
    for (lane, name) in repeated.lanes.iter().zip(names) {
        let loss = cell(lane.loss, |loss| format!("{:.4} ± {:.4}", loss.mean, loss.deviation));
        let accuracy = cell(lane.accuracy, |share| {
            format!("{:.2} ± {:.2} %", share.mean * 100.0, share.deviation * 100.0)
        });
        let (all, sound) = (repeated.seeds.len(), repeated.seeds.len() - lane.ended);
        let _ = writeln!(text, "| {name} | {loss} | {accuracy} | {sound} of {all} |");
    }
    text
}

fn cell(spread: Option<SeedSpread>, write: impl Fn(SeedSpread) -> String) -> String {
    spread.map_or_else(|| NOTHING.to_owned(), write)
}

/// A row for each lane, with the number of starts from which it ended below each other.
fn beats(repeated: &Repeated, names: &[String]) -> String {
    let mut text = format!("| | {} |\n| ---{} |\n", names.join(" | "), " | ---:".repeat(names.len()));
    for (index, (lane, name)) in repeated.lanes.iter().zip(names).enumerate() {
        let count = |(other, beats): (usize, &usize)| {
            if other == index { NOTHING.to_owned() } else { beats.to_string() }
        };
        let counts: Vec<String> = lane.beats.iter().enumerate().map(count).collect();
        let _ = writeln!(text, "| {name} | {} |", counts.join(" | "));
    }
    text
}

/// `seed,lane,loss,test_accuracy`: the last smoothed loss and the last test accuracy of each start of lanes with these
/// names. What did not come to the end has an empty cell.
///
/// # Errors
/// If the table can't be written.
pub(crate) fn starts_csv(repeated: &Repeated, names: &[&str]) -> Result<String, ExportError> {
    // Debug is the shortest text that reads back as the same number.
    let number = |value: Option<f32>| value.map_or_else(String::new, |value| format!("{value:?}"));
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(["seed", "lane", "loss", "test_accuracy"])?;
    for (place, seed) in repeated.seeds.iter().enumerate() {
        for (name, lane) in names.iter().zip(&repeated.lanes) {
            let end = lane.ends.get(place).copied().unwrap_or_default();
            writer.write_record([seed.to_string(), column(name), number(end.loss), number(end.accuracy)])?;
        }
    }
    let text = writer.into_inner().map_err(|error| ::csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// The same of a race that was run from several starts.
pub(super) fn starts_csv_of(history: &History) -> Result<String, ExportError> {
    let repeated = history.repeated().ok_or(ExportError::NoRace)?;
    let names: Vec<&str> = history.lanes().iter().map(|lane| lane.info.name.as_str()).collect();
    starts_csv(repeated, &names)
}
