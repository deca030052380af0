//! `results.csv`: every trial with its settings and what came of it, a row each in the order of their numbers.
//!
//! A number is the shortest text that reads back as the same one; what is not known is empty.

use crate::{
    export::{csv::column, run_file::ExportError},
    sweep::{Parameter, SweepStanding, TrialStanding},
    text::sanitized,
};

/// `trial,optimizer,<setting>…,seed,state,iterations,loss,test_accuracy,seconds,reason`.
pub(super) fn results_csv(sweep: &SweepStanding) -> Result<String, ExportError> {
    let dimensions = || sweep.plan.space.0.iter().map(|dimension| dimension.parameter);
    let keys = dimensions().filter(|parameter| *parameter != Parameter::Seed).map(Parameter::key);
    let results = ["seed", "state", "iterations", "loss", "test_accuracy", "seconds", "reason"];
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(["trial", "optimizer"].into_iter().chain(keys).chain(results))?;
    for (number, (trial, standing)) in sweep.trials.iter().zip(&sweep.standings).enumerate() {
        let optimizer = sweep.plan.base.lanes.get(trial.optimizer).map_or("", |lane| &lane.name);
        let values = dimensions().zip(&trial.values).filter(|(parameter, _)| *parameter != Parameter::Seed);
        let values = values.map(|(_, value)| value.as_deref().map_or_else(String::new, cell));
        let row = [number.to_string(), column(optimizer)].into_iter().chain(values);
        writer.write_record(row.chain([trial.seed.to_string()]).chain(results_of(standing)))?;
    }
    let text = writer.into_inner().map_err(|error| ::csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn results_of(standing: &TrialStanding) -> [String; 6] {
    // Debug is the shortest text that reads back as the same number.
    let number = |value: Option<f32>| {
        value.filter(|value| value.is_finite()).map_or_else(String::new, |value| format!("{value:?}"))
    };
    let seconds = Some(standing.seconds).filter(|seconds| seconds.is_finite() && *seconds > 0.0);
    [
        standing.state.word().to_owned(),
        standing.iterations.to_string(),
        number(standing.loss),
        number(standing.accuracy),
        seconds.map_or_else(String::new, |seconds| format!("{seconds:?}")),
        standing.reason.as_deref().map_or_else(String::new, column),
    ]
}

/// A value as it is in the plan; below 0 it is a number and no formula.
fn cell(value: &str) -> String {
    if value.parse::<f64>().is_ok() { sanitized(value) } else { column(value) }
}
