//! The command `certify`: the update rules against other people's numbers.

use std::{io::Write, path::PathBuf};

use anyhow::Context;

use super::printed;
use crate::{
    certify,
    data::load_embedded,
    record::{Existing, OutFile},
};

/// Something was not as it should be.
const FAILED: u8 = 1;

/// Which numbers to check against.
#[derive(Debug)]
pub enum CertifyOrder {
    /// Those in the program.
    BuiltIn,
    /// Those in a file.
    File {
        /// Which file.
        file: PathBuf,
        /// Where the losses that were computed for it go.
        csv: Option<PathBuf>,
        /// What becomes of a file that is there already.
        existing: Existing,
    },
}

impl CertifyOrder {
    pub(super) fn new(file: Option<PathBuf>, csv: Option<PathBuf>, overwrite: bool) -> Self {
        let existing = if overwrite { Existing::Replaced } else { Existing::Kept };
        file.map_or(Self::BuiltIn, |file| Self::File { file, csv, existing })
    }

    /// Prints a line for each rule and tells whether all are right by the exit code.
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        let images = load_embedded(&mut |_| {})?.train;
        let Self::File { file, csv, existing } = self else {
            let mut report = Vec::new();
            let passed = certify::built_in(&images, &mut report)?;
            return verdict(passed, printed(out.write_all(&report).and_then(|()| out.flush())));
        };
        // What can't be written is refused before anything is computed.
        let csv = csv.map(|csv| OutFile::new(&csv, existing, std::slice::from_ref(&file)));
        let csv = csv.transpose().context("--csv")?;
        let certificate = certify::file(&file, &images)?;
        if let Some(csv) = csv {
            let losses = certificate.csv().context("the losses can't be written as csv")?;
            csv.write(&losses).context("--csv")?;
        }
        verdict(certificate.passed(), printed(certificate.write(out).and_then(|()| out.flush())))
    }
}

/// The exit code, unless the report could not be printed.
fn verdict(passed: bool, printed: anyhow::Result<bool>) -> anyhow::Result<u8> {
    printed.map(|_| if passed { 0 } else { FAILED })
}
