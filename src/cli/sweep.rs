//! The subcommand `sweep`: many trials, planned first, run here or by a scheduler, and looked at while they run.

mod actions;
mod engine;
mod show;

use std::{
    ffi::OsString,
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};

use super::{
    Environment, Usage, data,
    experiment::ExperimentArgs,
    front_end::FrontEnd,
    launch,
    output::Work,
    screen::{ScreenArgs, choice},
};
use crate::{
    config::Bounds,
    memory,
    sweep::{Objective, PointSampler, Pruner, SweepPlan},
    text::{shell_word, shown, thousands},
    trials::{PlanData, PlanFile, SweepFolder},
};
use engine::EngineArgs;

const HELP: &str = "\
Examples:
  downhill sweep out --optimizers sgd,adam --space 'lr=loguniform(1e-4,1)' --trials 64
      64 short races on all cores of this machine, shown while they run
  downhill sweep out … --via slurm -- --partition=cpu --time=10
      as arrays of Slurm; what follows -- goes to sbatch as it is
  downhill sweep out … --via parallel -- --sshlogin a,b -j8
      by GNU parallel on two machines
  downhill sweep attach out · status out · best out · report out
      how it stands, from any login that sees the folder
  downhill sweep stop out · retry out
      save all trials and end; run what is missing or has failed

Spaces: loguniform(a,b), uniform(a,b), interval(a,b), tag(log,interval(a,b)), float(a,b,log),
int(a,b), int(a,b,log), range(a,b,step), choice(a,b,c) or a,b,c, of every setting that --optimizers
takes, and of batch-size, hidden ([100,100]), width, depth, activation, init, sched, warmup and seed.
downhill manual sweep says more.

Exit codes: 0 done; 1 a trial has failed or is left, or something can't be read or written;
2 wrong usage; 128+n ended by signal n";

/// Try many settings: a plan of trials, run on this machine, by Slurm or by GNU parallel
#[derive(Debug, Args)]
#[command(
    after_help = HELP,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true,
    args_override_self = true,
    override_usage = "downhill sweep [OPTIONS] OUT [-- ARGUMENTS]\n       downhill sweep <attach|status|best|report|retry|stop> OUT"
)]
pub(super) struct SweepArgs {
    /// The folder of the sweep, new or empty: the plan goes there, and every trial
    #[arg(value_name = "OUT", required = true)]
    out: Option<PathBuf>,

    #[command(flatten)]
    experiment: ExperimentArgs,

    /// What differs from trial to trial: name=values, with blanks between them
    #[arg(long, value_name = "SPACE", help_heading = "Sweep", default_value = "lr=loguniform(1e-4,1)")]
    space: Vec<String>,

    /// Points of the space to try; a grid has at most so many [default: 64; of a grid, 10 values between two bounds]
    #[arg(long, value_name = "N", help_heading = "Sweep")]
    #[arg(value_parser = |text: &str| Bounds::TRIALS.parse(text), allow_hyphen_values = true)]
    trials: Option<u64>,

    /// How points are chosen: sobol fills the space evenly, random draws, grid takes every combination
    #[arg(long, value_name = "NAME", help_heading = "Sweep", default_value = "sobol", value_parser = choice(&PointSampler::ALL))]
    sampler: PointSampler,

    /// Tries of each point, with seeds from --seed on
    #[arg(long, value_name = "N", help_heading = "Sweep", default_value = "1")]
    #[arg(value_parser = |text: &str| Bounds::REPEATS.parse(text), allow_hyphen_values = true)]
    repeats: u64,

    /// Which trials are stopped early: none; by halving, where all wait for each other; asha, where nobody waits
    #[arg(long, value_name = "NAME", help_heading = "Sweep", default_value = "none", value_parser = choice(&Pruner::ALL))]
    pruner: Pruner,

    /// One of so many trials goes on from each rung
    #[arg(long, value_name = "N", help_heading = "Sweep", default_value = "4")]
    #[arg(value_parser = |text: &str| Bounds::REDUCTION.parse(text), allow_hyphen_values = true)]
    reduction: u64,

    /// The least iterations after which a trial may be stopped [default: a sixteenth]
    #[arg(long, value_name = "N", help_heading = "Sweep")]
    #[arg(value_parser = |text: &str| Bounds::ITERATIONS.parse(text), allow_hyphen_values = true)]
    min_iterations: Option<u64>,

    /// What trials are ranked by: the loss of the last batches, or accuracy on test images
    #[arg(long, value_name = "NAME", help_heading = "Sweep", default_value = "loss", value_parser = choice(&Objective::ALL))]
    objective: Objective,

    /// Seconds from one checkpoint of a trial to the next
    #[arg(long, value_name = "S", default_value = "10", help_heading = "Sweep")]
    #[arg(value_parser = launch::seconds, allow_hyphen_values = true)]
    save_every: Duration,

    /// Keep the checkpoints of trials that have ended, too
    #[arg(long, help_heading = "Sweep")]
    keep_checkpoints: bool,

    /// Write the plan, and run nothing
    #[arg(long, help_heading = "Sweep")]
    plan_only: bool,

    #[command(flatten)]
    engine: EngineArgs,

    #[command(flatten)]
    screen: ScreenArgs,

    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    Attach(Box<actions::AttachSweepArgs>),
    Status(actions::StatusArgs),
    Best(actions::BestArgs),
    Report(actions::ReportArgs),
    #[command(visible_alias = "resume")]
    Retry(Box<actions::RetryArgs>),
    Stop(actions::StopSweepArgs),
}

impl SweepArgs {
    pub(super) fn prepare(mut self, typed: &[OsString], environment: Environment) -> Result<Work, Usage> {
        match self.action.take() {
            None => self.begin(typed, environment),
            Some(Action::Attach(args)) => args.prepare(environment),
            Some(Action::Status(args)) => Ok(Box::new(move |out| args.run(out))),
            Some(Action::Best(args)) => Ok(Box::new(move |out| args.run(out))),
            Some(Action::Report(args)) => Ok(Box::new(move |out| args.run(out))),
            Some(Action::Retry(args)) => args.prepare(environment),
            Some(Action::Stop(args)) => Ok(Box::new(move |out| args.run(out))),
        }
    }

    /// Plans and begins a sweep.
    fn begin(self, typed: &[OsString], environment: Environment) -> Result<Work, Usage> {
        let front_end = FrontEnd::new(&self.screen, environment)?;
        let out = self.out.clone().ok_or_else(|| Usage::new("sweep: name the folder of the sweep"))?;
        let file = self.plan_file()?;
        let plan = file.plan().map_err(|error| Usage::new(format!("--{error}")))?;
        if plan.rungs.pruner != Pruner::None && plan.rungs.iterations.len() < 2 {
            let most = plan.iterations() / plan.rungs.reduction;
            return Err(Usage::new(format!(
                "--pruner {}: no rung lies before the end; --min-iterations must be at most {most}",
                plan.rungs.pruner.name()
            )));
        }
        let idle = plan.space.check(&plan.base).unwrap_or_default();
        let trials = plan.trials().map_err(|error| Usage::new(error.to_string()))?;
        let mut notes: Vec<String> = idle
            .iter()
            .map(|parameter| {
                format!("note: {}: no optimizer of this sweep has it; left out", parameter.key())
            })
            .collect();
        // A space without an end is filled by any number of trials.
        let different = plan.combinations_in_all().filter(|_| plan.sampler != PointSampler::Grid);
        if let Some(different) =
            different.filter(|different| *different < plan.points.unwrap_or(SweepPlan::DRAWN))
        {
            notes.push(format!(
                "note: this space has {} different settings, and some are drawn more than once; --sampler grid takes each once",
                thousands(different)
            ));
        }
        let largest = plan.largest().map_err(|error| Usage::new(error.to_string()))?;
        let engine = self.engine.engine()?;
        let command = command_line(typed);
        let (detach, plan_only, threads) = (self.engine.detach, self.plan_only, self.engine.threads());
        Ok(Box::new(move |to| {
            memory::check(&largest, false)?;
            // A mistyped folder is found before anything is written.
            drop(data::loader(file.data())?);
            let sweep = SweepFolder::create(&out, file, plan, trials, &command)?;
            for note in notes {
                writeln!(to, "{note}").context("can't write to standard output")?;
            }
            let trials = thousands(sweep.trials.len() as u64);
            writeln!(to, "{trials} trials planned in {}", shown(&out))
                .context("can't write to standard output")?;
            engine.write(&sweep)?;
            if plan_only {
                return Ok(0);
            }
            let lock = engine::hold(&sweep)?;
            let rest = engine::Rest { sweep: &sweep, named: &out, engine: &engine, threads, lock };
            rest.start(detach, front_end, to)
        }))
    }

    /// The plan as it was typed.
    fn plan_file(&self) -> Result<PlanFile, Usage> {
        let experiment = &self.experiment;
        let data = experiment.data.clone().folder();
        let table = data.as_ref().map(|data| {
            PlanData::new(data).ok_or_else(|| Usage::new("--data: the path of a sweep's data must be text"))
        });
        Ok(PlanFile {
            format: PlanFile::FORMAT,
            downhill: env!("CARGO_PKG_VERSION").into(),
            optimizers: experiment.optimizers.clone(),
            space: self.space.clone(),
            sampler: self.sampler,
            trials: self.trials,
            repeats: self.repeats,
            pruner: self.pruner,
            reduction: self.reduction,
            min_iterations: self.min_iterations.unwrap_or(experiment.iterations / 16).max(1),
            objective: self.objective,
            seed: experiment.seed,
            iterations: experiment.iterations,
            batch_size: experiment.batch_size,
            hidden: experiment.hidden.to_vec(),
            activation: experiment.activation.name().to_owned(),
            init: experiment.init.to_string(),
            weight_decay: experiment.weight_decay,
            // On the way nobody looks.
            eval_every: 0,
            save_every: self.save_every.as_secs_f64(),
            keep_checkpoints: self.keep_checkpoints,
            // Counted when they are made.
            planned: 0,
            data: table.transpose()?,
        })
    }
}

/// The line that was typed, for the head of the plan.
fn command_line(typed: &[OsString]) -> String {
    let words = typed.iter().skip(1).map(|word| shell_word(word));
    std::iter::once("downhill".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}

/// Refuses a sweep where a race is meant, and says which command is for it.
pub(super) fn refuse(folder: &Path, action: &str) -> anyhow::Result<()> {
    if SweepFolder::is_one(folder) {
        let folder = shown(folder);
        bail!("{folder}: this is a sweep; downhill sweep {action} {folder}");
    }
    Ok(())
}
