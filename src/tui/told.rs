//! A sentence that stays long enough to be read, and goes as soon as it is not so any more.

use std::time::{Duration, Instant};

/// How long a sentence stays at least.
const TOLD_FOR: Duration = Duration::from_secs(5);

/// How long there is none after one that is not so any more.
const UNTOLD_FOR: Duration = Duration::from_millis(1_500);

/// What was told last, or that there was nothing to tell, and when.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told<N>(Option<(Option<N>, Instant)>);

impl<N> Default for Told<N> {
    fn default() -> Self {
        Self(None)
    }
}

impl<N> Told<N> {
    /// What stands there.
    pub(crate) fn what(&self) -> Option<&N> {
        self.0.as_ref()?.0.as_ref()
    }

    pub(crate) fn forget(&mut self) {
        self.0 = None;
    }

    /// Tells what is `next`: news at once, and else calmly. What is not so any more goes at once, but what comes next is
    /// not hurried.
    pub(crate) fn turn(
        &mut self,
        now: Instant,
        is_news: bool,
        is_so: impl Fn(&N) -> bool,
        next: impl FnOnce() -> Option<N>,
    ) {
        if let Some((told, at)) = self.0.as_mut().filter(|_| !is_news) {
            let age = now.saturating_duration_since(*at);
            let was = told.take_if(|told| !is_so(told));
            if age < if was.is_some() || told.is_none() { UNTOLD_FOR } else { TOLD_FOR } {
                return;
            }
        }
        self.0 = Some((next(), now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_stays_five_seconds_unless_it_is_not_so_or_there_is_news() {
        let (mut told, start) = (Told::default(), Instant::now());
        let at = |seconds: f64| start + Duration::from_secs_f64(seconds);
        told.turn(start, false, |_| true, || Some('a'));
        told.turn(at(4.9), false, |_| true, || Some('b'));
        assert_eq!(told.what(), Some(&'a'));
        told.turn(at(5.0), false, |_| true, || Some('b'));
        assert_eq!(told.what(), Some(&'b'));
        told.turn(at(5.1), false, |_| false, || Some('c'));
        assert_eq!(told.what(), None, "what comes next is not hurried");
        told.turn(at(6.6), false, |_| true, || Some('c'));
        assert_eq!(told.what(), Some(&'c'));
        told.turn(at(6.7), true, |_| true, || Some('d'));
        assert_eq!(told.what(), Some(&'d'));
        told.forget();
        assert_eq!(told.what(), None);
    }
}
