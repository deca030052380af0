//! How fast this machine is: races of many shapes against the clock, beside the peak of its processor.
//!
//! What is counted is what a race does: for each optimizer and iteration the gradient, the update and the loss
//! after it. Operations are counted as if no zero pixel were skipped, so a share can be above 1.

mod measure;
mod report;
mod scenarios;
mod shares;

pub(crate) use report::{BenchResult, write_end, write_json, write_line};

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use rayon::{ThreadPool, ThreadPoolBuilder, prelude::*};

use crate::{
    config::SimdChoice,
    data::Dataset,
    kernel::{peak::multiply_adds, simd::InstructionSet, square::Square},
    memory, race,
};
use measure::measure;
use report::{Peak, RaceSpeed};
use scenarios::Scenario;

/// Rows of the matrices that the peak is measured with: too many for the first cache, few enough for the second.
const PEAK_SIZE: usize = 512;

/// Measures everything, and reports each result as soon as it is there. `quick` means fewer shapes and shorter rounds,
/// some seconds instead of a minute; `threads` are the most.
pub(crate) fn run(
    data: &Arc<Dataset>,
    quick: bool,
    threads: usize,
    simd: SimdChoice,
    report: &mut dyn FnMut(&BenchResult),
) -> anyhow::Result<Vec<BenchResult>> {
    let pool = |threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build();
        pool.context("no threads to measure with")
    };
    let max_threads = pool(threads)?.current_num_threads();
    let slice = Duration::from_millis(if quick { 40 } else { 300 });
    let scenarios = scenarios::all(max_threads, simd, quick);
    for Scenario { config, .. } in &scenarios {
        memory::room_for(memory::race(config, (data.train.inputs(), data.classes), false))?;
    }
    let mut lines = Vec::new();
    let mut add = |line: BenchResult| {
        report(&line);
        lines.push(line);
    };
    let mut peaks: Vec<(ThreadPool, Peak)> = Vec::new();
    for threads in scenarios::threads(max_threads) {
        let pool = pool(threads)?;
        let peak = peak(&pool, slice / 2);
        add(BenchResult::Peak(peak.clone()));
        peaks.push((pool, peak));
    }
    for scenario in scenarios {
        if let Some((pool, peak)) = peaks.iter().find(|(_, peak)| peak.threads == scenario.threads) {
            add(BenchResult::Race(race(scenario, data, pool, peak, slice)));
        }
    }
    add(BenchResult::Shares(shares::measured(data, simd, slice / 2)));
    Ok(lines)
}

fn peak(pool: &ThreadPool, slice: Duration) -> Peak {
    let threads = pool.current_num_threads();
    let mut squares = vec![Square::new(PEAK_SIZE); threads];
    let mut speed = |multiply: &(dyn Fn(&mut Square) + Sync)| {
        measure(slice, || {
            pool.install(|| squares.par_iter_mut().with_max_len(1).for_each(multiply));
            black_box(&mut squares).iter().map(Square::operations).sum::<f64>() / 1e9
        })
    };
    let sets = InstructionSet::available();
    let own = sets.iter().map(|&set| (set.name(), speed(&|square| square.multiply(set)))).collect();
    let ndarray = speed(&Square::multiply_by_ndarray);
    let limit = |set| measure(slice, || pool.broadcast(|_| multiply_adds(set)).iter().sum::<f64>() / 1e9);
    // Of plain code the compiler may make vectors of its own.
    let vectors = sets.into_iter().filter(|set| set.simd() != SimdChoice::Plain);
    let limit = vectors.map(|set| (set.name(), limit(set))).collect();
    Peak { threads, own, ndarray, limit }
}

fn race(
    scenario: Scenario,
    data: &Arc<Dataset>,
    pool: &ThreadPool,
    peak: &Peak,
    slice: Duration,
) -> RaceSpeed {
    let mut race = race::Race::new(scenario.config, Arc::clone(data));
    let start = Instant::now();
    pool.install(|| race.advance(1));
    let once = start.elapsed().as_secs_f64();
    let stretch = ((slice.as_secs_f64() / once) as usize).clamp(1, race::STRIDE);
    let speed = measure(slice, || {
        pool.install(|| race.advance(stretch));
        let taken: usize = race.lanes().iter().map(|lane| lane.losses().len()).sum();
        if !race.lanes().iter().all(race::Lane::runs) {
            race.reset(0);
        }
        taken as f64
    });
    let batch_size = race.config().batch_size;
    let operations = race.lanes().first().map_or(0.0, |lane| lane.net().operations(batch_size));
    let gflops = speed.median * operations / 1e9;
    RaceSpeed {
        group: scenario.group,
        name: scenario.name,
        sizes: race.sizes(),
        lanes: race.lanes().len(),
        iterations: race.config().iterations.unwrap_or(0),
        threads: peak.threads,
        share: gflops / peak.gflops(),
        batch_size,
        speed,
        gflops,
    }
}
