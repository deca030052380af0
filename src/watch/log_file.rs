//! A file of lines: JSON, printed dicts or prose.

use std::path::PathBuf;

use super::{
    line::LineReader,
    member::{Budget, Poll, drain, problem},
    reading::Reading,
    tail::{State, Tail},
};

/// A growing file of lines, which may be rotated.
pub(super) struct LogFile {
    tail: Tail,
    reader: LineReader,
}

impl LogFile {
    pub(super) fn new(path: PathBuf, lane: &str) -> Self {
        Self { tail: Tail::rotated(path), reader: LineReader::below(lane) }
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
        if state == State::StartedOver {
            reader.start_over(take);
        }
        match drain(tail, budget, &mut |bytes| reader.feed(bytes, take)) {
            Ok(true) => {}
            Ok(false) => return Poll::More,
            Err(error) => take(problem(tail.path(), crate::text::reason(&error))),
        }
        match state {
            State::Replaced => {
                // The old file is over, so its last line is whole.
                reader.end(take);
                reader.replace();
                tail.switch();
                Poll::More
            }
            State::Gone => Poll::Gone,
            State::GoesOn | State::StartedOver => Poll::UpToDate,
        }
    }
}
