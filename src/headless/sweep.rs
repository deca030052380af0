//! How a sweep stands, in plain lines and as JSON.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::columns::{Align, NONE, write_table};
use crate::{
    sweep::{Objective, SweepStanding, TrialRanking, TrialState},
    text::{self, sanitized, thousands},
};

/// Reasons of failures that are printed.
const MAX_REASONS: usize = 10;

/// Trials of a table.
const MAX_ROWS: usize = 5;

/// Prints counts, the time left, the best trials, and why others have failed.
pub(crate) fn write_sweep(sweep: &SweepStanding, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", line(sweep))?;
    let ranking = TrialRanking::new(sweep);
    if ranking.order.iter().any(|trial| sweep.standings[*trial].score(sweep.plan.objective).is_some()) {
        writeln!(out)?;
        write_best(&ranking, MAX_ROWS, out)?;
    }
    let failed: Vec<usize> = owed(sweep).filter(|trial| sweep.standings[*trial].reason.is_some()).collect();
    for trial in failed.iter().take(MAX_REASONS) {
        let reason = sweep.standings[*trial].reason.as_deref().unwrap_or_default();
        writeln!(out, "trial {trial} failed: {}", sanitized(reason))?;
    }
    if failed.len() > MAX_REASONS {
        writeln!(out, "and {} more", thousands((failed.len() - MAX_REASONS) as u64))?;
    }
    out.flush()
}

/// Trials that would be run again.
fn owed(sweep: &SweepStanding) -> impl Iterator<Item = usize> + '_ {
    let owed = sweep.standings.iter().enumerate().filter(|(_, standing)| standing.state.is_owed());
    owed.map(|(trial, _)| trial)
}

/// How many trials are in which state, and the time that is left.
pub(crate) fn line(sweep: &SweepStanding) -> String {
    let counts = TrialState::ALL.into_iter().map(|state| (state, sweep.count(state)));
    let counts = counts.filter(|(state, count)| *count > 0 || *state == TrialState::Finished);
    let counts: Vec<String> =
        counts.map(|(state, count)| format!("{} {}", thousands(count as u64), state.word())).collect();
    let left = sweep.seconds_left.map_or_else(String::new, |left| format!(", about {} left", duration(left)));
    format!("{} trials: {}{left}", thousands(sweep.standings.len() as u64), counts.join(", "))
}

/// A time in the unit that suits it.
pub(crate) fn duration(seconds: f64) -> String {
    match seconds {
        seconds if seconds < 60.0 => format!("{} s", seconds.ceil()),
        seconds if seconds < 5_400.0 => format!("{} min", (seconds / 60.0).ceil()),
        seconds if seconds < 172_800.0 => format!("{:.1} h", seconds / 3_600.0),
        seconds => format!("{:.1} days", seconds / 86_400.0),
    }
}

/// The first trials of a ranking as a table.
pub(crate) fn write_best(ranking: &TrialRanking<'_>, rows: usize, out: &mut impl Write) -> io::Result<()> {
    let sweep = ranking.sweep;
    let keys = sweep.plan.space.0.iter().map(|dimension| dimension.parameter.key().to_owned());
    let head = ["trial", "optimizer"].map(str::to_owned).into_iter().chain(keys);
    let head: Vec<String> =
        head.chain(["seed", "iterations", "loss", "test accuracy", ""].map(str::to_owned)).collect();
    let row = |trial: &usize| -> Vec<String> {
        let (own, standing) = (&sweep.trials[*trial], &sweep.standings[*trial]);
        let optimizer = sweep.plan.base.lanes.get(own.optimizer).map_or("", |lane| &lane.name);
        let values = own.values.iter().map(|value| sanitized(value.as_deref().unwrap_or(NONE)));
        let loss = standing.loss.map_or_else(|| NONE.to_owned(), text::loss);
        let accuracy =
            standing.accuracy.map_or_else(|| NONE.to_owned(), |share| format!("{:.2} %", share * 100.0));
        let state = if standing.state == TrialState::Finished { "" } else { standing.state.word() };
        [trial.to_string(), sanitized(optimizer)]
            .into_iter()
            .chain(values)
            .chain([own.seed.to_string(), thousands(standing.iterations), loss, accuracy, state.to_owned()])
            .collect()
    };
    let has_result = |trial: &&usize| sweep.standings[**trial].score(sweep.plan.objective).is_some();
    let table: Vec<Vec<String>> =
        std::iter::once(head).chain(ranking.order.iter().filter(has_result).take(rows).map(row)).collect();
    write_table(&table, |column| if column == 1 { Align::Left } else { Align::Right }, out)
}

/// The sweep as one JSON document: fields are only added.
pub(crate) fn sweep_json(sweep: &SweepStanding) -> Value {
    let trial = |(number, standing): (usize, &crate::sweep::TrialStanding)| {
        let own = &sweep.trials[number];
        let dimensions = sweep.plan.space.0.iter().zip(&own.values);
        let settings: serde_json::Map<String, Value> = dimensions
            .filter_map(|(dimension, value)| {
                Some((dimension.parameter.key().to_owned(), Value::from(value.clone()?)))
            })
            .collect();
        json!({
            "trial": number,
            "optimizer": sweep.plan.base.lanes.get(own.optimizer).map(|lane| lane.name.clone()),
            "settings": settings,
            "seed": own.seed,
            "state": standing.state.word(),
            "iterations": standing.iterations,
            "loss": standing.loss,
            "accuracy": standing.accuracy,
            "seconds": standing.seconds,
            "reason": standing.reason,
        })
    };
    let counts: serde_json::Map<String, Value> = TrialState::ALL
        .into_iter()
        .map(|state| (state.word().to_owned(), Value::from(sweep.count(state))))
        .collect();
    json!({
        "format": 1,
        "sweep": sanitized(&sweep.title),
        "trials": sweep.standings.len(),
        "counts": counts,
        "seconds_left": sweep.seconds_left,
        "objective": sweep.plan.objective.name(),
        "best": TrialRanking::new(sweep).best(),
        "results": sweep.standings.iter().enumerate().map(trial).collect::<Vec<_>>(),
    })
}

/// A line for one result, as they come in.
pub(crate) fn best_so_far(sweep: &SweepStanding) -> Option<String> {
    let ranking = TrialRanking::new(sweep);
    let best = ranking.best()?;
    let (own, standing) = (&sweep.trials[best], &sweep.standings[best]);
    let optimizer = sweep.plan.base.lanes.get(own.optimizer).map_or("", |lane| &lane.name);
    let dimensions = sweep.plan.space.0.iter().zip(&own.values);
    let settings = dimensions.filter_map(|(dimension, value)| {
        Some(format!(" {} {}", dimension.parameter.key(), sanitized(value.as_deref()?)))
    });
    let value = match sweep.plan.objective {
        Objective::Loss => format!("loss {}", text::loss(standing.loss?)),
        Objective::Accuracy => format!("test accuracy {:.2} %", standing.accuracy? * 100.0),
    };
    Some(format!("best: trial {best}, {}{}: {value}", sanitized(optimizer), settings.collect::<String>()))
}
