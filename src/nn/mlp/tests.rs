//! The network by itself: shapes, a hand-computed loss, gradients against differences.

use ndarray::{Array2, arr2};

use super::*;
use crate::nn::Sparse;

fn tiny(activation: Activation) -> Mlp {
    let mut net = Mlp::zeros(&[2, 3, 2], activation);
    for (index, value) in net.parameters_mut().iter_mut().enumerate() {
        *value = (index as f32 * 0.7).sin();
    }
    net
}

#[test]
fn zero_weights_lose_the_logarithm_of_the_classes() {
    let net = Mlp::zeros(&[2, 10], Activation::Relu);
    let images = arr2(&[[0.5, 1.0], [0.0, 0.25]]);
    let mut work = net.workspace(2);
    let loss = net.loss(Batch::dense(&images.view(), &[3, 9]), 0.0, &mut work);
    assert!((loss - 10f32.ln()).abs() < 1e-5, "{loss}");
}

#[test]
fn the_gradient_is_the_slope_of_the_loss() {
    let images = arr2(&[[0.5, 1.0], [0.2, 0.25], [0.9, 0.1]]);
    let batch = Batch::dense(&images.view(), &[0, 1, 1]);
    for activation in Activation::ALL {
        let net = tiny(activation);
        let mut work = net.workspace(3);
        net.gradient(batch, 0.1, &mut work);
        let gradients = work.gradients().to_vec();
        for (index, gradient) in gradients.iter().enumerate() {
            let at = |shift: f32| {
                let mut moved = net.clone();
                moved.parameters_mut()[index] += shift;
                moved.loss(batch, 0.1, &mut net.workspace(3))
            };
            let slope = (at(1e-3) - at(-1e-3)) / 2e-3;
            assert!((slope - gradient).abs() < 2e-3, "{activation:?} {index}: {slope} {gradient}");
        }
    }
}

#[test]
fn a_batch_may_be_smaller_than_the_workspace() {
    let net = tiny(Activation::Tanh);
    let images = arr2(&[[0.5, 1.0]]);
    let batch = Batch::dense(&images.view(), &[1]);
    let roomy = net.loss(batch, 0.0, &mut net.workspace(64));
    let exact = net.loss(batch, 0.0, &mut net.workspace(1));
    assert_eq!(roomy.to_bits(), exact.to_bits());
}

#[test]
fn a_nan_weight_makes_the_loss_nan_even_behind_a_relu() {
    let mut net = Mlp::zeros(&[2, 3, 2], Activation::Relu);
    net.parameters_mut()[0] = f32::NAN;
    net.parameters_mut()[9..].fill(1.0);
    let images = arr2(&[[0.5, 1.0]]);
    let batch = Batch::dense(&images.view(), &[1]);
    assert!(net.loss(batch, 0.0, &mut net.workspace(1)).is_nan());
}

#[test]
fn a_pass_gives_the_same_bits_however_many_threads_share_it() {
    const ROWS: usize = 530;
    let mut net = Mlp::zeros(&[784, 64, 33, 10], Activation::Relu);
    for (index, value) in net.parameters_mut().iter_mut().enumerate() {
        *value = (index as f32 * 0.7).sin() * 0.1;
    }
    let pixels: Vec<u8> =
        (0..ROWS * 784).map(|index| if index % 5 == 1 { (index * 37 % 256) as u8 } else { 0 }).collect();
    let images =
        Array2::from_shape_fn((ROWS, 784), |(row, pixel)| f32::from(pixels[row * 784 + pixel]) / 255.0);
    let mut sparse = Sparse::new(ROWS, 784);
    assert!(sparse.fill(pixels.chunks_exact(784)), "a fifth is few");
    let labels: Vec<u8> = (0..ROWS).map(|row| (row * 7 % 10) as u8).collect();
    let batches = [Batch::dense(&images.view(), &labels), Batch::sparse(&sparse, &labels)];
    let computed = batches.iter().flat_map(|&batch| {
        let net = &net;
        [1, 2, 3, 4, 7, 16].map(|threads| {
            let mut work = net.workspace(ROWS);
            work.share(threads);
            net.gradient(batch, 0.1, &mut work);
            let loss = net.loss(batch, 0.1, &mut work);
            let bits: Vec<u32> =
                work.gradients().iter().chain([&loss]).map(|number| number.to_bits()).collect();
            (threads, net.threads(batch, &work), net.test(batch, &mut work).0, bits)
        })
    });
    let computed: Vec<_> = computed.collect();
    for (threads, used, correct, bits) in &computed {
        assert_eq!(used, threads, "so large a pass is worth every thread");
        assert!((correct, bits) == (&computed[0].2, &computed[0].3), "{threads} threads");
    }
}

#[test]
fn shares_of_a_gradient_cost_about_the_same() {
    let net = Mlp::zeros(&[784, 100, 100, 10], Activation::Relu);
    // Only the lower half is lit.
    let pixels: Vec<u8> =
        (0..128 * 784).map(|index| u8::from(index % 784 >= 392 && index % 3 == 0)).collect();
    let mut sparse = Sparse::new(128, 784);
    assert!(sparse.fill(pixels.chunks_exact(784)), "a sixth is few");
    let start = net.share_start(Batch::sparse(&sparse, &[0; 128]), 1, 2);
    assert!((650 * 100..700 * 100).contains(&start), "{start}: black pixels cost nothing, dense rows much");
    assert_eq!(start % 100, 0, "whole rows");
}
