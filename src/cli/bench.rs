//! The subcommand `bench`: how fast this machine is.

use std::{io::Write, sync::Arc};

use clap::Args;

use super::{environment::threads, output::success};
use crate::{
    bench,
    config::{Bounds, SimdChoice},
    data, memory,
};

const HELP: &str = "\
An optimizer-iteration is a gradient, an update and the loss after it, for one optimizer. GFLOP/s count \
as if no zero pixel were skipped, so that more than the machine's peak is possible.";

/// Measure how fast this machine is: races of many shapes, beside its peak in matrix products
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct BenchArgs {
    /// Fewer shapes and shorter rounds: some seconds instead of a minute
    #[arg(long)]
    quick: bool,
    /// Print JSON, at the end
    #[arg(long)]
    json: bool,
    /// The most threads, 0 for one per core that this process may use
    #[arg(long, value_name = "N", default_value = "0")]
    #[arg(value_parser = |text: &str| Bounds::THREADS.parse_size(text), allow_hyphen_values = true)]
    threads: usize,
    /// Instruction set of the races: auto, avx512, avx2, neon or plain, of those that the processor has
    #[arg(long, value_name = "NAME", default_value = "auto")]
    simd: SimdChoice,
}

impl BenchArgs {
    /// A reader that has left ends it quietly, after the current measurement.
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        memory::room_for(memory::DATA)?;
        let data = Arc::new(data::load_embedded(&mut |_| {})?);
        let mut previous: Option<bench::BenchResult> = None;
        let mut written = Ok(());
        let mut write = |line: &bench::BenchResult| {
            if !self.json && written.is_ok() {
                written = bench::write_line(out, line, previous.as_ref()).and_then(|()| out.flush());
                previous = Some(line.clone());
            }
        };
        let lines = bench::run(&data, self.quick, threads(self.threads), self.simd, &mut write)?;
        written = match written {
            Ok(()) if self.json => bench::write_json(out, &lines),
            Ok(()) => bench::write_end(out, &lines),
            gone => gone,
        };
        success(written.and_then(|()| out.flush()))
    }
}
