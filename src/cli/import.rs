//! The subcommand `import`: other programs' files made into a data set.

use std::{io::Write, path::PathBuf};

use clap::Args;

use super::output::success;
use crate::{import, text::shown};

const HELP: &str = "\
Examples:
  downhill import mnist.csv mnist --label digit
      one row per image; the label in the column of that name, else in one called label, else in the first
  downhill import mnist.npz mnist
      arrays x_train, y_train, x_test, y_test as Keras has them, or a folder with KMNIST's archives
  downhill import photos photos-idx --invert
      photos/cat/1.png, photos/dog/1.png ...; or photos/train/cat/1.png and photos/test/cat/2.png

Then: downhill --data mnist. What is done about split and scaling is printed. Nothing is overwritten.";

/// Make a data set for --data from a CSV or NPZ file or a folder of PNG images
#[derive(Debug, Args)]
#[command(after_help = HELP)]
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
    /// Imports and prints what was done.
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        let Self { source, test, target, label, white, invert } = self;
        let options = import::ImportOptions { source, test, target, label, white, invert };
        let lines = import::import(&options)?;
        let target = shown(&options.target);
        let mut print = || {
            lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
            writeln!(out, "written: {target}; race on it with downhill --data {target}")?;
            out.flush()
        };
        success(print())
    }
}

fn white(text: &str) -> Result<f32, &'static str> {
    let number = text.trim().parse().ok().filter(|number: &f32| (1e-6..=1e6).contains(number));
    number.ok_or("must be a number from 0.000001 to 1,000,000")
}
