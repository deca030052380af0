//! Updates for one listener: sent as it takes them, coalesced while it doesn't.

use std::{collections::VecDeque, mem::discriminant};

use crossbeam_channel::{Sender, TrySendError};

use super::Update;

/// The most facts that wait for one listener. They answer its own commands, so one that lets more
/// pile up has stopped listening.
const MOST_WAITING: usize = 4_096;

/// The queue before one listener's channel.
#[derive(Debug)]
pub struct Outbox {
    sender: Sender<Update>,
    waiting: VecDeque<Update>,
    closed: bool,
}

impl Outbox {
    /// A queue before that channel.
    #[must_use]
    pub const fn new(sender: Sender<Update>) -> Self {
        Self { sender, waiting: VecDeque::new(), closed: false }
    }

    /// Whether nobody listens any more.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        self.closed
    }

    /// Whether something waits that the listener has no room for.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Sends an update, or keeps it until there is room.
    pub fn send(&mut self, update: Update) {
        self.flush();
        if let Some(update) = self.coalesce(update) {
            self.waiting.push_back(update);
        }
        self.flush();
        self.closed |= self.waiting.len() > MOST_WAITING;
    }

    /// Sends what waits, as far as there is room.
    pub fn flush(&mut self) {
        while let Some(update) = self.waiting.pop_front() {
            match self.sender.try_send(update) {
                Ok(()) => {}
                Err(TrySendError::Full(update)) => {
                    self.waiting.push_front(update);
                    return;
                }
                Err(TrySendError::Disconnected(_)) => {
                    self.closed = true;
                    self.waiting.clear();
                }
            }
        }
    }

    /// Sends all that waits, however long the listener takes for it; one that has gone is not waited for.
    pub fn deliver(self) {
        for update in self.waiting {
            if self.sender.send(update).is_err() {
                return;
            }
        }
    }

    /// Joins an update with a waiting one of its sort, as long as no other fact stands between: losses
    /// grow, and a newer measurement or loading mark replaces the older. These sorts may overtake one
    /// another, since each names its iteration.
    fn coalesce(&mut self, update: Update) -> Option<Update> {
        let by_itself =
            |u: &Update| !u.is_of_race() || matches!(u, Update::Progressed(_) | Update::Evaluated { .. });
        let sort = discriminant(&update);
        let mut recent = self.waiting.iter_mut().rev().take_while(|earlier| by_itself(earlier));
        match (recent.find(|earlier| discriminant(&**earlier) == sort), update) {
            (Some(Update::Progressed(losses)), Update::Progressed(next)) => {
                losses.append(next).err().map(Update::Progressed)
            }
            (Some(earlier), update) => {
                *earlier = update;
                None
            }
            (None, update) => Some(update),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crossbeam_channel::bounded;

    use super::*;
    use crate::{
        race::{LaneId, Opinion},
        session::{Bucket, Losses, State},
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
    fn a_listener_that_takes_nothing_costs_bounded_memory_and_loses_nothing_but_detail() {
        let (sender, receiver) = bounded(2);
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
    fn of_what_is_watched_only_the_newest_waits() {
        let (sender, _receiver) = bounded(0);
        let mut outbox = Outbox::new(sender);
        for likely in 1..=9 {
            outbox.send(progressed(likely));
            let opinion = Opinion { lane: LaneId(0), probabilities: vec![likely as u16] };
            outbox.send(Update::GuessedDrawn(vec![opinion]));
        }
        assert_eq!(outbox.waiting.len(), 2);
        let Some(Update::GuessedDrawn(newest)) = outbox.waiting.back() else { panic!("{outbox:?}") };
        assert_eq!(newest[0].probabilities, [9]);
    }

    #[test]
    fn facts_keep_their_place_between_losses() {
        let (sender, receiver) = bounded(0);
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
