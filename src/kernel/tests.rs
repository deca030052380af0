//! The kernels against plain loops, on odd shapes and on more than one instruction set.

use std::ops::Range;

use ndarray::{Array2, ArrayView2, ArrayViewMut2};

use super::{
    dense::{Product, SCRATCH, multiply, multiply_lower},
    mirror::mirror,
    simd::InstructionSet,
    vector::{BLOCK, Epilogue},
};

/// Numbers of both signs with a zero here and there.
fn numbers(count: usize, seed: f32) -> Vec<f32> {
    let number = |index: usize| (index as f32 * 0.731 + seed).sin() * 2.0;
    (0..count).map(|index| if index % 7 == 3 { 0.0 } else { number(index) }).collect()
}

fn transposed(cells: &[f32], width: usize) -> Vec<f32> {
    (0..width).flat_map(|column| cells.iter().skip(column).step_by(width).copied()).collect()
}

const SHAPES: [[usize; 3]; 9] = [
    [1, 1, 1],
    [1, 100, 100],
    [7, 300, 10],
    [8, 129, 8],
    [13, 5, 2],
    [6, 128, 64],
    [23, 257, 33],
    [128, 10, 100],
    [64, 784, 117],
];

#[test]
fn every_form_of_a_product_gives_each_sum_in_the_same_order() {
    for [rows, depth, columns] in SHAPES {
        let (left, right) = (numbers(rows * depth, 0.3), numbers(depth * columns, 0.9));
        let bias = numbers(columns, 0.1);
        let expected: Vec<u32> = (0..rows * columns)
            .map(|cell| {
                let (row, column) = (cell / columns, cell % columns);
                let terms: Vec<(f32, f32)> =
                    (0..depth).map(|k| (left[row * depth + k], right[k * columns + column])).collect();
                let block =
                    |terms: &[(f32, f32)]| terms.iter().fold(0.0_f32, |sum, (a, b)| a.mul_add(*b, sum));
                let sum = terms.chunks(BLOCK).map(block).reduce(|sum, block| sum + block).unwrap_or(0.0);
                let sum = sum + bias[column];
                if sum <= 0.0 { 0.0_f32 } else { sum }.to_bits()
            })
            .collect();
        let (left_turned, right_turned) = (transposed(&left, depth), transposed(&right, columns));
        let lefts = [matrix(&left, (rows, depth)), matrix(&left_turned, (depth, rows)).reversed_axes()];
        let rights =
            [matrix(&right, (depth, columns)), matrix(&right_turned, (columns, depth)).reversed_axes()];
        let mut scratch = vec![f32::NAN; SCRATCH];
        for (left, right) in lefts.into_iter().flat_map(|left| rights.map(|right| (left, right))) {
            // Without fused multiply-adds every product is rounded by itself.
            let fused = InstructionSet::available().into_iter().filter(|set| set.name() != "plain");
            for set in fused {
                let mut out = Array2::from_elem((rows, columns), f32::NAN);
                let product = Product {
                    left,
                    right,
                    wanted: 0..rows,
                    epilogue: Epilogue::BiasRelu(&bias),
                    out: out.view_mut(),
                    scratch: &mut scratch,
                };
                multiply(set, product);
                let bits: Vec<u32> = out.iter().map(|cell| cell.to_bits()).collect();
                assert_eq!(bits, expected, "{set:?} {rows} {depth} {columns} {left:?} {right:?}");
            }
        }
    }
}

fn matrix(cells: &[f32], shape: (usize, usize)) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape(shape, cells).unwrap()
}

#[test]
fn half_of_a_symmetric_product_gives_the_bits_of_the_whole() {
    for (depth, size) in [(1, 1), (5, 3), (300, 37), (20, 100), (33, 131)] {
        let cells = numbers(depth * size, 0.2);
        let right = matrix(&cells, (depth, size));
        let turned = transposed(&cells, size);
        let lefts = [right.reversed_axes(), matrix(&turned, (size, depth))];
        let added: Vec<f32> = (0..size * size).map(|cell| ((cell / size) * (cell % size)) as f32).collect();
        let mut scratch = vec![f32::NAN; SCRATCH];
        for (left, set) in lefts.into_iter().flat_map(|left| {
            let sets = InstructionSet::available().into_iter();
            sets.map(move |set| (left, set))
        }) {
            let [mut whole, mut half] = [(); 2].map(|()| vec![f32::NAN; size * size]);
            let mut product = |wanted: Range<usize>, out: &mut [f32], whole: bool| {
                let multiply = if whole { multiply } else { multiply_lower };
                let matrix = &added[wanted.start * size..wanted.end * size];
                let epilogue = Epilogue::Combine { sum: 0.3, cell: 1.7, matrix };
                let out = ArrayViewMut2::from_shape((wanted.len(), size), out).unwrap();
                multiply(set, Product { left, right, wanted, epilogue, out, scratch: &mut scratch });
            };
            product(0..size, &mut whole, true);
            let (above, below) = half.split_at_mut(size / 3 * size);
            product(0..size / 3, above, false);
            product(size / 3..size, below, false);
            mirror(&mut half, size);
            assert_eq!(half, whole, "{set:?} {depth} {size}");
        }
    }
}
