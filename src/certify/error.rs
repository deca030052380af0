//! What can be wrong with a file of golden numbers; the message says what, where and what would be right.

use std::{
    io,
    path::{Path, PathBuf},
};

use safetensors::SafeTensorError;

use crate::text::{sanitized, shown, thousands};

/// A file that can't be certified.
#[derive(Debug, thiserror::Error)]
#[error("{}: {fault}", shown(.path))]
pub struct CertifyError {
    path: PathBuf,
    /// Part of the message, hence no `source`.
    fault: GoldenFault,
}

impl CertifyError {
    pub(super) fn new(path: &Path, fault: GoldenFault) -> Self {
        Self { path: path.to_owned(), fault }
    }
}

/// What is wrong with a file of golden numbers.
#[derive(Debug, thiserror::Error)]
pub(super) enum GoldenFault {
    #[error("can't be read: {0}")]
    Unreadable(io::Error),
    #[error("must be a file")]
    NotAFile,
    #[error("larger than {} bytes", thousands(*.max))]
    TooLarge { max: u64 },
    #[error("no whole safetensors file: {}", sanitized(&.0.to_string()))]
    Format(SafeTensorError),
    #[error("the metadata lack {}, which must be {allowed}", sanitized(.key))]
    MissingMetadata { key: String, allowed: &'static str },
    #[error("{} = “{}” in the metadata must be {allowed}", sanitized(.key), sanitized(.value))]
    Metadata { key: String, value: String, allowed: String },
    #[error("the tensor {} is missing", sanitized(.name))]
    MissingTensor { name: String },
    #[error("the tensor {} holds {found}, not {wanted}", sanitized(.name))]
    Dtype { name: String, found: String, wanted: &'static str },
    #[error("the tensor {} is {}, but must be {wanted}", sanitized(.name), dimensions(.found))]
    Shape { name: String, found: Vec<usize>, wanted: String },
    #[error("batches: image {} at place {} of batch {}, but there are {}", thousands(u64::from(*.index)),
        thousands(*.place), thousands(*.batch), thousands(*.images))]
    Index {
        index: u32,
        /// Counted from 1.
        batch: u64,
        /// In its batch, counted from 1.
        place: u64,
        images: u64,
    },
    #[error("no tensor loss.<optimizer> of an optimizer that is known here")]
    NoOptimizer,
    #[error("batches of {} images through {} outputs want more room than is given", thousands(*.batch_size),
        thousands(*.outputs))]
    Room { batch_size: u64, outputs: u64 },
}

/// 784 × 100, or “a single number” without dimensions.
fn dimensions(sizes: &[usize]) -> String {
    if sizes.is_empty() {
        return "a single number".into();
    }
    sizes.iter().map(usize::to_string).collect::<Vec<_>>().join(" × ")
}
