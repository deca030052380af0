//! How a race runs, be it a new one or one that is resumed.

use std::{path::Path, time::Duration};

use super::{
    environment::Environment,
    fault::planted,
    front_end::FrontEnd,
    handover::Handover,
    options::{SavingArgs, ScreenArgs},
    usage::Usage,
};
use crate::session::SessionOptions;

#[derive(Debug)]
pub(super) struct RunOptions {
    pub(super) opening: SessionOptions,
    /// The time from one checkpoint to the next.
    pub(super) save_every: Duration,
    pub(super) front_end: FrontEnd,
    pub(super) handover: Handover,
    /// Whether another process is to run the race, in the background.
    pub(super) detach: bool,
}

impl RunOptions {
    /// `opening` has what flags say of it; `data` is the folder that --data names.
    pub(super) fn new(
        opening: SessionOptions,
        data: Option<&Path>,
        saving: &SavingArgs,
        screen: &ScreenArgs,
        environment: Environment,
    ) -> Result<Self, Usage> {
        let front_end = FrontEnd::new(screen, saving.background, environment)?;
        let detach = saving.detach && !saving.background;
        if !detach {
            front_end.check_paused(opening.paused, screen.headless)?;
        }
        Ok(Self {
            handover: Handover::new(saving, data, opening.threads),
            opening: SessionOptions { rewinds: front_end.rewinds(), fault: planted(), ..opening },
            save_every: saving.save_every,
            front_end,
            detach,
        })
    }
}
