//! Gradients, proved twice: an independent network in f64 against central differences of its own loss, and the
//! program's f32 gradients against that network.

use downhill::nn::{Activation, Batch, Mlp};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Half the distance of a central difference: its error is of the order of `h²` ≈ 1e-10 from the curve of the
/// loss, and 1e-16/h ≈ 1e-11 from rounding.
const SHIFT: f64 = 1e-5;

/// Several layers in f64, written apart from the program: loops over rows, no matrix products.
#[derive(Clone)]
struct Reference {
    sizes: Vec<usize>,
    activation: Activation,
    weight_decay: f64,
    parameters: Vec<f64>,
}

/// What one image does on its way: the inputs of every layer and, of each hidden cell, the sum before f.
struct Pass {
    inputs: Vec<Vec<f64>>,
    sums: Vec<Vec<f64>>,
    shares: Vec<f64>,
}

impl Reference {
    /// Where a layer's weights start and its biases start.
    fn layers(&self) -> Vec<(usize, usize)> {
        let mut end = 0;
        let mut next = |pair: &[usize]| {
            let start = end;
            end += (pair[0] + 1) * pair[1];
            (start, start + pair[0] * pair[1])
        };
        self.sizes.windows(2).map(&mut next).collect()
    }

    fn f(&self, x: f64) -> f64 {
        match self.activation {
            Activation::Relu => x.max(0.0),
            Activation::Sigmoid => 1.0 / (1.0 + (-x).exp()),
            Activation::Tanh => x.tanh(),
        }
    }

    fn slope(&self, x: f64) -> f64 {
        match self.activation {
            Activation::Relu => f64::from(u8::from(x > 0.0)),
            Activation::Sigmoid => self.f(x) * (1.0 - self.f(x)),
            Activation::Tanh => 1.0 - x.tanh().powi(2),
        }
    }

    fn pass(&self, image: &[f64]) -> Pass {
        let (mut inputs, mut sums) = (vec![image.to_vec()], Vec::new());
        for (layer, (weights, biases)) in self.layers().into_iter().enumerate() {
            let (rows, columns) = (self.sizes[layer], self.sizes[layer + 1]);
            let cell = |column: usize| -> f64 {
                let products = (0..rows)
                    .map(|row| inputs[layer][row] * self.parameters[weights + row * columns + column]);
                products.sum::<f64>() + self.parameters[biases + column]
            };
            let sum: Vec<f64> = (0..columns).map(cell).collect();
            inputs.push(sum.iter().map(|x| self.f(*x)).collect());
            sums.push(sum);
        }
        let logits = sums.pop().unwrap_or_default();
        let exponentials: Vec<f64> = logits.iter().map(|z| z.exp()).collect();
        let total: f64 = exponentials.iter().sum();
        Pass { inputs, sums, shares: exponentials.iter().map(|e| e / total).collect() }
    }

    fn is_weight(&self, index: usize) -> bool {
        self.layers().iter().any(|(weights, biases)| (*weights..*biases).contains(&index))
    }

    /// Without the 1e-7 that the program adds to a probability before its logarithm: its gradient, as the book's,
    /// is that of the loss without it.
    fn loss(&self, images: &[Vec<f64>], labels: &[u8]) -> f64 {
        let cost = |(image, label): (&Vec<f64>, &u8)| -self.pass(image).shares[usize::from(*label)].ln();
        let costs: f64 = images.iter().zip(labels).map(cost).sum();
        let weights = (0..self.parameters.len()).filter(|index| self.is_weight(*index));
        let squares: f64 = weights.map(|index| self.parameters[index].powi(2)).sum();
        costs / images.len() as f64 + 0.5 * self.weight_decay * squares
    }

    /// The loss's gradient by the chain rule.
    fn gradient(&self, images: &[Vec<f64>], labels: &[u8]) -> Vec<f64> {
        let mut gradient: Vec<f64> = (0..self.parameters.len())
            .map(|index| if self.is_weight(index) { self.weight_decay * self.parameters[index] } else { 0.0 })
            .collect();
        let layers = self.layers();
        for (image, label) in images.iter().zip(labels) {
            let Pass { inputs, sums, shares } = self.pass(image);
            let mut delta = shares;
            delta[usize::from(*label)] -= 1.0;
            for d in &mut delta {
                *d /= images.len() as f64;
            }
            for (layer, (weights, biases)) in layers.iter().enumerate().rev() {
                let columns = delta.len();
                for (row, input) in inputs[layer].iter().enumerate() {
                    for (column, d) in delta.iter().enumerate() {
                        gradient[weights + row * columns + column] += input * d;
                    }
                }
                for (column, d) in delta.iter().enumerate() {
                    gradient[biases + column] += d;
                }
                let Some(before) = layer.checked_sub(1) else { continue };
                let back = |row: usize| {
                    let row_weights = &self.parameters[weights + row * columns..][..columns];
                    let sum: f64 = row_weights.iter().zip(&delta).map(|(w, d)| w * d).sum();
                    sum * self.slope(sums[before][row])
                };
                delta = (0..self.sizes[layer]).map(back).collect();
            }
        }
        gradient
    }

    /// Which hidden cells are above 0: where that changes within a difference, the loss has a kink there.
    fn signs(&self, images: &[Vec<f64>]) -> Vec<bool> {
        let sums = images.iter().flat_map(|image| self.pass(image).sums.into_iter().flatten());
        sums.map(|sum| sum > 0.0).collect()
    }

    fn moved(&self, index: usize, shift: f64) -> Self {
        let mut moved = self.clone();
        moved.parameters[index] += shift;
        moved
    }
}

/// What one network's comparison found; errors are relative to the largest gradient.
struct Found {
    /// f64 chain rule against central differences.
    difference: f64,
    /// Parameters at which the difference has a kink on its way, left out.
    kinks: usize,
    /// f32 against f64.
    single: f64,
}

fn compare(activation: Activation, weight_decay: f64, sizes: &[usize], seed: u64) -> Found {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut net = Mlp::zeros(sizes, activation);
    net.parameters_mut().iter_mut().for_each(|p| *p = rng.random_range(-0.8..0.8));
    let rows = 7;
    let pixels: Vec<f32> = (0..rows * sizes[0]).map(|_| rng.random_range(0.0..1.0)).collect();
    let classes = sizes[sizes.len() - 1];
    let labels: Vec<u8> = (0..rows).map(|row| (row % classes) as u8).collect();
    let mut work = net.workspace(rows);
    net.gradient(Batch::new(&pixels, &labels), weight_decay as f32, &mut work);

    let images: Vec<Vec<f64>> =
        pixels.chunks(sizes[0]).map(|row| row.iter().copied().map(f64::from).collect()).collect();
    let reference = Reference {
        sizes: sizes.to_vec(),
        activation,
        // As f32 knows it, so that only the computing differs.
        weight_decay: f64::from(weight_decay as f32),
        parameters: net.parameters().iter().copied().map(f64::from).collect(),
    };
    let exact = reference.gradient(&images, &labels);
    let largest = exact.iter().fold(0.0_f64, |largest, g| largest.max(g.abs()));
    let mut found = Found { difference: 0.0, kinks: 0, single: 0.0 };
    for (index, gradient) in exact.iter().enumerate() {
        let single = f64::from(work.gradients()[index]);
        found.single = found.single.max((single - gradient).abs() / largest);
        let (above, below) = (reference.moved(index, SHIFT), reference.moved(index, -SHIFT));
        if activation == Activation::Relu && above.signs(&images) != below.signs(&images) {
            found.kinks += 1;
            continue;
        }
        let slope = (above.loss(&images, &labels) - below.loss(&images, &labels)) / (2.0 * SHIFT);
        found.difference = found.difference.max((slope - gradient).abs() / largest);
    }
    found
}

#[test]
fn gradients_are_the_slopes_of_the_loss_for_every_activation_and_weight_decay() {
    let (mut kinks, mut parameters) = (0, 0);
    for activation in Activation::ALL {
        for weight_decay in [0.0, 0.1] {
            for (seed, sizes) in (0..).zip([vec![5, 4], vec![4, 6, 3], vec![3, 5, 4, 5, 3]]) {
                let found = compare(activation, weight_decay, &sizes, seed);
                let which = format!("{activation:?}, weight decay {weight_decay}, {sizes:?}");
                assert!(found.difference < 1e-6, "{which}: {} from the difference", found.difference);
                // f32 rounds each of some ten operations in a row by 6e-8 of its result.
                assert!(found.single < 1e-6, "{which}: {} from f64", found.single);
                kinks += found.kinks;
                parameters += sizes.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum::<usize>();
            }
        }
    }
    assert!(kinks * 100 < parameters, "{kinks} kinks in {parameters} parameters leave too little to compare");
}
