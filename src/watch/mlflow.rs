//! `MLflow`'s file store: a folder for each run, and in its `metrics` a file for each metric, with a line for each value:
//! the time in milliseconds, the value and the step.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::{
    member::{Budget, Poll, PollScope, drain, problem},
    reading::{MAX_METRICS, Reading, Values, number, short_name, wall_time, whole},
    tail::{Tail, TailState},
};
use crate::input;

/// Describes a run, or an experiment of several.
const META: &str = "meta.yaml";

/// Holds a run's metrics.
const METRICS: &str = "metrics";

/// The longest description that is read, in bytes.
const MAX_META: u64 = 64 << 10;

/// The deepest folder of metrics: names may have slashes.
const MAX_DEPTH: usize = 8;

/// The longest line of a metric, in bytes: three numbers.
const MAX_LINE: usize = 256;

/// The metrics of one run.
pub(super) struct MetricFiles {
    folder: PathBuf,
    lane: String,
    files: BTreeMap<String, MetricTail>,
}

struct MetricTail {
    tail: Tail,
    held: Vec<u8>,
    steps: MetricSteps,
}

/// Where the steps of a metric come from. `MLflow` writes 0 for a value that was logged without one.
#[derive(Clone, Copy)]
enum MetricSteps {
    /// No value had one so far: this is the next one's number.
    Counted(u64),
    /// They are as they were written.
    Written,
}

/// A value that has been read: its step and time, its metric, and itself.
type Point = (Option<u64>, Option<f64>, String, f64);

pub(super) fn is_run(folder: &Path) -> bool {
    folder.join(META).is_file() && folder.join(METRICS).is_dir()
}

/// What a run or experiment calls itself in its description.
pub(super) fn own_name(folder: &Path) -> Option<String> {
    let bytes = input::read(&folder.join(META), MAX_META).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let value =
        |key: &str| text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':')).map(str::trim);
    let name = value("run_name").or_else(|| value("name"))?.trim_matches(['\'', '"']);
    (!name.is_empty() && name != "null").then(|| short_name(name))
}

impl MetricFiles {
    pub(super) const fn new(folder: PathBuf, lane: String) -> Self {
        Self { folder, lane, files: BTreeMap::new() }
    }

    pub(super) fn poll(&mut self, budget: &mut Budget, take: &mut dyn FnMut(Reading)) -> Poll {
        let metrics = self.folder.join(METRICS);
        if !metrics.is_dir() {
            return Poll::Gone;
        }
        if budget.scope() == PollScope::Folders {
            find_files(&metrics, "", MAX_DEPTH, &mut self.files);
        }
        if self.files.values_mut().any(|file| matches!(file.tail.look(), Ok(TailState::StartedOver))) {
            self.files.values_mut().for_each(MetricTail::restart);
            take(Reading::Restarted { lane: self.lane.clone(), step: 0 });
        }
        let (mut points, mut is_more) = (Vec::new(), false);
        for (name, file) in &mut self.files {
            is_more |= !file.read(name, budget, &mut points, take);
        }
        // Of one step after the other, for the metrics' files are read one after the other.
        points.sort_by_key(|(step, ..)| *step);
        for same in points.chunk_by(|one, next| one.0 == next.0) {
            let mut values = Values { lane: self.lane.clone(), step: same[0].0, ..Values::default() };
            for (_, time, name, value) in same {
                values.time = *time;
                values.add(name, *value);
            }
            take(Reading::Values(values));
        }
        if is_more { Poll::More } else { Poll::UpToDate }
    }
}

/// Adds the metrics that are new in a folder and those below it.
fn find_files(folder: &Path, outer: &str, depth: usize, files: &mut BTreeMap<String, MetricTail>) {
    for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let (path, name) = (entry.path(), super::line::joined(outer, &entry.file_name().to_string_lossy()));
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && depth > 0 {
            find_files(&path, &name, depth - 1, files);
        } else if !is_folder && files.len() < MAX_METRICS {
            files.entry(name).or_insert_with(|| MetricTail::new(path));
        }
    }
}

impl MetricSteps {
    /// The step of the next value.
    const fn next(&mut self, written: Option<u64>) -> Option<u64> {
        if let (Self::Counted(step), None | Some(0)) = (*self, written) {
            *self = Self::Counted(step + 1);
            return Some(step);
        }
        *self = Self::Written;
        written
    }
}

impl MetricTail {
    const fn new(path: PathBuf) -> Self {
        Self { tail: Tail::new(path), held: Vec::new(), steps: MetricSteps::Counted(0) }
    }

    fn restart(&mut self) {
        self.tail.switch();
        self.held.clear();
        self.steps = MetricSteps::Counted(0);
        // It has just been looked at; what comes of it now comes of reading.
        let _ = self.tail.look();
    }

    /// Reads the lines that are new; whether those are all.
    fn read(
        &mut self,
        name: &str,
        budget: &mut Budget,
        points: &mut Vec<Point>,
        take: &mut dyn FnMut(Reading),
    ) -> bool {
        let Self { tail, held, steps } = self;
        let mut bad = false;
        let read = drain(tail, budget, &mut |bytes| {
            for part in bytes.split_inclusive(|byte| *byte == b'\n') {
                held.extend_from_slice(&part[..part.len().min(MAX_LINE.saturating_sub(held.len()))]);
                if part.ends_with(b"\n") {
                    match point(&held[..], name) {
                        Some((step, time, name, value)) => points.push((steps.next(step), time, name, value)),
                        None => bad = true,
                    }
                    held.clear();
                }
            }
        });
        if bad {
            take(problem(tail.path(), "a line is no time, value and step, and is left out"));
        }
        read.unwrap_or_else(|error| {
            take(problem(tail.path(), crate::text::reason(&error)));
            true
        })
    }
}

/// A line: the time in milliseconds, the value, the step. Very old stores have no step.
fn point(line: &[u8], name: &str) -> Option<Point> {
    let mut parts = str::from_utf8(line).ok()?.split_ascii_whitespace();
    let (time, value) = (number(parts.next()?)?, number(parts.next()?)?);
    let step = parts.next().and_then(number).and_then(whole);
    Some((step, wall_time(time), name.to_owned(), value))
}
