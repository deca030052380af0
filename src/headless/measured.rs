//! What trainings of other programs have measured: a table with a row for each lane and metric, or JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::columns::{Align, NONE, measured, write_table};
use crate::{
    history::{History, LaneHistory, Smoother, Smoothing},
    session::MetricKind,
    text::{sanitized, thousands},
};

/// The columns: the last step that has a value, the value there, smoothed and best.
const COLUMNS: [&str; 6] = ["lane", "metric", "step", "last", "smoothed", "best"];

/// The most lines of the log that are printed.
const MAX_LINES: usize = 20;

/// What is known of one metric of one lane.
#[derive(Serialize)]
struct MetricSummary<'a> {
    metric: &'a str,
    /// The last step that has a value.
    step: u64,
    last: Option<f32>,
    smoothed: Option<f32>,
    /// `None` if no value of it is better than another.
    best: Option<f32>,
}

#[derive(Serialize)]
struct LaneSummary<'a> {
    lane: &'a str,
    metrics: Vec<MetricSummary<'a>>,
}

#[derive(Serialize)]
struct TrainingSummary<'a> {
    training: &'a str,
    facts: Vec<(&'a str, &'a str)>,
    step: u64,
    lanes: Vec<LaneSummary<'a>>,
    /// What could not be read or is out of order, a line each.
    problems: Vec<&'a str>,
}

/// Prints the table, and below it what could not be read.
pub(crate) fn write_measured(history: &History, problems: &[String], out: &mut impl Write) -> io::Result<()> {
    let mut rows = vec![COLUMNS.map(str::to_owned).to_vec()];
    for lane in history.lanes() {
        for summary in metrics(history, lane) {
            let number = |value: Option<f32>| value.map_or_else(|| NONE.to_owned(), measured);
            rows.push(vec![
                sanitized(&lane.info.name),
                sanitized(summary.metric),
                thousands(summary.step),
                number(summary.last),
                number(summary.smoothed),
                number(summary.best),
            ]);
        }
    }
    if rows.len() == 1 {
        writeln!(out, "nothing is measured there; downhill manual watch has what can be read")?;
    } else {
        write_table(&rows, |column| if column < 2 { Align::Left } else { Align::Right }, out)?;
    }
    for problem in problems.iter().take(MAX_LINES) {
        writeln!(out, "{}", sanitized(problem))?;
    }
    if let Some(more) = problems.len().checked_sub(MAX_LINES).filter(|more| *more > 0) {
        writeln!(out, "and {more} more such lines")?;
    }
    out.flush()
}

/// The same as JSON, on one line.
pub(crate) fn write_measured_json(
    history: &History,
    problems: &[String],
    out: &mut impl Write,
) -> io::Result<()> {
    let lanes = history.lanes().iter();
    let lanes = lanes.map(|lane| LaneSummary { lane: &lane.info.name, metrics: metrics(history, lane) });
    let facts = history.foreign().map_or(&[][..], |training| &training.facts);
    let summary = TrainingSummary {
        training: history.foreign().map_or("", |training| &training.title),
        facts: facts.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect(),
        step: history.iteration(),
        lanes: lanes.collect(),
        problems: problems.iter().map(String::as_str).collect(),
    };
    serde_json::to_writer(&mut *out, &summary)?;
    writeln!(out)?;
    out.flush()
}

fn metrics<'a>(history: &'a History, lane: &'a LaneHistory) -> Vec<MetricSummary<'a>> {
    let of = |kind: MetricKind| {
        let (curve, metric) = (lane.metric(kind)?, history.metric(kind));
        let smoother = Smoother::new(Smoothing::default().for_drawing(metric.drawing));
        let step = curve.last()?;
        Some(MetricSummary {
            metric: metric.name,
            step,
            last: curve.at(step),
            smoothed: curve.smoothed(step, &smoother),
            best: history.best(lane, kind),
        })
    };
    history.metrics().filter_map(of).collect()
}
