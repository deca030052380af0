//! How the threads are shared between the lanes that are under way.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The threads of the pool, and how many lanes still want them.
pub(super) struct Crew {
    threads: usize,
    lanes: AtomicUsize,
}

impl Crew {
    /// All threads of the pool at hand, for so many lanes.
    pub(super) fn new(lanes: usize) -> Self {
        Self { threads: rayon::current_num_threads(), lanes: AtomicUsize::new(lanes) }
    }

    /// How many threads a lane may use now. The fewer lanes are left, the more: so none waits for the last.
    pub(super) fn share(&self) -> usize {
        let lanes = self.lanes.load(Ordering::Relaxed).max(1);
        ((self.threads + lanes / 2) / lanes).max(1)
    }

    /// A lane is done.
    pub(super) fn leave(&self) {
        self.lanes.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_are_shared_evenly_and_the_last_lane_gets_all() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
        pool.install(|| {
            let crew = Crew::new(9);
            let mut shares = Vec::new();
            for _ in 0..9 {
                shares.push(crew.share());
                crew.leave();
            }
            assert_eq!(shares, [1, 1, 1, 1, 1, 1, 1, 2, 4]);
        });
    }
}
