//! How long a step is: the norms of the gradient, of the weights and of their change.
//!
//! ```text
//! ‖g‖ = √Σg²        ‖p‖ = √Σp²        ‖Δp‖ = √Σ(p' − p)²
//! ```
//! g: gradient, p and p': parameters before and after the step. The squares are summed in f64 and always in the same
//! order, so that the norms have the same bits with any vectors and any number of threads.

use pulp::Arch;

/// Parameters whose squares are summed by themselves; the sums of blocks are added in order.
const BLOCK: usize = 1 << 12;

/// Sums side by side in a block: enough for the widest vectors.
const SIDE: usize = 8;

/// Blocks that are worth a thread of their own.
const PART: usize = 8;

/// The norms of one step, over all weights and biases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct StepNorms {
    pub(crate) gradient: f64,
    /// Of the parameters before the step.
    pub(crate) parameters: f64,
    /// Of their change.
    pub(crate) step: f64,
}

/// Room for measuring the steps of one network, made once.
#[derive(Debug, Clone)]
pub(crate) struct StepMeter {
    before: Vec<f32>,
    blocks: Vec<Squares>,
}

/// The sums of squares of one block.
#[derive(Debug, Clone, Copy, Default)]
struct Squares {
    gradient: f64,
    parameters: f64,
    step: f64,
}

impl StepMeter {
    /// Room for so many parameters.
    pub(crate) fn new(parameters: usize) -> Self {
        let blocks = vec![Squares::default(); parameters.div_ceil(BLOCK)];
        Self { before: vec![0.0; parameters], blocks }
    }

    /// Notes the parameters before a step.
    pub(crate) fn begin(&mut self, parameters: &[f32]) {
        self.before.copy_from_slice(parameters);
    }

    /// The norms of the step that has led to these parameters by this gradient; so many threads may share the work.
    pub(crate) fn end(&mut self, parameters: &[f32], gradients: &[f32], threads: usize) -> StepNorms {
        sum(&mut self.blocks, &self.before, parameters, gradients, threads);
        let mut all = Squares::default();
        for block in &self.blocks {
            all.gradient += block.gradient;
            all.parameters += block.parameters;
            all.step += block.step;
        }
        StepNorms { gradient: all.gradient.sqrt(), parameters: all.parameters.sqrt(), step: all.step.sqrt() }
    }
}

/// Sums every block, in halves where threads share them.
fn sum(blocks: &mut [Squares], before: &[f32], after: &[f32], gradients: &[f32], threads: usize) {
    if threads < 2 || blocks.len() < 2 * PART {
        let parts = before.chunks(BLOCK).zip(after.chunks(BLOCK)).zip(gradients.chunks(BLOCK));
        for (block, ((before, after), gradients)) in blocks.iter_mut().zip(parts) {
            *block = squares(before, after, gradients);
        }
        return;
    }
    let own = threads / 2;
    let half = blocks.len() * own / threads;
    let (blocks, rest) = blocks.split_at_mut(half);
    let ((before, before_rest), (after, after_rest)) =
        (before.split_at(half * BLOCK), after.split_at(half * BLOCK));
    let (gradients, gradients_rest) = gradients.split_at(half * BLOCK);
    rayon::join(
        || sum(blocks, before, after, gradients, own),
        || sum(rest, before_rest, after_rest, gradients_rest, threads - own),
    );
}

/// The sums of one block: plain products and sums, never contracted, in as many places side by side as on any machine.
fn squares(before: &[f32], after: &[f32], gradients: &[f32]) -> Squares {
    let (before, before_rest) = before.as_chunks::<SIDE>();
    let (after, after_rest) = after.as_chunks::<SIDE>();
    let (gradients, gradients_rest) = gradients.as_chunks::<SIDE>();
    Arch::new().dispatch(|| {
        let (mut slopes, mut sizes, mut steps) = ([0.0; SIDE], [0.0; SIDE], [0.0; SIDE]);
        let mut add = |place: usize, before: f32, after: f32, slope: f32| {
            let (before, after, slope) = (f64::from(before), f64::from(after), f64::from(slope));
            let step = after - before;
            slopes[place] += slope * slope;
            sizes[place] += before * before;
            steps[place] += step * step;
        };
        for ((before, after), gradients) in before.iter().zip(after).zip(gradients) {
            for place in 0..SIDE {
                add(place, before[place], after[place], gradients[place]);
            }
        }
        let rest = before_rest.iter().zip(after_rest).zip(gradients_rest);
        for (place, ((before, after), slope)) in rest.enumerate() {
            add(place, *before, *after, *slope);
        }
        Squares { gradient: slopes.iter().sum(), parameters: sizes.iter().sum(), step: steps.iter().sum() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers between −1 and 1 that look drawn.
    fn numbers(seed: u64, count: usize) -> Vec<f32> {
        let drawn = |index: u64| (seed + index).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        (0..count as u64).map(|index| drawn(index) as f32 / (1_u32 << 23) as f32 - 1.0).collect()
    }

    #[test]
    fn norms_are_those_of_plain_sums_at_any_length() {
        for count in [0, 1, 7, 8, 4_095, 4_096, 4_097, 50_000, 200_003] {
            let (before, after, gradient) = (numbers(1, count), numbers(2, count), numbers(3, count));
            let mut meter = StepMeter::new(count);
            meter.begin(&before);
            let norms = meter.end(&after, &gradient, 1);
            let plain = |squares: &mut dyn Iterator<Item = f64>| squares.map(|x| x * x).sum::<f64>().sqrt();
            let wide = |numbers: &[f32]| numbers.iter().map(|x| f64::from(*x)).collect::<Vec<_>>();
            let steps: Vec<f64> = wide(&after).iter().zip(wide(&before)).map(|(a, b)| a - b).collect();
            let expected = [
                (norms.gradient, plain(&mut wide(&gradient).into_iter())),
                (norms.parameters, plain(&mut wide(&before).into_iter())),
                (norms.step, plain(&mut steps.into_iter())),
            ];
            for (norm, expected) in expected {
                assert!((norm - expected).abs() <= 1e-11 * expected, "{count}: {norm} {expected}");
            }
        }
    }

    #[test]
    fn threads_change_no_bit() {
        let count = 300_007;
        let (before, after, gradient) = (numbers(4, count), numbers(5, count), numbers(6, count));
        let mut meter = StepMeter::new(count);
        meter.begin(&before);
        let alone = meter.end(&after, &gradient, 1);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
        for threads in [2, 3, 4, 7, 64] {
            assert_eq!(pool.install(|| meter.end(&after, &gradient, threads)), alone, "{threads}");
        }
    }

    #[test]
    fn what_overflows_an_f32_when_squared_still_has_a_norm_and_what_is_not_finite_has_none() {
        let mut meter = StepMeter::new(2);
        meter.begin(&[3e30, 4e30]);
        let norms = meter.end(&[3e30, 4e30], &[f32::NAN, 1.0], 1);
        assert!((norms.parameters / 5e30 - 1.0).abs() < 1e-6 && norms.step == 0.0 && norms.gradient.is_nan());
    }
}
