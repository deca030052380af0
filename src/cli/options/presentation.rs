//! The flags for a lecture: presenter mode, locked keys, and what is kept of the screen.

use std::path::PathBuf;

use clap::Args;

use super::Usage;
use crate::{
    record::{CastFile, Existing, OutFile, PictureFile, RecordError},
    tui::{Lecture, Locks},
};

/// How the screen is used before others.
#[derive(Debug, Args)]
pub(super) struct LectureArgs {
    /// Begin in presenter mode: large digits and names, keys shown as they are pressed; z turns it off
    #[arg(long, help_heading = "Lecture")]
    pub(super) presenter: bool,

    /// Keys that do nothing, typed one after the other; special ones by name, with commas: qrR,space,left
    ///
    /// A key takes with it every other one that does the same. Names are space, left, right, up, down, pageup,
    /// pagedown, tab, backtab, esc, ctrl-l and ctrl-z. Ctrl-C and signals always work.
    #[arg(long, value_name = "KEYS", help_heading = "Lecture", value_parser = Locks::parse, allow_hyphen_values = true)]
    pub(super) lock: Option<Locks>,

    /// Write the last screen into that file, as its name ends: .svg, .png or .txt
    #[arg(long, value_name = "FILE", help_heading = "Lecture")]
    pub(super) screenshot: Option<PathBuf>,

    /// Record the screen into that file as an asciicast, for asciinema and its player
    #[arg(long, value_name = "FILE", help_heading = "Lecture")]
    pub(super) cast: Option<PathBuf>,

    /// Replace the files that --screenshot and --cast name
    #[arg(long, help_heading = "Lecture")]
    pub(super) overwrite: bool,
}

impl LectureArgs {
    /// What is asked of a screen; `why` there is none, where there is none.
    pub(super) fn lecture(&self, no_screen: Option<&str>) -> Result<Lecture, Usage> {
        let files = [("--screenshot", &self.screenshot), ("--cast", &self.cast)];
        let named = files.into_iter().find(|(_, file)| file.is_some());
        match (named, no_screen) {
            (Some((flag, _)), Some(why)) => {
                return Err(Usage::new(format!("{flag}: there is no screen {why}")));
            }
            (None, _) if self.overwrite => {
                return Err(Usage::new(
                    "--overwrite: needs --screenshot FILE or --cast FILE, the file to replace",
                ));
            }
            _ => {}
        }
        Ok(Lecture {
            presenter: self.presenter,
            locks: self.lock.clone().unwrap_or_default(),
            hypothesis: None,
            screenshot: self.screenshot.clone(),
            cast: self.cast.clone(),
            overwrite: self.overwrite,
        })
    }
}

/// The files that are written of a screen, made or looked at before anything starts.
#[derive(Default)]
pub(super) struct Files {
    pub(super) screenshot: Option<PictureFile>,
    pub(super) cast: Option<CastFile>,
}

impl Files {
    /// `inputs` are the files and folders that are read meanwhile.
    pub(super) fn open(lecture: &Lecture, inputs: &[PathBuf]) -> Result<Self, RecordError> {
        let existing = if lecture.overwrite { Existing::Replaced } else { Existing::Kept };
        let screenshot =
            lecture.screenshot.as_deref().map(|path| PictureFile::new(path, existing, inputs)).transpose()?;
        let cast = lecture
            .cast
            .as_deref()
            .map(|path| CastFile::create(OutFile::new(path, existing, inputs)?))
            .transpose()?;
        Ok(Self { screenshot, cast })
    }
}
