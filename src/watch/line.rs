//! Lines as they come, in pieces of any size: what of them is a measurement, and what is only said.

use std::collections::BTreeMap;

use super::{
    object,
    prose::Prose,
    reading::{Reading, Values, short_name, short_text},
};
use crate::config::MAX_LANES;

/// The longest line that is read, in bytes; what is behind it up to the line's end is left out.
const MAX_LINE: usize = 64 << 10;

/// Readings of a stream, fed by bytes as they come.
#[derive(Default)]
pub struct LineReader {
    /// What stands in front of the lanes' names.
    prefix: String,
    /// A line whose end has not come yet.
    held: Vec<u8>,
    prose: Prose,
    /// Where each lane is, of as many as are shown.
    lanes: BTreeMap<String, LaneSteps>,
    told_long: bool,
}

/// How far a lane has come.
#[derive(Default)]
struct LaneSteps {
    last: Option<u64>,
    /// How far it had come in the stream that this one has replaced, until its first step here says whether it goes on.
    before: Option<u64>,
}

impl LineReader {
    /// A reader of a stream from its beginning.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A reader of one of several streams; its lanes stand below that name.
    pub(super) fn below(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), ..Self::default() }
    }

    /// Takes bytes and hands on what the lines that they end say.
    pub fn feed(&mut self, bytes: &[u8], take: &mut dyn FnMut(Reading)) {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| [b'\n', b'\r'].contains(byte)) {
            self.hold(&rest[..end], take);
            self.finish_line(take);
            rest = &rest[end + 1..];
        }
        self.hold(rest, take);
    }

    /// The stream is over: what is left is its last line.
    pub fn end(&mut self, take: &mut dyn FnMut(Reading)) {
        self.finish_line(take);
    }

    /// The stream begins again from nothing: all lanes do.
    pub(super) fn start_over(&mut self, take: &mut dyn FnMut(Reading)) {
        self.replace();
        for lane in std::mem::take(&mut self.lanes).into_keys() {
            take(Reading::Restarted { lane, step: 0 });
        }
    }

    /// Another stream has taken the place of this one, and may go on or start over.
    pub(super) fn replace(&mut self) {
        self.held.clear();
        self.prose = Prose::default();
        for lane in self.lanes.values_mut() {
            lane.before = lane.last.take().or(lane.before);
        }
    }

    fn hold(&mut self, bytes: &[u8], take: &mut dyn FnMut(Reading)) {
        let room = MAX_LINE - self.held.len();
        self.held.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if bytes.len() > room && !self.told_long {
            self.told_long = true;
            let what = "a line is longer than 64 KiB, and is cut there: a line must be one measurement";
            take(Reading::Problem(what.into()));
        }
    }

    fn finish_line(&mut self, take: &mut dyn FnMut(Reading)) {
        let held = std::mem::take(&mut self.held);
        let text = String::from_utf8_lossy(&held);
        let plain = without_escapes(&text);
        let line = plain.as_deref().unwrap_or(&text).trim();
        if !line.is_empty() {
            match self.values(line) {
                Some(values) => self.measured(values, take),
                None => take(Reading::Text(short_text(line))),
            }
        }
        // The room of a line is used again.
        self.held = held;
        self.held.clear();
    }

    fn values(&mut self, line: &str) -> Option<Values> {
        let object = || {
            // A logger may put its own words in front.
            let start = line.find('{').filter(|_| line.ends_with('}'))?;
            object::values(&line[start..])
        };
        object().or_else(|| self.prose.values(line))
    }

    fn measured(&mut self, mut values: Values, take: &mut dyn FnMut(Reading)) {
        values.lane = joined(&self.prefix, &values.lane);
        if let (Some(lane), Some(step)) = (self.lane(&values.lane), values.step) {
            let goes_back = lane.before.take().is_some_and(|before| step < before);
            lane.last = lane.last.max(Some(step));
            if goes_back {
                take(Reading::Restarted { lane: values.lane.clone(), step });
            }
        }
        take(Reading::Values(values));
    }

    /// Where a lane is; of those beyond the bound nothing is known, for they aren't shown.
    fn lane(&mut self, name: &str) -> Option<&mut LaneSteps> {
        if !self.lanes.contains_key(name) {
            if self.lanes.len() == MAX_LANES {
                return None;
            }
            self.lanes.insert(name.to_owned(), LaneSteps::default());
        }
        self.lanes.get_mut(name)
    }
}

/// The name of a lane below another name; either may be none.
pub(super) fn joined(prefix: &str, name: &str) -> String {
    match (prefix, name) {
        ("", name) => name.to_owned(),
        (prefix, "") => prefix.to_owned(),
        (prefix, name) => short_name(&format!("{prefix}/{name}")),
    }
}

/// The text without what acts on a terminal: colours, cursor movements, titles; `None` if there is nothing of it.
fn without_escapes(text: &str) -> Option<String> {
    if !text.contains(['\u{1b}', '\u{8}']) {
        return None;
    }
    let (mut plain, mut chars) = (String::with_capacity(text.len()), text.chars());
    while let Some(c) = chars.next() {
        match c {
            '\u{8}' => {}
            '\u{1b}' => match chars.next() {
                Some('[') => drop(chars.find(|c| ('@'..='~').contains(c))),
                // A title ends with a bell or with an escape and a backslash.
                Some(']') => pass_title(&mut chars),
                _ => {}
            },
            c => plain.push(c),
        }
    }
    Some(plain)
}

/// A title ends with a bell, or with an escape and a backslash.
fn pass_title(chars: &mut std::str::Chars) {
    if chars.find(|c| ['\u{7}', '\u{1b}'].contains(c)) == Some('\u{1b}') {
        chars.next();
    }
}

#[cfg(test)]
mod tests;
