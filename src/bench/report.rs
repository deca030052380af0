//! What was measured, as a table for people and as JSON, whose fields have the names that they have here.

use std::io::{self, Write};

use serde::Serialize;

use crate::text::thousands;

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

/// Writes one result as a line of the table, with a heading where a part of it begins; `before` is the
/// line above.
pub(crate) fn write_line(
    out: &mut impl Write,
    line: &BenchResult,
    before: Option<&BenchResult>,
) -> io::Result<()> {
    match line {
        BenchResult::Peak(peak) => {
            if before.is_none() {
                writeln!(out, "{:<30} {:>10} {:>10}", "matrix products, GFLOP/s", "own", "ndarray")?;
            }
            let Peak { threads, own, ndarray } = peak;
            let name = format!("  threads {threads}");
            writeln!(out, "{name:<30} {:>10.1} {:>10.1}", own.median, ndarray.median)
        }
        BenchResult::Race(row) => {
            let group = before.and_then(|line| match line {
                BenchResult::Race(row) => Some(row.group),
                BenchResult::Peak(_) => None,
            });
            if group.is_none() {
                writeln!(
                    out,
                    "\n{:<30} {:>10} {:>19} {:>10} {:>8}",
                    "optimizer-iterations/s", "median", "lowest–highest", "GFLOP/s", "of peak"
                )?;
            }
            write_row(out, row)
        }
    }
}

fn write_row(out: &mut impl Write, row: &RaceSpeed) -> io::Result<()> {
    let whole = |speed: f64| thousands(speed.round() as u64);
    writeln!(
        out,
        "  {:<28} {:>10} {:>19} {:>10.1} {:>6.0} %",
        format!("{} {}", row.group, row.name),
        whole(row.speed.median),
        format!("{}–{}", whole(row.speed.lowest), whole(row.speed.highest)),
        row.gflops,
        row.share * 100.0
    )
}

/// Writes all results as a JSON array.
pub(crate) fn write_json(out: &mut impl Write, lines: &[BenchResult]) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, lines)?;
    writeln!(out)
}
