//! Keys that wait: what a key asks of the race depends on what is known of it, and that is old until the session has answered
//! the key before.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use crate::{session::Command, terminal::Key};

/// The most keys that wait; more would be a held-down key, whose repetitions nobody counts.
const MAX_HELD: usize = 64;

/// How long an answer is waited for where nothing is known to take time: a session that has ended gives none.
const PATIENCE: Duration = Duration::from_secs(2);

/// The commands that were sent and not answered, and the keys that were pressed meanwhile.
#[derive(Debug, Default)]
pub(super) struct Answers {
    open: u32,
    sent: Option<Instant>,
    /// Whether the race is being trained again up to an earlier iteration, which may take long.
    goes_back: bool,
    held: VecDeque<Key>,
}

impl Answers {
    /// A command was sent, while so many iterations were done.
    pub(super) fn sent(&mut self, command: &Command, iteration: u64, now: Instant) {
        self.open = self.open.saturating_add(1);
        self.sent = Some(now);
        self.goes_back |= matches!(command, Command::GoTo(to) if *to <= iteration);
    }

    /// One was answered: by this session to anybody.
    pub(super) const fn answered(&mut self) {
        self.open = self.open.saturating_sub(1);
        if self.open == 0 {
            self.goes_back = false;
        }
    }

    pub(super) const fn goes_back(&self) -> bool {
        self.goes_back
    }

    /// Whether a key for the race has to wait.
    pub(super) fn are_awaited(&self, now: Instant) -> bool {
        let recent = self.sent.is_some_and(|sent| now.saturating_duration_since(sent) < PATIENCE);
        self.open > 0 && (self.goes_back || recent)
    }

    /// Whether keys wait, behind which any other has its place.
    pub(super) fn hold_keys(&self) -> bool {
        !self.held.is_empty()
    }

    /// When keys that wait have waited long enough, if nothing is known to take longer.
    pub(super) fn due(&self) -> Option<Instant> {
        let sent = self.sent.filter(|_| self.hold_keys() && self.open > 0 && !self.goes_back)?;
        Some(sent + PATIENCE)
    }

    pub(super) fn hold(&mut self, key: Key) {
        if self.held.len() < MAX_HELD {
            self.held.push_back(key);
        }
    }

    /// The key whose turn it is now, if its turn has come.
    pub(super) fn next_key(&mut self, now: Instant) -> Option<Key> {
        if self.are_awaited(now) { None } else { self.held.pop_front() }
    }

    /// Nothing will be answered any more.
    pub(super) fn give_up(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_wait_for_an_answer_each_and_for_a_way_back_however_long_it_takes() {
        let (mut answers, now) = (Answers::default(), Instant::now());
        assert!(!answers.are_awaited(now));
        answers.sent(&Command::GoTo(5), 9, now);
        let later = now + 10 * PATIENCE;
        assert!(answers.goes_back() && answers.are_awaited(later));
        answers.hold(Key::Left);
        answers.hold(Key::Right);
        assert_eq!(answers.next_key(now), None);
        answers.answered();
        assert_eq!(answers.next_key(now), Some(Key::Left));
        answers.sent(&Command::Pause, 9, now);
        assert_eq!((answers.next_key(now), answers.goes_back()), (None, false));
        answers.answered();
        assert_eq!(answers.next_key(now), Some(Key::Right));
        assert!(!answers.are_awaited(now) && !answers.hold_keys());
    }

    #[test]
    fn a_session_that_never_answers_holds_nothing_up() {
        let (mut answers, now) = (Answers::default(), Instant::now());
        answers.sent(&Command::Pause, 9, now);
        assert!(answers.are_awaited(now) && !answers.are_awaited(now + PATIENCE));
        answers.hold(Key::Left);
        assert_eq!(answers.due(), Some(now + PATIENCE));
        assert_eq!((answers.next_key(now), answers.next_key(now + PATIENCE)), (None, Some(Key::Left)));
    }
}
