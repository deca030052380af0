//! The network by itself: shapes, a hand-computed loss, gradients against differences.

use ndarray::arr2;

use super::*;

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
