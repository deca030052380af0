//! The trainer's loop: take commands, take iterations, send what came of both.

mod commands;
mod probe;
mod state;
mod train;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use crossbeam_channel::RecvTimeoutError;

use self::state::Worker;
use super::{
    loading::load,
    mailbox::Mailbox,
    saving::CheckpointSchedule,
    start::{Loader, Origin, SessionOptions},
    update::{State, Update},
};
use crate::text::{message, panic_words};

/// Runs a session until its commands' channel closes; a panic on the way becomes an update.
pub(super) fn run(
    origin: Origin,
    opening: SessionOptions,
    loader: Loader,
    save_every: Option<Duration>,
    mut mailbox: Mailbox,
) {
    let work = AssertUnwindSafe(|| {
        let Some(data) = load(loader, &mut mailbox)? else { return Ok(()) };
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(opening.threads)
            .thread_name(|index| format!("lanes-{index}"))
            .build()
            .map_err(|error| format!("no threads for the lanes: {error}"))?;
        let saving = save_every.map(|every| CheckpointSchedule::new(every, data.hash()));
        race(Worker::new(origin, opening, data, saving, pool, &mut mailbox)?);
        Ok(())
    });
    let failed = match catch_unwind(work) {
        Ok(Ok(())) => return mailbox.deliver(),
        Ok(Err(message)) => message,
        Err(panic) => format!("the trainer has stopped at a fault in the program: {}", panic_words(&*panic)),
    };
    mailbox.send(Update::Failed { message: message(&failed) });
    mailbox.close();
}

fn race(mut worker: Worker<'_>) {
    loop {
        // While it runs it checks for a command and goes on; otherwise it waits for one, or until something is due.
        let save = worker.saving.as_ref().and_then(CheckpointSchedule::due);
        let look = worker.probe.due(worker.race.iteration());
        let until = if worker.state == State::Running {
            Some(worker.due)
        } else {
            [save, look].into_iter().flatten().min()
        };
        match worker.mailbox.receive(until) {
            Ok(command) => worker.handle(command),
            Err(RecvTimeoutError::Timeout) if worker.state == State::Running => worker.train(),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if worker.saving.as_mut().is_some_and(CheckpointSchedule::is_due) {
            worker.save();
        }
        if worker.probe.is_due(worker.race.iteration()) {
            worker.send_watched();
        }
    }
    if worker.saving.as_ref().is_some_and(CheckpointSchedule::is_dirty) {
        worker.save();
    }
}
