//! What is told of a race's data: enough to know them again, and to read them again.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{
    data::{Dataset, Folder, Outputs},
    input::MAX_TEXT,
    text::sanitized,
};

/// The data set of a [`super::Card`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataCard {
    /// Its name.
    pub name: String,
    /// Where it lies, from the root on; `None` for the one in the binary, or for a place without a name in
    /// Unicode.
    pub folder: Option<String>,
    /// Which classes it has; races were recorded before this was told.
    #[serde(default = "earlier")]
    pub outputs: Outputs,
    /// Whether rows and columns of every image change places.
    #[serde(default)]
    pub transpose: bool,
    /// What the classes are called, in the order of the network's outputs; empty for digits, each its own name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// Images to train on.
    pub train: usize,
    /// Images to test on.
    pub test: usize,
    /// The SHA-256 of what they hold, in hex; left out where nobody keeps the race.
    pub hash: Option<String>,
}

/// What every race had that was recorded before there was a choice.
const fn earlier() -> Outputs {
    Outputs::UpToLargest
}

impl DataCard {
    pub(super) fn new(data: &Dataset, hash: Option<String>) -> Self {
        let folder = data.folder.as_ref();
        let path = folder.and_then(|folder| folder.path.to_str());
        Self {
            name: data.name.clone(),
            folder: path.filter(|path| path.len() <= MAX_TEXT).map(str::to_owned),
            outputs: folder.map_or(Outputs::Occurring, |folder| folder.outputs),
            transpose: folder.is_some_and(|folder| folder.transpose),
            classes: folder.map_or_else(Vec::new, |folder| folder.classes.clone()),
            train: data.train.len(),
            test: data.test.len(),
            hash,
        }
    }

    /// MNIST as it is in the binary.
    #[cfg(test)]
    pub(crate) fn built_in() -> Self {
        let (folder, outputs, transpose, hash) = (None, Outputs::Occurring, false, None);
        Self {
            name: "MNIST".into(),
            folder,
            outputs,
            transpose,
            classes: Vec::new(),
            train: 60_000,
            test: 10_000,
            hash,
        }
    }

    /// How to read the same data again, from where they were or from another folder; `None` for those in the binary.
    #[must_use]
    pub fn folder(&self, elsewhere: Option<PathBuf>) -> Option<Folder> {
        let path = elsewhere.or_else(|| self.folder.as_ref().map(PathBuf::from))?;
        let (outputs, transpose, classes) = (self.outputs, self.transpose, self.classes.clone());
        Some(Folder { path, outputs, transpose, classes })
    }

    /// The flags beside `--data` that read them so again.
    pub fn flags(&self) -> impl Iterator<Item = &'static str> {
        let flags = [(self.transpose, "--transpose"), (self.outputs == Outputs::UpToLargest, "--all-labels")];
        flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag)
    }

    /// Whether they are MNIST's digits; of other data it is not known.
    #[must_use]
    pub const fn is_digits(&self) -> bool {
        self.folder.is_none() && self.classes.is_empty()
    }

    /// What a class is called.
    #[must_use]
    pub fn class(&self, class: usize) -> String {
        self.classes.get(class).map_or_else(|| class.to_string(), |name| sanitized(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_that_was_written_before_there_was_a_choice_reads_the_data_as_they_were_read_then() {
        let earlier = r#"{"name":"letters","folder":"/data/letters","train":26,"test":4,"hash":"f047"}"#;
        let card: DataCard = serde_json::from_str(earlier).unwrap();
        let folder = card.folder(None).unwrap();
        assert_eq!(
            (folder.outputs, folder.transpose, folder.classes.len()),
            (Outputs::UpToLargest, false, 0)
        );
        assert_eq!((card.class(7), card.flags().collect::<Vec<_>>()), ("7".to_owned(), vec!["--all-labels"]));

        let now = DataCard {
            outputs: Outputs::Occurring,
            transpose: true,
            classes: vec!["cat\u{1b}".into()],
            ..card
        };
        let again: DataCard = serde_json::from_str(&serde_json::to_string(&now).unwrap()).unwrap();
        assert_eq!((&again, again.class(0).as_str()), (&now, "cat\u{fffd}"));
        assert!(now.folder(Some("/elsewhere".into())).unwrap().transpose);
    }
}
