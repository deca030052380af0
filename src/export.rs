//! The files of a run, made from its history, screenshots, and networks for other programs. Everything here returns text
//! or bytes; only [`crate::record`] writes files.
//!
//! Another exporter is one file in this folder, and its line in `RUN_FILES`; a format of networks is one in `network`.

mod comparison;
mod config_toml;
mod csv;
mod figure;
mod metrics;
mod network;
mod raster;
mod repeat;
mod repeated;
mod report;
mod result;
mod run_file;
mod screenshot;
mod sweep;
mod verdict;

pub use csv::losses_csv;
pub(crate) use csv::{header, row, rows_left_out};
pub(crate) use metrics::{METRICS_HEADER, metric_row, quoted_name};
pub(crate) use network::{NetworkFormat, Networks};
pub(crate) use repeated::starts_csv;
pub(crate) use result::RaceResult;
pub use run_file::ExportError;
pub(crate) use run_file::{CHECKPOINT, LOG, LOSSES, METRICS, RunFile, RunInput, STARTS, WriteTime};
use run_file::{CONFIG, SCREEN};
pub(crate) use screenshot::{Cell, Colour, Grid, screenshot_png, screenshot_svg};
pub(crate) use sweep::{best_command, sweep_files};

const FIGURE: &str = "figure.svg";

/// Every file of a run folder: its name, when a recorder writes it, and the function that makes it. The screen lists
/// them in this order.
pub(crate) const RUN_FILES: [RunFile; 10] = [
    RunFile::made(CONFIG, WriteTime::StartAndEnd, |run| {
        text(config_toml::config_toml(run.history, run.recording))
    }),
    RunFile::recorded(LOG),
    RunFile::made(LOSSES, WriteTime::Running, |run| text(losses_csv(run.history))),
    RunFile::made(METRICS, WriteTime::Running, |run| text(metrics::metrics_csv(run.history))),
    RunFile::recorded(CHECKPOINT),
    RunFile::made(FIGURE, WriteTime::End, |run| text(figure::figure_svg(run.history, run.smoothing))),
    RunFile::made("figure.png", WriteTime::End, |run| figure::figure_png(run.history, run.smoothing)),
    RunFile::made("report.md", WriteTime::End, |run| {
        text(match (run.history.comparison(), run.history.repeated()) {
            (Some(comparison), _) => Ok(comparison::comparison_md(run, comparison, FIGURE)),
            (None, Some(repeated)) => repeated::repeated_md(run, repeated, FIGURE),
            (None, None) => report::report_md(run, FIGURE, &verdict::verdict(run.history, run.smoothing)),
        })
    }),
    RunFile::made(STARTS, WriteTime::Never, |run| text(repeated::starts_csv_of(run.history))),
    RunFile::made(SCREEN, WriteTime::Never, |run| Ok(run.screen.into())),
];

fn text(made: Result<String, ExportError>) -> Result<Vec<u8>, ExportError> {
    made.map(String::into_bytes)
}

#[cfg(test)]
pub(crate) mod tests;
