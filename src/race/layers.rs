//! What a lane has learned, layer by layer, in the order in which other programs hold it.

use super::snapshot::LaneNumbers;

/// The parameters of one layer: its outputs are `weights · inputs + bias`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LayerNumbers {
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    /// A row for each output, as PyTorch's `Linear` has them.
    pub(crate) weights: Vec<f32>,
    /// One for each output.
    pub(crate) bias: Vec<f32>,
}

impl LaneNumbers {
    /// The layers of a network of these sizes (inputs, hidden …, classes), from the inputs on; `None` if such a network
    /// has more or fewer parameters.
    pub(crate) fn layers(&self, sizes: &[usize]) -> Option<Vec<LayerNumbers>> {
        // Sizes come from a file: nothing is allocated by them before the parameters are there.
        let mut rest = self.weights.as_slice();
        let mut layers = Vec::new();
        for pair in sizes.windows(2) {
            let (inputs, outputs) = (pair[0], pair[1]);
            let (weights, after) = rest.split_at_checked(inputs.checked_mul(outputs)?)?;
            let (bias, after) = after.split_at_checked(outputs)?;
            rest = after;
            let (weights, bias) = (transposed(weights, outputs), bias.to_vec());
            layers.push(LayerNumbers { inputs, outputs, weights, bias });
        }
        rest.is_empty().then_some(layers)
    }
}

/// The matrix with a row for each of its columns.
fn transposed(matrix: &[f32], columns: usize) -> Vec<f32> {
    (0..columns).flat_map(|column| matrix.iter().skip(column).step_by(columns).copied()).collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::{
        nn::{Activation, Batch, Init, Mlp},
        optim::SavedMemory,
    };

    const SIZES: [usize; 4] = [3, 4, 5, 2];

    fn numbers(net: &Mlp) -> LaneNumbers {
        LaneNumbers { weights: net.parameters().to_vec(), memory: SavedMemory::default() }
    }

    /// The network with every parameter random, biases too.
    fn network() -> Mlp {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let mut net = Mlp::random(&SIZES, Activation::Tanh, Init::LeCun, &mut rng);
        for (place, parameter) in net.parameters_mut().iter_mut().enumerate() {
            *parameter += 0.01 * place as f32;
        }
        net
    }

    #[test]
    fn the_layers_compute_what_the_network_computes() {
        let (net, image) = (network(), [0.2, -0.7, 1.0]);
        let mut probabilities = Vec::new();
        net.probabilities(Batch::new(&image, &[0]), &mut net.workspace(1), &mut probabilities);
        let layers = numbers(&net).layers(&SIZES).unwrap();
        let mut values = image.to_vec();
        for (place, layer) in layers.iter().enumerate() {
            let sum = |output: usize| -> f32 {
                let row = &layer.weights[output * layer.inputs..][..layer.inputs];
                row.iter().zip(&values).map(|(weight, value)| weight * value).sum::<f32>()
                    + layer.bias[output]
            };
            values = (0..layer.outputs).map(sum).collect();
            if place + 1 < layers.len() {
                values = values.into_iter().map(f32::tanh).collect();
            }
        }
        let whole: f32 = values.iter().map(|value| value.exp()).sum();
        for (value, probability) in values.iter().zip(&probabilities) {
            assert!((value.exp() / whole - probability).abs() < 1e-5, "{values:?} {probabilities:?}");
        }
    }

    #[test]
    fn sizes_of_another_network_have_no_layers() {
        let numbers = numbers(&network());
        for wrong in [&[3, 4, 5, 3][..], &[3, 4, 5], &[usize::MAX, 3, 2], &[2, usize::MAX], &[0, 0], &[]] {
            assert_eq!(numbers.layers(wrong), None, "{wrong:?}");
        }
        // Of no use, but no fault either.
        assert!(numbers.layers(&[0, numbers.weights.len()]).is_some());
    }
}
