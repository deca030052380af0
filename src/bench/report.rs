//! What was measured, as a table for people and as JSON.

use std::io::{self, Write};

use super::result::{BenchResult, Peak, RaceSpeed};
use crate::text::thousands;

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
