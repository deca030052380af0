//! How a sweep stands, in plain lines and as JSON.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::columns::{Align, NONE, write_table};
use crate::{
    sweep::{Objective, Parameter, RepeatedTrials, SweepStanding, TrialRanking, TrialState},
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
    let failed: Vec<usize> = failed(sweep).filter(|trial| sweep.standings[*trial].reason.is_some()).collect();
    for trial in failed.iter().take(MAX_REASONS) {
        let reason = sweep.standings[*trial].reason.as_deref().unwrap_or_default();
        writeln!(out, "trial {trial} failed: {}", sanitized(reason))?;
    }
    if failed.len() > MAX_REASONS {
        writeln!(out, "and {} more", thousands((failed.len() - MAX_REASONS) as u64))?;
    }
    out.flush()
}

/// Trials that have failed.
fn failed(sweep: &SweepStanding) -> impl Iterator<Item = usize> + '_ {
    let failed = |state| state == TrialState::Failed;
    let failed = sweep.standings.iter().enumerate().filter(move |(_, standing)| failed(standing.state));
    failed.map(|(trial, _)| trial)
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

/// The first trials of a ranking as a table; where settings are tried from several seeds, the first settings.
pub(crate) fn write_best(ranking: &TrialRanking<'_>, rows: usize, out: &mut impl Write) -> io::Result<()> {
    let sweep = ranking.sweep;
    let varied = || {
        let dimensions = sweep.plan.space.0.iter().enumerate();
        dimensions.filter(|(_, dimension)| dimension.parameter != Parameter::Seed)
    };
    let keys: Vec<String> = varied().map(|(_, dimension)| dimension.parameter.key().to_owned()).collect();
    let settings = |trial: usize| -> Vec<String> {
        let own = &sweep.trials[trial];
        let optimizer = sweep.plan.base.lanes.get(own.optimizer).map_or("", |lane| &lane.name);
        let values = varied().map(|(at, _)| sanitized(own.values[at].as_deref().unwrap_or(NONE)));
        [sanitized(optimizer)].into_iter().chain(values).collect()
    };
    let row = |first: String, settings: Vec<String>, last: Vec<String>| -> Vec<String> {
        [first].into_iter().chain(settings).chain(last).collect()
    };
    let optimizer = || ["optimizer".to_owned()].into_iter().chain(keys.iter().cloned()).collect();
    let table: Vec<Vec<String>> = if sweep.plan.is_repeated() {
        let mean = |group: &RepeatedTrials| {
            let mean = group.mean?;
            let spread = |value: f64| match sweep.plan.objective {
                Objective::Loss => text::loss(value as f32),
                Objective::Accuracy => format!("{:.2} %", value * 100.0),
            };
            let deviation = group.deviation.map_or_else(String::new, |own| format!(" +- {}", spread(own)));
            let ended = |trial: &&usize| sweep.standings[**trial].state == TrialState::Finished;
            let seeds = format!("{} of {}", group.trials.iter().filter(ended).count(), group.trials.len());
            let first = *group.trials.first()?;
            Some(row(first.to_string(), settings(first), vec![spread(mean) + &deviation, seeds]))
        };
        let what = format!("mean {}", sweep.plan.objective.name());
        let head = row("best trial".to_owned(), optimizer(), vec![what, "seeds ended".to_owned()]);
        std::iter::once(head).chain(ranking.repeated().iter().filter_map(mean).take(rows)).collect()
    } else {
        let of = |trial: &usize| {
            let standing = &sweep.standings[*trial];
            let loss = standing.loss.map_or_else(|| NONE.to_owned(), text::loss);
            let accuracy =
                standing.accuracy.map_or_else(|| NONE.to_owned(), |share| format!("{:.2} %", share * 100.0));
            let state = if standing.state == TrialState::Finished { "" } else { standing.state.word() };
            let iterations = thousands(standing.iterations);
            let seed = sweep.trials[*trial].seed.to_string();
            row(trial.to_string(), settings(*trial), vec![seed, iterations, loss, accuracy, state.to_owned()])
        };
        let last = ["seed", "iterations", "loss", "test accuracy", ""].map(str::to_owned).to_vec();
        let head = row("trial".to_owned(), optimizer(), last);
        let has_result = |trial: &&usize| sweep.standings[**trial].score(sweep.plan.objective).is_some();
        std::iter::once(head).chain(ranking.order.iter().filter(has_result).take(rows).map(of)).collect()
    };
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
            "reason": standing.reason.as_deref().map(sanitized),
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
