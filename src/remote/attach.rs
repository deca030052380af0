//! The client: a session whose race runs in another process.

use std::{
    io::{self, BufRead, BufReader},
    net::Shutdown,
    os::unix::net::UnixStream,
    path::Path,
    thread,
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::{RemoteError, Status, Stopped, socket::connect, wire};
use crate::{history::History, session, system::cannot};

/// How long a race may take to be saved after it was stopped: its last checkpoint and its figures.
const SAVE_TIMEOUT: Duration = Duration::from_mins(1);

/// Updates that wait for the front end.
const UPDATE_QUEUE: usize = 64;

/// A race in the background, as a front end needs it.
pub(crate) struct Attached {
    pub(crate) session: session::Session,
    pub(crate) updates: Receiver<session::Update>,
    /// What is known of the race already.
    pub(crate) history: History,
}

/// Connects to the race that runs in a folder.
///
/// # Errors
/// If none runs there, it is another user's, or its process has another protocol.
pub(crate) fn attach(folder: &Path) -> Result<Attached, RemoteError> {
    let stream = request(folder, wire::Request::Watch)?;
    let failed = |error: io::Error| RemoteError::from(cannot("attach to the race there", folder)(error));
    let mut lines = BufReader::new(stream.try_clone().map_err(failed)?);
    let wire::ServerMessage::History(history) = receive(&mut lines).map_err(failed)? else {
        return Err(failed(wrong_answer()));
    };
    stream.set_read_timeout(None).map_err(failed)?;
    let (sender, updates) = bounded(UPDATE_QUEUE);
    let path = folder.to_owned();
    let work = move || {
        receive_updates(lines, &sender);
        let trouble =
            if status(&path).is_ok() { session::Trouble::HungUp } else { session::Trouble::RaceEnded };
        // A front end that has left is not listening.
        let _ =
            sender.send(session::Update::Saving(session::SaveStatus { saved: None, trouble: Some(trouble) }));
    };
    thread::Builder::new().name("attached".into()).spawn(work).map_err(failed)?;
    let session = session::Session::spawn(move |commands| {
        for command in commands {
            if wire::write(&stream, &command).is_err() {
                break;
            }
        }
        // That ends the receiving thread, too.
        let _ = stream.shutdown(Shutdown::Both);
    });
    Ok(Attached { session: session.map_err(failed)?, updates, history: *history })
}

/// Asks for the status of the race that runs in a folder.
///
/// # Errors
/// If none runs there, it is another user's, its process has another protocol or doesn't answer.
pub fn status(folder: &Path) -> Result<Status, RemoteError> {
    let stream = request(folder, wire::Request::Status)?;
    let status = || match receive(&mut BufReader::new(stream))? {
        wire::ServerMessage::Status(status) => Ok(status),
        _ => Err(wrong_answer()),
    };
    Ok(status().map_err(cannot("ask the race there", folder))?)
}

/// Asks the race that runs in a folder to end, and waits for what is saved of it.
pub(crate) fn stop(folder: &Path) -> Result<Stopped, RemoteError> {
    let stream = request(folder, wire::Request::Stop)?;
    let stopped = || {
        stream.set_read_timeout(Some(SAVE_TIMEOUT))?;
        receive(&mut BufReader::new(&stream))
    };
    match stopped() {
        Ok(wire::ServerMessage::Stopped(stopped)) => Ok(stopped),
        Ok(_) | Err(_) => Err(RemoteError::NotConfirmed(folder.to_owned())),
    }
}

/// Connects and sends a request, if the server has the same protocol.
fn request(folder: &Path, request: wire::Request) -> Result<UnixStream, RemoteError> {
    let stream = connect(folder)?;
    let greet = || -> io::Result<Option<wire::Greeting>> {
        stream.set_read_timeout(Some(wire::RESPONSE_TIMEOUT))?;
        // Byte by byte, so that nothing of the lines after it is consumed.
        let mut first = BufReader::with_capacity(1, &stream);
        wire::read(&mut first, wire::MAX_FIRST_LINE)
    };
    match greet() {
        Ok(Some(greeting)) if greeting.protocol == wire::PROTOCOL => {}
        Ok(Some(greeting)) => {
            let version = greeting.downhill;
            return Err(RemoteError::OtherVersion { folder: folder.to_owned(), version });
        }
        Ok(None) => return Err(RemoteError::HungUp(folder.to_owned())),
        Err(error) => return Err(cannot("reach the race there", folder)(error).into()),
    }
    wire::write(&stream, &request).map_err(cannot("reach the race there", folder))?;
    Ok(stream)
}

/// Waits for the server's next message.
fn receive(lines: &mut impl BufRead) -> io::Result<wire::ServerMessage> {
    wire::read(lines, wire::MAX_SERVER_LINE)?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

fn wrong_answer() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "what it says is no answer")
}

/// Passes updates on until there are no more.
fn receive_updates(mut lines: BufReader<UnixStream>, updates: &Sender<session::Update>) {
    while let Ok(message) = receive(&mut lines) {
        if let wire::ServerMessage::Update(update) = message
            && updates.send(update).is_err()
        {
            return;
        }
    }
}
