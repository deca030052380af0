//! A recorded race trained again: the same commands at the same iterations, and every loss beside the recorded one.

use std::path::Path;

use crate::{
    config::Config,
    data::Dataset,
    memory::{self, Shortage},
    race::{Lane, LaneId, Race, STRIDE},
    record::{Log, RecordError, newest_checkpoint},
    session::{Bucket, Card, Command, Losses, Timeline, Update, follow, has_room_for},
    text::shown,
};

/// Why a race could not be trained again.
#[derive(Debug, thiserror::Error)]
pub enum RerunError {
    /// The folder can't be read.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The data are others.
    #[error("{name} is not the data that this race was trained on (SHA-256 {hash})")]
    OtherData {
        /// The data at hand.
        name: String,
        /// Their hash.
        hash: String,
    },
    /// There is too little memory for the race.
    #[error("the race can't be trained again: {0}")]
    Memory(#[from] Shortage),
    /// The log doesn't begin with a race.
    #[error("{0}: the log holds no race")]
    NoRace(String),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// Iterations that were taken.
    pub iterations: u64,
    /// Losses that were compared.
    pub losses: u64,
    /// Losses that the log holds only as smallest, largest and mean of neighbours; of those the smallest and the
    /// largest are compared.
    pub merged: u64,
    /// The first that differs.
    pub difference: Option<Difference>,
    /// Whether weights and memory are those of the newest checkpoint, if the log leads there.
    pub weights: Option<bool>,
}

/// A loss that came out otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Whose.
    pub lane: String,
    /// When.
    pub iteration: u64,
    /// What was recorded; `None` where the lane did not run.
    pub recorded: Option<f32>,
    /// What came out.
    pub again: Option<f32>,
}

/// Trains the race of a run folder again.
///
/// # Errors
/// If the folder can't be read, or the data are not those of the race.
pub fn rerun(folder: &Path, data: Dataset) -> Result<Report, RerunError> {
    let mut log = Log::open(folder, None)?;
    let hash = data.hash();
    if log.header().data.hash.as_ref() != Some(&hash) {
        return Err(RerunError::OtherData { name: data.name, hash });
    }
    let nothing = || RerunError::NoRace(shown(folder));
    let Some(Update::Started(card)) = log.next().transpose()? else { return Err(nothing()) };
    let (config, shape) = (config(&card), (data.train.inputs(), data.classes));
    memory::room_for(memory::race(&config, config.lanes.len(), shape, true))?;
    let mut race = Race::new(config, data.into());
    let mut again = Again { timeline: Timeline::new(&mut race), race, report: Report::default() };
    let checkpoint = newest_checkpoint(folder).ok();
    // A log may have been cut off anywhere; what can't be followed then is told as a difference.
    while let Some(update) = log.next().transpose()? {
        match update {
            Update::Followed { iteration, command } => {
                again.advance(iteration);
                again.follow(&command)?;
            }
            Update::Progressed(losses) => again.compare(&losses),
            // Told only where it was done: what was asked for may have been refused.
            Update::Rewound { iteration, .. } => {
                again.timeline.return_to(&mut again.race, iteration);
            }
            _ => {}
        }
        if let Some((checkpoint, _)) = checkpoint.as_ref().filter(|(_, place)| *place == log.position()) {
            again.advance(checkpoint.race.iteration);
            again.report.weights = Some(again.race.snapshot().lanes == checkpoint.race.lanes);
        }
    }
    Ok(again.report)
}

fn config(card: &Card) -> Config {
    Config { lanes: card.lanes.iter().map(crate::session::LaneCard::config).collect(), ..card.config.clone() }
}

struct Again {
    race: Race,
    timeline: Timeline,
    report: Report,
}

impl Again {
    fn follow(&mut self, command: &Command) -> Result<(), Shortage> {
        has_room_for(&self.race, command, true)?;
        self.timeline.note(&mut self.race, command);
        // What was refused then is refused now.
        let _ = follow(&mut self.race, command);
        if matches!(command, Command::Reset(_)) {
            self.timeline = Timeline::new(&mut self.race);
        }
        Ok(())
    }

    /// Takes iterations that nothing is compared of.
    fn advance(&mut self, to: u64) {
        while self.race.iteration() < to {
            self.step(to);
        }
    }

    fn step(&mut self, to: u64) -> u64 {
        let left = usize::try_from(to - self.race.iteration()).unwrap_or(STRIDE);
        let taken = self.race.advance(left) as u64;
        self.timeline.look(&mut self.race);
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

    /// Compares the smallest and the largest of neighbours. Their mean depends on the order in which they were summed up.
    fn compare_buckets(&mut self, losses: &Losses) {
        let mut again: Vec<Vec<Bucket>> = vec![Vec::new(); losses.lanes.len()];
        while self.race.iteration() < losses.last() {
            let before = self.race.iteration() + 1 - losses.first;
            let taken = self.step(losses.last());
            for ((id, _), buckets) in losses.lanes.iter().zip(&mut again) {
                let lane = self.race.lanes().iter().find(|lane| lane.id() == *id);
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

    /// Compares one lane's loss at a place of a stretch with the one at a place of the last iterations.
    fn compare_one(&mut self, losses: &Losses, lane: usize, place: u64, index: u64) {
        let (id, buckets): &(LaneId, _) = &losses.lanes[lane];
        let recorded =
            usize::try_from(place).ok().and_then(|place| buckets.get(place)).map(|bucket| bucket.mean);
        let lane = self.race.lanes().iter().find(|lane| lane.id() == *id);
        let again = lane.and_then(|lane| lane.losses().get(usize::try_from(index).ok()?).copied());
        self.report.losses += u64::from(recorded.is_some());
        self.note(*id, losses.first + place, recorded, again);
    }

    /// Notes the first difference.
    fn note(&mut self, id: LaneId, iteration: u64, recorded: Option<f32>, again: Option<f32>) {
        // A NaN's sign and payload are lost in text, and mean nothing.
        let same = match (recorded, again) {
            (Some(recorded), Some(again)) if recorded.is_nan() => again.is_nan(),
            (recorded, again) => recorded.map(f32::to_bits) == again.map(f32::to_bits),
        };
        if !same && self.report.difference.is_none() {
            let lane = self.race.lanes().iter().find(|lane| lane.id() == id);
            let lane = lane.map_or_else(|| format!("lane {}", id.0), |lane| lane.name().to_owned());
            self.report.difference = Some(Difference { lane, iteration, recorded, again });
        }
    }
}
