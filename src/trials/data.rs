//! What all trials of a process share: their data, and the sign to stop.

use std::sync::Arc;

use crossbeam_channel::{Receiver, TryRecvError, never};

use super::error::TrialsError;
use crate::{
    data::Dataset,
    session::{DataSource, Loader},
};

/// The data of all trials.
#[derive(Clone)]
pub(crate) struct TrialData {
    data: Arc<Dataset>,
    hash: String,
}

impl TrialData {
    /// Reads them once, for every trial of this process.
    ///
    /// # Errors
    /// If they can't be read.
    pub(crate) fn load(loader: Loader) -> Result<Self, TrialsError> {
        let data = loader(&mut |_| {})?;
        let hash = data.hash();
        Ok(Self { data: data.into(), hash })
    }

    pub(super) fn source(&self) -> DataSource {
        DataSource::Loaded(self.data.clone(), self.hash.clone())
    }

    pub(super) const fn dataset(&self) -> &Arc<Dataset> {
        &self.data
    }
}

/// Tells trials to stop: when it is dropped on the other side, its channel closes.
#[derive(Debug, Clone)]
pub(super) struct StopSignal(pub(super) Receiver<()>);

impl StopSignal {
    /// The channel that closes, or one that never does for whoever knows already.
    pub(super) fn receiver(&self, known: bool) -> Receiver<()> {
        if known { never() } else { self.0.clone() }
    }

    pub(super) fn is_set(&self) -> bool {
        matches!(self.0.try_recv(), Err(TryRecvError::Disconnected))
    }
}
