//! What was measured. The names of fields are those of the JSON.

use serde::Serialize;

/// A measured speed over several rounds.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct MeasuredSpeed {
    pub(super) median: f64,
    /// Of the slowest round.
    pub(super) lowest: f64,
    /// Of the fastest round.
    pub(super) highest: f64,
}

/// The peak of the processor: dense products of f32 matrices, in GFLOP/s.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Peak {
    /// Threads, each with matrices of its own.
    pub(super) threads: usize,
    /// With the networks' own product.
    pub(super) own: MeasuredSpeed,
    /// With ndarray's.
    pub(super) ndarray: MeasuredSpeed,
}

impl Peak {
    /// The faster of the two, in GFLOP/s.
    pub(super) fn gflops(&self) -> f64 {
        self.own.median.max(self.ndarray.median)
    }
}

/// The speed of a race of one shape.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RaceSpeed {
    /// What is varied: race, width, depth, batch, lanes, threads or optimizer.
    pub(super) group: &'static str,
    /// The value of what is varied.
    pub(super) name: String,
    /// Sizes of the layers, inputs and classes included.
    pub(super) sizes: Vec<usize>,
    pub(super) batch_size: usize,
    pub(super) lanes: usize,
    pub(super) threads: usize,
    /// Optimizer-iterations a second.
    pub(super) speed: MeasuredSpeed,
    /// Counted as if no zero pixel were skipped.
    pub(super) gflops: f64,
    /// `gflops` as a share of the peak of as many threads, 0 to 1 and above.
    pub(super) share: f64,
}

/// One result.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum BenchResult {
    Peak(Peak),
    Race(RaceSpeed),
}
