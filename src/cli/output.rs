//! What a command does with standard output: a reader that has left ends the program quietly, a full disk is an error.

use std::io::{self, ErrorKind, Stdout};

use anyhow::Context as _;

use crate::headless::PlainWriter;

/// Standard output.
pub(super) type Out = PlainWriter<Stdout>;

/// What a valid command line does; it ends with the exit code.
pub(super) type Work = Box<dyn FnOnce(&mut Out) -> anyhow::Result<u8>>;

/// Whether there is still a reader.
pub(super) fn printed(result: io::Result<()>) -> anyhow::Result<bool> {
    match result {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error).context("can't write to standard output"),
    }
}

/// Exit code 0, unless printing failed for another reason than a reader that has left.
pub(super) fn success(result: io::Result<()>) -> anyhow::Result<u8> {
    printed(result).map(|_| 0)
}
