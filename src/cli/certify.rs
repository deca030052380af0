//! The subcommand `certify`: the update rules against other people's numbers.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::Args;

use super::{environment::on_all_cores, output::printed};
use crate::{certify, data, record};

/// The exit code if an update rule is wrong.
const FAILED: u8 = 1;

const HELP: &str = "\
A file is in safetensors format:
  init.W1, init.b1, init.W2 ...   f32, weights as inputs x outputs
  batches                         u32, iterations x batch size: indices of MNIST's training images
  loss.SGD, loss.Adam ...         f64, one per iteration: of each batch after the update on it
  loss32.SGD, loss32.Adam ...     f32, if wanted: the same by its maker's own float32, which then says how many
                                  iterations decide; else it is the first 200, 50 of Nesterov and Lion, 3 of RMSprop
  metadata                        hidden, activation, weight_decay, batch_size, rate.SGD ...

Exit codes: 0 all are right, 1 one is wrong or the file can't be used, 2 wrong usage";

/// Check the update rules against other people's numbers; exit code 1 if one is wrong
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct CertifyArgs {
    /// Weights, batches and losses of another program to replay [default: those built in]
    file: Option<PathBuf>,
    /// Write the losses that were computed, a column per optimizer
    #[arg(long, value_name = "FILE", requires = "file")]
    csv: Option<PathBuf>,
    /// Replace the file that --csv names
    #[arg(long, requires = "csv")]
    overwrite: bool,
}

impl CertifyArgs {
    /// Prints a line for each rule; the exit code says whether all are right.
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        let images = data::load_embedded(&mut |_| {})?.train;
        let mut report = Vec::new();
        let passed = on_all_cores(|| match &self.file {
            Some(file) => self.replay(file, &images, &mut report),
            None => Ok(certify::built_in(&images, &mut report)?),
        })??;
        printed(out.write_all(&report).and_then(|()| out.flush()))?;
        Ok(if passed { 0 } else { FAILED })
    }

    fn replay(&self, file: &Path, images: &data::Images, report: &mut Vec<u8>) -> anyhow::Result<bool> {
        // A file that can't be written is refused before anything is computed.
        let existing = if self.overwrite { record::Existing::Replaced } else { record::Existing::Kept };
        let csv = self.csv.as_ref().map(|csv| record::OutFile::new(csv, existing, &[file.to_owned()]));
        let csv = csv.transpose().context("--csv")?;
        let certificate = certify::file(file, images)?;
        if let Some(csv) = csv {
            let losses = certificate.csv().context("the losses can't be written as csv")?;
            csv.write(&losses).context("--csv")?;
        }
        certificate.write(report)?;
        Ok(certificate.passed())
    }
}
