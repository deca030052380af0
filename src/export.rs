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
mod report;
mod run_file;
mod screenshot;

pub use csv::losses_csv;
pub(crate) use csv::{header, row, rows_left_out};
pub(crate) use metrics::{METRICS_HEADER, metric_row, quoted_name};
pub(crate) use network::{NetworkFormat, Networks};
pub use run_file::ExportError;
use run_file::{CONFIG, SCREEN};
pub(crate) use run_file::{RunFile, RunInput, WriteTime};
pub(crate) use screenshot::{Cell, Colour, Grid, screenshot_png, screenshot_svg};

/// The files that [`crate::record`] writes by itself while a race runs.
pub(crate) const LOG: &str = "run.jsonl";
pub(crate) const LOSSES: &str = "losses.csv";
pub(crate) const METRICS: &str = "metrics.csv";
pub(crate) const CHECKPOINT: &str = "checkpoint.safetensors";

const FIGURE: &str = "figure.svg";

/// Every file of a run folder: its name, when a recorder writes it, and the function that makes it. The screen lists
/// them in this order.
pub(crate) const RUN_FILES: [RunFile; 9] = [
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
        text(match run.history.comparison() {
            Some(comparison) => Ok(comparison::comparison_md(run, comparison, FIGURE)),
            None => report::report_md(run, FIGURE),
        })
    }),
    RunFile::made(SCREEN, WriteTime::Never, |run| Ok(run.screen.into())),
];

fn text(made: Result<String, ExportError>) -> Result<Vec<u8>, ExportError> {
    made.map(String::into_bytes)
}

#[cfg(test)]
pub(crate) mod tests;
