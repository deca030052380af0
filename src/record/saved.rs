//! What was saved, for one line on the screen.

use std::path::PathBuf;

use crate::{
    export::LOSSES,
    text::shown,
    words::{Lang, say},
};

/// What was saved, for one line on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The run folder.
    pub path: PathBuf,
    /// The names of the files that are sure to be in it.
    pub files: Vec<&'static str>,
    /// Early iterations that have no row in the table of losses.
    pub left_out: u64,
}

impl Saved {
    /// The line for the screen.
    pub(crate) fn say(&self, lang: Lang) -> String {
        let path = self.path.strip_prefix(".").unwrap_or(&self.path);
        // Without the slashes at its end.
        let path = shown(path.components().as_path());
        let files = self.files.join(", ");
        match self.left_out {
            0 => say!(lang, run::saved(&path, &files)),
            left_out => say!(lang, run::saved_from(&path, &files, LOSSES, left_out + 1)),
        }
    }
}

impl std::fmt::Display for Saved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.say(Lang::En))
    }
}
