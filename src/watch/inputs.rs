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
    naming: LaneNaming,
    collector: Collector,
}

/// What standard input is among the sources.
const STREAM_NUMBER: usize = usize::MAX;

/// What its lanes are called by, where they have no names.
const STREAM_NAME: &str = "log";

/// A file or folder.
struct WatchedSource {
    source: Source,
    name: String,
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
            let source = Source::open(path)?;
            let name = source.name().to_owned();
            Ok(WatchedSource { source, name, path: path.clone(), gone: false })
        };
        let sources: Vec<WatchedSource> = files.map(open).collect::<Result<_, WatchError>>()?;
        let stream = (sources.len() < paths.len()).then(LineReader::new);
        let naming = if paths.len() > 1 { LaneNaming::BySource } else { LaneNaming::Own };
        let collector = Collector::new(training(&sources, stream.is_some()));
        Ok(Self { sources, stream, naming, collector })
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
        let Self { stream, naming, collector, .. } = self;
        if let Some(stream) = stream {
            stream.feed(bytes, &mut |reading| naming.add(collector, STREAM_NUMBER, STREAM_NAME, reading));
        }
    }

    /// Standard input has ended.
    pub(crate) fn end_stream(&mut self) {
        let Self { stream, naming, collector, .. } = self;
        if let Some(mut stream) = stream.take() {
            stream.end(&mut |reading| naming.add(collector, STREAM_NUMBER, STREAM_NAME, reading));
            collector.end(STREAM_NUMBER);
        }
    }

    /// Reads what is new in files and folders, some of it at least; true if there is more at once.
    pub(crate) fn poll(&mut self) -> bool {
        let Self { sources, naming, collector, .. } = self;
        let mut more = false;
        for (number, watched) in sources.iter_mut().enumerate() {
            let WatchedSource { source, name, path, gone } = watched;
            let polled = source.poll(&mut |reading| naming.add(collector, number, name, reading));
            let was_gone = std::mem::replace(gone, polled == Poll::Gone);
            more |= polled == Poll::More;
            if *gone && !was_gone {
                collector.end(number);
                collector.problem(&format!("{}: it is gone; what was read of it stays", shown(path)));
            }
        }
        more
    }

    /// Takes what is at the end of files as it is, though it may not be whole: nobody waits for the rest.
    pub(crate) fn finish(&mut self) {
        let Self { sources, naming, collector, .. } = self;
        for (number, WatchedSource { source, name, .. }) in sources.iter_mut().enumerate() {
            source.finish(&mut |reading| naming.add(collector, number, name, reading));
            collector.end(number);
        }
    }

    /// The paths whose change means news, as far as they are new since the last call.
    pub(crate) fn take_unwatched(&mut self) -> Vec<PathBuf> {
        self.sources.iter_mut().flat_map(|watched| watched.source.take_unwatched()).collect()
    }

    /// Whether there are files or folders among them.
    pub(crate) const fn has_files(&self) -> bool {
        !self.sources.is_empty()
    }

    pub(crate) const fn collector(&mut self) -> &mut Collector {
        &mut self.collector
    }
}

/// What stands before the names of a source's lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LaneNaming {
    /// Nothing: there is one source. Only a lane without a name is called by it.
    Own,
    /// The name of the source, which tells the lanes of several apart, also once one of them has ended.
    BySource,
}

impl LaneNaming {
    /// Adds what a source says to what is known.
    fn add(self, collector: &mut Collector, number: usize, source: &str, reading: Reading) {
        let label = match &reading {
            Reading::Values(values) if self == Self::Own && !values.lane.is_empty() => "",
            _ => source,
        };
        collector.add(number, label, reading);
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::history::History;

    #[test]
    fn lanes_of_several_sources_are_told_apart_also_once_one_has_ended() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a.jsonl");
        fs::write(&path, "{\"lane\":\"x\",\"loss\":1}\n").unwrap();
        let mut inputs = WatchInputs::open(&[path.clone(), STREAM.into()]).unwrap();
        inputs.poll();
        inputs.feed(b"{\"lane\":\"x\",\"loss\":1}");
        inputs.end_stream();
        let more = "{\"lane\":\"x\",\"loss\":1}\n{\"lane\":\"y\",\"loss\":1}\n";
        fs::write(&path, more).unwrap();
        inputs.poll();
        let mut history = History::default();
        inputs.collector().updates().iter().for_each(|update| history.apply(update));
        let names: Vec<&str> = history.lanes().iter().map(|lane| lane.info.name.as_str()).collect();
        assert_eq!(names, ["a/x", "log/x", "a/y"]);
        assert!(!inputs.are_over());
    }
}
