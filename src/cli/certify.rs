//! The command `certify`: the update rules against other people's numbers.

use std::{fs, io::Write, path::PathBuf};

use anyhow::Context;

use super::printed;
use crate::{certify, data::load_embedded, text::sanitized};

/// Something was not as it should be.
const FAILED: u8 = 1;

/// Which numbers to check against.
#[derive(Debug)]
pub struct CertifyOrder {
    /// A file of them; `None` takes those in the program.
    pub file: Option<PathBuf>,
    /// Where the losses that were computed for the file go.
    pub csv: Option<PathBuf>,
}

impl CertifyOrder {
    /// Prints a line for each rule and tells whether all are right by the exit code.
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        let images = load_embedded(&mut |_| {})?.train;
        let Some(file) = self.file else {
            let mut report = Vec::new();
            let passed = certify::built_in(&images, &mut report)?;
            return verdict(passed, printed(out.write_all(&report).and_then(|()| out.flush())));
        };
        let certificate = certify::file(&file, &images)?;
        if let Some(csv) = self.csv {
            let losses = certificate.csv().context("the losses can't be written as csv")?;
            fs::write(&csv, losses)
                .with_context(|| format!("--csv {}: can't be written", sanitized(&csv.to_string_lossy())))?;
        }
        verdict(certificate.passed(), printed(certificate.write(out).and_then(|()| out.flush())))
    }
}

/// The exit code, unless the report could not be printed.
fn verdict(passed: bool, printed: anyhow::Result<bool>) -> anyhow::Result<u8> {
    printed.map(|_| if passed { 0 } else { FAILED })
}
