//! What is told beside losses, for as long as somebody watches; nothing is asked of the race otherwise.

use std::time::{Duration, Instant};

use super::Worker;
use crate::{
    race::Sample,
    session::{Refusal, State, Update, Watch},
};

/// The shortest time from one look to the next: a few times a second is as fast as anybody reads.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// The same where a look costs next to nothing (one image), or nobody anything (a race that stands).
const CHEAP_EVERY: Duration = Duration::from_millis(50);

/// A look at a race that runs may take one part in so many of the time.
const SHARE: u32 = 20;

/// What is watched, and when it was looked at.
#[derive(Debug, Default)]
pub(super) struct Look {
    watch: Watch,
    /// When the next look is allowed; at once if there was none.
    next: Option<Instant>,
    /// At which iteration the last look was, if it shows how things are.
    seen: Option<u64>,
}

impl Look {
    /// Watches that from now on.
    pub fn turn_to(&mut self, watch: Watch) {
        self.watch = watch;
        self.again();
    }

    /// The next look is worth while, though no iteration was taken.
    pub const fn again(&mut self) {
        self.seen = None;
    }

    /// When to look next, at a race that stands at that iteration; `None` if there is nothing new to see.
    pub fn due(&self, iteration: u64) -> Option<Instant> {
        let news = self.watch != Watch::Nothing && self.seen != Some(iteration);
        news.then(|| self.next.unwrap_or_else(Instant::now))
    }

    /// Whether it is time to look.
    pub fn is_due(&self, iteration: u64) -> bool {
        self.due(iteration).is_some_and(|due| due <= Instant::now())
    }

    /// A look was had that took so long.
    fn had(&mut self, state: State, iteration: u64, took: Duration) {
        let cheap = state != State::Running || matches!(self.watch, Watch::Drawn(_));
        let pause = if cheap { CHEAP_EVERY } else { LOOK_EVERY.max(took * SHARE) };
        self.seen = Some(iteration);
        self.next = Some(Instant::now() + pause);
    }
}

impl Worker<'_> {
    /// Looks at what is watched and tells it. The time is not the race's.
    pub(super) fn tell_watched(&mut self) {
        let before = Instant::now();
        // A race that stands has time for all of them.
        let sample = if self.state == State::Running { Sample::Part } else { Sample::Whole };
        let race = &mut self.race;
        let seen = match &self.look.watch {
            // Which nothing is due for.
            Watch::Nothing => return,
            &Watch::Digits { which, from } => {
                let guesses = self.pool.install(|| race.guess(sample, which, from));
                Some(Update::Guessed(Box::new(guesses)))
            }
            Watch::Drawn(pixels) => self.pool.install(|| race.guess_drawn(pixels)).map(Update::GuessedDrawn),
            &Watch::Inside { lane, layer } => {
                race.look_inside(lane, layer).map(|inside| Update::Inside(Box::new(inside)))
            }
        };
        self.look.had(self.state, self.race.iteration(), before.elapsed());
        if let Some(seen) = seen {
            return self.desk.tell(seen);
        }
        self.look.watch = Watch::Nothing;
        self.refuse(Refusal::NothingToSee);
    }
}
