//! Networks as safetensors: the length of a JSON header, the header, then the numbers of all tensors.
//!
//! <https://huggingface.co/docs/safetensors>. The header is written here, since the crate's metadata come in another
//! order each time: the same networks give the same bytes.

use std::{collections::BTreeMap, iter};

use serde::{Serialize, Serializer as _};

use super::{model::Networks, python};
use crate::export::run_file::ExportError;

/// The length of a header is a multiple of it, in bytes, so that the numbers behind it are aligned.
const ALIGNMENT: usize = 8;

/// What the header says of a tensor.
#[derive(Serialize)]
struct TensorEntry<'a> {
    dtype: &'static str,
    shape: &'a [usize],
    /// From where to where its bytes lie behind the header.
    data_offsets: [usize; 2],
}

/// An entry of the header.
#[derive(Serialize)]
#[serde(untagged)]
enum HeaderEntry<'a> {
    Metadata(BTreeMap<String, &'a str>),
    Tensor(TensorEntry<'a>),
}

pub(super) fn safetensors(networks: &Networks) -> Result<Vec<u8>, ExportError> {
    let tensors: Vec<_> = networks.tensors().collect();
    let mut end = 0;
    let entries = tensors.iter().map(|tensor| {
        let start = end;
        end += size_of_val(tensor.values);
        let entry = TensorEntry { dtype: "F32", shape: &tensor.shape, data_offsets: [start, end] };
        (tensor.name.as_str(), HeaderEntry::Tensor(entry))
    });
    let metadata = ("__metadata__", HeaderEntry::Metadata(networks.all_facts().collect()));
    let mut header = Vec::new();
    serde_json::Serializer::new(&mut header).collect_map(iter::once(metadata).chain(entries))?;
    header.resize(header.len().next_multiple_of(ALIGNMENT), b' ');
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.append(&mut header);
    bytes.reserve_exact(end);
    for tensor in &tensors {
        bytes.extend(tensor.bytes());
    }
    Ok(bytes)
}

/// How it is loaded into PyTorch and into NumPy.
pub(super) fn python(networks: &Networks, file: &str) -> [Vec<String>; 2] {
    let open = |library: &str| {
        let import = format!("import {library}");
        let library = library.rsplit(' ').next().unwrap_or_default();
        vec![import, format!("w = {library}.load_file({file})")]
    };
    let mut torch = open("torch, safetensors.torch");
    torch.extend(python::torch(networks, |name| format!("w[{name}]")));
    let mut numpy = open("numpy as np, safetensors.numpy");
    numpy.extend(python::numpy(networks));
    [torch, numpy]
}
