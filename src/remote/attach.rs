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
    wire::{
        ANSWER, Greeting, LONGEST_TO_GUEST, MAX_GREETING, PROTOCOL, Status, Stopped, Told, Wish, read, write,
    },
};
use crate::{
    history::History,
    session::{SaveStatus, Session, Trouble, Update},
    system::cannot,
};

/// How long a race may take to be saved after it was stopped: its last checkpoint and its figures.
const MAX_SAVING: Duration = Duration::from_mins(1);

/// Updates on their way to the front end.
const ON_THE_WAY: usize = 64;

/// A race in the background, as a front end needs it.
pub struct Attached {
    /// Commands go there.
    pub session: Session,
    /// Updates come from there.
    pub updates: Receiver<Update>,
    /// What is known already.
    pub history: History,
}

/// Shows the race that runs in a folder.
///
/// # Errors
/// If none runs there, it is another user's, or its process speaks another language.
pub fn attach(folder: &Path) -> Result<Attached, RemoteError> {
    let stream = greet(folder, Wish::Watch)?;
    let failed = |error: io::Error| RemoteError::from(cannot("attach to the race there", folder)(error));
    let mut lines = BufReader::new(stream.try_clone().map_err(failed)?);
    let history = history(&mut lines).map_err(failed)?;
    stream.set_read_timeout(None).map_err(failed)?;
    let (sender, updates) = bounded(ON_THE_WAY);
    let path = folder.to_owned();
    let hear = move || {
        hear(lines, &sender);
        let trouble = if status(&path).is_ok() { Trouble::HungUp } else { Trouble::RaceEnded };
        // A front end that has left needs no word.
        let _ = sender.send(Update::Saving(SaveStatus { saved: None, trouble: Some(trouble) }));
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
    let status = || match read(&mut BufReader::new(stream), LONGEST_TO_GUEST)? {
        Some(Told::Status(status)) => Ok(status),
        Some(_) => Err(no_answer()),
        None => Err(io::ErrorKind::UnexpectedEof.into()),
    };
    Ok(status().map_err(cannot("ask the race there", folder))?)
}

/// Asks the race that runs in a folder to end, and waits for what is saved of it.
///
/// # Errors
/// As [`attach`].
pub fn stop(folder: &Path) -> Result<Stopped, RemoteError> {
    let stream = greet(folder, Wish::Stop)?;
    let stopped = || {
        stream.set_read_timeout(Some(MAX_SAVING))?;
        read(&mut BufReader::new(&stream), LONGEST_TO_GUEST)
    };
    match stopped() {
        Ok(Some(Told::Stopped(stopped))) => Ok(stopped),
        Ok(_) | Err(_) => Err(RemoteError::NotConfirmed(folder.to_owned())),
    }
}

/// Connects, and says why.
fn greet(folder: &Path, wish: Wish) -> Result<UnixStream, RemoteError> {
    let stream = connect(folder)?;
    let greet = || -> io::Result<Option<Greeting>> {
        stream.set_read_timeout(Some(ANSWER))?;
        // Byte by byte, so that nothing is taken of the lines after it.
        let mut first = BufReader::with_capacity(1, &stream);
        read(&mut first, MAX_GREETING)
    };
    match greet() {
        Ok(Some(greeting)) if greeting.protocol == PROTOCOL => {}
        Ok(Some(greeting)) => {
            let version = greeting.downhill;
            return Err(RemoteError::OtherVersion { folder: folder.to_owned(), version });
        }
        Ok(None) => return Err(RemoteError::HungUp(folder.to_owned())),
        Err(error) => return Err(cannot("reach the race there", folder)(error).into()),
    }
    write(&stream, &wish).map_err(cannot("reach the race there", folder))?;
    Ok(stream)
}

fn history(lines: &mut BufReader<UnixStream>) -> io::Result<History> {
    match read(lines, LONGEST_TO_GUEST)? {
        Some(Told::History(history)) => Ok(*history),
        Some(_) => Err(no_answer()),
        None => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

fn no_answer() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "what it says is no answer")
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
