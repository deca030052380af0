//! A folder's event files, one after the other in the order of their names, as TensorBoard reads them.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::{
    member::{Budget, Poll, problem},
    reading::{MAX_METRICS, MAX_STEP, Reading, Values, short_name},
    tail::{Tail, TailState},
};
use crate::{
    events::{
        reader::{Next, Records},
        scan_event,
    },
    text::{reason, thousands},
};

/// What the name of an event file contains.
const MARK: &str = "tfevents";

/// Whether that is the name of an event file; TensorBoard asks for no more.
pub(super) fn is_event_file(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().contains(MARK))
}

/// The event files of one folder, which are one lane.
pub(super) struct EventFolder {
    lane: String,
    current: Option<Records<Tail>>,
    /// Files that come after the current one.
    next: BTreeSet<PathBuf>,
}

impl EventFolder {
    pub(super) const fn new(lane: String) -> Self {
        Self { lane, current: None, next: BTreeSet::new() }
    }

    /// A file of the folder has been found, perhaps again; one before the current one is over.
    pub(super) fn found(&mut self, path: &Path) {
        let is_later = self.current.as_mut().is_none_or(|current| *current.source().path() < *path);
        if is_later && !self.next.contains(path) {
            self.next.insert(path.to_owned());
        }
    }

    pub(super) fn poll(&mut self, budget: &mut Budget, take: &mut dyn FnMut(Reading)) -> Poll {
        loop {
            if self.current.is_none() {
                let Some(path) = self.next.pop_first() else { return Poll::UpToDate };
                self.current = Some(Records::new(Tail::new(path)));
            }
            let Some(records) = &mut self.current else { return Poll::UpToDate };
            let state = match records.source().look() {
                Ok(TailState::StartedOver | TailState::Replaced) => {
                    take(Reading::Restarted { lane: self.lane.clone(), step: 0 });
                    let path = records.source().path().to_owned();
                    *records = Records::new(Tail::new(path));
                    continue;
                }
                Ok(state) => state,
                Err(error) => {
                    take(problem(records.source().path(), error));
                    TailState::GoesOn
                }
            };
            let is_over = read(records, &self.lane, budget, take);
            if !is_over {
                return Poll::More;
            }
            if self.next.is_empty() {
                return if state == TailState::Gone { Poll::Gone } else { Poll::UpToDate };
            }
            // The files that follow were found before this one was read to its end, so nothing more comes.
            self.current = None;
        }
    }
}

/// Hands on the scalars that are there, as far as the budget goes; whether that was all.
fn read(records: &mut Records<Tail>, lane: &str, budget: &mut Budget, take: &mut dyn FnMut(Reading)) -> bool {
    while !budget.is_spent() {
        let before = records.offset();
        let fault = match records.next() {
            Ok(Next::Data(data)) => {
                event(data, lane, take);
                None
            }
            Ok(Next::Nothing) => return true,
            Ok(Next::Damaged { offset }) => {
                Some(format!("the record at byte {} is damaged, and is left out", thousands(offset)))
            }
            Ok(Next::Lost { offset }) => Some(format!(
                "the length of the record at byte {} is damaged: what follows can't be read; TFRecord files are needed",
                thousands(offset)
            )),
            Err(error) => {
                let fault = reason(&error);
                take(problem(records.source().path(), fault));
                return true;
            }
        };
        budget.spend(records.offset() - before);
        if let Some(fault) = fault {
            take(problem(records.source().path(), fault));
        }
    }
    false
}

fn event(data: &[u8], lane: &str, take: &mut dyn FnMut(Reading)) {
    let mut scalars = Vec::new();
    let Some(head) = scan_event(data, &mut |tag, value| {
        if scalars.len() < MAX_METRICS {
            scalars.push((short_name(tag), value));
        }
    }) else {
        return;
    };
    let step = u64::try_from(head.step).unwrap_or(0).min(MAX_STEP);
    if head.restarts {
        take(Reading::Restarted { lane: lane.to_owned(), step });
    }
    if !scalars.is_empty() {
        let (lane, time) = (lane.to_owned(), head.wall_time.is_finite().then_some(head.wall_time));
        take(Reading::Values(Values { lane, step: Some(step), total: None, time, values: scalars }));
    }
}
