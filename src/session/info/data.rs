//! Which data a race has: enough to recognise them, and to read them again.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{
    data::{Dataset, Folder, Outputs},
    input::MAX_TEXT,
    text::sanitized,
};

/// The data set of a race.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataInfo {
    /// The name of the data set, or of its folder.
    pub name: String,
    /// The absolute path of its folder; `None` for the one in the binary, or for a path that is not Unicode.
    pub folder: Option<String>,
    /// Which classes it has. Older recordings lack this field.
    #[serde(default = "earlier")]
    pub outputs: Outputs,
    /// Whether every image is transposed.
    #[serde(default)]
    pub transpose: bool,
    /// The names of the classes, in the order of the network's outputs; empty for digits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// The number of training images.
    pub train: usize,
    /// The number of test images.
    pub test: usize,
    /// The SHA-256 of the data, in hex; `None` if the race is not recorded.
    pub hash: Option<String>,
}

/// What every race had that was recorded before there was a choice.
const fn earlier() -> Outputs {
    Outputs::UpToLargest
}

impl DataInfo {
    pub(crate) fn new(data: &Dataset, hash: Option<String>) -> Self {
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

    /// How to read the same data again, from their own folder or from another; `None` for those in the binary.
    pub(crate) fn folder(&self, elsewhere: Option<PathBuf>) -> Option<Folder> {
        let path = elsewhere.or_else(|| self.folder.as_ref().map(PathBuf::from))?;
        let (outputs, transpose, classes) = (self.outputs, self.transpose, self.classes.clone());
        Some(Folder { path, outputs, transpose, classes })
    }

    /// The flags that, with `--data`, read the same data again.
    pub(crate) fn flags(&self) -> impl Iterator<Item = &'static str> {
        let flags = [(self.transpose, "--transpose"), (self.outputs == Outputs::UpToLargest, "--all-labels")];
        flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag)
    }

    /// Whether the classes are digits, as far as is known.
    pub(crate) const fn is_digits(&self) -> bool {
        self.folder.is_none() && self.classes.is_empty()
    }

    /// The name of a class.
    pub(crate) fn class(&self, class: usize) -> String {
        self.classes.get(class).map_or_else(|| class.to_string(), |name| sanitized(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl DataInfo {
        /// MNIST as it is in the binary.
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
    }

    #[test]
    fn the_data_of_an_older_recording_reads_the_data_as_they_were_read_then() {
        let earlier = r#"{"name":"letters","folder":"/data/letters","train":26,"test":4,"hash":"f047"}"#;
        let info: DataInfo = serde_json::from_str(earlier).unwrap();
        let folder = info.folder(None).unwrap();
        assert_eq!(
            (folder.outputs, folder.transpose, folder.classes.len()),
            (Outputs::UpToLargest, false, 0)
        );
        assert_eq!((info.class(7), info.flags().collect::<Vec<_>>()), ("7".to_owned(), vec!["--all-labels"]));

        let now = DataInfo {
            outputs: Outputs::Occurring,
            transpose: true,
            classes: vec!["cat\u{1b}".into()],
            ..info
        };
        let again: DataInfo = serde_json::from_str(&serde_json::to_string(&now).unwrap()).unwrap();
        assert_eq!((&again, again.class(0).as_str()), (&now, "cat\u{fffd}"));
        assert!(now.folder(Some("/elsewhere".into())).unwrap().transpose);
    }
}
