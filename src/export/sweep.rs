//! The files of a sweep, from how it stands and nothing else: a table, a figure, a report, a table for a paper.
//!
//! ```text
//!  SweepStanding ─┬─ table ──────────────────────▶ results.csv
//!                 └─ outcome (repeats together) ─┬─ figure, axis, plot ─▶ figure.svg, figure.png
//!                                                ├─ report, best ───────▶ report.md
//!                                                └─ latex ──────────────▶ table.tex
//! ```

mod axis;
mod best;
mod command;
mod figure;
mod latex;
mod outcome;
mod places;
mod plot;
mod report;
mod table;

pub(crate) use command::best_command;

use self::{
    figure::SweepFigure,
    outcome::{SettingsOutcome, outcomes},
};
use super::{figure as drawing, run_file::ExportError};
use crate::sweep::SweepStanding;

const FIGURE: &str = "figure.svg";

type SweepMake = fn(&SweepStanding, &[SettingsOutcome]) -> Result<Vec<u8>, ExportError>;

/// Every file of a sweep: its name, and the function that makes it.
const FILES: [(&str, SweepMake); 5] = [
    ("results.csv", |sweep, _| Ok(table::results_csv(sweep)?.into_bytes())),
    (FIGURE, |sweep, outcomes| Ok(drawing::drawn_svg(&SweepFigure::new(sweep, outcomes))?.into_bytes())),
    ("figure.png", |sweep, outcomes| drawing::drawn_png(&SweepFigure::new(sweep, outcomes).legible())),
    ("report.md", |sweep, outcomes| Ok(report::sweep_md(sweep, outcomes, FIGURE).into_bytes())),
    ("table.tex", |sweep, outcomes| Ok(latex::best_tex(sweep, outcomes).into_bytes())),
];

/// Every file of a sweep: its name and its bytes.
///
/// # Errors
/// If one can't be made.
pub(crate) fn sweep_files(sweep: &SweepStanding) -> Result<Vec<(&'static str, Vec<u8>)>, ExportError> {
    let outcomes = outcomes(sweep);
    FILES.iter().map(|(name, make)| Ok((*name, make(sweep, &outcomes)?))).collect()
}

#[cfg(test)]
mod tests;
