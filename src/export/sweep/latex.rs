//! `table.tex`: the best of each optimizer as a table for LaTeX, with the lines of the package booktabs.

use std::fmt::Write as _;

use super::outcome::{SettingsOutcome, best_of_each, ended, varied};
use crate::{sweep::SweepStanding, text::sanitized};

/// What a cell shows that has no value.
const NOTHING: &str = "--";

/// The table, a `tabular` that stands wherever it is put.
pub(super) fn best_tex(sweep: &SweepStanding, outcomes: &[SettingsOutcome]) -> String {
    let ended = ended(sweep, outcomes);
    let best = best_of_each(sweep, &ended);
    let value = |outcome: &SettingsOutcome, at: usize| {
        sweep.trials[outcome.best()].values.get(at).and_then(Option::as_deref)
    };
    // What none of them has needs no column.
    let has_any = |at: &usize| best.iter().any(|outcome| value(outcome, *at).is_some());
    let columns: Vec<usize> = varied(sweep).into_iter().filter(has_any).collect();
    let names = columns.iter().map(|at| escaped(sweep.plan.space.0[*at].parameter.name()));
    let header: Vec<String> = ["optimizer".to_owned()]
        .into_iter()
        .chain(names)
        .chain(["loss".to_owned(), r"test accuracy (\%)".to_owned()])
        .collect();
    let mut text = format!(
        "% {}: the best of each optimizer. Needs \\usepackage{{booktabs}}; made by downhill {}.\n",
        sanitized(&sweep.title),
        env!("CARGO_PKG_VERSION")
    );
    if let Some(seeds) = best.iter().map(|outcome| outcome.finished).max().filter(|seeds| *seeds > 1) {
        // Writing to a string can't fail, here and below.
        let _ =
            writeln!(text, "% Means over up to {seeds} seeds, with the standard deviation of a single one.");
    }
    let _ = writeln!(text, "\\begin{{tabular}}{{l{}}}\n  \\toprule", "r".repeat(header.len() - 1));
    let _ = writeln!(text, "  {} \\\\\n  \\midrule", header.join(" & "));
    for outcome in best {
        let lane = sweep.plan.base.lanes.get(outcome.optimizer(sweep));
        let values = columns.iter().map(|at| value(outcome, *at).map_or_else(|| NOTHING.to_owned(), cell));
        let results = [
            outcome.loss.map_or_else(|| NOTHING.to_owned(), |loss| spread(&loss.loss())),
            outcome.accuracy.map_or_else(|| NOTHING.to_owned(), |share| spread(&share.percent())),
        ];
        let name = lane.map_or_else(String::new, |lane| escaped(&lane.name));
        let row: Vec<String> = [name].into_iter().chain(values).chain(results).collect();
        let _ = writeln!(text, "  {} \\\\", row.join(" & "));
    }
    text + "  \\bottomrule\n\\end{tabular}\n"
}

/// `0.0843 ± 0.0021` as a formula.
fn spread(text: &str) -> String {
    match text.split_once(" ± ") {
        Some((mean, deviation)) => format!("${} \\pm {}$", formula(mean), formula(deviation)),
        None => cell(text),
    }
}

/// A value of a setting: a number, or foreign text.
fn cell(text: &str) -> String {
    let is_number = text.parse::<f64>().is_ok_and(f64::is_finite);
    match is_number {
        // A minus is a longer line than a hyphen.
        true if text.contains(['e', 'E', '-']) => format!("${}$", formula(text)),
        true => text.to_owned(),
        false => escaped(text),
    }
}

/// A number within a formula: `1.2\times10^{-3}`.
fn formula(number: &str) -> String {
    match number.split_once(['e', 'E']) {
        Some(("1", exponent)) => format!("10^{{{exponent}}}"),
        Some((mantissa, exponent)) => format!("{mantissa}\\times10^{{{exponent}}}"),
        None => number.to_owned(),
    }
}

/// Foreign text that LaTeX sets as it stands.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in sanitized(text).chars() {
        match c {
            '_' | '%' | '&' | '#' | '$' | '{' | '}' => escaped.extend(['\\', c]),
            '~' => escaped += r"\textasciitilde{}",
            '^' => escaped += r"\textasciicircum{}",
            '\\' => escaped += r"\textbackslash{}",
            '<' => escaped += r"\textless{}",
            '>' => escaped += r"\textgreater{}",
            '|' => escaped += r"\textbar{}",
            '"' => escaped += r"\''",
            // After the end of a row these would be its arguments.
            '[' | ']' | '*' => escaped.extend(['{', c, '}']),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_an_exponent_is_a_formula_and_other_text_is_escaped() {
        let cells = ["0.01", "1.2e-3", "1e-5", "-0.5", "relu", "[100,50]", r"a_b%&#$\{}~^"].map(cell);
        assert_eq!(cells[..4], ["0.01", r"$1.2\times10^{-3}$", "$10^{-5}$", "$-0.5$"]);
        assert_eq!(cells[4..6], ["relu", "{[}100,50{]}"]);
        assert_eq!(cells[6], r"a\_b\%\&\#\$\textbackslash{}\{\}\textasciitilde{}\textasciicircum{}");
        assert_eq!(spread("0.0843 ± 0.0021"), r"$0.0843 \pm 0.0021$");
        assert_eq!(cell("inf"), "inf");
    }
}
