//! A race as TensorBoard's event files: a folder for each lane, in which every attempt goes on in the same file.

mod clock;

use std::{
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use super::{Log, RecordError, folder};
use crate::{
    config::unique_name,
    events::{Scalar, SummaryEvent, write_record},
    export::LOG,
    race::LaneId,
    session::{Bucket, Change, LaneInfo, Losses, MetricKind, MetricNames, Update},
    system::cannot,
};
use clock::{EventClock, elapsed, since_1970};

/// The event files of a race while it runs.
#[derive(Debug)]
pub(crate) struct EventFiles {
    folder: PathBuf,
    /// What a file of this process is called.
    name: String,
    clock: EventClock,
    lanes: Vec<EventFile>,
    metrics: MetricNames,
}

/// The file of one lane.
#[derive(Debug)]
struct EventFile {
    lane: LaneId,
    /// The name of its folder.
    label: String,
    path: PathBuf,
    out: BufWriter<File>,
    /// The last step that was written; `None` before the first.
    last: Option<u64>,
}

impl EventFiles {
    /// Files in that folder, which is made, for a race that runs.
    pub(crate) fn create(folder: &Path) -> Result<Self, RecordError> {
        Self::with_clock(folder, EventClock::Now)
    }

    /// Writes a recorded race into that folder, and returns how many lanes it had.
    pub(crate) fn write_recorded(run: &Path, folder: &Path) -> Result<usize, RecordError> {
        folder::check_recorded(run)?;
        let mut took = 0.0_f64;
        for update in Log::open(run, None)? {
            took = took.max(elapsed(&update?).unwrap_or_default().as_secs_f64());
        }
        let log = run.join(LOG);
        let written = fs::metadata(&log).and_then(|log| log.modified()).map_err(cannot("read", &log))?;
        let clock = EventClock::Recorded { start: since_1970(written) - took, elapsed: 0.0 };
        let mut files = Self::with_clock(folder, clock)?;
        for update in Log::open(run, None)? {
            files.apply(&update?)?;
        }
        files.flush()?;
        Ok(files.lanes.len())
    }

    fn with_clock(folder: &Path, clock: EventClock) -> Result<Self, RecordError> {
        if fs::metadata(folder).is_ok_and(|there| !there.is_dir()) {
            return Err(RecordError::refused(folder, "is no folder; name one that event files may go into"));
        }
        fs::create_dir_all(folder).map_err(cannot("create", folder))?;
        let host = rustix::system::uname().nodename().to_string_lossy().replace(['/', '.'], "-");
        let name = format!("events.out.tfevents.{}.{host}.{}.0", clock.seconds() as u64, std::process::id());
        let (lanes, metrics) = (Vec::new(), MetricNames::default());
        Ok(Self { folder: folder.to_owned(), name, clock, lanes, metrics })
    }

    /// Takes an update of the race.
    pub(crate) fn apply(&mut self, update: &Update) -> Result<(), RecordError> {
        self.metrics.apply(update);
        self.clock.reach(update);
        match update {
            Update::Started(info) => {
                self.restart(1)?;
                info.lanes.iter().try_for_each(|lane| self.open(lane))
            }
            Update::WentBack { iteration, .. } => {
                self.restart(iteration.map_or(0, |iteration| iteration + 1))
            }
            Update::Rewound { iteration, .. } => self.restart(iteration + 1),
            Update::Changed { change: Change::Added(lane), .. } => self.open(lane),
            Update::Progressed(losses) => self.add_losses(losses),
            Update::Diverged { lane, iteration, loss } => {
                self.add(*lane, *iteration, MetricKind::Loss, *loss)
            }
            Update::Measured(measured) => {
                for (index, iteration) in measured.iterations.iter().enumerate() {
                    for (kind, lanes) in &measured.metrics {
                        for (lane, values) in lanes {
                            let Some(Bucket { mean, .. }) = values.get(index) else { continue };
                            self.add(*lane, *iteration, *kind, *mean)?;
                        }
                    }
                }
                Ok(())
            }
            Update::Evaluated { iteration, evaluation, .. } => {
                for (kind, values) in [
                    (MetricKind::TestLoss, &evaluation.losses),
                    (MetricKind::TestAccuracy, &evaluation.accuracies),
                ] {
                    for (lane, value) in values {
                        self.add(*lane, *iteration, kind, *value)?;
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Writes what has been held back, so that a reader sees it.
    pub(crate) fn flush(&mut self) -> Result<(), RecordError> {
        for file in &mut self.lanes {
            file.out.flush().map_err(cannot("write", &file.path))?;
        }
        Ok(())
    }

    /// Begins a lane's file, unless it is there.
    fn open(&mut self, lane: &LaneInfo) -> Result<(), RecordError> {
        if self.lanes.iter().any(|file| file.lane == lane.id) {
            return Ok(());
        }
        let taken: Vec<&str> = self.lanes.iter().map(|file| file.label.as_str()).collect();
        let label = unique_name(&label(&lane.name), &taken);
        let folder = self.folder.join(&label);
        fs::create_dir_all(&folder).map_err(cannot("create", &folder))?;
        let path = folder.join(&self.name);
        let out = BufWriter::new(File::create(&path).map_err(cannot("create", &path))?);
        let mut file = EventFile { lane: lane.id, label, path, out, last: None };
        file.write(&SummaryEvent::first(self.clock.seconds()))?;
        self.lanes.push(file);
        Ok(())
    }

    /// Takes back what there is from an iteration on.
    fn restart(&mut self, first_void: u64) -> Result<(), RecordError> {
        let wall_time = self.clock.seconds();
        let past = |file: &&mut EventFile| file.last.is_some_and(|last| last >= first_void);
        self.lanes.iter_mut().filter(past).try_for_each(|file| file.restart(wall_time, first_void))
    }

    /// Every loss, or of several in a bucket their mean at the last of them.
    fn add_losses(&mut self, losses: &Losses) -> Result<(), RecordError> {
        let end = losses.first + losses.iterations;
        for (lane, buckets) in &losses.lanes {
            self.begin(*lane, losses.first)?;
            for (bucket, index) in buckets.iter().zip(1_u64..) {
                let iteration = (losses.first + index * losses.stride).min(end) - 1;
                self.add(*lane, iteration, MetricKind::Loss, bucket.mean)?;
            }
        }
        Ok(())
    }

    /// Takes back what older files of a lane have from an iteration on: of a race that was resumed, or another one.
    fn begin(&mut self, lane: LaneId, iteration: u64) -> Result<(), RecordError> {
        let wall_time = self.clock.seconds();
        match self.lanes.iter_mut().find(|file| file.lane == lane && file.last.is_none()) {
            Some(file) => file.restart(wall_time, iteration),
            None => Ok(()),
        }
    }

    fn add(&mut self, lane: LaneId, iteration: u64, kind: MetricKind, value: f32) -> Result<(), RecordError> {
        self.begin(lane, iteration)?;
        let (wall_time, step) = (self.clock.seconds(), step(iteration));
        let Some(file) = self.lanes.iter_mut().find(|file| file.lane == lane) else { return Ok(()) };
        file.last = file.last.max(Some(iteration));
        let scalar = Scalar { tag: self.metrics.metric(kind).name.into(), value: value.into() };
        file.write(&SummaryEvent { wall_time, step, restarts: false, scalars: vec![scalar] }.bytes())
    }
}

impl EventFile {
    /// Tells a reader that what comes next takes the place of everything from an iteration on.
    fn restart(&mut self, wall_time: f64, first_void: u64) -> Result<(), RecordError> {
        self.last = Some(first_void.saturating_sub(1));
        let step = step(first_void);
        self.write(&SummaryEvent { wall_time, step, restarts: true, scalars: Vec::new() }.bytes())
    }

    fn write(&mut self, data: &[u8]) -> Result<(), RecordError> {
        write_record(&mut self.out, data).map_err(cannot("write", &self.path))?;
        Ok(())
    }
}

fn step(iteration: u64) -> i64 {
    i64::try_from(iteration).unwrap_or(i64::MAX)
}

/// A lane's name as the name of a folder.
fn label(name: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '_' };
    let label: String = name.chars().map(safe).collect();
    if label.trim_matches(['.', ' ']).is_empty() { "lane".into() } else { label }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        events::reader::{Next, Records},
        export::tests::started,
        race::{Evaluation, Sample},
        session::{Measured, RaceInfo},
    };

    /// The events of a lane's only file, behind the first one.
    fn events(folder: &Path, lane: &str) -> Vec<SummaryEvent> {
        let mut files: Vec<PathBuf> =
            fs::read_dir(folder.join(lane)).unwrap().map(|entry| entry.unwrap().path()).collect();
        let file = files.pop().unwrap();
        assert!(
            files.is_empty() && file.file_name().unwrap().to_str().unwrap().contains("tfevents"),
            "{file:?}"
        );
        let mut records = Records::new(File::open(file).unwrap());
        let mut events = Vec::new();
        while let Next::Data(data) = records.next().unwrap() {
            events.push(SummaryEvent::read(data).unwrap());
        }
        assert_eq!((events[0].step, events.remove(0).scalars.len()), (0, 0));
        events
    }

    fn shown(events: &[SummaryEvent]) -> Vec<String> {
        let scalar = |event: &SummaryEvent| match &event.scalars[..] {
            [scalar] => format!("{} {} {}", event.step, scalar.tag, scalar.value),
            _ => format!("{} restarts: {}", event.step, event.restarts),
        };
        events.iter().map(scalar).collect()
    }

    fn losses(first: u64, stride: u64, iterations: u64, lanes: &[&[f32]]) -> Update {
        let curve = |losses: &&[f32]| losses.iter().copied().map(Bucket::of).collect();
        let lanes = (0..).zip(lanes).map(|(id, losses)| (LaneId(id), curve(losses))).collect();
        Update::Progressed(Losses { first, stride, iterations, lanes, elapsed: Duration::ZERO })
    }

    #[test]
    fn every_value_has_its_step_and_what_was_taken_back_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("events");
        let mut files = EventFiles::create(&place).unwrap();
        let Update::Started(info) = started(&["a", "b/c"]) else { panic!() };
        files.apply(&Update::Started(info.clone())).unwrap();
        files.apply(&losses(1, 1, 2, &[&[2.5, 2.25], &[1.5, 1.25]])).unwrap();
        // Of a reader that was late: two buckets for three iterations.
        files.apply(&losses(3, 2, 3, &[&[2.0, 1.75], &[1.0]])).unwrap();
        files.apply(&Update::Diverged { lane: LaneId(1), iteration: 5, loss: f32::INFINITY }).unwrap();
        let evaluation =
            Evaluation { images: 10, accuracies: vec![(LaneId(0), 0.5)], losses: vec![(LaneId(0), 1.5)] };
        files.apply(&Update::Evaluated { iteration: 5, sample: Sample::Whole, evaluation }).unwrap();
        files.apply(&Update::Rewound { iteration: 3, info: Box::new(RaceInfo { ..*info }) }).unwrap();
        files.apply(&losses(4, 1, 1, &[&[1.0], &[0.5]])).unwrap();
        files.flush().unwrap();
        let expected = [
            "1 restarts: true",
            "1 loss 2.5",
            "2 loss 2.25",
            "4 loss 2",
            "5 loss 1.75",
            "5 test_loss 1.5",
            "5 test_accuracy 0.5",
            "4 restarts: true",
            "4 loss 1",
        ];
        assert_eq!(shown(&events(&place, "a")), expected);
        let expected = [
            "1 restarts: true",
            "1 loss 1.5",
            "2 loss 1.25",
            "4 loss 1",
            "5 loss inf",
            "4 restarts: true",
            "4 loss 0.5",
        ];
        assert_eq!(shown(&events(&place, "b_c")), expected);
    }

    #[test]
    fn a_recorded_training_of_another_program_has_its_own_times() {
        let folder = tempfile::tempdir().unwrap();
        let mut files =
            EventFiles::with_clock(folder.path(), EventClock::Recorded { start: 1e9, elapsed: 0.0 }).unwrap();
        files.apply(&Update::Started(Box::new(RaceInfo::of_others(&["net"])))).unwrap();
        for step in 0..3 {
            let metrics = vec![(MetricKind::Loss, vec![(LaneId(0), vec![Bucket::of(0.5)])])];
            let elapsed = Some(Duration::from_secs(10 * step));
            files.apply(&Update::Measured(Measured { iterations: vec![step], metrics, elapsed })).unwrap();
        }
        files.flush().unwrap();
        let times: Vec<f64> =
            events(folder.path(), "net").iter().map(|event| event.wall_time - 1e9).collect();
        assert_eq!(times, [0.0, 0.0, 10.0, 20.0]);
    }

    #[test]
    fn lanes_whose_names_are_no_names_of_folders_have_one_each() {
        assert_eq!(["Adam 0.1", "..", "a/b", "최적"].map(label), ["Adam 0.1", "lane", "a_b", "최적"]);
    }
}
