//! `trials.csv`: the settings of every trial, a row each: `trial,optimizer,lr,momentum,seed`.

use std::path::Path;

use csv::{ReaderBuilder, StringRecord, WriterBuilder};

use super::error::TrialsError;
use crate::{
    input,
    sweep::{MAX_TRIALS, Parameter, SweepPlan, Trial},
    text::{excerpt, sanitized},
};

/// The name of the file.
pub(super) const LIST: &str = "trials.csv";

/// The most bytes of a list: a million rows of sixty settings.
const MAX_BYTES: u64 = 1 << 30;

/// The columns: the number, the optimizer, a setting each, the seed, unless that is one of them.
fn header(plan: &SweepPlan) -> Vec<&'static str> {
    let keys = plan.space.0.iter().map(|dimension| dimension.parameter.key());
    let seed = (!has_seed(plan)).then_some("seed");
    ["trial", "optimizer"].into_iter().chain(keys).chain(seed).collect()
}

fn has_seed(plan: &SweepPlan) -> bool {
    plan.space.0.iter().any(|dimension| dimension.parameter == Parameter::Seed)
}

/// The list as a file.
pub(super) fn written(plan: &SweepPlan, trials: &[Trial]) -> Vec<u8> {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    let mut write = |row: Vec<String>| {
        // Memory takes every row.
        let _ = writer.write_record(row);
    };
    write(header(plan).into_iter().map(str::to_owned).collect());
    for (number, trial) in trials.iter().enumerate() {
        let optimizer = plan.base.lanes.get(trial.optimizer).map_or("", |lane| &lane.name);
        let dimensions = plan.space.0.iter().zip(&trial.values);
        let values = dimensions.map(|(dimension, value)| match dimension.parameter {
            // Repeats of one seed have seeds of their own.
            Parameter::Seed => trial.seed.to_string(),
            _ => value.clone().unwrap_or_default(),
        });
        let seed = (!has_seed(plan)).then(|| trial.seed.to_string());
        write([number.to_string(), optimizer.to_owned()].into_iter().chain(values).chain(seed).collect());
    }
    writer.into_inner().unwrap_or_default()
}

/// Reads a list back.
///
/// # Errors
/// If it can't be read, or is not a list of that plan; the message names the line.
pub(super) fn read(path: &Path, plan: &SweepPlan) -> Result<Vec<Trial>, TrialsError> {
    let bytes =
        input::read(path, MAX_BYTES).map_err(|error| TrialsError::refused(path, error.to_string()))?;
    let mut reader = ReaderBuilder::new().from_reader(&bytes[..]);
    let wrong = |what: String| TrialsError::refused(path, what);
    let columns = header(plan);
    let first = reader.headers().map_err(|_| wrong("line 1: must be text with commas between".into()))?;
    if first.iter().ne(columns.iter().copied()) {
        return Err(wrong(format!("line 1: must be {}, as sweep.toml has it", columns.join(","))));
    }
    let mut trials = Vec::new();
    for row in reader.into_records() {
        let row = row.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            wrong(format!("line {line}: must have {} columns of text", columns.len()))
        })?;
        let line = row.position().map_or(0, csv::Position::line);
        let trial = trial(plan, &row, trials.len()).map_err(|what| wrong(format!("line {line}: {what}")))?;
        trials.push(trial);
        if trials.len() as u64 > MAX_TRIALS {
            return Err(wrong(format!("line {line}: at most {MAX_TRIALS} trials")));
        }
    }
    Ok(trials)
}

fn trial(plan: &SweepPlan, row: &StringRecord, number: usize) -> Result<Trial, String> {
    let cell = |column: usize| row.get(column).unwrap_or_default();
    if cell(0).parse() != Ok(number) {
        return Err(format!("must be trial {number}, not “{}”", excerpt(cell(0))));
    }
    let optimizer = plan.base.lanes.iter().position(|lane| lane.name == cell(1));
    let optimizer = optimizer.ok_or_else(|| format!("no optimizer “{}” in sweep.toml", excerpt(cell(1))))?;
    let dimensions = plan.space.0.iter().enumerate();
    let values: Vec<Option<String>> =
        dimensions.map(|(at, _)| Some(sanitized(cell(at + 2))).filter(|value| !value.is_empty())).collect();
    let seeds = plan.space.0.iter().position(|dimension| dimension.parameter == Parameter::Seed);
    let seed = cell(seeds.unwrap_or(plan.space.0.len()) + 2);
    let seed = seed.parse().map_err(|_| format!("“{}” is no seed", excerpt(seed)))?;
    Ok(Trial { optimizer, values, seed })
}

#[cfg(test)]
mod tests {
    use super::{super::testing::small, *};

    #[test]
    fn a_list_reads_back_as_it_was_written_and_a_wrong_line_is_named() {
        let plan = small().plan().unwrap();
        let trials = plan.trials().unwrap();
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join(LIST);
        let text = String::from_utf8(written(&plan, &trials)).unwrap();
        assert!(text.starts_with("trial,optimizer,lr,momentum,seed\n0,SGD,"), "{text}");
        std::fs::write(&path, &text).unwrap();
        assert_eq!(read(&path, &plan).unwrap(), trials);
        for (from, to, part) in [
            ("2,SGD", "3,SGD", "line 4: must be trial 2"),
            ("1,Momentum", "1,Adam", "line 3: no optimizer “Adam”"),
            ("trial,", "trail,", "line 1: must be trial,"),
            (",7\n", ",x\n", "line 2: “x” is no seed"),
        ] {
            std::fs::write(&path, text.replace(from, to)).unwrap();
            let message = read(&path, &plan).unwrap_err().to_string();
            assert!(message.contains(part), "{message}");
        }
    }
}
