//! Where the data of a race come from: the flags of a data set other than the built-in one, and what reads it.

use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use clap::Args;
use crossbeam_channel::Receiver;

use super::environment;
use crate::{config::Config, data, memory, session};

#[derive(Debug, Clone, Args)]
pub(super) struct DataArgs {
    /// Folder with the four MNIST files, or others of their kind [default: MNIST itself, built in]
    ///
    /// They are named train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
    /// t10k-labels-idx1-ubyte, plain or packed (.gz); also as archive programs, torchvision (MNIST/raw), EMNIST and
    /// QMNIST have them. DIR/emnist-letters names one set among several in a folder. `downhill import` makes such
    /// files of CSV, NPZ and PNG.
    #[arg(long, value_name = "DIR", help_heading = "Race")]
    pub(super) data: Option<PathBuf>,

    /// Let rows and columns of the images change places: EMNIST's lie on their side
    #[arg(long, requires = "data", help_heading = "Race")]
    transpose: bool,

    /// One output for every number from 0 to the largest label [default: for the labels that occur]
    #[arg(long, requires = "data", help_heading = "Race")]
    all_labels: bool,

    /// What the classes are called: a file with one name per line, names with commas between, or a known set such as
    /// fashion-mnist or emnist-letters [default: classes.txt in the folder]
    #[arg(long, value_name = "NAMES", requires = "data", help_heading = "Race")]
    #[arg(value_parser = |text: &str| data::parse_classes(text).map(Vec::into_boxed_slice))]
    classes: Option<Box<[String]>>,
}

impl DataArgs {
    /// The folder they name; `None` means the built-in data.
    pub(super) fn folder(self) -> Option<data::Folder> {
        Some(data::Folder {
            outputs: if self.all_labels { data::Outputs::UpToLargest } else { data::Outputs::Occurring },
            transpose: self.transpose,
            classes: self.classes.unwrap_or_default().into_vec(),
            ..data::Folder::new(self.data?)
        })
    }
}

/// Reads the data of a folder, or the built-in ones.
///
/// # Errors
/// If there is no such folder: a mistyped one is found before anything starts.
pub(super) fn loader(folder: Option<data::Folder>) -> anyhow::Result<session::Loader> {
    if let Some(folder) = &folder {
        data::check_folder(&folder.path).map_err(|error| anyhow!("--data {error}"))?;
    }
    Ok(unchecked_loader(folder))
}

/// The same; that there is no such folder is found by the loader.
pub(super) fn unchecked_loader(folder: Option<data::Folder>) -> session::Loader {
    match folder {
        Some(folder) => Box::new(move |progress| data::load_folder(&folder, progress)),
        None => Box::new(|progress| data::load_embedded(progress)),
    }
}

/// Starts a session of many short races beside the one that is shown; it waits for a step.
pub(super) fn start_trials(
    config: Config,
    data: Option<data::Folder>,
) -> anyhow::Result<(session::Session, Receiver<session::Update>)> {
    memory::check(&config, false)?;
    let threads = environment::threads(0);
    let opening = session::SessionOptions { paused: true, threads, ..session::SessionOptions::default() };
    let (session, [updates]) =
        session::Session::start::<1>(config, opening, loader(data)?).context("no thread for trials")?;
    Ok((session, updates))
}
