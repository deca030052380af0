//! Networks for other programs: the weights and biases of lanes as named tensors, with what they were trained on.
//!
//! Another format is one file in this folder, and its line in `NetworkFormat`. Tensors are float32 and little-endian; a
//! weight matrix has a row for each output, as PyTorch's `Linear` has it.

mod facts;
mod model;
mod npz;
mod onnx;
mod protobuf;
mod python;
mod safetensors;

use std::path::Path;

use super::run_file::ExportError;
pub(crate) use model::Networks;

/// A file format of networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NetworkFormat {
    Safetensors,
    Npz,
    Onnx,
}

impl NetworkFormat {
    /// In the order in which they are offered.
    pub(crate) const ALL: [Self; 3] = [Self::Safetensors, Self::Npz, Self::Onnx];

    /// The name on the command line, and the ending of its files.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Safetensors => "safetensors",
            Self::Npz => "npz",
            Self::Onnx => "onnx",
        }
    }

    /// The format of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether a file has room for a single lane only.
    pub(crate) const fn holds_one(self) -> bool {
        matches!(self, Self::Onnx)
    }

    /// The bytes of a file; of a format that holds one lane, the first one's.
    ///
    /// # Errors
    /// If the format has no room for networks as large as these.
    pub(crate) fn file(self, networks: &Networks) -> Result<Vec<u8>, ExportError> {
        match self {
            Self::Safetensors => safetensors::safetensors(networks),
            Self::Npz => npz::npz(networks),
            Self::Onnx => onnx::onnx(networks),
        }
    }

    /// Lines of Python that load such a file into PyTorch, and into NumPy.
    pub(crate) fn python(self, networks: &Networks, path: &Path) -> String {
        let file = python::path(path);
        let [torch, numpy] = match self {
            Self::Safetensors => safetensors::python(networks, &file),
            Self::Npz => npz::python(networks, &file),
            Self::Onnx => onnx::python(networks, &file),
        };
        python::page(networks, self.holds_one(), &torch, &numpy)
    }
}

#[cfg(test)]
mod tests;
