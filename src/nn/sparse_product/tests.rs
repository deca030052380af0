//! Sparse products against dense ones.

use ndarray::{ArrayView2, ArrayViewMut2};

use super::{sparse_forward, sparse_gradient};
use crate::{
    kernel::{
        dense::{Product, SCRATCH, multiply},
        simd::InstructionSet,
        vector::Epilogue,
    },
    nn::sparse::Sparse,
};

/// Numbers of both signs with a zero here and there.
fn numbers(count: usize, seed: f32) -> Vec<f32> {
    let number = |index: usize| (index as f32 * 0.731 + seed).sin() * 2.0;
    (0..count).map(|index| if index % 7 == 3 { 0.0 } else { number(index) }).collect()
}

fn matrix(cells: &[f32], shape: (usize, usize)) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape(shape, cells).unwrap()
}

#[test]
fn skipping_zeros_gives_the_same_bits_as_adding_them() {
    let shapes = [(1, 1, 1), (5, 13, 2), (33, 100, 100), (128, 784, 117), (3, 64, 300)];
    let sets = InstructionSet::available().into_iter();
    for (set, (images, inputs, columns)) in sets.flat_map(|set| shapes.map(|shape| (set, shape))) {
        let pixels: Vec<u8> = (0..images * inputs)
            .map(|index| if index % 5 == 1 { (index * 37 % 256) as u8 } else { 0 })
            .collect();
        let dense: Vec<f32> = pixels.iter().map(|&pixel| f32::from(pixel) / 255.0).collect();
        let mut sparse = Sparse::new(images, inputs);
        assert!(sparse.fill(pixels.chunks_exact(inputs)), "a fifth is few");
        let weights = numbers(inputs * columns, 0.4);
        let deltas = numbers(images * columns, 0.8);
        let mut scratch = vec![0.0; SCRATCH];
        let mut both = [vec![f32::NAN; images * columns], vec![f32::NAN; images * columns]];
        sparse_forward(set, &sparse, 0, &weights, columns, Epilogue::Keep, &mut both[0]);
        multiply(
            set,
            Product {
                left: matrix(&dense, (images, inputs)),
                right: matrix(&weights, (inputs, columns)),
                wanted: 0..images,
                epilogue: Epilogue::Keep,
                out: ArrayViewMut2::from_shape((images, columns), &mut both[1]).unwrap(),
                scratch: &mut scratch,
            },
        );
        assert_eq!(both[0], both[1], "{set:?} {images} {inputs} {columns}");
        let mut both = [vec![f32::NAN; inputs * columns], vec![f32::NAN; inputs * columns]];
        sparse_gradient(set, &sparse, 0, &deltas, columns, &mut both[0]);
        multiply(
            set,
            Product {
                left: matrix(&dense, (images, inputs)).reversed_axes(),
                right: matrix(&deltas, (images, columns)),
                wanted: 0..inputs,
                epilogue: Epilogue::Keep,
                out: ArrayViewMut2::from_shape((inputs, columns), &mut both[1]).unwrap(),
                scratch: &mut scratch,
            },
        );
        assert_eq!(both[0], both[1], "{set:?} {images} {inputs} {columns}");
    }
}

#[test]
fn crowded_images_are_refused() {
    let mut sparse = Sparse::new(4, 10);
    assert!(!sparse.fill([[1_u8; 10]; 4].iter().map(<[u8; 10]>::as_slice)));
    assert!(sparse.fill([[0_u8; 10]; 4].iter().map(<[u8; 10]>::as_slice)));
}
