//! A recorded race trained again, with the same commands at the same iterations; every loss is compared.

use std::path::Path;

use anyhow::{Context as _, bail, ensure};

use crate::{
    config::Config,
    data::Dataset,
    memory::{self, Shortage},
    race::{Lane, LaneId, Race, STRIDE},
    record::{Log, newest_checkpoint},
    session::{Bucket, Command, LaneInfo, Losses, Timeline, Update, apply_command, check_memory},
    text::shown,
};

const NO_MEMORY: &str = "the race can't be trained again";

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
pub(crate) fn rerun(folder: &Path, data: Dataset) -> anyhow::Result<RerunReport> {
    let mut log = Log::open(folder, None)?;
    let (name, hash) = (&data.name, data.hash());
    let recorded = log.header.data.as_ref().and_then(|data| data.hash.as_ref());
    let same = recorded.is_none_or(|recorded| *recorded == hash);
    ensure!(same, "{name} is not the data that this race was trained on (SHA-256 {hash})");
    let Some(Update::Started(info)) = log.next().transpose()? else {
        bail!("{}: the log holds no race", shown(folder));
    };
    // Its lanes with the settings they had then.
    let Some(own) = info.own() else {
        bail!("{}: another program has trained it; only that can train it again", shown(folder));
    };
    let lanes = info.lanes.iter().filter_map(LaneInfo::config).collect();
    let config = Config { lanes, ..own.config.clone() };
    let shape = (data.train.inputs(), data.classes);
    memory::room_for(memory::race(&config, shape, true)).context(NO_MEMORY)?;
    let mut race = Race::new(config, data.into());
    let mut rerun = Rerun { timeline: Timeline::new(&mut race), race, report: RerunReport::default() };
    let checkpoint = newest_checkpoint(folder).ok();
    // A log may have been cut off anywhere; what can't be followed then is reported as a difference.
    while let Some(update) = log.next().transpose()? {
        match update {
            Update::CommandTaken { iteration, command } => {
                rerun.advance(iteration);
                rerun.apply(&command).context(NO_MEMORY)?;
            }
            Update::Progressed(losses) => rerun.compare(&losses),
            // Not when it was asked for: that may have been refused.
            Update::Rewound { iteration, .. } => {
                rerun.timeline.rewind_exactly(&mut rerun.race, iteration);
            }
            _ => {}
        }
        if let Some((checkpoint, _)) = checkpoint.as_ref().filter(|(_, place)| *place == log.position) {
            rerun.advance(checkpoint.race.iteration);
            rerun.report.weights = Some(rerun.race.snapshot().lanes == checkpoint.race.lanes);
        }
    }
    Ok(rerun.report)
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

    /// Trains a stretch and compares its losses. Of neighbours the smallest and the largest are compared: their mean
    /// depends on the order in which they were added.
    fn compare(&mut self, losses: &Losses) {
        self.advance(losses.first.saturating_sub(1));
        let mut again: Vec<Vec<Bucket>> = vec![Vec::new(); losses.lanes.len()];
        let mut compared = 0;
        loop {
            let trained = (self.race.iteration() + 1).saturating_sub(losses.first).min(losses.iterations);
            let all = trained == losses.iterations;
            let complete = if all { trained.div_ceil(losses.stride) } else { trained / losses.stride };
            for (index, place) in (compared..complete).zip(0..) {
                for ((id, recorded), again) in losses.lanes.iter().zip(&again) {
                    let (recorded, again) = (recorded.get(index as usize), again.get(place));
                    for end in [|bucket: &Bucket| bucket.min, |bucket: &Bucket| bucket.max] {
                        let iteration = losses.first + index * losses.stride;
                        self.note(*id, iteration, recorded.map(end), again.map(end));
                    }
                }
            }
            // What was compared is not kept: a log may claim any length.
            for buckets in &mut again {
                buckets.drain(..buckets.len().min((complete - compared) as usize));
            }
            compared = complete;
            if all {
                break;
            }
            let taken = self.step(losses.last());
            for ((id, _), buckets) in losses.lanes.iter().zip(&mut again) {
                let lane = self.lane(*id);
                let taken = lane.into_iter().flat_map(Lane::losses).take(taken as usize);
                for (place, &loss) in (trained..).zip(taken) {
                    match buckets.last_mut() {
                        Some(last) if place % losses.stride > 0 => *last = last.merge(1.0, Bucket::of(loss)),
                        _ => buckets.push(Bucket::of(loss)),
                    }
                }
            }
        }
        for (_, recorded) in &losses.lanes {
            let count = (recorded.len() as u64 * losses.stride).min(losses.iterations);
            let compared = if losses.stride > 1 { &mut self.report.merged } else { &mut self.report.losses };
            *compared += count;
        }
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
