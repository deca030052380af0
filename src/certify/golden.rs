//! Reads a file of golden numbers; everything in it is checked before anything is made from it.

use std::collections::HashMap;

use safetensors::{Dtype, SafeTensors, tensor::TensorView};

use super::error::GoldenFault;
use crate::{
    config::Bounds,
    data::Images,
    nn::Activation,
    optim::{OptimizerKind, Setting},
};

/// The most numbers that a batch may have in all layers together: 256 MB of them.
const MAX_CELLS: usize = 1 << 26;

const MAX_LAYERS: usize = 101;

/// Digits: the output layer has one output for each.
const CLASSES: usize = 10;

/// What a file holds, checked.
#[derive(Debug)]
pub(super) struct Golden {
    /// Sizes of the layers, inputs and classes included.
    pub(super) sizes: Vec<usize>,
    pub(super) activation: Activation,
    pub(super) weight_decay: f64,
    pub(super) batch_size: usize,
    /// All starting parameters, as the network lays them out.
    pub(super) start: Vec<f32>,
    /// Indices of images, batch after batch; every one of them exists.
    pub(super) batches: Vec<u32>,
    pub(super) runs: Vec<GoldenRun>,
    /// Optimizers in the file that are not known here.
    pub(super) unknown: Vec<String>,
}

/// The losses of one optimizer.
#[derive(Debug)]
pub(super) struct GoldenRun {
    pub(super) name: String,
    pub(super) kind: OptimizerKind,
    pub(super) rate: f64,
    /// One an iteration.
    pub(super) losses: Vec<f64>,
    /// The same from the maker's own code in float32, if the file has them.
    pub(super) single: Option<Vec<f32>>,
}

/// A file's tensors and metadata.
struct GoldenFile<'a> {
    tensors: SafeTensors<'a>,
    metadata: HashMap<String, String>,
}

pub(super) fn parse(bytes: &[u8], images: &Images) -> Result<Golden, GoldenFault> {
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(GoldenFault::Format)?;
    let file = GoldenFile {
        tensors: SafeTensors::deserialize(bytes).map_err(GoldenFault::Format)?,
        metadata: header.metadata().clone().unwrap_or_default(),
    };
    let sizes = file.sizes(images.inputs())?;
    let activation = file.metadata("activation", Activation::ALLOWED, |text| text.parse().ok())?;
    let weight_decay = file.setting("weight_decay", Setting::WeightDecay)?;
    let (batches, batch_size) = file.batches(images.len())?;
    let outputs: usize = sizes.iter().sum();
    if outputs.saturating_mul(batch_size) > MAX_CELLS {
        return Err(GoldenFault::Room { batch_size: batch_size as u64, outputs: outputs as u64 });
    }
    let start = file.start(sizes.len() - 1)?;
    let (runs, unknown) = file.runs(batches.len() / batch_size)?;
    Ok(Golden { sizes, activation, weight_decay, batch_size, start, batches, runs, unknown })
}

impl<'a> GoldenFile<'a> {
    fn tensor(&self, name: &str, dtype: Dtype) -> Result<TensorView<'a>, GoldenFault> {
        let tensor =
            self.tensors.tensor(name).map_err(|_| GoldenFault::MissingTensor { name: name.to_owned() })?;
        if tensor.dtype() != dtype {
            let wanted = match dtype {
                Dtype::F32 => "F32",
                Dtype::F64 => "F64",
                _ => "U32",
            };
            let found = tensor.dtype().to_string();
            return Err(GoldenFault::Dtype { name: name.to_owned(), found, wanted });
        }
        Ok(tensor)
    }

    fn metadata<T>(
        &self,
        key: &str,
        allowed: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, GoldenFault> {
        let Some(value) = self.metadata.get(key) else {
            return Err(GoldenFault::MissingMetadata { key: key.to_owned(), allowed });
        };
        let wrong =
            || GoldenFault::Metadata { key: key.to_owned(), value: value.clone(), allowed: allowed.into() };
        read(value.trim()).ok_or_else(wrong)
    }

    fn setting(&self, key: &str, setting: Setting) -> Result<f64, GoldenFault> {
        self.metadata(key, setting.allowed(), |text| setting.parse(text).ok())
    }

    /// Sizes of the layers: every weight matrix takes what the one before it gives.
    fn sizes(&self, inputs: usize) -> Result<Vec<usize>, GoldenFault> {
        let mut sizes = vec![inputs];
        let has = |layer: usize| self.tensors.tensor(&format!("init.W{layer}")).is_ok();
        while sizes.len() <= MAX_LAYERS && (sizes.len() == 1 || has(sizes.len())) {
            let layer = sizes.len();
            let (name, above) = (format!("init.W{layer}"), sizes[layer - 1]);
            let tensor = self.tensor(&name, Dtype::F32)?;
            let outputs = match *tensor.shape() {
                [rows, columns] if rows == above && Bounds::WIDTH.holds(columns) => columns,
                _ => {
                    let wanted = format!("{above} × outputs, which are {}", Bounds::WIDTH);
                    return Err(GoldenFault::Shape { name, found: tensor.shape().to_vec(), wanted });
                }
            };
            sizes.push(outputs);
        }
        let last = sizes.len() - 1;
        if has(last + 1) || sizes[last] != CLASSES {
            let (name, found) = (format!("init.W{last}"), vec![sizes[last - 1], sizes[last]]);
            let wanted = format!("{} × {CLASSES}, the last of at most {MAX_LAYERS} layers", sizes[last - 1]);
            return Err(GoldenFault::Shape { name, found, wanted });
        }
        let hidden = sizes[1..last].iter().map(usize::to_string).collect::<Vec<_>>().join(",");
        let allowed = "the widths of the hidden layers with commas between";
        let claimed = self.metadata("hidden", allowed, |text| Some(text.replace(' ', "")))?;
        if claimed != hidden {
            let allowed = format!("{hidden}, as the weights are");
            return Err(GoldenFault::Metadata { key: "hidden".into(), value: claimed, allowed });
        }
        Ok(sizes)
    }

    fn start(&self, layers: usize) -> Result<Vec<f32>, GoldenFault> {
        let mut start = Vec::new();
        for layer in 1..=layers {
            let weights = self.tensor(&format!("init.W{layer}"), Dtype::F32)?;
            start.extend(cells(&weights, f32::from_le_bytes));
            let name = format!("init.b{layer}");
            let bias = self.tensor(&name, Dtype::F32)?;
            let outputs = weights.shape()[1];
            if !matches!(*bias.shape(), [width] | [1, width] if width == outputs) {
                return Err(GoldenFault::Shape {
                    name,
                    found: bias.shape().to_vec(),
                    wanted: outputs.to_string(),
                });
            }
            start.extend(cells(&bias, f32::from_le_bytes));
        }
        Ok(start)
    }

    fn batches(&self, images: usize) -> Result<(Vec<u32>, usize), GoldenFault> {
        let tensor = self.tensor("batches", Dtype::U32)?;
        let batch_size = match *tensor.shape() {
            [iterations, size] if iterations > 0 && Bounds::BATCH_SIZE.holds(size) => size,
            _ => {
                let wanted = format!("iterations × batch size, which is {}", Bounds::BATCH_SIZE);
                let found = tensor.shape().to_vec();
                return Err(GoldenFault::Shape { name: "batches".into(), found, wanted });
            }
        };
        let claimed = self.metadata("batch_size", "the images of a batch", |text| Some(text.to_owned()))?;
        if claimed != batch_size.to_string() {
            let allowed = format!("{batch_size}, as the batches are");
            return Err(GoldenFault::Metadata { key: "batch_size".into(), value: claimed, allowed });
        }
        let batches: Vec<u32> = cells(&tensor, u32::from_le_bytes).collect();
        match batches.iter().position(|&index| index as usize >= images) {
            None => Ok((batches, batch_size)),
            Some(at) => Err(GoldenFault::Index {
                index: batches[at],
                batch: (at / batch_size) as u64 + 1,
                place: (at % batch_size) as u64 + 1,
                images: images as u64,
            }),
        }
    }

    /// The optimizers in the order in which they are offered, and the names of those that are not known.
    fn runs(&self, iterations: usize) -> Result<(Vec<GoldenRun>, Vec<String>), GoldenFault> {
        let (mut runs, mut unknown) = (Vec::new(), Vec::new());
        for name in self.tensors.names().into_iter().filter_map(|name| name.strip_prefix("loss.")) {
            let Ok(kind) = name.parse() else {
                unknown.push(name.to_owned());
                continue;
            };
            let tensor = self.tensor(&format!("loss.{name}"), Dtype::F64)?;
            if *tensor.shape() != [iterations] {
                let (found, wanted) = (tensor.shape().to_vec(), iterations.to_string());
                return Err(GoldenFault::Shape { name: format!("loss.{name}"), found, wanted });
            }
            let rate = self.setting(&format!("rate.{name}"), Setting::LearningRate)?;
            let losses = cells(&tensor, f64::from_le_bytes).collect();
            let single = self.single(name, iterations)?;
            runs.push(GoldenRun { name: name.to_owned(), kind, rate, losses, single });
        }
        let place = |run: &GoldenRun| OptimizerKind::ALL.iter().position(|kind| *kind == run.kind);
        runs.sort_by(|one, other| (place(one), &one.name).cmp(&(place(other), &other.name)));
        unknown.sort();
        if runs.is_empty() { Err(GoldenFault::NoOptimizer) } else { Ok((runs, unknown)) }
    }

    /// The losses of an optimizer by the maker's own float32, if the file has them.
    fn single(&self, optimizer: &str, iterations: usize) -> Result<Option<Vec<f32>>, GoldenFault> {
        let name = format!("loss32.{optimizer}");
        if self.tensors.tensor(&name).is_err() {
            return Ok(None);
        }
        let tensor = self.tensor(&name, Dtype::F32)?;
        if *tensor.shape() != [iterations] {
            return Err(GoldenFault::Shape {
                name,
                found: tensor.shape().to_vec(),
                wanted: iterations.to_string(),
            });
        }
        Ok(Some(cells(&tensor, f32::from_le_bytes).collect()))
    }
}

/// The numbers of a tensor of `SIZE` bytes each.
fn cells<'a, T, const SIZE: usize>(
    tensor: &TensorView<'a>,
    read: impl Fn([u8; SIZE]) -> T + 'a,
) -> impl Iterator<Item = T> + 'a
where
    T: 'a,
{
    tensor.data().as_chunks::<SIZE>().0.iter().map(move |bytes| read(*bytes))
}
