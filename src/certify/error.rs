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
    /// What is wrong with it; part of the message, hence no `source`.
    pub fault: Fault,
}

impl CertifyError {
    pub(super) fn new(path: &Path, fault: Fault) -> Self {
        Self { path: path.to_owned(), fault }
    }
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The system doesn't give it.
    #[error("can't be read: {0}")]
    Unreadable(io::Error),
    /// It is a folder or a device.
    #[error("must be a file")]
    NoFile,
    /// It is larger than any that is read.
    #[error("larger than {} bytes", thousands(*.most))]
    TooLarge {
        /// Bytes.
        most: u64,
    },
    /// It is no safetensors file, or a damaged one.
    #[error("no whole safetensors file: {}", sanitized(&.0.to_string()))]
    Format(SafeTensorError),
    /// The metadata lacks a key.
    #[error("the metadata lack {}, which must be {allowed}", sanitized(.key))]
    MissingMetadata {
        /// The key.
        key: String,
        /// What its value must be.
        allowed: &'static str,
    },
    /// A value in the metadata is not what it must be.
    #[error("{} = “{}” in the metadata must be {allowed}", sanitized(.key), sanitized(.value))]
    Metadata {
        /// The key.
        key: String,
        /// Its value.
        value: String,
        /// What it must be.
        allowed: String,
    },
    /// There is no tensor of that name.
    #[error("the tensor {} is missing", sanitized(.name))]
    MissingTensor {
        /// Its name.
        name: String,
    },
    /// A tensor holds another kind of numbers.
    #[error("the tensor {} holds {found}, not {wanted}", sanitized(.name))]
    Dtype {
        /// Its name.
        name: String,
        /// What it holds.
        found: String,
        /// What it must hold.
        wanted: &'static str,
    },
    /// A tensor has another shape.
    #[error("the tensor {} is {}, but must be {wanted}", sanitized(.name), dimensions(.found))]
    Shape {
        /// Its name.
        name: String,
        /// Its sizes.
        found: Vec<usize>,
        /// What they must be.
        wanted: String,
    },
    /// A batch names an image that does not exist.
    #[error("batches: image {} at place {} of batch {}, but there are {}", thousands(u64::from(*.index)),
        thousands(*.place), thousands(*.batch), thousands(*.images))]
    Index {
        /// The number of the image.
        index: u32,
        /// Counted from 1.
        batch: u64,
        /// In the batch, counted from 1.
        place: u64,
        /// How many images there are.
        images: u64,
    },
    /// There is no loss to compare with.
    #[error("no tensor loss.<optimizer> of an optimizer that is known here")]
    NoOptimizer,
    /// The network and its batches would fill the memory.
    #[error("batches of {} images through {} outputs want more room than is given", thousands(*.batch_size),
        thousands(*.outputs))]
    Room {
        /// Images a batch.
        batch_size: u64,
        /// Outputs of all layers.
        outputs: u64,
    },
}

/// 784 × 100, or “a single number” without dimensions.
fn dimensions(sizes: &[usize]) -> String {
    if sizes.is_empty() {
        return "a single number".into();
    }
    sizes.iter().map(usize::to_string).collect::<Vec<_>>().join(" × ")
}
