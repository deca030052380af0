//! Images with labels: read from IDX files or the binary, drawn as batches.

mod classes;
mod dataset;
mod drawn;
mod embedded;
mod error;
mod find;
mod folder;
mod idx;
mod sampler;
mod source;

pub use classes::parse_classes;
pub use dataset::{Dataset, Folder, Images, LoadProgress, Outputs};
pub(crate) use drawn::centred;
pub use embedded::load_embedded;
pub use error::DataError;
pub(crate) use find::check_folder;
pub use folder::load_folder;
pub(crate) use sampler::{Sampler, Stream, stream};
