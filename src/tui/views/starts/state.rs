//! A race from several starts, one after the other: how far they are, and what each came to. They run in the session of
//! trials, one race of it for each start.

use crate::{
    config::Config,
    history::{History, LaneHistory, Look, Ranking, Repeated, Smoother, Smoothing, StartEnds},
    race::{LaneId, LaneState},
    session::{Command, Refusal, State, Update},
    text::thousands,
    tui::{direction::Direction, keymap::Effect},
};

/// From how many starts the race can be run.
const COUNTS: [usize; 4] = [3, 5, 10, 20];

/// How long each can be, beside the length of the race.
const LENGTHS: [u64; 4] = [200, 500, 1_000, 2_000];

/// How long each is if the race is longer than the longest of them.
const USUAL_LENGTH: u64 = 500;

/// The state of the view.
#[derive(Debug)]
pub(crate) struct StartsView {
    /// From how many starts the race is run next.
    pub(super) count: usize,
    /// How long each of them is, if that was chosen.
    length: Option<u64>,
    /// What runs, or has run.
    pub(super) batch: Option<StartBatch>,
}

/// A lane that takes part, as it was called and looked in the race.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entrant {
    /// Its number in the race.
    pub(super) id: LaneId,
    pub(super) name: String,
    pub(super) look: Look,
}

/// What has become of a batch of starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Phase {
    Running,
    Done,
    Stopped,
    /// Why the session of trials failed.
    Failed(String),
    /// Why the next start was refused.
    Refused(Refusal),
}

/// The starts of one race.
#[derive(Debug)]
pub(super) struct StartBatch {
    /// The race of the first start.
    pub(super) config: Config,
    pub(super) iterations: u64,
    pub(super) count: usize,
    /// In the order of the race.
    pub(super) entrants: Vec<Entrant>,
    pub(super) phase: Phase,
    /// What is known of the start that runs.
    history: History,
    ended: Vec<StartEnds>,
    /// What those that have ended come to together; `None` before the first has.
    pub(super) outcome: Option<Outcome>,
}

/// What several starts come to together.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) repeated: Repeated,
    pub(super) ranking: Ranking,
}

impl Default for StartsView {
    fn default() -> Self {
        Self { count: COUNTS[1], length: None, batch: None }
    }
}

impl StartsView {
    pub(super) fn runs(&self) -> bool {
        self.batch.as_ref().is_some_and(|batch| batch.phase == Phase::Running)
    }

    /// How long each start of this race is next.
    pub(super) fn iterations(&self, history: &History) -> u64 {
        self.length.or(own_length(history)).unwrap_or(USUAL_LENGTH)
    }

    /// Begins with the race as it is now; `None` if no lane takes steps.
    pub(super) fn start(&mut self, history: &History) -> Option<Effect> {
        let iterations = self.iterations(history);
        let (config, entrants) = present(history, iterations)?;
        self.batch = Some(StartBatch {
            config: config.clone(),
            iterations,
            count: self.count,
            entrants,
            phase: Phase::Running,
            history: History::default(),
            ended: Vec::new(),
            outcome: None,
        });
        Some(Effect::StartTrials(Box::new(config)))
    }

    /// Stops where it is; what has ended stays.
    pub(super) fn stop(&mut self) -> Effect {
        if let Some(batch) = &mut self.batch {
            batch.phase = Phase::Stopped;
        }
        Effect::SendTrials(Command::Pause)
    }

    /// Takes in what the session of trials reports, and returns what it is to do next.
    pub(super) fn apply(&mut self, update: &Update) -> Option<Effect> {
        self.batch.as_mut()?.apply(update)
    }

    /// More starts next time, or fewer.
    pub(super) fn turn_count(&mut self, direction: Direction) {
        let at = COUNTS.iter().position(|count| *count == self.count).unwrap_or(0);
        self.count = COUNTS[direction.along(at, COUNTS.len())];
    }

    /// Longer ones next time, or shorter ones.
    pub(super) fn turn_length(&mut self, direction: Direction, history: &History) {
        let mut lengths: Vec<u64> = LENGTHS.into_iter().chain(own_length(history)).collect();
        lengths.sort_unstable();
        lengths.dedup();
        let now = self.iterations(history);
        let at = lengths.iter().position(|length| *length >= now).unwrap_or(lengths.len() - 1);
        self.length = Some(lengths[direction.along(at, lengths.len())]);
    }

    /// Whether lanes or settings of the race are others than those that the starts have.
    pub(super) fn is_outdated(&self, history: &History) -> bool {
        let Some(batch) = &self.batch else { return false };
        let same =
            |(now, _): (Config, Vec<Entrant>)| Config { seed: batch.config.seed, ..now } == batch.config;
        !present(history, batch.iterations).is_some_and(same)
    }

    /// The lanes that take part, or would, each with its place among them: from the lowest mean on once that is known.
    pub(super) fn lanes(&self, history: &History) -> Vec<(usize, Entrant)> {
        let entrants = self.batch.as_ref().map_or_else(|| entrants(history), |batch| batch.entrants.clone());
        let order = self
            .outcome()
            .map_or_else(|| (0..entrants.len()).collect(), |outcome| outcome.ranking.order.clone());
        order.into_iter().filter_map(|place| Some((place, entrants.get(place)?.clone()))).collect()
    }

    pub(super) fn outcome(&self) -> Option<&Outcome> {
        self.batch.as_ref()?.outcome.as_ref()
    }
}

impl StartBatch {
    fn apply(&mut self, update: &Update) -> Option<Effect> {
        if self.phase != Phase::Running {
            return None;
        }
        if matches!(update, Update::Started(_)) {
            // Nothing of the start before is to stay as a ghost.
            self.history = History::default();
        }
        self.history.apply(update);
        match update {
            Update::State { state: State::Paused, iteration: 0 } => Some(Effect::SendTrials(Command::Resume)),
            // It pauses by itself where no lane is left that could go on.
            Update::State { state: State::Finished | State::Paused, .. } => self.next_start(),
            // A start in which the program failed says nothing of an optimizer.
            Update::Failed { message } | Update::Faulted { message, .. } => {
                self.phase = Phase::Failed(message.clone());
                None
            }
            // That no lane runs is said after the pause that ended a start; the next is on its way.
            Update::Refused { reason } if *reason != Refusal::NothingRuns => {
                self.phase = Phase::Refused(reason.clone());
                None
            }
            _ => None,
        }
    }

    /// Keeps what the start came to, and begins the next one unless it was the last.
    fn next_start(&mut self) -> Option<Effect> {
        let smoother = Smoother::new(Smoothing::default());
        self.ended.push(self.history.ends(self.seed(), &smoother));
        let repeated = Repeated::of(&self.ended);
        self.outcome = Some(Outcome { ranking: Ranking::of(&repeated), repeated });
        if self.ended.len() >= self.count {
            self.phase = Phase::Done;
            return None;
        }
        let next = Config { seed: self.seed(), ..self.config.clone() };
        Some(Effect::SendTrials(Command::Begin(Box::new(next))))
    }

    /// The seed of the start that runs, or else of the next one.
    fn seed(&self) -> u64 {
        self.config.seed.wrapping_add(self.ended.len() as u64)
    }

    /// How many starts have ended.
    pub(super) fn done(&self) -> usize {
        self.ended.len()
    }

    /// The iterations that the start that runs has done, as wide as the number of all.
    pub(super) fn progress(&self) -> (String, String) {
        let all = thousands(self.iterations);
        // Its end is reported before it is tested, and the next one begins at 0.
        let done = thousands(self.history.iteration());
        (format!("{done:>width$}", width = all.len()), all)
    }
}

/// The race's own length, if each start can be as long.
fn own_length(history: &History) -> Option<u64> {
    history.end.filter(|end| (1..=LENGTHS[LENGTHS.len() - 1]).contains(end))
}

/// The race as it is now with so many iterations, and the lanes that take part; `None` without any.
fn present(history: &History, iterations: u64) -> Option<(Config, Vec<Entrant>)> {
    let entrants = entrants(history);
    let lanes = taking_part(history).filter_map(|lane| lane.info.config()).collect();
    let config = Config {
        lanes,
        batch_size: history.batch_size,
        iterations: Some(iterations),
        // Only the end counts.
        eval_every: 0,
        ..history.own()?.config.clone()
    };
    (!entrants.is_empty()).then_some((config, entrants))
}

fn entrants(history: &History) -> Vec<Entrant> {
    let entrant =
        |lane: &LaneHistory| Entrant { id: lane.info.id, name: lane.info.name.clone(), look: lane.look() };
    taking_part(history).map(entrant).collect()
}

/// All lanes but those that are switched off.
fn taking_part(history: &History) -> impl Iterator<Item = &LaneHistory> {
    history.lanes().iter().filter(|lane| lane.info.state != LaneState::Off)
}

#[cfg(test)]
mod tests;
