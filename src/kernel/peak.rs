//! How much arithmetic a processor can do at most: multiply-adds of numbers that stay in registers.

use pulp::Simd;

use super::{
    simd::InstructionSet,
    vector::{Kernel, run, store},
};

/// Sums that are under way at once: enough for the latency of two units, few enough for 16 registers.
const SUMS: usize = 12;

/// Multiply-adds of every sum: a millisecond or more, beside which waking a thread is nothing.
const TERMS: usize = 1 << 19;

/// Floats of the widest vector.
const WIDEST: usize = 16;

/// Does as many multiply-adds as it can, and returns how many floating-point operations they were.
pub(crate) fn multiply_adds(set: InstructionSet) -> f64 {
    let mut work = Chains { last: [0.0; WIDEST], operations: 0.0 };
    run(set, &mut work);
    // What was computed is looked at, or nothing would be.
    std::hint::black_box(work.last);
    work.operations
}

/// Sums of which every term depends on the one before.
struct Chains {
    last: [f32; WIDEST],
    operations: f64,
}

impl Kernel for &mut Chains {
    #[inline(always)]
    fn run<W: Simd, N: Simd>(self, wide: W, _: N) {
        let (factor, term) = (wide.splat_f32s(0.5), wide.splat_f32s(1.0));
        let mut sums = [term; SUMS];
        for _ in 0..TERMS {
            for sum in &mut sums {
                *sum = wide.mul_add_e_f32s(*sum, factor, term);
            }
        }
        let all = sums.into_iter().fold(term, |all, sum| wide.add_f32s(all, sum));
        store(wide, &mut self.last[..W::F32_LANES], all);
        self.operations = (2 * W::F32_LANES * SUMS * TERMS) as f64;
    }
}
