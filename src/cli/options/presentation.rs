//! Flags for a screen that others watch: presenter mode, locked keys, and what is kept of the screen.

use std::path::PathBuf;

use clap::Args;

use crate::{
    cli::usage::Usage,
    record::{CastFile, Existing, OutFile, RecordError, ScreenshotFile},
    tui::Locks,
};

#[derive(Debug, Args)]
pub(crate) struct PresentationArgs {
    /// Begin in presenter mode: large digits and names, keys shown as they are pressed; z turns it off
    #[arg(long, help_heading = "Lecture")]
    pub(crate) presenter: bool,

    /// Keys that do nothing, typed one after the other; special ones by name, with commas: qrR,space,left
    ///
    /// A key takes with it every other one that does the same. Names are space, left, right, up, down, pageup,
    /// pagedown, tab, backtab, esc, ctrl-l and ctrl-z. Ctrl-C and signals always work.
    #[arg(long, value_name = "KEYS", help_heading = "Lecture", value_parser = Locks::parse, allow_hyphen_values = true)]
    pub(crate) lock: Option<Locks>,

    /// Write the last screen into that file, as its name ends: .svg, .png or .txt
    #[arg(long, value_name = "FILE", help_heading = "Lecture")]
    screenshot: Option<PathBuf>,

    /// Record the screen into that file as an asciicast, for asciinema and its player
    #[arg(long, value_name = "FILE", help_heading = "Lecture")]
    cast: Option<PathBuf>,

    /// Replace the files that --screenshot and --cast name
    #[arg(long, help_heading = "Lecture")]
    overwrite: bool,
}

impl PresentationArgs {
    /// The files to write of a screen; `no_screen` says why there is none.
    pub(crate) fn files(&self, no_screen: Option<&str>) -> Result<ScreenFiles, Usage> {
        let flag = if self.screenshot.is_some() {
            "--screenshot"
        } else if self.cast.is_some() {
            "--cast"
        } else if self.overwrite {
            return Err(Usage::new(
                "--overwrite: needs --screenshot FILE or --cast FILE, the file to replace",
            ));
        } else {
            return Ok(ScreenFiles::default());
        };
        if let Some(why) = no_screen {
            return Err(Usage::new(format!("{flag}: there is no screen {why}")));
        }
        let Self { screenshot, cast, overwrite, .. } = self;
        Ok(ScreenFiles { screenshot: screenshot.clone(), cast: cast.clone(), overwrite: *overwrite })
    }
}

/// The files that are written of a screen, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ScreenFiles {
    /// Where the last screen goes.
    pub(crate) screenshot: Option<PathBuf>,
    /// Where the asciicast of all screens goes.
    pub(crate) cast: Option<PathBuf>,
    pub(crate) overwrite: bool,
}

/// The files that are written of a screen, checked and open.
#[derive(Default)]
pub(crate) struct OpenFiles {
    pub(crate) screenshot: Option<ScreenshotFile>,
    pub(crate) cast: Option<CastFile>,
}

impl ScreenFiles {
    /// Checks that both can be written, and creates the cast; before anything starts. `inputs` are the files and
    /// folders that are read meanwhile.
    pub(crate) fn open(&self, inputs: &[PathBuf]) -> Result<OpenFiles, RecordError> {
        let existing = if self.overwrite { Existing::Replaced } else { Existing::Kept };
        let screenshot = self.screenshot.as_deref().map(|path| ScreenshotFile::new(path, existing, inputs));
        let cast = self.cast.as_deref().map(|path| CastFile::create(OutFile::new(path, existing, inputs)?));
        Ok(OpenFiles { screenshot: screenshot.transpose()?, cast: cast.transpose()? })
    }
}
