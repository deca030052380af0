//! What an update says of a race, its lanes and its data: enough to recognise the data, and to read them again.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{
    config::{Config, LaneConfig},
    data::{Dataset, Folder, Outputs},
    input::MAX_TEXT,
    optim::{OptimizerKind, Schedule, Settings},
    race::{Lane, LaneId, LaneState, Race},
    text::sanitized,
};

/// A race as it stands at iteration 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RaceInfo {
    /// What the race is made from; its `lanes` are the present ones.
    pub config: Config,
    /// Every lane, in the order of the race.
    pub lanes: Vec<LaneInfo>,
    /// What the race trains and is tested on.
    pub data: DataInfo,
    /// The sizes of the layers, from inputs to classes.
    pub sizes: Vec<usize>,
    /// The number of parameters of one network.
    pub parameters: usize,
    /// The first 8 hex digits of the SHA-256 of the starting weights.
    pub fingerprint: String,
    /// The pace limit, in iterations a second.
    pub pace: Option<f64>,
}

/// One lane of a [`RaceInfo`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LaneInfo {
    /// Its number, never given to another lane of the race.
    pub id: LaneId,
    /// Its name, unique in the race.
    pub name: String,
    /// The rule that it steps by.
    pub kind: OptimizerKind,
    /// The hyperparameters of its rule.
    pub settings: Settings,
    /// How its learning rate changes over the race.
    pub schedule: Schedule,
    /// Whether it takes steps, or how it ended.
    pub state: LaneState,
    /// The name that the lane it was forked from had then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forked_from: Option<String>,
}

impl RaceInfo {
    pub(super) fn new(race: &Race, pace: Option<f64>, hash: Option<String>) -> Self {
        let lanes: Vec<LaneInfo> = race.lanes().iter().map(LaneInfo::new).collect();
        let data = race.data();
        Self {
            data: DataInfo::new(data, hash),
            config: Config { lanes: lanes.iter().map(LaneInfo::config).collect(), ..race.config().clone() },
            sizes: race.sizes(),
            parameters: race.parameters(),
            fingerprint: race.fingerprint(),
            lanes,
            pace,
        }
    }
}

impl LaneInfo {
    pub(super) fn new(lane: &Lane) -> Self {
        Self {
            id: lane.id(),
            name: lane.name().to_owned(),
            kind: lane.kind(),
            settings: *lane.settings(),
            schedule: lane.schedule(),
            state: lane.state(),
            forked_from: None,
        }
    }

    /// The settings of a lane like this one.
    pub(crate) fn config(&self) -> LaneConfig {
        let Self { kind, settings, schedule, .. } = *self;
        LaneConfig { name: self.name.clone(), kind, settings, schedule }
    }
}

/// The data set of a [`RaceInfo`].
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

    impl RaceInfo {
        /// A race of that config at iteration 0.
        pub(crate) fn at_start(config: &Config) -> Self {
            let lane = |(id, lane): (u32, &LaneConfig)| LaneInfo {
                id: LaneId(id),
                name: lane.name.clone(),
                kind: lane.kind,
                settings: lane.settings,
                schedule: lane.schedule,
                state: LaneState::Running,
                forked_from: None,
            };
            Self {
                lanes: (0..).zip(&config.lanes).map(lane).collect(),
                config: config.clone(),
                data: DataInfo::built_in(),
                sizes: vec![784, 100, 100, 100, 100, 10],
                parameters: 109_810,
                fingerprint: "39ebd081".into(),
                pace: None,
            }
        }
    }

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
    fn a_card_of_an_older_recording_reads_the_data_as_they_were_read_then() {
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
