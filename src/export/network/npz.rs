//! Networks as NumPy's archive of arrays: a zip file with an array a file, as `np.savez` writes it.
//!
//! <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>. The array `metadata` is one text of JSON.

use std::{
    collections::BTreeMap,
    io::{Cursor, Write as _},
};

use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::{
    model::{NamedTensor, Networks},
    python,
};
use crate::export::run_file::ExportError;

/// What an array begins with: its name and the version of the format.
const MAGIC: &[u8] = b"\x93NUMPY\x01\x00";

/// Where the numbers begin is a multiple of it, in bytes.
const ALIGNMENT: usize = 64;

pub(super) fn npz(networks: &Networks) -> Result<Vec<u8>, ExportError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, array: &[u8]| {
        // Weights hardly get smaller by packing.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(u32::try_from(array.len()).is_err());
        zip.start_file(format!("{name}.npy"), options)?;
        Ok::<(), ZipError>(zip.write_all(array)?)
    };
    for tensor in networks.tensors() {
        add(&tensor.name, &array(&tensor))?;
    }
    let facts: BTreeMap<String, &str> = networks.all_facts().collect();
    add("metadata", &text_array(&serde_json::to_string(&facts)?))?;
    Ok(zip.finish()?.into_inner())
}

fn array(tensor: &NamedTensor<'_>) -> Vec<u8> {
    let mut bytes = header("<f4", &tensor.shape);
    bytes.extend(tensor.bytes());
    bytes
}

/// A text as an array of no dimension: four bytes a character.
fn text_array(text: &str) -> Vec<u8> {
    let mut bytes = header(&format!("<U{}", text.chars().count()), &[]);
    bytes.extend(text.chars().flat_map(|letter| u32::from(letter).to_le_bytes()));
    bytes
}

/// What stands before the numbers of an array.
fn header(dtype: &str, shape: &[usize]) -> Vec<u8> {
    let shape = match shape {
        // Without the comma it would be a number.
        [size] => format!("{size},"),
        sizes => sizes.iter().map(usize::to_string).collect::<Vec<_>>().join(", "),
    };
    let mut text = format!("{{'descr': '{dtype}', 'fortran_order': False, 'shape': ({shape}), }}");
    let before = MAGIC.len() + size_of::<u16>();
    // One byte of it is the end of the line.
    let length = (before + text.len() + 1).next_multiple_of(ALIGNMENT) - before;
    text = format!("{text:<width$}\n", width = length - 1);
    let mut bytes = MAGIC.to_vec();
    bytes.extend((text.len() as u16).to_le_bytes());
    bytes.extend(text.into_bytes());
    bytes
}

/// How it is loaded into PyTorch and into NumPy.
pub(super) fn python(networks: &Networks, file: &str) -> [Vec<String>; 2] {
    let open = |imports: &str| vec![imports.to_owned(), format!("w = np.load({file})")];
    let mut torch = open("import numpy as np, torch");
    torch.extend(python::torch(networks, |name| format!("torch.from_numpy(w[{name}])")));
    let mut numpy = open("import numpy as np");
    numpy.extend(python::numpy(networks));
    [torch, numpy]
}
