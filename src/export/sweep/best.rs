//! The part of a report that says what was best, how far that can be believed, and how to repeat it.

use std::fmt::Write as _;

use super::{
    command::{best_command, race},
    outcome::{MeanSpread, SettingsOutcome, best_of_each, counted, is_repeated, level, loss, varied},
};
use crate::{
    export::report::{NOTHING, escaped, fenced},
    history::margin,
    sweep::{Objective, Parameter, SweepStanding},
    text::thousands,
};

/// How many of the best stand in the table.
const TABLE: usize = 10;

/// From so many seeds on a standard deviation is more than a guess.
const SEEDS: usize = 5;

/// The best of all, what its number is worth, and the ten best as a table.
pub(super) fn best(
    sweep: &SweepStanding,
    outcomes: &[SettingsOutcome],
    ended: &[&SettingsOutcome],
) -> String {
    let Some(first) = ended.first() else { return "No trial has come to its end yet.\n\n".to_owned() };
    let what = if first.finished > 1 { counted(first.finished, "seed") } else { String::new() };
    let mut text = format!("**{}**", named(sweep, first));
    if !what.is_empty() {
        // Writing to a string can't fail, here and below.
        let _ = write!(text, ", mean of {what}");
    }
    let _ = write!(text, ": {}.\n\n{}", results(sweep, first), caution(sweep, outcomes, ended));
    let _ = writeln!(text, "{}\n{}", table(sweep, ended), spread_words(sweep, outcomes));
    text
}

/// `Adam, trial 17`.
fn named(sweep: &SweepStanding, outcome: &SettingsOutcome) -> String {
    let lane = sweep.plan.base.lanes.get(outcome.optimizer(sweep));
    let name = lane.map_or_else(String::new, |lane| escaped(&lane.name));
    match &outcome.trials[..] {
        [trial] => format!("{name}, trial {trial}"),
        trials => {
            let mut trials = trials.to_vec();
            trials.sort_unstable();
            let [first, .., last] = trials[..] else { return name };
            let gap = if last - first + 1 == trials.len() { "–" } else { " … " };
            format!("{name}, trials {first}{gap}{last}")
        }
    }
}

/// `loss 0.0843, test accuracy 97.53 ± 0.31 %`.
fn results(sweep: &SweepStanding, outcome: &SettingsOutcome) -> String {
    let loss = outcome.loss.map(|loss| format!("loss {}", loss.loss()));
    let accuracy = accuracy(sweep, outcome).map(|accuracy| format!("test accuracy {accuracy} %"));
    loss.into_iter().chain(accuracy).collect::<Vec<_>>().join(", ")
}

/// In percent, with its standard deviation over seeds; of a single seed with what chance makes of so many images.
fn accuracy(sweep: &SweepStanding, outcome: &SettingsOutcome) -> Option<String> {
    let share = outcome.accuracy?;
    let margin = sweep
        .data
        .tested
        .filter(|_| !sweep.plan.is_repeated())
        .map(|images| format!(" ± {:.2}", margin(share.mean as f32, images) * 100.0));
    Some(share.percent() + &margin.unwrap_or_default())
}

/// What the signs ± in the table mean.
fn spread_words(sweep: &SweepStanding, outcomes: &[SettingsOutcome]) -> String {
    if is_repeated(outcomes) {
        return "± is one standard deviation of a single seed.\n".to_owned();
    }
    sweep.data.tested.map_or_else(String::new, |images| {
        format!(
            "± says how far the accuracy on all conceivable images may lie from that on {} test images, nineteen \
             times in twenty.\n",
            thousands(images as u64)
        )
    })
}

/// Why the best number is too good, and how many are as good.
fn caution(sweep: &SweepStanding, outcomes: &[SettingsOutcome], ended: &[&SettingsOutcome]) -> String {
    let mut text = String::new();
    let objective = sweep.plan.objective;
    if ended.len() > 1 {
        let of = counted(ended.len(), if is_repeated(outcomes) { "setting" } else { "trial" });
        let _ = write!(text, "It is the best of {of}, and the best of many is also the luckiest: ");
        text += match objective {
            Objective::Accuracy => {
                "its accuracy was both chosen and measured on the same test images, so that on new ones it is likely \
                 to be lower. Images that no trial was tested on would tell."
            }
            Objective::Loss => {
                "from another seed its loss is likely to be higher. It was chosen by its training loss; whether it is \
                 best on images that it was not trained on, its test accuracy says."
            }
        };
        text.push(' ');
    }
    let seeds = ended.first().map_or(0, |outcome| outcome.finished);
    match level(objective, ended) {
        // There is nobody it could be level with.
        None if ended.len() < 2 => {}
        Some(1) => {
            text +=
                "No other settings are level with it: all means lie more than two standard errors behind.";
        }
        Some(level) => {
            let of = thousands(ended.len() as u64);
            let level = thousands(level as u64);
            let _ = write!(
                text,
                "**{level} of {of} settings are level**: the best, and those whose means lie within two standard errors \
                 of the difference."
            );
        }
        None if is_repeated(outcomes) => {
            text += "Too few seeds have come to the end to say who is level with it.";
        }
        None => text += "One seed each can't say who is level with it; `--repeats 5` tries each from five.",
    }
    if (2..SEEDS).contains(&seeds) {
        let _ = write!(text, " From {seeds} seeds such errors are themselves only roughly known.");
    }
    text + "\n\n"
}

/// The ten best, a row each.
fn table(sweep: &SweepStanding, ended: &[&SettingsOutcome]) -> String {
    let varied = varied(sweep);
    let name = |at: &usize| sweep.plan.space.0[*at].parameter.name().to_owned();
    let header: Vec<String> = ["", "trial", "optimizer"]
        .map(str::to_owned)
        .into_iter()
        .chain(varied.iter().map(name))
        .chain(["loss", "test accuracy"].map(str::to_owned))
        .collect();
    let sides = format!("| ---: | ---: | --- |{} ---: | ---: |", " ---: |".repeat(varied.len()));
    let mut text = format!("| {} |\n{sides}\n", header.join(" | "));
    for (place, outcome) in ended.iter().take(TABLE).enumerate() {
        let trial = &sweep.trials[outcome.best()];
        let lane = sweep.plan.base.lanes.get(trial.optimizer).map_or("", |lane| &lane.name);
        let value = |at: &usize| trial.values.get(*at).and_then(Option::as_deref);
        let values = varied.iter().map(|at| value(at).map_or_else(|| NOTHING.to_owned(), escaped));
        let results = [
            outcome.loss.map_or_else(|| NOTHING.to_owned(), MeanSpread::loss),
            accuracy(sweep, outcome).map_or_else(|| NOTHING.to_owned(), |accuracy| accuracy + " %"),
        ];
        let row: Vec<String> = [(place + 1).to_string(), outcome.best().to_string(), escaped(lane)]
            .into_iter()
            .chain(values)
            .chain(results)
            .collect();
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}

/// The best of each optimizer with all its settings, and the command that trains it again.
pub(super) fn of_each(sweep: &SweepStanding, ended: &[&SettingsOutcome]) -> String {
    let mut text = String::new();
    for outcome in best_of_each(sweep, ended) {
        let trial = outcome.best();
        let _ = write!(text, "### {}\n\n{}.", named(sweep, outcome), capital(&results(sweep, outcome)));
        if outcome.trials.len() > 1 {
            let standing = &sweep.standings[trial];
            let own = standing
                .loss
                .map_or_else(String::new, |own| format!(", with a loss of {}", loss(own.into())));
            let came = format!("{} of {}", outcome.finished, counted(outcome.trials.len(), "seed"));
            let _ = write!(text, " {came} came to the end; the best is trial {trial}{own}.");
        }
        let _ = write!(text, "\n\n{}\n\n", settings(sweep, trial));
        let Some(command) = best_command(sweep, trial) else { continue };
        match first_seed(sweep, outcome) {
            Some(first) => {
                let all = best_command(sweep, first).unwrap_or_default();
                let _ = write!(text, "Trial {trial} again, bit for bit, and all seeds:\n\n");
                text += &fenced(&format!("{command}\n{all} --repeat {}", outcome.trials.len()));
            }
            None => {
                let _ = write!(text, "Trial {trial} again, bit for bit:\n\n{}", fenced(&command));
            }
        }
    }
    text
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The trial with the first of seeds that follow one another; `None` if there is one seed only, or gaps.
fn first_seed(sweep: &SweepStanding, outcome: &SettingsOutcome) -> Option<usize> {
    let mut trials = outcome.trials.clone();
    trials.sort_unstable_by_key(|trial| sweep.trials[*trial].seed);
    let follow = trials.windows(2).all(|pair| {
        let [seed, next] = [pair[0], pair[1]].map(|trial| sweep.trials[trial].seed);
        seed.checked_add(1) == Some(next)
    });
    trials.first().copied().filter(|_| follow && trials.len() > 1)
}

/// All settings of a trial in one line.
fn settings(sweep: &SweepStanding, trial: usize) -> String {
    let Some(config) = race(sweep, trial) else {
        return "Its settings are none that a race can have.".to_owned();
    };
    let hidden: Vec<String> = config.hidden.iter().map(usize::to_string).collect();
    let lane = config.lanes.first();
    let own = lane.into_iter().flat_map(|lane| {
        let settings =
            lane.kind.settings().map(|setting| (setting.name(), lane.settings.get(setting).to_string()));
        settings.chain([(Parameter::Schedule.name(), lane.schedule.to_string().replace("sched=", ""))])
    });
    let all = own.chain([
        (Parameter::BatchSize.name(), config.batch_size.to_string()),
        (Parameter::Hidden.name(), hidden.join(", ")),
        (Parameter::Activation.name(), config.activation.name().to_owned()),
        (Parameter::Init.name(), config.init.to_string()),
        (Parameter::Seed.name(), config.seed.to_string()),
    ]);
    all.map(|(name, value)| format!("{name} {}", escaped(&value))).collect::<Vec<_>>().join(" · ")
}
