//! What the log of a training says, in the one form in which all formats are handed on.

/// The most characters of a name: of a metric or of a lane.
pub(super) const MAX_NAME: usize = 256;

/// The most metrics of one reading; what a line says beyond them is ignored.
pub(super) const MAX_METRICS: usize = 4_096;

/// The most bytes of a text that is handed on.
pub(super) const MAX_TEXT: usize = 4_096;

/// What one step of a training came to, or something else that its log says.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// Values of one lane at one step.
    Values(Values),
    /// A line that is no measurement, of at most 4 KiB; it is not sanitized.
    Text(String),
    /// The training has started over or gone back: what was written for this step and later ones is void.
    Restarted {
        /// Which run it is of.
        lane: String,
        /// The first step that is void.
        step: u64,
    },
    /// Something that can't be read: what, where, and what would be right, in one line.
    Problem(String),
}

/// The values of one lane at one step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Values {
    /// Which run it is of: of a file with one run it has no name, else its name relative to the source.
    pub lane: String,
    /// `None` where the log has no step: who reads on counts.
    pub step: Option<u64>,
    /// Where the training will end, if the log says so.
    pub total: Option<u64>,
    /// Seconds since 1970, if the log says so.
    pub time: Option<f64>,
    /// Each metric by the name that the log gives it; NaN and infinities are values.
    pub values: Vec<(String, f64)>,
}

impl Values {
    /// Adds a metric, with its name cut, unless there are too many.
    pub(super) fn add(&mut self, name: &str, value: f64) {
        if self.values.len() < MAX_METRICS {
            self.values.push((short_name(name), value));
        }
    }
}

/// Whether two names are the same. Empty ones are not compared byte by byte: they point nowhere, and on some processors the
/// C library's comparison takes a hundred times as long there.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    one.len() == other.len() && (one.is_empty() || one == other)
}

/// A name that is no longer than any may be.
pub(super) fn short_name(name: &str) -> String {
    // Most names are far from the bound, also in bytes, and need no count.
    if name.len() <= MAX_NAME { name.to_owned() } else { name.chars().take(MAX_NAME).collect() }
}

/// A text that is no longer than any may be, cut between two characters.
pub(super) fn short_text(text: &str) -> String {
    text[..text.floor_char_boundary(MAX_TEXT)].to_owned()
}

/// The largest step: up to there an f64 holds every whole number, and sums are far from overflowing.
pub(super) const MAX_STEP: u64 = 1 << 53;

/// What a number in a log is as a step: a whole one, and none below zero.
pub(super) fn whole(number: f64) -> Option<u64> {
    ((0.0..=MAX_STEP as f64).contains(&number) && number.fract() == 0.0).then_some(number as u64)
}

/// What a number under the name of a time is in seconds since 1970: some logs write milliseconds, and a small one is how
/// long something took.
pub(super) fn wall_time(number: f64) -> Option<f64> {
    /// The years 1973 and 5138 in seconds; in milliseconds the second is 1973.
    const SECONDS: std::ops::Range<f64> = 1e8..1e11;
    let from_milliseconds = number / 1_000.0;
    if SECONDS.contains(&number) {
        Some(number)
    } else {
        SECONDS.contains(&from_milliseconds).then_some(from_milliseconds)
    }
}

/// A number as logs write it: decimal, `nan` or `inf` in any case.
pub(super) fn number(text: &str) -> Option<f64> {
    // Longer ones are no numbers of a log, and Rust reads any length.
    if text.is_empty() || text.len() > 64 { None } else { text.parse().ok() }
}
