//! What trials, states, parameters and outcomes are called, and how they look.

use ratatui::style::{Modifier, Style};

use super::sheet::{SweepAxis, outcome};
use crate::{
    config::LaneConfig,
    history::Look,
    sweep::{Coordinate, Objective, Parameter, SweepStanding, TrialState},
    tui::{number, theme::Theme},
    words::{Lang, Text, say, settings, sweep as words},
};

pub(super) const fn state(state: TrialState) -> Text {
    match state {
        TrialState::Waiting => words::WAITING,
        TrialState::Running => words::RUNNING,
        TrialState::Silent => words::SILENT,
        TrialState::Interrupted => words::INTERRUPTED,
        TrialState::Pruned => words::PRUNED,
        TrialState::Finished => words::FINISHED,
        TrialState::Diverged => words::DIVERGED,
        TrialState::Failed => words::FAILED,
    }
}

/// The colour of a state, where it has one: green for what runs, yellow for what needs attention, red for what went wrong.
pub(super) fn state_style(theme: Theme, state: TrialState) -> Style {
    let style = match state {
        TrialState::Running => theme.running(),
        TrialState::Silent | TrialState::Interrupted => theme.waiting(),
        TrialState::Diverged | TrialState::Failed => theme.failed(),
        TrialState::Waiting | TrialState::Pruned => theme.quiet(),
        TrialState::Finished => Style::new(),
    };
    // Many of them stand below one another.
    style.remove_modifier(Modifier::BOLD)
}

pub(super) fn parameter(lang: Lang, parameter: Parameter) -> &'static str {
    let text = match parameter {
        Parameter::Setting(setting) => return settings::name(lang, setting),
        Parameter::Schedule => crate::words::frame::SCHEDULE,
        Parameter::WarmUp => words::WARM_UP,
        Parameter::BatchSize => words::BATCH_SIZE,
        Parameter::Hidden => words::HIDDEN,
        Parameter::Width => words::WIDTH,
        Parameter::Depth => words::DEPTH,
        Parameter::Activation => crate::words::frame::ACTIVATION,
        Parameter::Init => crate::words::frame::INIT,
        Parameter::Seed => crate::words::frame::SEED,
    };
    text.get(lang)
}

pub(super) fn axis(lang: Lang, axis: &SweepAxis) -> &'static str {
    axis.parameter.map_or(say!(lang, sweep::OPTIMIZER), |own| parameter(lang, own))
}

/// The same, and whether it is logarithmic.
pub(super) fn scaled_axis(lang: Lang, own: &SweepAxis) -> String {
    let name = axis(lang, own);
    match own.coordinate {
        Coordinate::Number { log: true, .. } => say!(lang, sweep::log_axis(name)),
        _ => name.to_owned(),
    }
}

pub(super) fn objective(lang: Lang, objective: Objective) -> &'static str {
    match objective {
        Objective::Loss => say!(lang, sweep::LOSS),
        Objective::Accuracy => say!(lang, sweep::ACCURACY),
    }
}

/// What a trial has come to.
pub(super) fn value(sweep: &SweepStanding, trial: usize) -> String {
    let value = outcome(sweep, &sweep.standings[trial]);
    match sweep.plan.objective {
        Objective::Loss => number::loss(value),
        Objective::Accuracy => number::percent(value),
    }
}

/// The mean of what several trials have come to, and how far they lie around it.
pub(super) fn spread(sweep: &SweepStanding, mean: Option<f64>, deviation: Option<f64>) -> String {
    let Some(mean) = mean else { return number::UNKNOWN.to_owned() };
    let of = |value: f64| match sweep.plan.objective {
        Objective::Loss => number::loss(Some(value as f32)),
        Objective::Accuracy => format!("{:.1}", value * 100.0),
    };
    let unit = if sweep.plan.objective == Objective::Accuracy { " %" } else { "" };
    match deviation {
        Some(deviation) => format!("{} ± {}{unit}", of(mean), of(deviation)),
        None => of(mean) + unit,
    }
}

/// The optimizer of a trial.
pub(super) fn lane(sweep: &SweepStanding, trial: usize) -> Option<&LaneConfig> {
    sweep.plan.base.lanes.get(sweep.trials.get(trial)?.optimizer)
}

/// What its trials look like: as lanes of it do, and a second one of the same kind as a second lane does.
pub(super) fn look(sweep: &SweepStanding, optimizer: usize) -> Look {
    let lanes = &sweep.plan.base.lanes;
    let Some(lane) = lanes.get(optimizer) else { return Look::default() };
    let before = lanes.iter().take(optimizer).filter(|other| other.kind == lane.kind);
    Look::new(lane.kind, before.count())
}

/// What a trial is tried with: `Adam`, `learning rate 0.003`, `momentum 0.9`.
pub(super) fn settings_of(lang: Lang, sweep: &SweepStanding, trial: usize) -> Vec<String> {
    let name = lane(sweep, trial).map(|lane| lane.name.clone()).unwrap_or_default();
    let values = sweep.plan.space.0.iter().zip(&sweep.trials[trial].values);
    let values = values.filter(|(dimension, _)| dimension.parameter != Parameter::Seed);
    let told = values.filter_map(|(dimension, value)| {
        Some(format!("{} {}", parameter(lang, dimension.parameter), value.as_ref()?))
    });
    std::iter::once(name).chain(told).collect()
}
