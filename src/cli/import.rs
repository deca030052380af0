//! The command `import`: somebody's files made into a data set.

use std::{io::Write, path::PathBuf};

use clap::Args;

use super::printed;
use crate::{
    import::{Request, import},
    text::shown,
};

/// What is imported, and how.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// A CSV or NPZ file, or a folder of PNG images with a folder for each class
    source: PathBuf,

    /// The new folder, for --data
    target: PathBuf,

    /// Where the test images are [default: in the source, or every 7th image of each class]
    #[arg(long, value_name = "SOURCE")]
    test: Option<PathBuf>,

    /// The CSV column with the labels [default: the one called label, or the first]
    #[arg(long, value_name = "COLUMN")]
    label: Option<String>,

    /// The number that is white [default: 1 for fractions, 255 for whole numbers]
    #[arg(long, value_name = "NUMBER", value_parser = white, allow_hyphen_values = true)]
    white: Option<f32>,

    /// Let bright and dark change places: networks learn faster from bright signs on dark ground
    #[arg(long)]
    invert: bool,
}

impl ImportArgs {
    pub(super) fn request(self) -> Request {
        let Self { source, test, target, label, white, invert } = self;
        Request { source, test, target, label, white, invert }
    }
}

/// Imports and tells what was done.
pub(super) fn run(request: &Request, out: &mut impl Write) -> anyhow::Result<u8> {
    let lines = import(request)?;
    let target = shown(&request.target);
    let mut print = || {
        lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        writeln!(out, "written: {target}; race on it with downhill --data {target}")?;
        out.flush()
    };
    printed(print()).map(|_| 0)
}

fn white(text: &str) -> Result<f32, &'static str> {
    let number = text.trim().parse().ok().filter(|number: &f32| (1e-6..=1e6).contains(number));
    number.ok_or("must be a number from 0.000001 to 1,000,000")
}
