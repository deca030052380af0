//! What was measured, as a table for people and as JSON, whose fields have the names that they have here.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

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
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Peak {
    /// Threads, each with matrices of its own.
    pub(super) threads: usize,
    /// With the networks' own product, by instruction set; the first one is used.
    #[serde(serialize_with = "by_name")]
    pub(super) own: Vec<(&'static str, MeasuredSpeed)>,
    /// With ndarray's.
    pub(super) ndarray: MeasuredSpeed,
    /// What no product can exceed: multiply-adds in registers alone, by instruction set. The fastest round counts.
    #[serde(serialize_with = "by_name")]
    pub(super) limit: Vec<(&'static str, MeasuredSpeed)>,
}

impl Peak {
    /// The fastest, in GFLOP/s.
    pub(super) fn gflops(&self) -> f64 {
        self.own.iter().map(|(_, own)| own.median).fold(self.ndarray.median, f64::max)
    }
}

fn by_name<S: Serializer>(own: &[(&'static str, MeasuredSpeed)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(own.iter().copied())
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
    /// Of the whole race.
    pub(super) iterations: u64,
    pub(super) threads: usize,
    /// Optimizer-iterations a second.
    pub(super) speed: MeasuredSpeed,
    /// Counted as if no zero pixel were skipped.
    pub(super) gflops: f64,
    /// `gflops` as a share of the peak of as many threads, 0 to 1 and above.
    pub(super) share: f64,
}

/// What the time of the default race goes into, on one thread; together 1.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct TimeShares {
    /// Passes of the networks, forward and backward.
    pub(super) passes: f64,
    /// Update rules.
    pub(super) updates: f64,
    /// Batches.
    pub(super) batches: f64,
}

/// One result.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum BenchResult {
    Peak(Peak),
    Race(RaceSpeed),
    Shares(TimeShares),
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
            let Peak { threads, own, ndarray, limit } = peak;
            let columns = || own.iter().copied().chain([("ndarray", *ndarray)]);
            if before.is_none() {
                write!(out, "{:<30}", "matrix products, GFLOP/s")?;
                columns().try_for_each(|(name, _)| write!(out, " {name:>10}"))?;
                writeln!(out)?;
            }
            write!(out, "{:<30}", format!("  threads {threads}"))?;
            columns().try_for_each(|(_, speed)| write!(out, " {:>10.1}", speed.median))?;
            write!(out, "\n{:<30}", "    multiply-adds alone")?;
            limit.iter().try_for_each(|(_, speed)| write!(out, " {:>10.1}", speed.highest))?;
            writeln!(out)
        }
        BenchResult::Shares(_) => Ok(()),
        BenchResult::Race(row) => {
            let group = before.and_then(|line| match line {
                BenchResult::Race(row) => Some(row.group),
                _ => None,
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

/// Writes what the results mean for the race that starts without any flag.
pub(crate) fn write_end(out: &mut impl Write, lines: &[BenchResult]) -> io::Result<()> {
    let races = lines.iter().filter_map(|line| match line {
        BenchResult::Race(row) if row.group == "race" => Some(row),
        _ => None,
    });
    for RaceSpeed { lanes, iterations, speed, share, .. } in races {
        let seconds = *lanes as f64 * *iterations as f64 / speed.median;
        writeln!(
            out,
            "\nThe default race takes {seconds:.1} s here, {share:.1} times as fast as dense products alone would \
             allow: zero pixels are skipped."
        )?;
    }
    let shares = lines.iter().find_map(|line| match line {
        BenchResult::Shares(shares) => Some(shares),
        _ => None,
    });
    if let Some(TimeShares { passes, updates, batches }) = shares {
        let [passes, updates, batches] = [passes, updates, batches].map(|share| share * 100.0);
        writeln!(
            out,
            "{passes:.0} % of its time are passes through the networks, {updates:.0} % updates, {batches:.0} % batches."
        )?;
    }
    Ok(())
}

/// Writes all results as a JSON array.
pub(crate) fn write_json(out: &mut impl Write, lines: &[BenchResult]) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, lines)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_every_instruction_set_and_the_end_says_what_the_default_race_takes() {
        let speed = |median: f64| MeasuredSpeed { median, lowest: median, highest: median };
        let own = vec![("AVX2", speed(90.0)), ("plain", speed(5.0))];
        let peak = BenchResult::Peak(Peak { threads: 2, limit: own.clone(), own, ndarray: speed(80.0) });
        let shares = BenchResult::Shares(TimeShares { passes: 0.9, updates: 0.06, batches: 0.04 });
        let race = BenchResult::Race(RaceSpeed {
            group: "race",
            name: "default".to_owned(),
            sizes: vec![784, 10],
            batch_size: 128,
            lanes: 4,
            iterations: 2_000,
            threads: 2,
            speed: speed(4_000.0),
            gflops: 180.0,
            share: 2.0,
        });
        let mut out = Vec::new();
        write_line(&mut out, &peak, None).unwrap();
        write_line(&mut out, &race, Some(&peak)).unwrap();
        write_end(&mut out, &[peak.clone(), race, shares]).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let columns = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(columns(lines[0]), ["matrix", "products,", "GFLOP/s", "AVX2", "plain", "ndarray"]);
        assert_eq!(columns(lines[1]), ["threads", "2", "90.0", "5.0", "80.0"]);
        assert_eq!(columns(lines[2]), ["multiply-adds", "alone", "90.0", "5.0"]);
        let [.., end, shares] = lines[..] else { panic!("{text}") };
        assert!(end.starts_with("The default race takes 2.0 s here, 2.0 times as fast"), "{end}");
        assert_eq!(shares, "90 % of its time are passes through the networks, 6 % updates, 4 % batches.");
        let json = serde_json::to_string(&peak).unwrap();
        assert!(json.contains(r#""own":{"AVX2":{"median":90.0"#), "{json}");
    }
}
