//! The networks of a recording, for views that look into them: those of its checkpoint, in a paused session of their own.
//!
//! Nothing is read before a view asks. The checkpoint is read in one thread and the data in another, and whatever is
//! wrong with them ends in one update: the recording plays on.

use std::{
    path::{Path, PathBuf},
    thread,
};

use crossbeam_channel::{Receiver, bounded, never};

use crate::{
    record::{CheckpointChoice, RecordError, SavedRace},
    session::{Command, Loader, SavedNetworks, Session, SessionOptions, Update, Watch},
    text,
};

/// Where the networks of a recording come from.
pub(crate) struct NetworkSource {
    /// The checkpoint of the run folder.
    pub(crate) checkpoint: CheckpointChoice,
    /// What reads the data of the race.
    pub(crate) loader: Loader,
    /// The threads that look into the networks.
    pub(crate) threads: usize,
}

/// A checkpoint that was read, or why it can't be.
pub(super) type ReadCheckpoint = Result<Box<SavedRace>, RecordError>;

/// The networks of a recording, and what a view wants to see of them.
pub(super) struct NetworkSession {
    folder: PathBuf,
    /// What is watched from now on.
    watch: Watch,
    /// `None` once it is in use.
    source: Option<NetworkSource>,
    /// Reads the data, once there is a checkpoint.
    loader: Option<Loader>,
    threads: usize,
    /// The checkpoint, once it has been read.
    pub(super) checkpoint: Receiver<ReadCheckpoint>,
    /// The race as it was saved; it never takes a step.
    session: Option<Session>,
    /// What that session sends.
    pub(super) updates: Receiver<Update>,
    /// The length of the log that led to the checkpoint, in bytes.
    log_length: u64,
    /// What was sent last of them.
    sent: Option<SavedNetworks>,
}

impl NetworkSession {
    pub(super) fn new(folder: &Path, source: NetworkSource) -> Self {
        Self {
            folder: folder.to_owned(),
            watch: Watch::Nothing,
            threads: source.threads,
            source: Some(source),
            loader: None,
            checkpoint: never(),
            session: None,
            updates: never(),
            log_length: 0,
            sent: None,
        }
    }

    /// Watches something else from now on, and begins to read if nothing was watched before. An update if that can't be.
    pub(super) fn watch(&mut self, watch: &Watch) -> Option<Update> {
        self.watch.clone_from(watch);
        if let Some(session) = &self.session {
            // A session that has hundreds of them waiting is sent the next.
            let _ = session.send(Command::Watch(watch.clone()));
            return None;
        }
        let NetworkSource { checkpoint, loader, .. } = self.source.take_if(|_| *watch != Watch::Nothing)?;
        let (done, read) = bounded(1);
        (self.checkpoint, self.loader) = (read, Some(loader));
        let folder = self.folder.clone();
        let read = move || {
            // Whoever has left needs no checkpoint.
            let _ = done.send(SavedRace::read(&folder, checkpoint).map(Box::new));
        };
        // Not waited for at the end: a slow disk must not keep the program from leaving.
        match thread::Builder::new().name("checkpoint".into()).spawn(read) {
            Ok(_) => None,
            Err(error) => {
                Some(self.missing(&format!("no thread to read the checkpoint: {}", text::reason(&error))))
            }
        }
    }

    /// Starts the session of a checkpoint that was read; `None` if its thread has stopped at a fault.
    pub(super) fn start(&mut self, read: Option<ReadCheckpoint>) -> Option<Update> {
        self.checkpoint = never();
        let SavedRace { checkpoint, log_length, .. } = match read {
            Some(Ok(race)) => *race,
            Some(Err(error)) => return Some(self.missing(&error.to_string())),
            None => return Some(self.missing("the checkpoint can't be read: a fault in the program")),
        };
        let race = &checkpoint.race;
        let saved = race.lanes.iter().filter(|lane| lane.numbers.is_some());
        let lanes = saved.map(|lane| (lane.id, lane.config.name.clone())).collect();
        let loaded = SavedNetworks::Loaded { iteration: race.iteration, lanes, reached: false };
        let options = SessionOptions { paused: true, threads: self.threads, ..SessionOptions::default() };
        let loader = self.loader.take()?;
        match Session::start::<1>(checkpoint, options, loader) {
            Ok((session, [updates])) => {
                self.log_length = log_length;
                self.updates = updates;
                let _ = session.send(Command::Watch(self.watch.clone()));
                self.session = Some(session);
                Some(self.sending(loaded))
            }
            Err(error) => {
                Some(self.missing(&format!("no thread for the networks: {}", text::reason(&error))))
            }
        }
    }

    /// What a front end is to be sent of an update of the session; `None` of an update means that it has ended.
    pub(super) fn pass_on(&mut self, update: Option<Update>) -> Option<Update> {
        match update {
            None => {
                self.updates = never();
                None
            }
            Some(Update::Failed { message }) => Some(self.missing(&message)),
            seen @ Some(Update::Guessed(_) | Update::GuessedDrawn(_) | Update::Inside(_)) => seen,
            // A lane or a layer that these networks don't have: the views know which there are.
            Some(_) => None,
        }
    }

    /// Notes how far the recording has been played: to an iteration, and so many bytes of the log. An update if the
    /// networks are of just that moment now, or are not any more.
    pub(super) fn note_played(&mut self, played: u64, bytes: u64) -> Option<Update> {
        let Some(SavedNetworks::Loaded { iteration, lanes, reached }) = &self.sent else { return None };
        let here = played == *iteration && bytes >= self.log_length;
        if here == *reached {
            return None;
        }
        let news = SavedNetworks::Loaded { iteration: *iteration, lanes: lanes.clone(), reached: here };
        Some(self.sending(news))
    }

    /// Gives them up.
    fn missing(&mut self, why: &str) -> Update {
        (self.session, self.updates) = (None, never());
        self.sending(SavedNetworks::Missing(text::message(why)))
    }

    fn sending(&mut self, networks: SavedNetworks) -> Update {
        self.sent = Some(networks.clone());
        Update::Networks(networks)
    }
}
