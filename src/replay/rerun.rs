//! A recorded race trained again, with the same commands at the same iterations; every loss is compared.

use std::path::Path;

use crate::{
    config::Config,
    data::Dataset,
    memory::{self, Shortage},
    race::{Lane, LaneId, Race, STRIDE},
    record::{Log, RecordError, newest_checkpoint},
    session::{Bucket, Command, Losses, RaceInfo, Timeline, Update, apply_command, check_memory},
    text::shown,
};

/// Why a race could not be trained again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RerunError {
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error("{name} is not the data that this race was trained on (SHA-256 {hash})")]
    OtherData { name: String, hash: String },
    #[error("the race can't be trained again: {0}")]
    Memory(#[from] Shortage),
    #[error("{0}: the log holds no race")]
    NoRace(String),
}

#[derive(Debug, Default)]
pub(crate) struct RerunReport {
    /// Iterations that were trained.
    pub(crate) iterations: u64,
    /// Losses that were compared.
    pub(crate) losses: u64,
    /// Losses that the log holds only as smallest, largest and mean of neighbours; of those the smallest and the
    /// largest are compared.
    pub(crate) merged: u64,
    /// The first loss that differs.
    pub(crate) difference: Option<Difference>,
    /// Whether weights and optimizer memory are those of the newest checkpoint, if the log leads there.
    pub(crate) weights: Option<bool>,
}

/// A loss that came out otherwise; `None` where the lane did not run.
#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) lane: String,
    pub(crate) iteration: u64,
    pub(crate) recorded: Option<f32>,
    pub(crate) again: Option<f32>,
}

/// Trains the race of a run folder again.
///
/// # Errors
/// If the folder can't be read, or the data are not those of the race.
pub(crate) fn rerun(folder: &Path, data: Dataset) -> Result<RerunReport, RerunError> {
    let mut log = Log::open(folder, None)?;
    let hash = data.hash();
    if log.header().data.hash.as_ref() != Some(&hash) {
        return Err(RerunError::OtherData { name: data.name, hash });
    }
    let nothing = || RerunError::NoRace(shown(folder));
    let Some(Update::Started(info)) = log.next().transpose()? else { return Err(nothing()) };
    let (config, shape) = (config(&info), (data.train.inputs(), data.classes));
    memory::room_for(memory::race(&config, shape, true))?;
    let mut race = Race::new(config, data.into());
    let mut rerun = Rerun { timeline: Timeline::new(&mut race), race, report: RerunReport::default() };
    let checkpoint = newest_checkpoint(folder).ok();
    // A log may have been cut off anywhere; what can't be followed then is reported as a difference.
    while let Some(update) = log.next().transpose()? {
        match update {
            Update::CommandTaken { iteration, command } => {
                rerun.advance(iteration);
                rerun.apply(&command)?;
            }
            Update::Progressed(losses) => rerun.compare(&losses),
            // Not when it was asked for: that may have been refused.
            Update::Rewound { iteration, .. } => {
                rerun.timeline.rewind_exactly(&mut rerun.race, iteration);
            }
            _ => {}
        }
        if let Some((checkpoint, _)) = checkpoint.as_ref().filter(|(_, place)| *place == log.position()) {
            rerun.advance(checkpoint.race.iteration);
            rerun.report.weights = Some(rerun.race.snapshot().lanes == checkpoint.race.lanes);
        }
    }
    Ok(rerun.report)
}

/// The race of the log's first update: its lanes with the settings they had then.
fn config(info: &RaceInfo) -> Config {
    Config { lanes: info.lanes.iter().map(crate::session::LaneInfo::config).collect(), ..info.config.clone() }
}

struct Rerun {
    race: Race,
    timeline: Timeline,
    report: RerunReport,
}

impl Rerun {
    fn apply(&mut self, command: &Command) -> Result<(), Shortage> {
        check_memory(&self.race, command, true)?;
        self.timeline.add_command(&mut self.race, command);
        // What was refused then is refused now.
        let _ = apply_command(&mut self.race, command);
        if matches!(command, Command::Reset(_)) {
            self.timeline = Timeline::new(&mut self.race);
        }
        Ok(())
    }

    /// Trains up to an iteration without comparing.
    fn advance(&mut self, to: u64) {
        while self.race.iteration() < to {
            self.step(to);
        }
    }

    /// Trains at least one iteration, at most up to `to`; returns how many.
    fn step(&mut self, to: u64) -> u64 {
        let left = usize::try_from(to - self.race.iteration()).unwrap_or(STRIDE);
        let taken = self.race.advance(left) as u64;
        self.timeline.keep_if_due(&mut self.race);
        self.report.iterations += taken;
        taken
    }

    fn compare(&mut self, losses: &Losses) {
        self.advance(losses.first.saturating_sub(1));
        if losses.stride > 1 {
            return self.compare_buckets(losses);
        }
        while self.race.iteration() < losses.last() {
            let before = self.race.iteration() + 1 - losses.first;
            let taken = self.step(losses.last());
            for index in 0..taken {
                for lane in 0..losses.lanes.len() {
                    self.compare_one(losses, lane, before + index, index);
                }
            }
        }
    }

    /// Compares the smallest and the largest of neighbours. Their mean depends on the order in which they were added.
    fn compare_buckets(&mut self, losses: &Losses) {
        let mut again: Vec<Vec<Bucket>> = vec![Vec::new(); losses.lanes.len()];
        while self.race.iteration() < losses.last() {
            let before = self.race.iteration() + 1 - losses.first;
            let taken = self.step(losses.last());
            for ((id, _), buckets) in losses.lanes.iter().zip(&mut again) {
                let lane = self.lane(*id);
                let taken = lane.into_iter().flat_map(Lane::losses).take(taken as usize);
                for (place, &loss) in (before..).zip(taken) {
                    match buckets.last_mut() {
                        Some(last) if place % losses.stride > 0 => *last = last.merge(1.0, Bucket::of(loss)),
                        _ => buckets.push(Bucket::of(loss)),
                    }
                }
            }
        }
        for ((id, recorded), again) in losses.lanes.iter().zip(&again) {
            self.report.merged += (recorded.len() as u64 * losses.stride).min(losses.iterations);
            for index in 0..recorded.len().max(again.len()) {
                let extremes = |bucket: &Bucket| [bucket.min, bucket.max];
                let (recorded, again) = (recorded.get(index).map(extremes), again.get(index).map(extremes));
                let iteration = losses.first + index as u64 * losses.stride;
                for end in 0..2 {
                    let loss = |ends: Option<[f32; 2]>| ends.map(|ends| ends[end]);
                    self.note(*id, iteration, loss(recorded), loss(again));
                }
            }
        }
    }

    /// Compares a lane's loss at a place of the recorded losses with that of one of the last iterations.
    fn compare_one(&mut self, losses: &Losses, lane: usize, place: u64, index: u64) {
        let (id, buckets): &(LaneId, _) = &losses.lanes[lane];
        let recorded =
            usize::try_from(place).ok().and_then(|place| buckets.get(place)).map(|bucket| bucket.mean);
        let lane = self.lane(*id);
        let again = lane.and_then(|lane| lane.losses().get(usize::try_from(index).ok()?).copied());
        self.report.losses += u64::from(recorded.is_some());
        self.note(*id, losses.first + place, recorded, again);
    }

    fn lane(&self, id: LaneId) -> Option<&Lane> {
        self.race.lanes().iter().find(|lane| lane.id() == id)
    }

    /// Notes the first difference.
    fn note(&mut self, id: LaneId, iteration: u64, recorded: Option<f32>, again: Option<f32>) {
        // A NaN's sign and payload are lost in text, and mean nothing.
        let same = match (recorded, again) {
            (Some(recorded), Some(again)) if recorded.is_nan() => again.is_nan(),
            (recorded, again) => recorded.map(f32::to_bits) == again.map(f32::to_bits),
        };
        if !same && self.report.difference.is_none() {
            let lane = self.lane(id);
            let lane = lane.map_or_else(|| format!("lane {}", id.0), |lane| lane.name().to_owned());
            self.report.difference = Some(Difference { lane, iteration, recorded, again });
        }
    }
}
