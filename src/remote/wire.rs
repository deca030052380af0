//! What goes over the socket: a JSON text a line, the first of each side a greeting.

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

/// The number of the language, raised whenever an older program would misunderstand it.
pub const PROTOCOL: u32 = 3;

/// How long either side may take to answer the other: nothing it does takes long.
pub const ANSWER: Duration = Duration::from_secs(5);

/// The longest first line of either side, in bytes.
pub const MAX_GREETING: u64 = 256;

/// The longest line from a guest, in bytes: a command with every setting has a few hundred.
pub const LONGEST_FROM_GUEST: u64 = 64 << 10;

/// The longest line to a guest: a history of 64 lanes.
pub const LONGEST_TO_GUEST: u64 = 512 << 20;

/// The longest version of a program, in bytes.
const MAX_VERSION: usize = 64;

/// The first line of the process that serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Greeting {
    /// Its version.
    pub downhill: String,
    /// The number of its language.
    pub protocol: u32,
}

impl Greeting {
    pub fn new() -> Self {
        Self { downhill: env!("CARGO_PKG_VERSION").into(), protocol: PROTOCOL }
    }
}

/// The first line of a guest: why it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// To watch, and to send commands.
    Watch,
    /// To hear how far the race is.
    Ask,
    /// To end it, saved.
    Stop,
}

/// How far a race in the background is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// What it does.
    pub state: State,
    /// Iterations done.
    pub iteration: u64,
    /// When it is finished.
    pub end: Option<u64>,
    /// Its lanes' names.
    pub lanes: Vec<String>,
    /// How far it is saved, and what is wrong with that.
    pub saving: SaveStatus,
}

/// What is left of a race that was told to end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// Iterations done.
    pub reached: u64,
    /// The iteration that it can be gone on from.
    pub saved: Option<u64>,
    /// What is not saved, and why.
    pub problem: Option<String>,
}

impl Status {
    pub(super) fn of(history: &History) -> Self {
        Self {
            state: history.state(),
            iteration: history.iteration(),
            end: history.end(),
            lanes: history.lanes().iter().map(|lane| lane.card.name.clone()).collect(),
            saving: history.saving().clone(),
        }
    }
}

/// What a guest is told.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// How far it is, for one who asks.
    Status(Status),
    /// That it has ended, for one who has asked for that.
    Stopped(Stopped),
    /// Everything so far.
    History(Box<History>),
    /// What is new.
    Update(Update),
}

impl Check for Greeting {
    fn check(&self) -> Checked {
        at_most(MAX_VERSION, self.downhill.len(), "bytes of a version")
    }
}

impl Check for Wish {
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

impl Check for Told {
    fn check(&self) -> Checked {
        match self {
            Self::Status(status) => status.check(),
            Self::Stopped(stopped) => stopped.check(),
            Self::History(history) => history.check(),
            Self::Update(update) => update.check(),
        }
    }
}

/// Writes a line, of which never more than a few kilobytes are in memory.
pub fn write(to: impl Write, what: &impl Serialize) -> io::Result<()> {
    let mut to = BufWriter::new(to);
    let written = serde_json::to_writer(&mut to, what)
        .map_err(io::Error::from)
        .and_then(|()| to.write_all(b"\n"))
        .and_then(|()| to.flush());
    // Whoever has taken nothing until now isn't offered the rest once more.
    let _ = to.into_parts();
    written
}

/// Reads a line; `None` where the other side has nothing more to say.
///
/// # Errors
/// If it is none, too long, or something else.
pub fn read<T: DeserializeOwned + Check>(from: &mut impl BufRead, longest: u64) -> io::Result<Option<T>> {
    let mut line = Vec::new();
    from.take(longest).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') {
        return Err(io::Error::new(ErrorKind::InvalidData, "a line that is cut off or too long"));
    }
    Ok(Some(from_json(&line)?))
}
