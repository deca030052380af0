//! Everything that is watched at once: files, folders and standard input, and what their lanes are called.

use std::path::{Path, PathBuf};

use super::{Collector, LineReader, Poll, Reading, Source, WatchError};
use crate::{
    session::{ForeignTraining, MAX_NAME, TrainingSource},
    text::{shortened, shown},
};

/// What standard input is called.
const STREAM: &str = "-";

/// Everything that is watched.
pub(crate) struct WatchInputs {
    sources: Vec<WatchedSource>,
    /// Standard input, if it is among them, and until it has ended.
    stream: Option<LineReader>,
    collector: Collector,
}

/// A file or folder.
struct WatchedSource {
    source: Source,
    path: PathBuf,
    /// Whether it was told that it is gone.
    gone: bool,
}

impl WatchInputs {
    /// Opens them; `-` is standard input.
    ///
    /// # Errors
    /// If one isn't there or can't be read; the message says what would be right.
    pub(crate) fn open(paths: &[PathBuf]) -> Result<Self, WatchError> {
        let files = paths.iter().filter(|path| path.as_os_str() != STREAM);
        let open = |path: &PathBuf| {
            Ok(WatchedSource { source: Source::open(path)?, path: path.clone(), gone: false })
        };
        let sources: Vec<WatchedSource> = files.map(open).collect::<Result<_, WatchError>>()?;
        let stream = (sources.len() < paths.len()).then(LineReader::new);
        let collector = Collector::new(training(&sources, stream.is_some()));
        Ok(Self { sources, stream, collector })
    }

    /// Whether standard input is among them, and has not ended.
    pub(crate) const fn has_stream(&self) -> bool {
        self.stream.is_some()
    }

    /// Whether nothing more can come.
    pub(crate) fn are_over(&self) -> bool {
        self.stream.is_none() && self.sources.iter().all(|watched| watched.gone)
    }

    /// Takes what has come on standard input.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        let (collector, label) = (&mut self.collector, Label::new(self.sources.len(), "log"));
        if let Some(stream) = &mut self.stream {
            stream.feed(bytes, &mut |reading| collector.add(usize::MAX, label.of(&reading), reading));
        }
    }

    /// Standard input has ended.
    pub(crate) fn end_stream(&mut self) {
        let (collector, label) = (&mut self.collector, Label::new(self.sources.len(), "log"));
        if let Some(mut stream) = self.stream.take() {
            stream.end(&mut |reading| collector.add(usize::MAX, label.of(&reading), reading));
        }
    }

    /// Reads what is new in files and folders, some of it at least; true if there is more at once.
    pub(crate) fn poll(&mut self) -> bool {
        let (collector, mut more) = (&mut self.collector, false);
        let others = (self.sources.len() + usize::from(self.stream.is_some())).saturating_sub(1);
        for (number, watched) in self.sources.iter_mut().enumerate() {
            let name = watched.source.name().to_owned();
            let label = Label::new(others, &name);
            let polled =
                watched.source.poll(&mut |reading| collector.add(number, label.of(&reading), reading));
            let was_gone = std::mem::replace(&mut watched.gone, polled == Poll::Gone);
            more |= polled == Poll::More;
            if watched.gone && !was_gone {
                collector
                    .problem(&format!("{}: it is gone; what was read of it stays", shown(&watched.path)));
            }
        }
        more
    }

    /// Takes what is at the end of files as it is, though it may not be whole: nobody waits for the rest.
    pub(crate) fn finish(&mut self) {
        let others = (self.sources.len() + usize::from(self.stream.is_some())).saturating_sub(1);
        for (number, watched) in self.sources.iter_mut().enumerate() {
            let name = watched.source.name().to_owned();
            let (label, collector) = (Label::new(others, &name), &mut self.collector);
            watched.source.finish(&mut |reading| collector.add(number, label.of(&reading), reading));
        }
    }

    /// The paths whose change means news.
    pub(crate) fn watched(&self) -> Vec<PathBuf> {
        self.sources.iter().flat_map(|watched| watched.source.watched()).collect()
    }

    pub(crate) const fn collector(&mut self) -> &mut Collector {
        &mut self.collector
    }
}

/// What stands before the names of a source's lanes.
struct Label<'a> {
    name: &'a str,
    /// Whether it tells lanes of several sources apart.
    always: bool,
}

impl<'a> Label<'a> {
    const fn new(others: usize, name: &'a str) -> Self {
        Self { name, always: others > 0 }
    }

    /// Nothing where the lane has a name that is enough.
    fn of(&self, reading: &Reading) -> &'a str {
        let lane = match reading {
            Reading::Values(values) => &values.lane,
            Reading::Restarted { lane, .. } => lane,
            Reading::Text(_) | Reading::Problem(_) => return self.name,
        };
        if self.always || lane.is_empty() { self.name } else { "" }
    }
}

/// What is to be said of them: their names, and what each is.
fn training(sources: &[WatchedSource], has_stream: bool) -> ForeignTraining {
    let name = |path: &Path| path.file_name().map_or_else(|| shown(path), |name| shown(Path::new(name)));
    let names = sources.iter().map(|watched| name(&watched.path));
    let names: Vec<String> = names.chain(has_stream.then(|| "standard input".to_owned())).collect();
    let mut formats: Vec<&str> = sources.iter().map(|watched| watched.source.format().name()).collect();
    formats.dedup();
    let formats = (!formats.is_empty()).then(|| ("format".to_owned(), formats.join(", ")));
    ForeignTraining {
        title: shortened(&names.join(", "), MAX_NAME),
        source: TrainingSource::Log,
        total: None,
        facts: formats.into_iter().map(|(label, value)| (label, shortened(&value, MAX_NAME))).collect(),
        capabilities: Vec::new(),
        metrics: Vec::new(),
    }
}
