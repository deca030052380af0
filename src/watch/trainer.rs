//! `trainer_state.json`, in which Hugging Face's Trainer keeps its whole log, written anew with each checkpoint.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    literal::{Atom, Literal, NoLiteral},
    member::{Budget, Ledger, Poll, PollScope, problem},
    object::read_object,
    reading::{Reading, Values, whole},
    tail::FileSignature,
};
use crate::input;

/// The name that the Trainer gives it.
pub(super) const FILE: &str = "trainer_state.json";

/// What the names of checkpoints begin with; the step follows.
const CHECKPOINT: &str = "checkpoint-";

/// The longest state, in bytes: that of some hundred thousand entries, which cost ten times as much in memory.
const MAX_STATE: u64 = 32 << 20;

/// The state of a trainer: a file, or the newest of an output folder.
pub(super) struct TrainerState {
    place: PathBuf,
    lane: String,
    /// The states that there were when they were looked for.
    states: Vec<PathBuf>,
    /// The file that was read last.
    seen: Option<(PathBuf, FileSignature)>,
    /// Whether that one couldn't be read, and may be in the middle of being written.
    is_doubtful: bool,
    ledger: Ledger,
}

/// All states of an output folder: its own, and those of its checkpoints.
fn states(folder: &Path) -> Vec<PathBuf> {
    let own = folder.join(FILE);
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let checkpoints = entries.map(|entry| entry.path()).filter(|path| is_checkpoint(path));
    let states = checkpoints.map(|path| path.join(FILE)).chain([own]);
    states.filter(|state| state.is_file()).collect()
}

/// Whether a folder is one of a checkpoint, by its name.
pub(super) fn is_checkpoint(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(CHECKPOINT))
}

/// Whether a folder in which there are these is one that a trainer writes into.
pub(super) fn is_output_folder(entries: &[PathBuf]) -> bool {
    let is_state = |path: &PathBuf| path.ends_with(FILE) && path.is_file();
    entries.iter().any(|path| is_state(path) || is_checkpoint(path) && path.join(FILE).is_file())
}

impl TrainerState {
    pub(super) fn new(place: PathBuf, lane: String) -> Self {
        Self { place, lane, states: Vec::new(), seen: None, is_doubtful: false, ledger: Ledger::default() }
    }

    pub(super) fn poll(&mut self, budget: &mut Budget, take: &mut dyn FnMut(Reading)) -> Poll {
        if budget.scope() == PollScope::Folders {
            self.states = if self.place.is_dir() { states(&self.place) } else { vec![self.place.clone()] };
        }
        let signed = self.states.iter().filter_map(|path| {
            let signature = FileSignature::of(&fs::metadata(path).ok()?);
            Some((path.clone(), signature))
        });
        let Some(newest) = signed.max_by_key(|(_, signature)| (signature.changed, signature.length)) else {
            return Poll::Gone;
        };
        let is_same = self.seen.as_ref() == Some(&newest);
        if is_same && !self.is_doubtful {
            return Poll::UpToDate;
        }
        budget.spend(newest.1.length);
        match read_state(&newest.0) {
            Ok(rows) => {
                self.is_doubtful = false;
                self.hand_on(rows, take);
            }
            // The trainer may be writing it just now: it is a fault if it stays so.
            Err(_) if !is_same => self.is_doubtful = true,
            Err(fault) => {
                self.is_doubtful = false;
                take(problem(&newest.0, fault));
            }
        }
        self.seen = Some(newest);
        Poll::UpToDate
    }

    fn hand_on(&mut self, rows: Vec<Values>, take: &mut dyn FnMut(Reading)) {
        self.ledger.rewind();
        for mut values in rows {
            values.lane.clone_from(&self.lane);
            self.ledger.pass(values, take);
        }
    }
}

fn read_state(path: &Path) -> Result<Vec<Values>, String> {
    let bytes = input::read(path, MAX_STATE).map_err(|error| error.to_string())?;
    log_history(&String::from_utf8_lossy(&bytes))
}

/// The entries of the log that are measurements; or what is wrong.
fn log_history(text: &str) -> Result<Vec<Values>, String> {
    let (mut rows, mut total, mut has_log) = (Vec::new(), None, false);
    let mut literal = Literal::new(text);
    let read = literal.object(&mut |literal, name| match name {
        "log_history" => {
            has_log = true;
            literal.list(&mut |literal| {
                rows.extend(read_object(literal)?);
                Ok(())
            })
        }
        "max_steps" => {
            if let Atom::Number { value, .. } = literal.atom()? {
                total = whole(value).filter(|total| *total > 0);
            }
            Ok(())
        }
        _ => literal.skip(),
    });
    if read == Err(NoLiteral) {
        let at = literal.place();
        let what = if literal.is_over() { "cut short" } else { "damaged" };
        return Err(format!("{what}, at byte {at}: it must be a whole JSON object"));
    }
    if !has_log {
        return Err("no state of a trainer: it needs a log_history".to_owned());
    }
    for row in &mut rows {
        row.total = total;
    }
    Ok(rows)
}

/// Whether a file that begins so is the state of a trainer.
pub(super) fn looks_like_state(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    head.trim_start().starts_with('{') && head.contains("\"log_history\"")
}
