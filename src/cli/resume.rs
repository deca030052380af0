//! The command `resume`: from a run folder to the race that it holds.

use std::{ffi::OsString, io::Write, path::PathBuf, time::Duration};

use anyhow::Context;

use super::{
    Order, Surroundings, Usage,
    args::ResumeArgs,
    fault::planted,
    front::Front,
    run::{Handover, Recording, Run, loader},
};
use crate::{
    config::Config,
    memory,
    record::{Resumed, Which},
    session::{Opening, State},
};

/// A recorded race and how it goes on.
#[derive(Debug)]
pub struct ResumeOrder {
    /// Where it was recorded.
    pub folder: PathBuf,
    /// From which checkpoint it goes on.
    pub which: Which,
    /// How it begins.
    pub opening: Opening,
    /// Where its data lie; `None` looks where they were.
    pub data: Option<PathBuf>,
    /// From one checkpoint to the next.
    pub save_every: Duration,
    /// Who shows it.
    pub front: Front,
    /// How it goes on without a terminal.
    pub handover: Handover,
    /// Whether it is to be run by another process, in the background.
    pub detach: bool,
}

impl ResumeOrder {
    pub(super) fn new(args: ResumeArgs, around: Surroundings) -> Result<Self, Usage> {
        let saving = &args.saving;
        let front = Front::new(&args.screen, saving.background, around)?;
        let detach = saving.detach && !saving.background;
        if !detach {
            front.check_paused(args.paused, args.screen.headless)?;
        }
        let handover = Handover::new(saving, args.data.as_deref(), args.threads);
        Ok(Self {
            folder: args.folder,
            which: if args.previous { Which::Previous } else { Which::Newest },
            opening: Opening {
                paused: args.paused,
                pace: args.pace,
                rewinds: front.rewinds(),
                threads: args.threads,
                fault: planted(),
            },
            data: args.data,
            save_every: args.saving.save_every,
            front,
            handover,
            detach,
        })
    }

    /// This order, or that the same words are to be followed in the background.
    pub(super) fn or_detached(self, typed: Vec<OsString>) -> Order {
        if self.detach {
            Order::Detach(typed.into_iter().skip(1).collect())
        } else {
            Order::Resume(Box::new(self))
        }
    }

    /// Goes on and tells the exit code.
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        let resumed = Resumed::read(&self.folder, self.which)?;
        let mut checkpoint = resumed.checkpoint.clone();
        let saved = &checkpoint.race;
        let lanes = saved.lanes.iter().map(|lane| lane.config.clone()).collect();
        memory::check(&Config { lanes, ..saved.config.clone() }, self.opening.rewinds)?;
        // Without a screen nobody could end a pause.
        if self.front == Front::Plain && checkpoint.state == State::Paused {
            checkpoint.state = State::Running;
        }
        let data = resumed.header.data.folder(self.data);
        let inputs =
            std::iter::once(self.folder).chain(data.as_ref().map(|data| data.path.clone())).collect();
        let run = Run {
            origin: checkpoint.into(),
            opening: self.opening,
            loader: loader(data).context("the race's data")?,
            inputs,
            save_every: self.save_every,
            history: resumed.history().clone(),
            handover: self.handover,
            recording: Some(Recording::GoingOn(Box::new(resumed))),
        };
        run.show(self.front, out)
    }
}
