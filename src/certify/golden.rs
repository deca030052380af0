//! Reads a file of golden numbers; everything in it is checked before anything is made from it.

use std::{collections::HashMap, fmt::Display};

use safetensors::{Dtype, SafeTensorError, SafeTensors, tensor::TensorView};

use crate::{config::Bounds, data::Images, nn::Activation, optim, text};

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
    pub(super) kind: optim::OptimizerKind,
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

/// What a file holds, or what is wrong with it.
pub(super) fn parse(bytes: &[u8], images: &Images) -> Result<Golden, String> {
    let damaged = |error: SafeTensorError| {
        format!("no whole safetensors file: {}", text::sanitized(&error.to_string()))
    };
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
    let file = GoldenFile {
        tensors: SafeTensors::deserialize(bytes).map_err(damaged)?,
        metadata: header.metadata().clone().unwrap_or_default(),
    };
    let sizes = file.sizes(images.inputs())?;
    let activation = file.metadata("activation", Activation::ALLOWED, |text| text.parse().ok())?;
    let weight_decay = file.setting("weight_decay", optim::Setting::WeightDecay)?;
    let (batches, batch_size) = file.batches(images.len())?;
    let outputs: usize = sizes.iter().sum();
    if outputs.saturating_mul(batch_size) > MAX_CELLS {
        let (images, outputs) = (text::thousands(batch_size as u64), text::thousands(outputs as u64));
        return Err(format!(
            "batches of {images} images through {outputs} outputs want more room than is given"
        ));
    }
    let start = file.start(sizes.len() - 1)?;
    let (runs, unknown) = file.runs(batches.len() / batch_size)?;
    Ok(Golden { sizes, activation, weight_decay, batch_size, start, batches, runs, unknown })
}

impl<'a> GoldenFile<'a> {
    fn tensor(&self, name: &str, dtype: Dtype) -> Result<TensorView<'a>, String> {
        let shown = text::sanitized(name);
        let tensor = self.tensors.tensor(name).map_err(|_| format!("the tensor {shown} is missing"))?;
        match tensor.dtype() {
            found if found == dtype => Ok(tensor),
            found => Err(format!("the tensor {shown} holds {found}, not {dtype}")),
        }
    }

    fn metadata<T>(&self, key: &str, allowed: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, String> {
        let Some(value) = self.metadata.get(key) else {
            return Err(format!("the metadata lack {}, which must be {allowed}", text::sanitized(key)));
        };
        read(value.trim()).ok_or_else(|| wrong_metadata(key, value, allowed))
    }

    /// Fails unless the metadata say of the tensors what they are.
    fn check_claim(&self, key: &str, allowed: &str, real: &str, which: &str) -> Result<(), String> {
        let claimed = self.metadata(key, allowed, |text| Some(text.replace(' ', "")))?;
        if claimed == real {
            return Ok(());
        }
        Err(wrong_metadata(key, &claimed, &format!("{real}, as the {which} are")))
    }

    fn setting(&self, key: &str, setting: optim::Setting) -> Result<f64, String> {
        self.metadata(key, setting.allowed(), |text| setting.parse(text).ok())
    }

    /// Sizes of the layers: every weight matrix takes what the one before it gives.
    fn sizes(&self, inputs: usize) -> Result<Vec<usize>, String> {
        let mut sizes = vec![inputs];
        let has = |layer: usize| self.tensors.tensor(&format!("init.W{layer}")).is_ok();
        while sizes.len() <= MAX_LAYERS && (sizes.len() == 1 || has(sizes.len())) {
            let layer = sizes.len();
            let (name, above) = (format!("init.W{layer}"), sizes[layer - 1]);
            match *self.tensor(&name, Dtype::F32)?.shape() {
                [rows, columns] if rows == above && Bounds::WIDTH.holds(columns) => sizes.push(columns),
                ref found => {
                    let wanted = format!("{above} × outputs, which are {}", Bounds::WIDTH);
                    return Err(misshapen(&name, found, wanted));
                }
            }
        }
        let last = sizes.len() - 1;
        if has(last + 1) || sizes[last] != CLASSES {
            let wanted = format!("{} × {CLASSES}, the last of at most {MAX_LAYERS} layers", sizes[last - 1]);
            return Err(misshapen(&format!("init.W{last}"), &sizes[last - 1..], wanted));
        }
        let hidden = sizes[1..last].iter().map(usize::to_string).collect::<Vec<_>>().join(",");
        let allowed = "the widths of the hidden layers with commas between";
        self.check_claim("hidden", allowed, &hidden, "weights")?;
        Ok(sizes)
    }

    fn start(&self, layers: usize) -> Result<Vec<f32>, String> {
        let mut start = Vec::new();
        for layer in 1..=layers {
            let weights = self.tensor(&format!("init.W{layer}"), Dtype::F32)?;
            start.extend(cells(&weights, f32::from_le_bytes));
            let name = format!("init.b{layer}");
            let bias = self.tensor(&name, Dtype::F32)?;
            let outputs = weights.shape()[1];
            if !matches!(*bias.shape(), [width] | [1, width] if width == outputs) {
                return Err(misshapen(&name, bias.shape(), outputs));
            }
            start.extend(cells(&bias, f32::from_le_bytes));
        }
        Ok(start)
    }

    fn batches(&self, images: usize) -> Result<(Vec<u32>, usize), String> {
        let tensor = self.tensor("batches", Dtype::U32)?;
        let batch_size = match *tensor.shape() {
            [iterations, size] if iterations > 0 && Bounds::BATCH_SIZE.holds(size) => size,
            ref found => {
                let wanted = format!("iterations × batch size, which is {}", Bounds::BATCH_SIZE);
                return Err(misshapen("batches", found, wanted));
            }
        };
        self.check_claim("batch_size", "the images of a batch", &batch_size.to_string(), "batches")?;
        let batches: Vec<u32> = cells(&tensor, u32::from_le_bytes).collect();
        let Some(at) = batches.iter().position(|&index| index as usize >= images) else {
            return Ok((batches, batch_size));
        };
        // Places count from 1 for people.
        let counted = [batches[at] as usize, at % batch_size + 1, at / batch_size + 1, images];
        let [index, place, batch, images] = counted.map(|count| text::thousands(count as u64));
        Err(format!("batches: image {index} at place {place} of batch {batch}, but there are {images}"))
    }

    /// The optimizers in the order in which they are offered, and the names of those that are not known.
    fn runs(&self, iterations: usize) -> Result<(Vec<GoldenRun>, Vec<String>), String> {
        let (mut runs, mut unknown) = (Vec::new(), Vec::new());
        for name in self.tensors.names().into_iter().filter_map(|name| name.strip_prefix("loss.")) {
            let Ok(kind) = name.parse() else {
                unknown.push(name.to_owned());
                continue;
            };
            let losses = self.losses(&format!("loss.{name}"), Dtype::F64, iterations, f64::from_le_bytes)?;
            let rate = self.setting(&format!("rate.{name}"), optim::Setting::LearningRate)?;
            let single = format!("loss32.{name}");
            let has_single = self.tensors.tensor(&single).is_ok();
            let single = has_single.then(|| self.losses(&single, Dtype::F32, iterations, f32::from_le_bytes));
            let single = single.transpose()?;
            runs.push(GoldenRun { name: name.to_owned(), kind, rate, losses, single });
        }
        let place = |run: &GoldenRun| optim::OptimizerKind::ALL.iter().position(|kind| *kind == run.kind);
        runs.sort_by(|one, other| (place(one), &one.name).cmp(&(place(other), &other.name)));
        unknown.sort();
        if runs.is_empty() {
            return Err("no tensor loss.<optimizer> of an optimizer that is known here".to_owned());
        }
        Ok((runs, unknown))
    }

    /// The numbers of a tensor that has one for each iteration.
    fn losses<T, const SIZE: usize>(
        &self,
        name: &str,
        dtype: Dtype,
        iterations: usize,
        read: fn([u8; SIZE]) -> T,
    ) -> Result<Vec<T>, String> {
        let tensor = self.tensor(name, dtype)?;
        if *tensor.shape() != [iterations] {
            return Err(misshapen(name, tensor.shape(), iterations));
        }
        Ok(cells(&tensor, read).collect())
    }
}

fn wrong_metadata(key: &str, value: &str, allowed: &str) -> String {
    format!("{} = “{}” in the metadata must be {allowed}", text::sanitized(key), text::sanitized(value))
}

/// What is wrong with a tensor of these dimensions.
fn misshapen(name: &str, found: &[usize], wanted: impl Display) -> String {
    let sizes = found.iter().map(usize::to_string).collect::<Vec<_>>().join(" × ");
    let found = if found.is_empty() { "a single number" } else { &sizes };
    format!("the tensor {} is {found}, but must be {wanted}", text::sanitized(name))
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
