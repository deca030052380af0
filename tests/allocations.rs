//! Training allocates nothing: a counting allocator, in a process of its own, looks at every thread.

use std::alloc::System;

use downhill::{
    config::{Config, LaneConfig},
    data::load_embedded,
    optim::OptimizerKind,
    race::{Race, STRIDE},
};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Other threads of the test's process allocate a little now and then (names, output), which must not
/// be taken for the race's: a race that allocates does so in every one of many attempts.
const ATTEMPTS: usize = 10;

#[test]
fn an_iteration_allocates_nothing() {
    let lanes = OptimizerKind::ALL.into_iter().map(LaneConfig::new).collect();
    let config = Config { lanes, hidden: vec![40, 30], batch_size: 32, ..Config::default() };
    let data = load_embedded(&mut |_| {}).expect("data in the binary");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    pool.install(|| {
        let mut race = Race::new(config, data.into());
        let mut stretches = |count: usize| (0..count).map(|_| race.advance(STRIDE)).sum::<usize>();
        assert_eq!(stretches(4), 4 * STRIDE);
        let mut allocations = |_| {
            let region = Region::new(ALLOCATOR);
            assert_eq!(stretches(25), 25 * STRIDE);
            let change = region.change();
            change.allocations + change.reallocations
        };
        assert_eq!((0..ATTEMPTS).map(&mut allocations).min(), Some(0));
    });
}
