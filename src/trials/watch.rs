//! A sweep as a source of updates: its folder is read while its trials run, here or elsewhere.

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, never};

use super::{folder::SweepFolder, scan::Scanner};
use crate::{
    session::{
        Arrival, Capability, ForeignTraining, Mailbox, RaceInfo, Refusal, Session, State, Trainer,
        TrainingSource, Update,
    },
    sweep::SweepStanding,
    text::{message, thousands},
};

/// How often the folder is read at most.
const READ_EVERY: Duration = Duration::from_secs(1);

/// It is read so seldom that it costs one part in so many of a core.
const REST: u32 = 60;

/// Follows a sweep in a thread of its own.
///
/// # Errors
/// If the system gives no thread.
pub(crate) fn follow(scanner: Scanner) -> io::Result<(Session, Receiver<Update>)> {
    let (session, [updates]) = Session::follow::<1>(move |mailbox| watch(scanner, mailbox))?;
    Ok((session, updates))
}

fn watch(mut scanner: Scanner, mut mailbox: Mailbox) {
    mailbox.send(Update::Started(Box::new(info(&scanner))));
    let mut told: Option<Arc<SweepStanding>> = None;
    loop {
        let begun = Instant::now();
        match scanner.scan() {
            Ok(standing) => tell(standing, &mut told, &mut mailbox),
            // A disk behind a network may be away for a moment.
            Err(_) if SweepFolder::is_one(&scanner.sweep.path) => {}
            Err(error) => {
                mailbox.send(Update::Failed { message: message(&error.to_string()) });
                while !matches!(mailbox.receive_either(&never::<()>(), None), Arrival::Abandoned) {}
                return;
            }
        }
        let due = begun + READ_EVERY.max(begun.elapsed() * REST);
        loop {
            match mailbox.receive_either(&never::<()>(), Some(due)) {
                Arrival::Command(_) => {
                    mailbox.send(Update::Refused { reason: Refusal::CantDo });
                    mailbox.send(Update::Answered);
                }
                Arrival::Abandoned => return,
                Arrival::Timeout => break,
                Arrival::News(()) | Arrival::NoMoreNews => {}
            }
        }
    }
}

/// Sends how the sweep stands, if that is news.
fn tell(standing: SweepStanding, told: &mut Option<Arc<SweepStanding>>, mailbox: &mut Mailbox) {
    let is_news = told.as_ref().is_none_or(|told| told.standings != standing.standings);
    if !is_news {
        return;
    }
    let state = if standing.is_over() { State::Finished } else { State::Running };
    let iteration = standing.over() as u64;
    let standing = Arc::new(standing);
    mailbox.send(Update::Swept(standing.clone()));
    mailbox.send(Update::State { state, iteration });
    *told = Some(standing);
}

/// What a screen is told of a sweep before any trial: it has no lanes of its own.
fn info(scanner: &Scanner) -> RaceInfo {
    let plan = &scanner.sweep.plan;
    let optimizers: Vec<&str> = plan.base.lanes.iter().map(|lane| &*lane.name).collect();
    let fact = |label: &str, value: String| (label.to_owned(), value);
    RaceInfo {
        lanes: Vec::new(),
        pace: None,
        trainer: Trainer::Foreign(Box::new(ForeignTraining {
            title: scanner.title().to_owned(),
            source: TrainingSource::Log,
            // Trials are counted as another training's steps are.
            total: Some(scanner.sweep.trials.len() as u64),
            facts: vec![
                fact("trials", thousands(scanner.sweep.trials.len() as u64)),
                fact("optimizers", optimizers.join(", ")),
                fact("sampler", plan.sampler.name().to_owned()),
                fact("pruner", plan.rungs.pruner.name().to_owned()),
                fact("iterations", thousands(plan.iterations())),
            ],
            capabilities: vec![Capability::Sweep],
            metrics: Vec::new(),
        })),
    }
}
