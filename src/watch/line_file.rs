//! A file of lines: JSON, printed dicts or prose.

use std::path::PathBuf;

use super::{
    line::LineReader,
    member::{Budget, Poll, drain, problem},
    reading::Reading,
    tail::{Tail, TailState},
};

/// A growing file of lines, which may be rotated.
pub(super) struct LineFile {
    tail: Tail,
    reader: LineReader,
}

impl LineFile {
    pub(super) fn new(path: PathBuf, lane: &str) -> Self {
        Self { tail: Tail::rotated(path), reader: LineReader::below(lane) }
    }

    /// Takes the last line as it is.
    pub(super) fn finish(&mut self, take: &mut dyn FnMut(Reading)) {
        self.reader.end(take);
    }

    pub(super) fn poll(&mut self, budget: &mut Budget, take: &mut dyn FnMut(Reading)) -> Poll {
        let Self { tail, reader } = self;
        let state = match tail.look() {
            Ok(state) => state,
            Err(error) => {
                take(problem(tail.path(), error));
                return Poll::UpToDate;
            }
        };
        if state == TailState::StartedOver {
            reader.start_over(take);
        }
        match drain(tail, budget, &mut |bytes| reader.feed(bytes, take)) {
            Ok(true) => {}
            Ok(false) => return Poll::More,
            Err(error) => take(problem(tail.path(), crate::text::reason(&error))),
        }
        match state {
            TailState::Replaced => {
                // The old file is over, so its last line is whole.
                reader.end(take);
                reader.replace();
                tail.switch();
                Poll::More
            }
            TailState::Gone => Poll::Gone,
            TailState::GoesOn | TailState::StartedOver => Poll::UpToDate,
        }
    }
}
