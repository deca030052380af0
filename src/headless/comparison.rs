//! The tables of races that are compared: what came out, and the settings that differ.

use std::{
    io::{self, Write},
    time::Duration,
};

use super::columns::{Align, NONE, iterations, loss, setting, write_table};
use crate::{
    history::{Comparison, History, LaneHistory, Smoother, Smoothing},
    session::MetricKind,
    text::{sanitized, thousands},
};

/// Prints a line for each lane, what lanes differ in, and what all races share.
pub(super) fn write_comparison(
    history: &History,
    comparison: &Comparison,
    target: Option<f32>,
    out: &mut impl Write,
) -> io::Result<()> {
    let smoother = Smoother::new(Smoothing::default());
    let title = ["lane", "iterations", "took", "rate", "loss", "smoothed", "best", "test accuracy", ""];
    let mut rows = vec![title.map(str::to_owned).to_vec()];
    rows.extend(history.lanes().iter().map(|lane| result(history, lane, &smoother)));
    if let Some(target) = target {
        // Before the last column, which says what became of a lane.
        let at = title.len() - 1;
        rows[0].splice(at..at, [format!("to {target}"), "after".into()]);
        for (row, lane) in rows[1..].iter_mut().zip(history.lanes()) {
            let reached = history.reached(lane, MetricKind::Loss, target, Smoothing::default());
            let told = reached.map(|reached| [thousands(reached.iteration), seconds(reached.elapsed)]);
            row.splice(at..at, told.unwrap_or_else(|| [NONE, NONE].map(str::to_owned)));
        }
    }
    writeln!(out)?;
    write_table(&rows, |column| if column == 0 { Align::Left } else { Align::Right }, out)?;
    if comparison.differing.is_empty() {
        writeln!(out, "\nno setting differs")?;
    } else {
        let facts = comparison.differing.iter().map(|difference| difference.fact.name().to_owned());
        let mut rows = vec![std::iter::once("differs".to_owned()).chain(facts).collect::<Vec<_>>()];
        rows.extend(history.lanes().iter().enumerate().map(|(index, lane)| {
            let value = |values: &[Option<String>]| values.get(index).cloned().flatten();
            let values = comparison.differing.iter().map(|difference| value(&difference.values));
            let values = values.map(|value| sanitized(value.as_deref().unwrap_or(NONE)));
            std::iter::once(sanitized(&lane.info.name)).chain(values).collect()
        }));
        writeln!(out)?;
        write_table(&rows, |_| Align::Left, out)?;
    }
    let shared =
        comparison.shared.iter().map(|(fact, value)| format!("{} {}", fact.name(), sanitized(value)));
    let shared: Vec<String> = shared.collect();
    if shared.is_empty() {
        writeln!(out)?;
    } else {
        writeln!(out, "\nin common: {}", shared.join(", "))?;
    }
    let runs = comparison.runs.iter();
    let runs: Vec<String> =
        runs.map(|(name, done)| format!("{} {}", sanitized(name), iterations(*done))).collect();
    writeln!(out, "compared: {}", runs.join(", "))?;
    out.flush()
}

fn result(history: &History, lane: &LaneHistory, smoother: &Smoother) -> Vec<String> {
    let number = |value: Option<f32>| value.map_or_else(|| NONE.into(), loss);
    let last = lane.curve.last().unwrap_or(0);
    let took = history.elapsed_of(lane, last).map_or_else(|| NONE.into(), seconds);
    let accuracy = lane.accuracy.map_or_else(|| NONE.into(), |share| format!("{:.2} %", share * 100.0));
    let end = lane.info.state.end();
    vec![
        sanitized(&lane.info.name),
        thousands(last),
        took,
        lane.info.rate().map_or_else(|| NONE.into(), setting),
        number(lane.loss()),
        number(lane.smoothed(smoother)),
        number(lane.best),
        accuracy,
        end.map_or_else(String::new, |(iteration, how)| format!("{how} at {}", thousands(iteration))),
    ]
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
