//! What goes over the socket: a JSON text a line. The server begins with a greeting, the client with its request.

use std::{
    io::{self, BufRead, BufWriter, ErrorKind, Read as _, Write},
    time::Duration,
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    history::History,
    input::{Check, Checked, at_most, from_json},
    session::{MAX_LANES, SaveStatus, State, Update, check_lane_name, check_message},
};

/// The version of the protocol, raised whenever an older program would misunderstand a message.
pub(super) const PROTOCOL: u32 = 6;

/// How long either side may take to answer the other: nothing that is asked for takes long.
pub(super) const RESPONSE_TIMEOUT: Duration = Duration::from_secs(5);

/// The maximum number of bytes of the first line of either side.
pub(super) const MAX_FIRST_LINE: u64 = 256;

/// The maximum number of bytes of a line from a client: a command with every setting has a few hundred.
pub(super) const MAX_CLIENT_LINE: u64 = 64 << 10;

/// The maximum number of bytes of a line to a client: a history of 64 lanes.
pub(super) const MAX_SERVER_LINE: u64 = 512 << 20;

/// The maximum number of bytes of a version.
const MAX_VERSION: usize = 64;

/// The first line of the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Greeting {
    /// The version of the program.
    pub(super) downhill: String,
    pub(super) protocol: u32,
}

/// The first line of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Request {
    /// For the history and all updates from now on; commands may follow.
    Watch,
    /// For the status alone.
    #[serde(rename = "ask")]
    Status,
    /// For the race to end, saved.
    Stop,
}

/// How far a race in the background is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Running, paused and the like.
    pub state: State,
    /// Iterations done.
    pub iteration: u64,
    /// The last iteration; `None` if it runs until stopped.
    pub end: Option<u64>,
    /// The names of its lanes.
    pub lanes: Vec<String>,
    /// How far it is saved, and the trouble with that.
    pub saving: SaveStatus,
}

/// How a race has ended that was asked to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stopped {
    pub(crate) reached: u64,
    /// The iteration that it can be resumed from.
    pub(crate) saved: Option<u64>,
    /// What is not saved, and why.
    pub(crate) problem: Option<String>,
    /// Whether another program has trained it, which saves its weights itself.
    pub(crate) elsewhere: bool,
}

impl Status {
    pub(super) fn of(history: &History) -> Self {
        Self {
            state: history.state(),
            iteration: history.iteration(),
            end: history.end,
            lanes: history.lanes().iter().map(|lane| lane.info.name.clone()).collect(),
            saving: history.saving.clone(),
        }
    }
}

/// Any line of the server after its greeting.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ServerMessage {
    Status(Status),
    /// The answer to [`Request::Stop`], once the race is saved.
    Stopped(Stopped),
    /// Everything so far, as the first message to who watches.
    History(Box<History>),
    Update(Update),
}

impl Check for Greeting {
    fn check(&self) -> Checked {
        at_most(MAX_VERSION, self.downhill.len(), "bytes of a version")
    }
}

impl Check for Request {
    fn check(&self) -> Checked {
        Ok(())
    }
}

impl Check for Status {
    fn check(&self) -> Checked {
        at_most(MAX_LANES, self.lanes.len(), "lanes")?;
        self.saving.check()?;
        self.lanes.iter().try_for_each(|name| check_lane_name(name))
    }
}

impl Check for Stopped {
    fn check(&self) -> Checked {
        self.problem.as_ref().map_or(Ok(()), |problem| check_message(problem))
    }
}

impl Check for ServerMessage {
    fn check(&self) -> Checked {
        match self {
            Self::Status(status) => status.check(),
            Self::Stopped(stopped) => stopped.check(),
            Self::History(history) => history.check(),
            Self::Update(update) => update.check(),
        }
    }
}

/// Writes a line, with never more than a few kilobytes of it in memory.
pub(super) fn write(to: impl Write, message: &impl Serialize) -> io::Result<()> {
    let mut to = BufWriter::new(to);
    let written = serde_json::to_writer(&mut to, message)
        .map_err(io::Error::from)
        .and_then(|()| to.write_all(b"\n"))
        .and_then(|()| to.flush());
    // Dropping the writer would try once more to write what is left.
    let _ = to.into_parts();
    written
}

/// Reads a line of at most `max` bytes; `None` where the other side has closed.
pub(super) fn read<T: DeserializeOwned + Check>(from: &mut impl BufRead, max: u64) -> io::Result<Option<T>> {
    let mut line = Vec::new();
    from.take(max).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') {
        return Err(io::Error::new(ErrorKind::InvalidData, "a line that is cut off or too long"));
    }
    from_json(&line).map(Some).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
}
