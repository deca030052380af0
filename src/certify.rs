//! Proof that the numbers are right: every update rule and whole races beside numbers from other people's code.
//!
//! Two goldens are carried inside the binary (`data/golden`): steps of PyTorch's optimizers, and a race of
//! the book's own classes. Any other file in the layout of that race can be certified, too.

mod golden;
mod replay;
mod report;
mod rules;

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

pub use replay::Certificate;
pub use rules::{RuleCheck, check_rules};

use crate::{data::Images, input, text};

/// The race of the book's classes.
const BOOK_RACE: &[u8] = include_bytes!("../data/golden/race.safetensors");

/// The largest file that is read, in bytes: a network of 100 million parameters with a long race.
const MAX_FILE: u64 = 1 << 30;

/// A file that can't be certified; the message says what is wrong, where, and what would be right.
#[derive(Debug, thiserror::Error)]
#[error("{}: {fault}", text::shown(.path))]
pub struct CertifyError {
    path: PathBuf,
    fault: String,
}

/// Checks every update rule and the book's race on MNIST's training images, writes a line for each to `report`, and
/// returns whether all are right.
///
/// # Errors
/// If `report` can't be written.
pub fn built_in(images: &Images, report: &mut impl Write) -> io::Result<bool> {
    let rules = check_rules();
    report::write_rules(&rules, report)?;
    writeln!(report)?;
    let passed = rules.iter().all(RuleCheck::passed);
    match golden::parse(BOOK_RACE, images) {
        Ok(golden) => {
            let certificate = replay::replay(&golden, images);
            writeln!(report, "The book's race on MNIST, losses of its own classes in float64")?;
            certificate.write(report)?;
            Ok(passed && certificate.passed())
        }
        Err(fault) => {
            writeln!(report, "The book's race can't be run: {fault}")?;
            Ok(false)
        }
    }
}

/// Trains from the weights of a file on its batches with every optimizer in it, and compares the losses.
///
/// The file is in safetensors format with `init.W1`, `init.b1` and so on (f32, weights inputs × outputs), `batches`
/// (u32, iterations × batch size, indices into `images`), `loss.<optimizer>` (f64, one an iteration), optionally
/// `loss32.<optimizer>` (f32, the same from its maker's own float32), and the metadata `activation`, `hidden`,
/// `weight_decay`, `batch_size` and `rate.<optimizer>`.
///
/// # Errors
/// If the file can't be read or is not of that form; nothing is allocated for what only its header claims.
pub fn file(path: &Path, images: &Images) -> Result<Certificate, CertifyError> {
    let wrong = |fault| CertifyError { path: path.to_owned(), fault };
    let bytes = input::read(path, MAX_FILE).map_err(|error| {
        wrong(match error {
            input::FileError::WrongKind(_) => "must be a file".to_owned(),
            input::FileError::TooLarge { max, .. } => format!("larger than {} bytes", text::thousands(max)),
            system @ input::FileError::System(_) => system.to_string(),
        })
    })?;
    let golden = golden::parse(&bytes, images).map_err(wrong)?;
    drop(bytes);
    Ok(replay::replay(&golden, images))
}

#[cfg(test)]
mod tests;
