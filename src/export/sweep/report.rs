//! A sweep as a report to hand in: Markdown with what was tried, how it stands, what was best, and what failed.

use std::fmt::Write as _;

use super::{
    best,
    outcome::{SettingsOutcome, counted, ended},
};
use crate::{
    export::report::escaped,
    sweep::{Dimension, Objective, PointSampler, Pruner, Rungs, SweepPlan, SweepStanding, TrialState},
    text::thousands,
};

/// The most values of a setting that are listed.
const MAX_VALUES: usize = 12;

/// The most failed trials that are listed.
const MAX_FAILED: usize = 20;

/// The report; `figure` is the name of the figure's file beside it.
pub(super) fn sweep_md(sweep: &SweepStanding, outcomes: &[SettingsOutcome], figure: &str) -> String {
    let ended = ended(sweep, outcomes);
    // Writing to a string can't fail, here and below.
    let mut text = format!("# {}\n\n", escaped(&sweep.title));
    let _ = write!(text, "{}\n\n![what every trial came to]({figure})\n\n", summary(sweep));
    let _ = write!(text, "## The best\n\n{}", best::best(sweep, outcomes, &ended));
    if !ended.is_empty() {
        let _ = write!(text, "## The best of each optimizer\n\n{}", best::of_each(sweep, &ended));
    }
    let _ = writeln!(text, "## What was tried\n\n{}", tried(sweep));
    let _ = writeln!(text, "## How the trials stand\n\n{}", counts(sweep));
    let failed = failed(sweep);
    if !failed.is_empty() {
        let _ = writeln!(text, "## What failed\n\n{failed}");
    }
    text.truncate(text.trim_end().len());
    text + "\n"
}

fn summary(sweep: &SweepStanding) -> String {
    let (count, over) = (sweep.standings.len(), sweep.over());
    let trials = counted(count, "trial");
    if sweep.is_over() {
        return format!("{trials}, all of them over.");
    }
    let over = if over == 0 { "none".to_owned() } else { thousands(over as u64) };
    format!("{trials}, {over} of them over: what stands here is not the end of it.")
}

/// A row for each thing that was chosen before anything ran.
fn tried(sweep: &SweepStanding) -> String {
    let plan = &sweep.plan;
    let base = &plan.base;
    let names: Vec<String> = base.lanes.iter().map(|lane| escaped(&lane.name)).collect();
    let hidden: Vec<String> = base.hidden.iter().map(usize::to_string).collect();
    let dimensions =
        plan.space.0.iter().map(|dimension| (dimension.parameter.name().to_owned(), values(dimension)));
    let is_varied = |name: &str| plan.space.0.iter().any(|dimension| dimension.parameter.name() == name);
    let sizes_vary = ["hidden layers", "width", "depth"].into_iter().any(is_varied);
    let fixed = [
        ("batch size", base.batch_size.to_string(), is_varied("batch size")),
        ("hidden layers", hidden.join(", "), sizes_vary),
        ("activation", base.activation.name().to_owned(), is_varied("activation")),
        ("start", escaped(&base.init.to_string()), is_varied("start")),
    ];
    let fixed = fixed.into_iter().filter(|(_, _, varied)| !varied);
    let rows = [("optimizers".to_owned(), names.join(", "))]
        .into_iter()
        .chain(dimensions)
        .chain([
            ("sampler".to_owned(), sampler(plan)),
            ("pruner".to_owned(), pruner(&plan.rungs)),
            ("trials".to_owned(), trials(sweep)),
            ("iterations".to_owned(), thousands(plan.iterations())),
            ("ranked by".to_owned(), ranked_by(plan.objective).to_owned()),
            ("seed".to_owned(), base.seed.to_string()),
            ("data".to_owned(), data(sweep)),
        ])
        .chain(fixed.map(|(name, value, _)| (name.to_owned(), value)))
        .chain([("program".to_owned(), format!("downhill {}", env!("CARGO_PKG_VERSION")))]);
    let mut text = String::from("| | |\n| --- | --- |\n");
    for (name, value) in rows {
        let _ = writeln!(text, "| {name} | {value} |");
    }
    text
}

/// The values of a dimension in words.
fn values(Dimension { domain, .. }: &Dimension) -> String {
    let span = |values: &[String]| match values {
        [first, .., last] => format!("from {} to {}", escaped(first), escaped(last)),
        _ => String::new(),
    };
    let Some(all) = domain.all() else {
        let spread = if domain.is_log() { "evenly in the logarithm" } else { "evenly" };
        return format!("{}, {spread}", span(&domain.ends()));
    };
    let listed = || all.iter().take(MAX_VALUES).map(|value| escaped(value)).collect::<Vec<_>>().join(", ");
    let more = all.len().saturating_sub(MAX_VALUES);
    match more {
        0 => listed(),
        _ if all.iter().all(|value| value.parse::<f64>().is_ok()) => {
            format!("{}, {} values", span(&all), thousands(all.len() as u64))
        }
        _ => format!("{} and {} more", listed(), thousands(more as u64)),
    }
}

fn sampler(plan: &SweepPlan) -> String {
    let words = match plan.sampler {
        PointSampler::Grid => "every combination",
        PointSampler::Random => "independent draws",
        PointSampler::Sobol => "Sobol's sequence, scrambled by the seed",
    };
    format!("{}: {words}", plan.sampler.name())
}

fn pruner(rungs: &Rungs) -> String {
    let [before @ .., _] = &rungs.iterations[..] else { return rungs.pruner.name().to_owned() };
    let before: Vec<String> = before.iter().map(|iterations| thousands(*iterations)).collect();
    let how = match rungs.pruner {
        Pruner::None => return "none: every trial goes to its end".to_owned(),
        Pruner::Halving => "successive halving, all trials compared at once",
        Pruner::Asha => "asynchronous successive halving, each trial compared with those before it",
    };
    if before.is_empty() {
        return format!("{}: {how}; no rung before the end", rungs.pruner.name());
    }
    let (name, reduction) = (rungs.pruner.name(), rungs.reduction);
    format!("{name}: {how}; one of {reduction} goes on at {} iterations", before.join(", "))
}

fn trials(sweep: &SweepStanding) -> String {
    let count = thousands(sweep.standings.len() as u64);
    match sweep.plan.repeats {
        0 | 1 => count,
        repeats => format!("{count}, each of the settings from {repeats} seeds"),
    }
}

const fn ranked_by(objective: Objective) -> &'static str {
    match objective {
        Objective::Loss => "the smoothed loss of the last batches, the lowest first",
        Objective::Accuracy => "test accuracy, the highest first",
    }
}

fn data(sweep: &SweepStanding) -> String {
    let data = &sweep.data;
    let flags =
        [(data.transpose, ", transposed"), (data.all_labels, ", every label up to the largest a class")];
    let flags: String = flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, words)| words).collect();
    match &data.folder {
        Some(folder) => escaped(folder) + &flags,
        None => "MNIST, which is in the program".to_owned(),
    }
}

/// How many trials are in each state that any is in.
fn counts(sweep: &SweepStanding) -> String {
    let mut text = String::from("| state | trials |\n| --- | ---: |\n");
    for state in TrialState::ALL {
        let count = sweep.count(state);
        if count > 0 {
            let _ = writeln!(text, "| {} | {} |", state.word(), thousands(count as u64));
        }
    }
    let _ = writeln!(text, "| all | {} |", thousands(sweep.standings.len() as u64));
    text
}

/// The first failed trials with their reasons; empty if none has failed.
fn failed(sweep: &SweepStanding) -> String {
    let failed = || {
        let numbered = sweep.standings.iter().enumerate();
        numbered.filter(|(_, standing)| standing.state == TrialState::Failed)
    };
    let mut text = String::new();
    for (trial, standing) in failed().take(MAX_FAILED) {
        let reason = standing.reason.as_deref().map_or_else(|| "no reason is known".into(), escaped);
        let _ = writeln!(text, "- trial {trial}: {reason}");
    }
    let more = failed().skip(MAX_FAILED).count();
    if more > 0 {
        let _ = writeln!(text, "\nand {}.", counted(more, "more trial").replace("more trials", "more"));
    }
    text
}
