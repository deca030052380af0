//! A file or folder that a training writes, read by whatever its parts are.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    ops::Bound,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use super::{
    detect::{Format, WatchError, detect},
    event_folder::{EventFolder, is_event_file},
    line_file::LineFile,
    member::{Budget, Poll, PollScope},
    mlflow::MetricFiles,
    reading::Reading,
    scan::{FoundLog, Scan, name_of},
    table::LogTable,
    trainer::{self, TrainerState},
};
use crate::text::{reason, shown};

/// The most problems that are told: a file that is broken throughout has one for each record.
const MAX_PROBLEMS: usize = 100;

/// The most logs that are read in a folder: those of a thousand runs.
const MAX_LOGS: usize = 1_000;

/// How often a folder is looked through for logs that are new: that costs far more than a look at those that are known.
const SCAN_EVERY: Duration = Duration::from_secs(1);

/// The log of one or more trainings: polled, it says what is new.
pub struct Source {
    path: PathBuf,
    name: String,
    format: Format,
    is_folder: bool,
    /// The readers of its parts, by the path of the file or folder of each.
    members: BTreeMap<PathBuf, Member>,
    /// The one that is polled next, unless it is the first one's turn.
    next: Option<PathBuf>,
    /// What is looked at until then.
    scope: PollScope,
    /// When the folder was looked through.
    scanned: Option<Instant>,
    folders: Vec<PathBuf>,
    /// Paths whose change means news, and of which that was not told yet.
    unwatched: Vec<PathBuf>,
    problems: ToldProblems,
    budget: Budget,
    /// Names of logs that are taken.
    names: BTreeSet<String>,
}

/// The problems that were told: each is told once.
#[derive(Default)]
struct ToldProblems(BTreeSet<String>);

impl ToldProblems {
    fn pass(&mut self, reading: Reading, take: &mut dyn FnMut(Reading)) {
        let is_told = match &reading {
            Reading::Problem(what) => self.0.len() < MAX_PROBLEMS && self.0.insert(what.clone()),
            Reading::Values(_) | Reading::Text(_) | Reading::Restarted { .. } => true,
        };
        if is_told {
            take(reading);
        }
    }
}

enum Member {
    Lines(Box<LineFile>),
    Table(Box<LogTable>),
    Events(EventFolder),
    State(TrainerState),
    Metrics(MetricFiles),
}

impl Source {
    /// Opens a file or folder, and finds out what it is by its content and name.
    ///
    /// # Errors
    /// If there is none, it can't be read, or it is of no format that is known. An empty folder is fine: what comes
    /// into it is read.
    pub fn open(path: &Path) -> Result<Self, WatchError> {
        let metadata = fs::metadata(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => WatchError::Missing { path: shown(path) },
            _ => WatchError::Unreadable { path: shown(path), fault: reason(&error) },
        })?;
        if metadata.is_dir() {
            return Self::open_folder(path);
        }
        if path.file_name().is_some_and(|name| name == "run.jsonl") {
            // Of a run folder, the log says how the race was made; the numbers are beside it.
            return Self::open_folder(path.parent().filter(|folder| *folder != "").unwrap_or(Path::new(".")));
        }
        let format = detect(path)?;
        let mut source = Self::new(path, file_name(path), format, false);
        let member = Member::new(path, format, "");
        source.members.insert(path.to_owned(), member);
        if let Some(Member::Events(events)) = source.members.get_mut(path) {
            events.found(path);
        }
        Ok(source)
    }

    fn open_folder(path: &Path) -> Result<Self, WatchError> {
        let fault = |error: io::Error| WatchError::Unreadable { path: shown(path), fault: reason(&error) };
        fs::read_dir(path).map_err(fault)?;
        let name = path.canonicalize().map_or_else(|_| name_of(path), |whole| name_of(&whole));
        let mut source = Self::new(path, name, Format::Nothing, true);
        source.scan(&mut |_| ());
        Ok(source)
    }

    fn new(path: &Path, name: String, format: Format, is_folder: bool) -> Self {
        Self {
            path: path.to_owned(),
            name,
            format,
            is_folder,
            members: BTreeMap::new(),
            next: None,
            scope: PollScope::Folders,
            scanned: None,
            folders: Vec::new(),
            unwatched: if is_folder { Vec::new() } else { vec![path.to_owned()] },
            problems: ToldProblems::default(),
            budget: Budget::new(),
            names: BTreeSet::new(),
        }
    }

    /// A short name for what it is a log of: that of the file or folder.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is; of a folder, what has been found in it so far.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// The paths whose change means news, of a folder those of all that are in it: as far as they are new since the last
    /// call.
    pub(super) fn take_unwatched(&mut self) -> Vec<PathBuf> {
        std::mem::take(&mut self.unwatched)
    }

    /// Reads what is new, at most a few MiB of it, and hands on each reading in order. A folder is looked through for
    /// logs that are new once a second.
    pub fn poll(&mut self, take: &mut dyn FnMut(Reading)) -> Poll {
        if self.next.is_none() && self.is_folder {
            if !self.path.is_dir() {
                self.folders.clear();
                return Poll::Gone;
            }
            let is_due = self.scanned.is_none_or(|scanned| scanned.elapsed() >= SCAN_EVERY);
            self.scope = if is_due { PollScope::Folders } else { PollScope::KnownFiles };
            if is_due {
                self.scan(take);
                self.scanned = Some(Instant::now());
            }
        }
        self.budget.renew(self.scope);
        let Self { members, problems, budget, .. } = self;
        let mut once = |reading| problems.pass(reading, take);
        let from = self.next.take();
        let from = from.as_deref().map_or(Bound::Unbounded, Bound::Included);
        let mut is_gone = false;
        for (path, member) in members.range_mut::<Path, _>((from, Bound::Unbounded)) {
            let polled = if budget.is_spent() { Poll::More } else { member.poll(budget, &mut once) };
            match polled {
                Poll::More => {
                    self.next = Some(path.clone());
                    return Poll::More;
                }
                Poll::Gone => is_gone = true,
                Poll::UpToDate => {}
            }
        }
        // A log that vanishes from a folder leaves the others.
        if is_gone && !self.is_folder { Poll::Gone } else { Poll::UpToDate }
    }

    /// Looks what is new in the folder.
    fn scan(&mut self, take: &mut dyn FnMut(Reading)) {
        let members = &self.members;
        let scan = Scan::of(&self.path, &|path| members.contains_key(path));
        for log in scan.logs {
            self.found(&log, take);
        }
        let known: BTreeSet<&PathBuf> = self.folders.iter().collect();
        self.unwatched.extend(scan.folders.iter().filter(|folder| !known.contains(folder)).cloned());
        self.folders = scan.folders;
    }

    fn found(&mut self, log: &FoundLog, take: &mut dyn FnMut(Reading)) {
        // The event files of a folder are one log.
        let is_event = log.format == Format::TensorBoard;
        let place = if is_event { log.path.parent().unwrap_or(&log.path) } else { &log.path };
        let place = if is_event { place.join("events") } else { place.to_owned() };
        if !self.members.contains_key(&place) {
            if self.members.len() == MAX_LOGS {
                let what = format!(
                    "{}: more than {MAX_LOGS} logs: those that come now are left out",
                    shown(&self.path)
                );
                self.problems.pass(Reading::Problem(what), take);
                return;
            }
            let lane = self.own_lane(log);
            let member = Member::new(&log.path, log.format, &lane);
            self.members.insert(place.clone(), member);
            self.format = match self.format {
                Format::Nothing => log.format,
                format if format == log.format => format,
                _ => Format::Several,
            };
        }
        if let Some(Member::Events(events)) = self.members.get_mut(&place) {
            events.found(&log.path);
        }
    }

    /// The name of a lane; runs of `MLflow` may have the same, and then get a piece of their number.
    fn own_lane(&mut self, log: &FoundLog) -> String {
        let is_taken = !self.names.insert(log.lane.clone());
        if is_taken && log.format == Format::Mlflow {
            let number: String = name_of(&log.path).chars().take(8).collect();
            return format!("{}-{number}", log.lane);
        }
        log.lane.clone()
    }
}

impl Source {
    /// Takes a last line without its end as a whole one, and a state that can't be read as broken: nobody waits for the
    /// rest.
    pub(super) fn finish(&mut self, take: &mut dyn FnMut(Reading)) {
        let Self { members, problems, budget, .. } = self;
        let mut once = |reading| problems.pass(reading, take);
        budget.renew(PollScope::Folders);
        for member in members.values_mut() {
            match member {
                Member::Lines(log) => log.finish(&mut once),
                Member::Table(table) => table.finish(&mut once),
                Member::State(state) => drop(state.poll(budget, &mut once)),
                Member::Events(_) | Member::Metrics(_) => {}
            }
        }
    }
}

impl Member {
    /// The reader of a part.
    fn new(path: &Path, format: Format, lane: &str) -> Self {
        let (path, lane) = (path.to_owned(), lane.to_owned());
        match format {
            Format::TensorBoard => Self::Events(EventFolder::new(lane)),
            Format::Csv | Format::RunFolder => Self::Table(Box::new(LogTable::new(path, &lane))),
            Format::TrainerState => Self::State(TrainerState::new(path, lane)),
            Format::Mlflow => Self::Metrics(MetricFiles::new(path, lane)),
            Format::Lines | Format::JsonLines | Format::Several | Format::Nothing => {
                Self::Lines(Box::new(LineFile::new(path, &lane)))
            }
        }
    }

    fn poll(&mut self, budget: &mut Budget, take: &mut dyn FnMut(Reading)) -> Poll {
        match self {
            Self::Lines(log) => log.poll(budget, take),
            Self::Table(table) => table.poll(budget, take),
            Self::Events(events) => events.poll(budget, take),
            Self::State(state) => state.poll(budget, take),
            Self::Metrics(metrics) => metrics.poll(budget, take),
        }
    }
}

/// The name of a file without what only says its format; where all have the same, that of the folder.
fn file_name(path: &Path) -> String {
    let is_common = is_event_file(path)
        || ["metrics.csv", "losses.csv", trainer::FILE].iter().any(|common| path.ends_with(common));
    let folder = path.canonicalize().ok().and_then(|whole| whole.parent().map(name_of));
    match folder.filter(|folder| is_common && !folder.is_empty()) {
        Some(folder) => folder,
        None => path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
    }
}

#[cfg(test)]
mod tests;
