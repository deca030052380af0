//! A session whose race runs in another process.

use std::{
    io::{self, BufReader},
    net::Shutdown,
    os::unix::net::UnixStream,
    path::Path,
    thread,
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::{
    RemoteError,
    socket::connect,
    wire::{Greeting, LONGEST_FROM_GUEST, LONGEST_TO_GUEST, PROTOCOL, Told, Wish, read, write},
};
use crate::{
    history::History,
    session::{SaveStatus, Session, State, Trouble, Update},
};

/// Updates on their way to the front end.
const ON_THE_WAY: usize = 64;

/// How long a process that serves may take to answer: it does nothing else that takes long.
const ANSWER: Duration = Duration::from_secs(5);

/// A race in the background, as a front end needs it.
pub struct Attached {
    /// Commands go there.
    pub session: Session,
    /// Updates come from there.
    pub updates: Receiver<Update>,
    /// What is known already.
    pub history: History,
}

/// How far a race in the background is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// What it does.
    pub state: State,
    /// Iterations done.
    pub iteration: u64,
    /// When it is finished.
    pub end: Option<u64>,
    /// Its lanes' names.
    pub lanes: Vec<String>,
}

/// Shows the race that runs in a folder.
///
/// # Errors
/// If none runs there, it is another user's, or its process speaks another language.
pub fn attach(folder: &Path) -> Result<Attached, RemoteError> {
    let stream = greet(folder, Wish::Watch)?;
    let failed = |error| RemoteError::system(folder, "attach to the race there")(error);
    let mut lines = BufReader::new(stream.try_clone().map_err(failed)?);
    let history = history(&mut lines).map_err(failed)?;
    stream.set_read_timeout(None).map_err(failed)?;
    let (sender, updates) = bounded(ON_THE_WAY);
    let hear = move || {
        hear(lines, &sender);
        let ended = SaveStatus { saved: None, trouble: Some(Trouble::RaceEnded) };
        // A front end that has left needs no word.
        let _ = sender.send(Update::Saving(ended));
    };
    thread::Builder::new().name("attached".into()).spawn(hear).map_err(failed)?;
    let session = Session::spawn(move |commands| {
        for command in commands {
            if write(&stream, &command).is_err() {
                break;
            }
        }
        // That ends the thread that hears, too.
        let _ = stream.shutdown(Shutdown::Both);
    });
    Ok(Attached { session: session.map_err(failed)?, updates, history })
}

/// Asks how far the race is that runs in a folder.
///
/// # Errors
/// As [`attach`].
pub fn status(folder: &Path) -> Result<Status, RemoteError> {
    let stream = greet(folder, Wish::Ask)?;
    let history =
        history(&mut BufReader::new(stream)).map_err(RemoteError::system(folder, "ask the race there"))?;
    Ok(Status {
        state: history.state(),
        iteration: history.iteration(),
        end: history.end(),
        lanes: history.lanes().iter().map(|lane| lane.card.name.clone()).collect(),
    })
}

/// Asks the race that runs in a folder to end.
///
/// # Errors
/// As [`attach`].
pub fn stop(folder: &Path) -> Result<(), RemoteError> {
    greet(folder, Wish::Stop).map(drop)
}

/// Connects, and says why.
fn greet(folder: &Path, wish: Wish) -> Result<UnixStream, RemoteError> {
    let stream = connect(folder)?;
    let greet = || -> io::Result<Option<Greeting>> {
        stream.set_read_timeout(Some(ANSWER))?;
        // Byte by byte, so that nothing is taken of the lines after it.
        let mut first = BufReader::with_capacity(1, &stream);
        read(&mut first, LONGEST_FROM_GUEST)
    };
    match greet() {
        Ok(Some(greeting)) if greeting.protocol == PROTOCOL => {}
        Ok(Some(greeting)) => {
            let version = greeting.downhill;
            return Err(RemoteError::OtherVersion { folder: folder.to_owned(), version });
        }
        Ok(None) => return Err(RemoteError::NotRunning(folder.to_owned())),
        Err(error) => return Err(RemoteError::system(folder, "reach the race there")(error)),
    }
    write(&stream, &wish).map_err(RemoteError::system(folder, "reach the race there"))?;
    Ok(stream)
}

fn history(lines: &mut BufReader<UnixStream>) -> io::Result<History> {
    match read(lines, LONGEST_TO_GUEST)? {
        Some(Told::History(history)) => Ok(*history),
        Some(Told::Update(_)) => Err(io::Error::new(io::ErrorKind::InvalidData, "it begins in the middle")),
        None => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it has ended, or has too many guests")),
    }
}

/// Hears updates until there are no more.
fn hear(mut lines: BufReader<UnixStream>, updates: &Sender<Update>) {
    while let Ok(Some(told)) = read(&mut lines, LONGEST_TO_GUEST) {
        if let Told::Update(update) = told
            && updates.send(update).is_err()
        {
            return;
        }
    }
}
