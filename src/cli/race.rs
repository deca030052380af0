//! The command `race`: from its flags to a race.

use std::{ffi::OsString, io::Write, path::PathBuf, time::Duration};

use anyhow::Context;

use super::{
    Order, Surroundings, Usage,
    args::{OnHangup, RaceArgs},
    fault::planted,
    front::Front,
    run::{Handover, Recording, Run, loader},
};
use crate::{
    config::{Config, LossKind, Start, parse_lanes},
    data::Folder,
    history::History,
    memory,
    record::{MAX_HYPOTHESIS, RunFolder},
    session::Opening,
    text::{sanitized, thousands},
};

/// A race and how to run it.
#[derive(Debug)]
pub struct RaceOrder {
    /// The race.
    pub config: Config,
    /// How it begins.
    pub opening: Opening,
    /// Where its data lie; `None` takes what is built in.
    pub data: Option<Folder>,
    /// Where it is recorded.
    pub out: Out,
    /// What is expected of it.
    pub hypothesis: Option<String>,
    /// From one checkpoint to the next.
    pub save_every: Duration,
    /// Who shows it.
    pub front: Front,
    /// How it goes on without a terminal.
    pub handover: Handover,
    /// Whether it is to be run by another process, in the background.
    pub detach: bool,
}

/// Where a race is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Out {
    /// Nowhere.
    Nowhere,
    /// In a new or an empty folder.
    Folder(PathBuf),
    /// In a folder whose run is replaced.
    Replaced(PathBuf),
    /// In a folder named by date and seed.
    Kept,
}

impl RaceOrder {
    pub(super) fn new(args: RaceArgs, around: Surroundings) -> Result<Self, Usage> {
        let lanes = parse_lanes(&args.optimizers, args.weight_decay)
            .map_err(|error| Usage::value("--optimizers", &args.optimizers, &error.to_string()))?;
        let saving = &args.saving;
        let hypothesis = args.hypothesis.map(|text| sanitized(&text));
        if let Some(text) = hypothesis.as_ref().filter(|text| text.chars().count() > MAX_HYPOTHESIS) {
            let most = format!("must be at most {} characters", thousands(MAX_HYPOTHESIS as u64));
            return Err(Usage::value("--hypothesis", text, &most));
        }
        let front =
            Front::new(&args.screen, saving.background, around)?.with_hypothesis(hypothesis.as_deref());
        let detach = saving.detach && !saving.background;
        let recorded = args.out.is_some() || args.keep || saving.detach || saving.background;
        if saving.on_hangup == OnHangup::Detach && !recorded {
            return Err(Usage::new(
                "--on-hangup detach: only a recorded race can go on; add --out DIR or --keep",
            ));
        }
        let handover = Handover::new(saving, args.data.data.as_deref(), args.threads);
        let out = match (args.out, args.force) {
            (None, true) => {
                return Err(Usage::new("--force: needs --out DIR, the folder whose run may be replaced"));
            }
            (None, false) if recorded => Out::Kept,
            (None, false) => Out::Nowhere,
            (Some(folder), false) => Out::Folder(folder),
            (Some(folder), true) => Out::Replaced(folder),
        };
        if !detach {
            front.check_paused(args.paused, args.screen.headless)?;
        }
        let activation = args.activation.parse().map_err(|()| {
            Usage::value("--activation", &args.activation, "must be one of relu, sigmoid, tanh")
        })?;
        let config = Config {
            lanes,
            hidden: args.hidden.0,
            activation,
            init: args.init,
            start: if args.own_weights { Start::Own } else { Start::Fair },
            batch_size: args.batch_size,
            seed: args.seed,
            iterations: (args.iterations > 0).then_some(args.iterations),
            eval_every: args.eval_every,
            loss: LossKind::default(),
        };
        let opening = Opening {
            paused: args.paused,
            pace: args.pace,
            rewinds: front.rewinds(),
            threads: args.threads,
            fault: planted(),
        };
        let (data, save_every) = (args.data.folder(), args.saving.save_every);
        Ok(Self { config, opening, data, out, hypothesis, save_every, front, handover, detach })
    }

    /// This order, or that the same words are to be followed in the background.
    pub(super) fn or_detached(self, typed: Vec<OsString>) -> Order {
        if self.detach {
            Order::Detach(typed.into_iter().skip(1).collect())
        } else {
            Order::Race(Box::new(self))
        }
    }

    /// Runs the race and tells the exit code; all that can be refused is refused before anything starts.
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        memory::check(&self.config, self.opening.rewinds)?;
        let inputs = self.data.iter().map(|data| data.path.clone()).collect();
        let loader = loader(self.data)?;
        let folder = match self.out {
            Out::Nowhere => None,
            Out::Folder(folder) => Some(RunFolder::create(&folder, false).context("--out")?),
            Out::Replaced(folder) => Some(RunFolder::create(&folder, true).context("--out")?),
            Out::Kept => Some(RunFolder::dated(".".as_ref(), self.config.seed).context("--keep")?),
        };
        let run = Run {
            origin: self.config.into(),
            opening: self.opening,
            loader,
            inputs,
            recording: folder.map(|folder| Recording::New(folder.with_hypothesis(self.hypothesis))),
            save_every: self.save_every,
            history: History::default(),
            handover: self.handover,
        };
        run.show(self.front, out)
    }
}
