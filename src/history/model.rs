//! What is known of a race, and how it is read.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use super::{
    clock::Clock,
    comparison::Comparison,
    lane::{Ghost, LaneHistory, MAX_ATTEMPTS},
    look::Look,
    other_race::ImagesSeen,
    repeated::Repeated,
    text_log::TextLog,
};
use crate::{
    data::LoadProgress,
    input::{Check, Checked, all, at_most, require},
    race::{Inside, LaneId, Prediction, Sample, TestPredictions},
    session::{
        Change, ForeignTraining, MAX_LANES, MetricNames, OwnRace, RaceInfo, SaveStatus, SavedNetworks, State,
        check_pace_of,
    },
    sweep::SweepStanding,
};

/// The maximum number of marks that are kept: more than a chart could show apart.
pub(super) const MAX_MARKS: usize = 1_024;

/// How far back the speed is measured.
const SPEED_SPAN: Duration = Duration::from_secs(2);

/// All that is known of a race. It is sent as JSON to a client that attaches later.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct History {
    pub(super) state: State,
    /// How much of the data set has been read; `None` before any was.
    pub(crate) loading: Option<LoadProgress>,
    #[serde(rename = "card")]
    pub(super) info: Option<Box<RaceInfo>>,
    pub(super) iteration: u64,
    /// The last iteration of the race; `None` if it runs until stopped.
    pub(crate) end: Option<u64>,
    pub(crate) batch_size: usize,
    /// The maximum speed in iterations a second, if it is limited.
    pub(crate) pace: Option<f64>,
    pub(super) lanes: Vec<LaneHistory>,
    pub(super) ghosts: VecDeque<Ghost>,
    /// The changes of settings and batch size, oldest first.
    pub(crate) marks: VecDeque<Mark>,
    /// Iterations done at the first change that no command line can express; `None` if there was none.
    pub changed_at: Option<u64>,
    /// How long the race has run, pauses left out.
    pub elapsed: Duration,
    /// How long it had run at each iteration.
    pub(super) clock: Clock,
    pub(super) speed: SpeedMeter,
    /// When and on how many images accuracy was measured last.
    pub tested: Option<Tested>,
    pub(super) failure: Option<String>,
    /// The metrics that another trainer has named.
    #[serde(default, skip_serializing_if = "MetricNames::is_empty")]
    pub(super) names: MetricNames,
    /// The last lines of its log that are no measurements.
    #[serde(default, skip_serializing_if = "TextLog::is_empty")]
    pub(crate) log: TextLog,
    /// How far the race is saved, and the trouble with that.
    pub(crate) saving: SaveStatus,
    /// Answers to what one client has asked to watch are of no use to another.
    #[serde(skip)]
    pub(crate) watched: Watched,
    /// The trials of a sweep, if that is what is shown.
    #[serde(skip)]
    pub(crate) sweep: Option<Arc<SweepStanding>>,
    /// What it was put together from, if it is that of several recorded races.
    #[serde(skip)]
    pub(super) comparison: Option<Box<Comparison>>,
    /// What its lanes came to from several starts, if it is the mean of those.
    #[serde(skip)]
    pub(super) repeated: Option<Box<Repeated>>,
}

/// The latest answers to what a view has asked to watch.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watched {
    /// What lanes take test images for.
    pub(crate) guesses: Option<Box<TestPredictions>>,
    /// What they take a drawn image for.
    pub(crate) drawn: Option<Vec<Prediction>>,
    /// The step that a lane is about to take.
    pub(crate) inside: Option<Box<Inside>>,
    /// Which networks those are of, once a recording has said so. A race that is trained has its own.
    pub(crate) networks: Option<SavedNetworks>,
}

impl Watched {
    /// What still holds when the race starts over: networks that were saved, and all that was seen of them.
    pub(super) fn after_start(self) -> Self {
        if self.networks.is_some() { self } else { Self::default() }
    }

    /// Why there are no networks to look into.
    pub(crate) fn missing(&self) -> Option<&str> {
        match &self.networks {
            Some(SavedNetworks::Missing(why)) => Some(why),
            _ => None,
        }
    }

    /// The iteration at which they were saved, if that is another moment than the one that is shown.
    pub(crate) fn saved_elsewhere(&self) -> Option<u64> {
        match self.networks {
            Some(SavedNetworks::Loaded { iteration, reached: false, .. }) => Some(iteration),
            _ => None,
        }
    }

    /// Whether a lane has a network, as far as is known.
    pub(crate) fn has_network(&self, lane: LaneId) -> bool {
        match &self.networks {
            Some(SavedNetworks::Loaded { lanes, .. }) => lanes.iter().any(|(id, _)| *id == lane),
            Some(SavedNetworks::Missing(_)) => false,
            None => true,
        }
    }
}

/// A change of a setting, a schedule or the batch size, made while the race ran.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Mark {
    /// Iterations done when it took effect.
    pub(crate) iteration: u64,
    pub(crate) change: Change,
}

/// When and on how many images test accuracy was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tested {
    /// Iterations done.
    pub iteration: u64,
    /// Test images it was measured on.
    pub images: usize,
    /// Whether those were a part of the test images or all.
    pub sample: Sample,
}

impl History {
    /// What the session is doing.
    #[must_use]
    pub const fn state(&self) -> State {
        self.state
    }

    /// The race as it was at iteration 0; `None` before there is one.
    #[must_use]
    pub fn info(&self) -> Option<&RaceInfo> {
        self.info.as_deref()
    }

    /// The race, if this program trains it.
    #[must_use]
    pub fn own(&self) -> Option<&OwnRace> {
        self.info()?.own()
    }

    /// The training, if another program does it.
    #[must_use]
    pub fn foreign(&self) -> Option<&ForeignTraining> {
        self.info()?.foreign()
    }

    /// Iterations done.
    #[must_use]
    pub const fn iteration(&self) -> u64 {
        self.iteration
    }

    /// Every lane, in the order in which they joined.
    #[must_use]
    pub fn lanes(&self) -> &[LaneHistory] {
        &self.lanes
    }

    /// What it was put together from, if it is that of several recorded races.
    pub(crate) fn comparison(&self) -> Option<&Comparison> {
        self.comparison.as_deref()
    }

    /// What its lanes came to from several starts, if it is the mean of those.
    pub(crate) fn repeated(&self) -> Option<&Repeated> {
        self.repeated.as_deref()
    }

    pub(crate) fn lane(&self, id: LaneId) -> Option<&LaneHistory> {
        self.lanes.iter().find(|lane| lane.info.id == id)
    }

    /// The name of a lane; of one that is not in the race at this iteration, that of its saved network, or nothing.
    pub(crate) fn lane_name(&self, id: LaneId) -> &str {
        let saved = match &self.watched.networks {
            Some(SavedNetworks::Loaded { lanes, .. }) => lanes.as_slice(),
            _ => &[],
        };
        let saved = || saved.iter().find(|(lane, _)| *lane == id).map(|(_, name)| name.as_str());
        let here = self.lane(id).map(|lane| lane.info.name.as_str());
        here.or_else(saved).unwrap_or_default()
    }

    /// The colour and marker of a lane; those of the first optimizer for one that has left.
    pub(crate) fn look(&self, id: LaneId) -> Look {
        self.lane(id).map(LaneHistory::look).unwrap_or_default()
    }

    /// The clock of a lane's race: this one, unless the lane was recorded elsewhere.
    pub(super) fn clock<'a>(&'a self, lane: Option<&'a LaneHistory>) -> &'a Clock {
        let recorded = lane.and_then(|lane| lane.recorded.as_ref());
        recorded.map_or(&self.clock, |recorded| &recorded.clock)
    }

    /// How long the race had run at an iteration, pauses left out; `None` if it has not come so far.
    #[must_use]
    pub fn elapsed_at(&self, iteration: u64) -> Option<Duration> {
        self.clock.at(iteration)
    }

    /// The same for the race of a lane that may have been recorded elsewhere.
    pub(crate) fn elapsed_of(&self, lane: &LaneHistory, iteration: u64) -> Option<Duration> {
        self.clock(Some(lane)).at(iteration)
    }

    /// The last iteration that was done when the race had run so long.
    #[must_use]
    pub fn iteration_at(&self, elapsed: Duration) -> u64 {
        self.clock.iteration_at(elapsed)
    }

    /// How many images it has trained on; `None` before there is a race, or if its trainer has not said.
    pub(crate) fn images(&self) -> Option<ImagesSeen> {
        let changes = self.marks.iter().map(|mark| (mark.iteration, &mark.change));
        Some(ImagesSeen::new(self.own()?, changes))
    }

    /// The curves of earlier attempts, oldest first.
    pub fn ghosts(&self) -> impl Iterator<Item = &Ghost> {
        self.ghosts.iter()
    }

    /// Iterations a second over the last two seconds of running.
    pub(crate) fn speed(&self) -> Option<f64> {
        self.speed.per_second()
    }

    /// The time left at the current speed.
    pub(crate) fn left(&self) -> Option<Duration> {
        let remaining = self.end?.saturating_sub(self.iteration);
        let seconds = remaining as f64 / self.speed()?;
        Duration::try_from_secs_f64(seconds).ok()
    }

    /// Why the session failed, if it did.
    pub(crate) fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }
}

/// Readers of a history from a socket add to its numbers, and index lists with them.
impl Check for History {
    fn check(&self) -> Checked {
        all(&self.loading)?;
        self.info.as_deref().map_or(Ok(()), Check::check)?;
        check_pace_of(self.pace)?;
        at_most(MAX_LANES, self.lanes.len(), "lanes")?;
        all(&self.lanes)?;
        at_most(MAX_LANES * MAX_ATTEMPTS as usize, self.ghosts.len(), "curves of earlier attempts")?;
        self.ghosts.iter().try_for_each(|ghost| ghost.curve.check())?;
        self.names.check()?;
        self.log.check()?;
        at_most(MAX_MARKS, self.marks.len(), "marks")?;
        self.marks.iter().try_for_each(|mark| mark.change.check())?;
        let ordered = self.speed.notes.iter().is_sorted_by_key(|(_, iteration)| iteration);
        require(ordered, "a speed is measured forward")?;
        self.clock.check()?;
        self.saving.check()?;
        let measured = self.tested.is_none_or(|tested| tested.images > 0);
        require(measured, "an accuracy is measured on some images")
    }
}

/// When the race had reached which iteration, over the last two seconds or so.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct SpeedMeter {
    notes: VecDeque<(Duration, u64)>,
}

impl SpeedMeter {
    /// Adds how long the race had run at an iteration.
    pub(super) fn add(&mut self, elapsed: Duration, iteration: u64) {
        // One note every twentieth of the span is enough.
        let mut latest = self.notes.iter().rev();
        if let (Some((last, _)), Some((before, _))) = (latest.next(), latest.next())
            && last.saturating_sub(*before) < SPEED_SPAN / 20
        {
            self.notes.pop_back();
        }
        self.notes.push_back((elapsed, iteration));
        while self.notes.len() > 2 && elapsed.saturating_sub(self.notes[1].0) > SPEED_SPAN {
            self.notes.pop_front();
        }
    }

    /// Forgets most of what was measured: what follows is at another speed.
    pub(super) fn interrupt(&mut self) {
        self.notes.drain(..self.notes.len().saturating_sub(2));
    }

    /// In iterations a second, once there are two notes.
    pub(super) fn per_second(&self) -> Option<f64> {
        let (&(from, first), &(to, last)) = (self.notes.front()?, self.notes.back()?);
        let seconds = to.saturating_sub(from).as_secs_f64();
        let iterations = last.saturating_sub(first) as f64;
        (seconds > 0.0).then(|| iterations / seconds)
    }
}
