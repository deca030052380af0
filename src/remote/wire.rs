//! What goes over the socket: a JSON text a line, the first of each side a greeting.

use std::io::{self, BufRead, ErrorKind, Read as _, Write};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{history::History, session::Update};

/// The number of the language, raised whenever an older program would misunderstand it.
pub const PROTOCOL: u32 = 2;

/// The longest line from a guest, in bytes: a command with every setting has a few hundred.
pub const LONGEST_FROM_GUEST: u64 = 64 << 10;

/// The longest line to a guest: a history of 64 lanes.
pub const LONGEST_TO_GUEST: u64 = 512 << 20;

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

/// What a guest is told.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// Everything so far.
    History(Box<History>),
    /// What is new.
    Update(Update),
}

/// Writes a line.
pub fn write(mut to: impl Write, what: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(what)?;
    line.push(b'\n');
    to.write_all(&line)
}

/// Reads a line; `None` where the other side has nothing more to say.
///
/// # Errors
/// If it is none, too long, or something else.
pub fn read<T: DeserializeOwned>(from: &mut impl BufRead, longest: u64) -> io::Result<Option<T>> {
    let mut line = Vec::new();
    from.take(longest).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') {
        return Err(io::Error::new(ErrorKind::InvalidData, "a line that is cut off or too long"));
    }
    Ok(Some(serde_json::from_slice(&line)?))
}
