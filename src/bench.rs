//! How fast is this machine? Races of many shapes against the clock, beside what its processor could do
//! at most.
//!
//! The measure is what a race needs: per optimizer and iteration the gradient, the update and the loss
//! after it. Operations are counted as if no zero pixel were skipped, so a share can be above 1.

mod report;
mod shapes;

pub use report::{write_json, write_line, write_text};

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder, prelude::*};
use serde::Serialize;

use crate::{
    data::Dataset,
    memory::{self, Shortage},
    nn::Square,
    race::{Lane, Race, STRIDE},
};
use shapes::Shape;

/// Rounds of each measurement, of which the median counts.
const ROUNDS: usize = 5;

/// Rows of the matrices whose product is the peak: enough to leave the first cache, few enough for the second.
const PEAK_SIZE: usize = 512;

/// What is measured.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Fewer shapes and shorter rounds: some seconds instead of a minute.
    pub quick: bool,
    /// The most threads; 0 takes one for each core.
    pub threads: usize,
}

/// A measured speed: the median of the rounds and the slowest and fastest of them.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Speed {
    /// The median.
    pub median: f64,
    /// The slowest round.
    pub lowest: f64,
    /// The fastest round.
    pub highest: f64,
}

/// What the processor could do at most: dense products of f32 matrices, in GFLOP/s.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Peak {
    /// Threads, each with matrices of its own.
    pub threads: usize,
    /// With the networks' own product.
    pub own: Speed,
    /// With ndarray's.
    pub ndarray: Speed,
}

impl Peak {
    /// The faster of the two, in GFLOP/s.
    #[must_use]
    pub fn gflops(&self) -> f64 {
        self.own.median.max(self.ndarray.median)
    }
}

/// What a race of one shape reaches.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// What is varied: race, width, depth, batch, lanes, threads or optimizer.
    pub group: &'static str,
    /// The value of what is varied.
    pub name: String,
    /// Sizes of the layers.
    pub sizes: Vec<usize>,
    /// Images a batch.
    pub batch_size: usize,
    /// Lanes.
    pub lanes: usize,
    /// Threads.
    pub threads: usize,
    /// Optimizer-iterations a second.
    pub speed: Speed,
    /// Dense-equivalent GFLOP/s.
    pub gflops: f64,
    /// Their share of the peak of as many threads, 0 to 1 and above.
    pub share: f64,
}

/// One result.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Line {
    /// Of the processor.
    Peak(Peak),
    /// Of a race.
    Race(Row),
}

/// Why nothing was measured.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The system gives no threads.
    #[error("no threads to measure with: {0}")]
    Threads(#[from] ThreadPoolBuildError),
    /// There is too little memory for the largest race.
    #[error(transparent)]
    Memory(#[from] Shortage),
}

/// Measures everything and tells each result as soon as it is there.
///
/// # Errors
/// If the system has no threads to give, or too little memory.
pub fn run(
    data: &Arc<Dataset>,
    options: Options,
    report: &mut dyn FnMut(&Line),
) -> Result<Vec<Line>, BenchError> {
    let pool = |threads| ThreadPoolBuilder::new().num_threads(threads).build();
    let most = pool(options.threads)?.current_num_threads();
    let slice = Duration::from_millis(if options.quick { 40 } else { 300 });
    let shapes = shapes::all(most, options.quick);
    for Shape { config, .. } in &shapes {
        memory::room_for(memory::race(config, (data.train.inputs(), data.classes), false))?;
    }
    let mut lines = Vec::new();
    let mut tell = |line: Line| {
        report(&line);
        lines.push(line);
    };
    let mut peaks: Vec<(ThreadPool, Peak)> = Vec::new();
    for threads in shapes::threads(most) {
        let pool = pool(threads)?;
        let peak = peak(&pool, slice / 2);
        tell(Line::Peak(peak));
        peaks.push((pool, peak));
    }
    for shape in shapes {
        if let Some((pool, peak)) = peaks.iter().find(|(_, peak)| peak.threads == shape.threads) {
            tell(Line::Race(race(shape, data, pool, peak, slice)));
        }
    }
    Ok(lines)
}

/// The speed of `round`, which tells how much it has done: how much a second.
fn measure(slice: Duration, mut round: impl FnMut() -> f64) -> Speed {
    let mut speeds = [0.0; ROUNDS];
    // The first one fills caches and is forgotten.
    black_box(round());
    for speed in &mut speeds {
        let (start, mut done) = (Instant::now(), 0.0);
        while start.elapsed() < slice {
            done += round();
        }
        *speed = done / start.elapsed().as_secs_f64();
    }
    speeds.sort_by(f64::total_cmp);
    Speed { median: speeds[ROUNDS / 2], lowest: speeds[0], highest: speeds[ROUNDS - 1] }
}

fn peak(pool: &ThreadPool, slice: Duration) -> Peak {
    let threads = pool.current_num_threads();
    let mut squares = vec![Square::new(PEAK_SIZE); threads];
    let mut speed = |multiply: fn(&mut Square)| {
        measure(slice, || {
            pool.install(|| squares.par_iter_mut().with_max_len(1).for_each(multiply));
            black_box(&mut squares).iter().map(Square::operations).sum::<f64>() / 1e9
        })
    };
    Peak { threads, own: speed(Square::multiply), ndarray: speed(Square::multiply_by_ndarray) }
}

fn race(shape: Shape, data: &Arc<Dataset>, pool: &ThreadPool, peak: &Peak, slice: Duration) -> Row {
    let mut race = Race::new(shape.config, Arc::clone(data));
    let start = Instant::now();
    pool.install(|| race.advance(1));
    let once = start.elapsed().as_secs_f64();
    let stretch = ((slice.as_secs_f64() / once) as usize).clamp(1, STRIDE);
    let speed = measure(slice, || {
        pool.install(|| race.advance(stretch));
        let taken: usize = race.lanes().iter().map(|lane| lane.losses().len()).sum();
        if !race.lanes().iter().all(Lane::runs) {
            race.reset(0);
        }
        taken as f64
    });
    let batch_size = race.config().batch_size;
    let operations = race.lanes().first().map_or(0.0, |lane| lane.net().operations(batch_size));
    let gflops = speed.median * operations / 1e9;
    Row {
        group: shape.group,
        name: shape.name,
        sizes: race.sizes(),
        lanes: race.lanes().len(),
        threads: peak.threads,
        share: gflops / peak.gflops(),
        batch_size,
        speed,
        gflops,
    }
}
