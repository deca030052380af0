//! The first line of `run.jsonl`: what was raced, and by which program.

use serde::{Deserialize, Serialize};

use crate::{
    config::Config,
    input::{Check, Checked, at_most, hex},
    session::{DataInfo, FINGERPRINT, RaceInfo},
};

/// The version of the log's format, raised whenever an older program would misread it.
pub(super) const FORMAT: u32 = 1;

/// The longest version of a program, in bytes.
const MAX_VERSION: usize = 64;

/// The longest hypothesis, in characters: some sentences.
pub(crate) const MAX_HYPOTHESIS: usize = 1_000;

/// The first line of a log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The version of the program that wrote it.
    pub downhill: String,
    pub(super) format: u32,
    /// What the race was made from, its seed included.
    pub config: Config,
    /// The first 8 hex digits of the SHA-256 of the starting weights.
    pub fingerprint: String,
    /// The data, with their SHA-256.
    pub data: DataInfo,
    /// What somebody expected of the race.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hypothesis: Option<String>,
}

impl Header {
    pub(super) fn new(info: &RaceInfo, hypothesis: Option<&str>) -> Self {
        Self {
            downhill: env!("CARGO_PKG_VERSION").into(),
            format: FORMAT,
            config: info.config.clone(),
            fingerprint: info.fingerprint.clone(),
            data: info.data.clone(),
            hypothesis: hypothesis.map(str::to_owned),
        }
    }
}

impl Check for Header {
    fn check(&self) -> Checked {
        at_most(MAX_VERSION, self.downhill.len(), "bytes of a version")?;
        hex(FINGERPRINT, &self.fingerprint)?;
        self.data.check()?;
        let expected = self.hypothesis.as_ref().map_or(0, |text| text.chars().count());
        at_most(MAX_HYPOTHESIS, expected, "characters of a hypothesis")
    }
}

/// What the first line has in every version of the format.
#[derive(Deserialize)]
pub(super) struct AnyHeader {
    #[serde(rename = "downhill")]
    _version: String,
    pub(super) format: u32,
}

impl Check for AnyHeader {
    fn check(&self) -> Checked {
        Ok(())
    }
}
