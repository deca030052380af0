//! The queue before one subscriber's channel: sent as it is taken, coalesced while it is not.

use std::{collections::VecDeque, mem::discriminant};

use crossbeam_channel::{Sender, TrySendError};

use super::{MAX_LINES, Measured, RecorderMessage, Update};

/// The most facts that wait for one subscriber. They answer its own commands, so one that lets more pile up has stopped
/// receiving.
const MAX_WAITING: usize = 4_096;

/// How many messages wait at least before measurements are joined across others.
const FEW_WAITING: usize = 64;

/// The most evaluations that wait for one subscriber: so many more than a screen can draw apart in a frame.
const MAX_EVALUATIONS: usize = 64;

/// What an outbox carries: updates, by themselves or among other messages.
pub(crate) trait OutboxMessage: From<Update> {
    /// The update in it, if it is one.
    fn update_mut(&mut self) -> Option<&mut Update>;
}

impl OutboxMessage for Update {
    fn update_mut(&mut self) -> Option<&mut Update> {
        Some(self)
    }
}

impl OutboxMessage for RecorderMessage {
    fn update_mut(&mut self) -> Option<&mut Update> {
        if let Self::Update(update) = self { Some(update) } else { None }
    }
}

/// The queue before one subscriber's channel. Sending never blocks.
#[derive(Debug)]
pub(crate) struct Outbox<M = Update> {
    sender: Sender<M>,
    waiting: VecDeque<M>,
    /// How many may wait before measurements are joined again.
    room: usize,
    closed: bool,
}

impl<M: OutboxMessage> Outbox<M> {
    pub(crate) const fn new(sender: Sender<M>) -> Self {
        Self { sender, waiting: VecDeque::new(), room: FEW_WAITING, closed: false }
    }

    /// Whether the subscriber has gone, or stopped receiving.
    pub(crate) const fn is_closed(&self) -> bool {
        self.closed
    }

    /// Whether something waits that the channel has no room for.
    pub(crate) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Sends an update, or keeps it until there is room, joined with a waiting one if they can be one.
    pub(crate) fn send(&mut self, update: Update) {
        self.flush();
        if let Some(update) = self.coalesce(update) {
            self.waiting.push_back(update.into());
        }
        self.flush();
        if self.waiting.len() > self.room {
            self.join_measured();
            self.room = FEW_WAITING.max(2 * self.waiting.len());
        }
        self.closed |= self.waiting.len() > MAX_WAITING && self.facts() > MAX_WAITING;
    }

    /// Joins all that was measured since the last fact, so that no more waits than there are metrics of lanes: what
    /// is measured by turns of other metrics is of no use to [`Measured::append`].
    fn join_measured(&mut self) {
        let overtakes = |message: &mut M| message.update_mut().is_some_and(|update| may_overtake(update));
        let fact = self.waiting.iter_mut().rposition(|message| !overtakes(message));
        let (mut measured, mut behind) = (Vec::new(), Vec::new());
        for mut message in self.waiting.split_off(fact.map_or(0, |fact| fact + 1)) {
            match message.update_mut() {
                Some(Update::Measured(values)) => measured.push(std::mem::take(values)),
                _ if measured.is_empty() => self.waiting.push_back(message),
                _ => behind.push(message),
            }
        }
        self.waiting
            .extend(Measured::joined(measured).into_iter().map(|measured| Update::Measured(measured).into()));
        self.waiting.extend(behind);
    }

    /// How many messages wait that are no measurements: of many lanes and metrics there may be many at once.
    fn facts(&mut self) -> usize {
        let updates = self.waiting.iter_mut().map(OutboxMessage::update_mut);
        updates.filter(|update| !matches!(update, Some(Update::Measured(_)))).count()
    }

    /// Sends a message as it is, after all that waits.
    pub(super) fn push(&mut self, message: M) {
        self.waiting.push_back(message);
        self.flush();
    }

    /// Sends what waits, as far as there is room.
    pub(crate) fn flush(&mut self) {
        while let Some(message) = self.waiting.pop_front() {
            match self.sender.try_send(message) {
                Ok(()) => {}
                Err(TrySendError::Full(message)) => {
                    self.waiting.push_front(message);
                    return;
                }
                Err(TrySendError::Disconnected(_)) => {
                    self.closed = true;
                    self.waiting.clear();
                }
            }
        }
    }

    /// Sends all that waits and blocks until it is taken; returns early if the subscriber has gone.
    pub(super) fn deliver(self) {
        for message in self.waiting {
            if self.sender.send(message).is_err() {
                return;
            }
        }
    }

    /// Joins an update with a waiting one of its variant, as long as no other fact stands between: losses and
    /// measurements grow, and so do lines of a log up to a bound; settings of a lane replace the older ones, as
    /// loading progress does, and an evaluation if very many wait.
    fn coalesce(&mut self, update: Update) -> Option<Update> {
        let is_evaluation = |update: &Update| matches!(update, Update::Evaluated { .. });
        if is_evaluation(&update) {
            let waiting = self.waiting.iter_mut().filter_map(OutboxMessage::update_mut);
            if waiting.filter(|waiting| is_evaluation(waiting)).count() < MAX_EVALUATIONS {
                return Some(update);
            }
        }
        let waiting = self.waiting.iter_mut().rev();
        let mut recent =
            waiting.map_while(|message| message.update_mut().filter(|earlier| may_overtake(earlier)));
        match (recent.find(|earlier| are_alike(earlier, &update)), update) {
            (Some(Update::Progressed(losses)), Update::Progressed(next)) => {
                losses.append(next).err().map(Update::Progressed)
            }
            (Some(Update::Measured(measured)), Update::Measured(next)) => {
                measured.append(next).err().map(Update::Measured)
            }
            (Some(Update::Logged(lines)), Update::Logged(next)) => {
                lines.extend(next);
                let old = lines.len().saturating_sub(MAX_LINES);
                lines.drain(..old);
                None
            }
            (Some(earlier), update) => {
                *earlier = update;
                None
            }
            (None, update) => Some(update),
        }
    }
}

/// Whether an update may come before or after others of its kind: it names its iteration, or has none.
fn may_overtake(update: &Update) -> bool {
    let stands_by_itself = matches!(
        update,
        Update::Progressed(_)
            | Update::Measured(_)
            | Update::Evaluated { .. }
            | Update::Logged(_)
            | Update::Knobs { .. }
    );
    stands_by_itself || !update.is_of_race()
}

/// Whether an update says something else of the same.
fn are_alike(one: &Update, other: &Update) -> bool {
    match (one, other) {
        (Update::Knobs { lane, .. }, Update::Knobs { lane: other, .. }) => lane == other,
        _ => discriminant(one) == discriminant(other),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crossbeam_channel::bounded;

    use super::*;
    use crate::{
        race::{Evaluation, LaneId, Prediction, Sample},
        session::{Bucket, Losses, MetricKind, State},
    };

    fn progressed(iteration: u64) -> Update {
        Update::Progressed(Losses {
            first: iteration,
            stride: 1,
            iterations: 1,
            lanes: vec![(LaneId(0), vec![Bucket::of(1.0)])],
            elapsed: Duration::ZERO,
        })
    }

    #[test]
    fn a_subscriber_that_takes_nothing_costs_bounded_memory_and_loses_only_detail() {
        let (sender, receiver) = bounded::<Update>(2);
        let mut outbox = Outbox::new(sender);
        for iteration in 1..=1_000 {
            outbox.send(progressed(iteration));
        }
        assert_eq!(outbox.waiting.len(), 1);
        let mut taken = Vec::new();
        while let Ok(update) = receiver.try_recv() {
            taken.push(update);
            outbox.flush();
        }
        let Some(Update::Progressed(last)) = taken.last() else { panic!("{taken:?}") };
        assert_eq!((last.first, last.last(), last.lanes[0].1.len()), (3, 1_000, 998));
        assert!(!outbox.is_waiting());
    }

    #[test]
    fn measurements_grow_into_one_and_evaluations_wait_up_to_a_bound() {
        let (sender, _receiver) = bounded::<Update>(0);
        let mut outbox = Outbox::new(sender);
        for iteration in 1..=1_000 {
            let metrics = vec![(MetricKind::StepRatio, vec![(LaneId(0), vec![Bucket::of(0.5)])])];
            outbox.send(progressed(iteration));
            outbox.send(Update::Measured(Measured { iterations: vec![iteration], metrics, elapsed: None }));
            let evaluation = Evaluation { images: 1, accuracies: Vec::new(), losses: Vec::new() };
            outbox.send(Update::Evaluated { iteration, sample: Sample::Part, evaluation });
        }
        assert_eq!(outbox.waiting.len(), 2 + MAX_EVALUATIONS);
        let Update::Measured(measured) = &outbox.waiting[1] else { panic!("{outbox:?}") };
        assert_eq!((measured.first(), measured.last(), measured.iterations.len()), (1, 1_000, 1_000));
        let last = outbox.waiting.back();
        assert!(matches!(last, Some(Update::Evaluated { iteration: 1_000, .. })), "{last:?}");
    }

    #[test]
    fn measurements_by_turns_of_other_metrics_wait_in_bounded_memory_and_in_order() {
        let (sender, _receiver) = bounded::<Update>(0);
        let mut outbox = Outbox::new(sender);
        let of = |kind| (kind, vec![(LaneId(0), vec![Bucket::of(0.5)])]);
        outbox.send(Update::State { state: State::Running, iteration: 0 });
        for iteration in 1..=10_000 {
            let metrics = match iteration % 3 {
                0 => vec![of(MetricKind::Loss), of(MetricKind::TestLoss)],
                1 => vec![of(MetricKind::Loss)],
                _ => vec![of(MetricKind::TestLoss)],
            };
            let elapsed = Some(Duration::from_millis(iteration));
            outbox.send(Update::Measured(Measured { iterations: vec![iteration], metrics, elapsed }));
        }
        assert!(outbox.waiting.len() <= FEW_WAITING, "{}", outbox.waiting.len());
        assert!(!outbox.is_closed());
        let mut last = [0, 0];
        for update in outbox.waiting.iter().skip(1) {
            let Update::Measured(measured) = update else { panic!("{update:?}") };
            assert!(measured.iterations.len() <= Measured::MAX_ITERATIONS && measured.elapsed.is_some());
            for (kind, _) in &measured.metrics {
                let place = &mut last[usize::from(*kind == MetricKind::TestLoss)];
                assert!(*place < measured.first(), "{kind:?}");
                *place = measured.last();
            }
        }
        assert_eq!(last, [10_000, 9_999]);
    }

    #[test]
    fn only_the_newest_of_what_is_watched_waits() {
        let (sender, _receiver) = bounded::<Update>(0);
        let mut outbox = Outbox::new(sender);
        for likely in 1..=9 {
            outbox.send(progressed(likely));
            let opinion = Prediction { lane: LaneId(0), probabilities: vec![likely as u16] };
            outbox.send(Update::GuessedDrawn(vec![opinion]));
        }
        assert_eq!(outbox.waiting.len(), 2);
        let Some(Update::GuessedDrawn(newest)) = outbox.waiting.back() else { panic!("{outbox:?}") };
        assert_eq!(newest[0].probabilities, [9]);
    }

    #[test]
    fn facts_keep_their_place_between_losses() {
        let (sender, receiver) = bounded::<Update>(0);
        let mut outbox = Outbox::new(sender);
        let paused = Update::State { state: State::Paused, iteration: 2 };
        for update in [progressed(1), progressed(2), paused.clone(), progressed(3)] {
            outbox.send(update);
        }
        assert_eq!(outbox.waiting.len(), 3);
        assert_eq!(outbox.waiting[1], paused);
        drop(receiver);
        outbox.flush();
        assert!(outbox.is_closed());
    }
}
