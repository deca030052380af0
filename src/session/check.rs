//! Checks of updates, commands and checkpoints from a file or socket, so that readers can rely on them: lists are as
//! long as their sizes say, for example, because views index them by those.

use super::{
    Bucket, Change, Checkpoint, Command, DataInfo, KnobKey, LaneInfo, Losses, Measured, MetricKind, OwnRace,
    RaceInfo, Refusal, SaveStatus, SavedNetworks, Trainer, Trouble, Update,
    foreign::{MAX_METRICS, check_knobs, check_lines, check_metrics},
};
use crate::{
    config::{Bounds, MAX_LANES, check_name, check_pace},
    data::LoadProgress,
    input::{Check, Checked, InvalidValue, MAX_COUNT, all, at_most, hex, require},
    race::{
        CERTAIN, Evaluation, Inside, LaneId, LaneSnapshot, PAGE, PARTS, Prediction, Snapshot, Spread,
        TestImage, TestPredictions,
    },
};

/// The most classes that a data set has: labels are bytes.
const MAX_CLASSES: usize = 256;

/// The longest name of a data set, in characters: longer than any made from a folder's name.
const MAX_DATA_NAME: usize = 64;

/// The longest message, in characters, as [`crate::text::message`] cuts it.
const MAX_MESSAGE: usize = crate::text::MAX_MESSAGE + 1;

/// The most layers of weights: 100 hidden layers and the classes.
const MAX_LAYERS: usize = 101;

/// The largest value of any setting.
const MAX_SETTING: f64 = 1e6;

/// The highest number of a lane: a race that forks one a second gets there in 34 years.
const MAX_LANE: u32 = 1 << 30;

/// Hex digits of a SHA-256, and of the part of one that identifies starting weights.
const HASH: usize = 64;
pub(crate) const FINGERPRINT: usize = 8;

/// The most iterations of a checkpoint: a resumed race can take as many again.
const MAX_SAVED: u64 = MAX_COUNT / 2;

impl Check for Update {
    fn check(&self) -> Checked {
        match self {
            Self::Loading(progress) => progress.check(),
            Self::Started(info) | Self::Rewound { info, .. } => info.check(),
            Self::Progressed(losses) => losses.check(),
            Self::Measured(measured) => measured.check(),
            Self::Declared(metrics) => check_metrics(metrics),
            Self::Knobs { knobs, .. } => check_knobs(knobs),
            Self::Logged(lines) => check_lines(lines),
            Self::Evaluated { evaluation, .. } => evaluation.check(),
            Self::Changed { change, .. } => change.check(),
            Self::Faulted { message, .. } | Self::Failed { message } => check_message(message),
            Self::Guessed(guesses) => guesses.check(),
            Self::GuessedDrawn(opinions) => {
                at_most(MAX_LANES, opinions.len(), "lanes")?;
                all(opinions)
            }
            Self::Inside(inside) => inside.check(),
            Self::Networks(networks) => networks.check(),
            Self::CommandTaken { command, .. } => command.check(),
            Self::Refused { reason } => reason.check(),
            Self::Saving(status) => status.check(),
            // Counts, a loss that need not be finite, and what comes from no file or socket.
            Self::State { .. }
            | Self::Diverged { .. }
            | Self::WentBack { .. }
            | Self::Swept(_)
            | Self::Answered => Ok(()),
        }
    }
}

impl Check for RaceInfo {
    fn check(&self) -> Checked {
        at_most(MAX_LANES, self.lanes.len(), "lanes")?;
        all(&self.lanes)?;
        check_pace_of(self.pace)?;
        match &self.trainer {
            Trainer::Own(own) => own.check(),
            Trainer::Foreign(foreign) => foreign.check(),
        }
    }
}

impl Check for OwnRace {
    fn check(&self) -> Checked {
        self.data.check()?;
        hex(FINGERPRINT, &self.fingerprint)?;
        let sizes = &self.sizes;
        require(sizes.len() == self.config.hidden.len() + 2, "a network has a size more than layers")?;
        let parameters = sizes
            .windows(2)
            .try_fold(0_usize, |sum, pair| sum.checked_add(pair[0].checked_add(1)?.checked_mul(pair[1])?));
        require(parameters == Some(self.parameters), "other parameters than the layers have")
    }
}

impl Check for LaneInfo {
    fn check(&self) -> Checked {
        check_lane(self.id.0)?;
        check_knobs(self.declared())?;
        check_lane_name(&self.name)
    }
}

impl Check for DataInfo {
    fn check(&self) -> Checked {
        at_most(MAX_DATA_NAME, self.name.chars().count(), "characters of a data set's name")?;
        at_most(MAX_CLASSES, self.classes.len(), "names of classes")?;
        self.hash.as_ref().map_or(Ok(()), |hash| hex(HASH, hash))
    }
}

impl Check for LoadProgress {
    fn check(&self) -> Checked {
        require(self.done <= self.total, "more can't be read than there is")
    }
}

impl Check for Losses {
    /// Refuses a stretch that no session could have sent.
    fn check(&self) -> Checked {
        at_most(MAX_LANES, self.lanes.len(), "lanes")?;
        let counts = self.first > 0
            && (1..=Self::MAX_STRIDE).contains(&self.stride)
            && (1..=Self::MAX_ITERATIONS).contains(&self.iterations)
            && self.first.checked_add(self.iterations).is_some();
        let fits =
            |(_, lane): &(LaneId, Vec<Bucket>)| lane.len() as u64 <= self.iterations.div_ceil(self.stride);
        require(counts && self.lanes.iter().all(fits), "a stretch that can't be")
    }
}

impl Check for Measured {
    /// Refuses what no session could have sent.
    fn check(&self) -> Checked {
        at_most(Self::MAX_ITERATIONS, self.iterations.len(), "measured iterations")?;
        let ordered = self.iterations.is_sorted_by(|earlier, later| earlier < later);
        // Another trainer may count from 0.
        let counts = self.first() > 0 || self.elapsed.is_some();
        require(ordered && counts, "measured iterations count from 1, in order")?;
        at_most(MetricKind::ALL.len() + MAX_METRICS, self.metrics.len(), "metrics")?;
        for (_, lanes) in &self.metrics {
            at_most(MAX_LANES, lanes.len(), "lanes")?;
            let fits = lanes.iter().all(|(_, values)| values.len() == self.iterations.len());
            require(fits, "a metric has a value for each measured iteration")?;
        }
        Ok(())
    }
}

impl Check for Evaluation {
    fn check(&self) -> Checked {
        at_most(MAX_LANES, self.accuracies.len().max(self.losses.len()), "lanes")?;
        let share = |(_, accuracy): &(LaneId, f32)| (0.0..=1.0).contains(accuracy);
        require(self.accuracies.iter().all(share), "an accuracy must be from 0 to 1")
    }
}

impl Check for Change {
    fn check(&self) -> Checked {
        match self {
            Self::Setting { setting: KnobKey::Declared(_), from, to, .. } => {
                require(from.is_finite() && to.is_finite(), "a setting must be a number")
            }
            Self::Setting { from, to, .. } => {
                let can_be = |value: &f64| (0.0..=MAX_SETTING).contains(value);
                require(can_be(from) && can_be(to), "a setting must be a number from 0 to 1,000,000")
            }
            Self::BatchSize { from, to } => check_batch_size(*from).and_then(|()| check_batch_size(*to)),
            Self::Added(info) => info.check(),
            Self::Pace(pace) => check_pace_of(*pace),
            // Counts, and what is checked when it is read.
            Self::Schedule { .. } | Self::Switched { .. } | Self::Removed(_) | Self::Iterations { .. } => {
                Ok(())
            }
        }
    }
}

impl Check for Command {
    /// A race refuses what it can't apply, so this checks only what it could not even refuse.
    fn check(&self) -> Checked {
        match self {
            Self::Begin(config) => at_most(MAX_LANES, config.lanes.len(), "lanes"),
            Self::Pause
            | Self::Resume
            | Self::Step(_)
            | Self::GoTo(_)
            | Self::Reset(_)
            | Self::Set { .. }
            | Self::SetSchedule { .. }
            | Self::SetBatchSize(_)
            | Self::Switch { .. }
            | Self::AddLane(_)
            | Self::Fork(_)
            | Self::RemoveLane(_)
            | Self::Extend(_)
            | Self::Pace(_)
            | Self::Checkpoint
            | Self::Stop
            | Self::Watch(_) => Ok(()),
        }
    }
}

impl Check for Refusal {
    fn check(&self) -> Checked {
        match self {
            Self::Setting { value, .. } | Self::Trainer(value) => check_message(value),
            Self::Ended { lane, .. } => check_lane_name(lane),
            _ => Ok(()),
        }
    }
}

impl Check for Checkpoint {
    fn check(&self) -> Checked {
        self.race.check()?;
        hex(HASH, &self.data)?;
        check_pace_of(self.pace)
    }
}

impl Check for Snapshot {
    fn check(&self) -> Checked {
        require(self.iteration <= MAX_SAVED, "more iterations than a race that goes on can have behind it")?;
        check_lane(self.next_lane)?;
        at_most(MAX_LANES, self.lanes.len(), "lanes")?;
        let known = |lane: &LaneSnapshot| lane.id.0 < self.next_lane;
        require(self.lanes.iter().all(known), "the next lane must have a number of its own")
    }
}

impl Check for SaveStatus {
    fn check(&self) -> Checked {
        match &self.trouble {
            Some(Trouble::NotSaved(why) | Trouble::DiskLow(why) | Trouble::FolderGone(why)) => {
                check_message(why)
            }
            Some(Trouble::RecorderStopped | Trouble::RaceEnded | Trouble::HungUp) | None => Ok(()),
        }
    }
}

impl Check for TestPredictions {
    fn check(&self) -> Checked {
        let classes = self.classes;
        require((1..=MAX_CLASSES).contains(&classes), "there are 1 to 256 classes")?;
        at_most(MAX_LANES, self.confusion.len(), "lanes")?;
        at_most(PAGE, self.page.len(), "images of a page")?;
        let square = |(_, counts): &(_, Vec<u32>)| counts.len() == classes * classes;
        require(
            self.confusion.iter().all(square),
            "a confusion matrix has a row a label and a column a class",
        )?;
        require(self.from <= self.listed && self.listed <= self.images, "a page must be of what is listed")?;
        let pixels = self.size.0.checked_mul(self.size.1);
        let fits = |digit: &TestImage| {
            Some(digit.pixels.len()) == pixels
                && usize::from(digit.label) < classes
                && digit.opinions.len() <= MAX_LANES
                && digit.opinions.iter().all(|opinion| opinion.probabilities.len() == classes)
        };
        require(self.page.iter().all(fits), "an image must have the size and classes of all")?;
        self.page.iter().try_for_each(|digit| all(&digit.opinions))
    }
}

impl Check for Prediction {
    fn check(&self) -> Checked {
        at_most(MAX_CLASSES, self.probabilities.len(), "classes")?;
        require(
            self.probabilities.iter().all(|p| *p <= CERTAIN),
            "a probability is at most 1,000 thousandths",
        )
    }
}

impl Check for Inside {
    fn check(&self) -> Checked {
        at_most(MAX_LAYERS, self.layers, "layers")?;
        require(self.layer < self.layers, "there is no such layer")?;
        let letters = self.kind.memory().len();
        at_most(letters, self.memory.len(), "lists of what the rule remembers")?;
        let spreads = [&self.gradient, &self.step, &self.activations];
        all(spreads.into_iter().chain(self.memory.iter().map(|moment| &moment.after)))
    }
}

impl Check for SavedNetworks {
    fn check(&self) -> Checked {
        match self {
            Self::Loaded { lanes, .. } => {
                at_most(MAX_LANES, lanes.len(), "lanes")?;
                lanes.iter().try_for_each(|(_, name)| check_lane_name(name))
            }
            Self::Missing(why) => check_message(why),
        }
    }
}

impl Check for Spread {
    fn check(&self) -> Checked {
        require(self.counts.len() == PARTS, "a spread has a count for each power of two")
    }
}

pub(crate) fn check_lane_name(name: &str) -> Checked {
    check_name(name).map_err(|error| InvalidValue::new(error.to_string()))
}

pub(crate) fn check_pace_of(pace: Option<f64>) -> Checked {
    match pace.map(check_pace) {
        Some(Err(error)) => Err(InvalidValue::new(format!("a pace {error}"))),
        _ => Ok(()),
    }
}

fn check_batch_size(size: usize) -> Checked {
    if Bounds::BATCH_SIZE.holds(size) {
        Ok(())
    } else {
        Err(InvalidValue::new(format!("a batch size must be {}", Bounds::BATCH_SIZE)))
    }
}

fn check_lane(number: u32) -> Checked {
    require(number <= MAX_LANE, "a lane's number is too large")
}

pub(crate) fn check_message(message: &str) -> Checked {
    at_most(MAX_MESSAGE, message.chars().count(), "characters of a message")
}
