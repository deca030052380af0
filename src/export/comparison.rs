//! Races that are compared as a report to hand in: Markdown with what came out, and the settings that differ.

use std::fmt::Write as _;

use super::{
    RunInput,
    report::{NOTHING, escaped, results, smoothed},
};
use crate::{
    history::{Comparison, History},
    text,
};

/// The report; `figure` is the name of the figure's file beside it.
pub(super) fn comparison_md(run: &RunInput<'_>, comparison: &Comparison, figure: &str) -> String {
    let (history, smoothing) = (run.history, run.smoothing);
    let runs = || comparison.runs.iter();
    let names: Vec<String> = runs().map(|(name, _)| escaped(name)).collect();
    // Writing to a string can't fail, here and below.
    let mut text = format!("# {} compared\n\n", names.join(", "));
    let done = |(name, done): &(String, u64)| format!("{} {}", escaped(name), text::thousands(*done));
    let _ = write!(
        text,
        "Loss of each batch after the update on it, aligned by iteration; iterations done: {}.{}\n\n",
        runs().map(done).collect::<Vec<_>>().join(", "),
        smoothed(smoothing)
    );
    let _ = write!(text, "![losses of every lane]({figure})\n\n");
    let _ = writeln!(text, "## Results\n\n{}", results(history, smoothing));
    let _ = writeln!(text, "## Settings that differ\n\n{}", differing(history, comparison));
    let _ = writeln!(text, "## Settings in common\n\n| | |\n| --- | --- |");
    for (fact, value) in &comparison.shared {
        let _ = writeln!(text, "| {} | {} |", fact.name(), escaped(value));
    }
    text
}

/// A row for each lane, a column for whatever differs.
fn differing(history: &History, comparison: &Comparison) -> String {
    let differing = &comparison.differing;
    if differing.is_empty() {
        return "Nothing: every lane of one optimizer has the same settings.\n".into();
    }
    let facts: Vec<&str> = differing.iter().map(|difference| difference.fact.name()).collect();
    let mut text = format!("| lane | {} |\n| ---{} |\n", facts.join(" | "), " | ---".repeat(facts.len()));
    for (index, lane) in history.lanes().iter().enumerate() {
        let _ = writeln!(text, "| {} | {} |", escaped(&lane.info.name), values(comparison, index));
    }
    text
}

fn values(comparison: &Comparison, index: usize) -> String {
    let value = |values: &[Option<String>]| values.get(index).cloned().flatten();
    let values = comparison.differing.iter().map(|difference| value(&difference.values));
    let values = values.map(|value| value.map_or_else(|| NOTHING.to_owned(), |value| escaped(&value)));
    values.collect::<Vec<_>>().join(" | ")
}
