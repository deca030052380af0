//! The products that training is made of, on whatever vectors the processor has.
//!
//! The instruction set is chosen at run time (AVX-512, AVX2, NEON, else plain code). Whatever it is,
//! each output is the sum of its terms in ascending order with fused multiply-adds, interrupted after
//! every `vector::BLOCK` terms: the next ones are summed by themselves and then added. So wide and narrow
//! vectors, and the sparse and the dense form, give the same bits. (Plain code, for processors without
//! fused multiply-add, rounds twice.)
//!
//! The order was chosen by the race in `tests/golden.rs`, where some signals are within 2e-8 of a ReLU's
//! kink, so that any other rounding may go the other way. Tried there: with one sum over all 784 pixels AdaGrad's
//! losses leave the book's at iteration 51; with that and the bias before the sum, Momentum's at 20. With
//! this order, which is also that of ndarray's products, none does for as long as the test looks.

#![expect(clippy::inline_always, reason = "vector instructions are only used in what is inlined")]

pub(crate) mod dense;
pub(crate) mod mirror;
pub(crate) mod peak;
pub(crate) mod simd;
pub(crate) mod square;
pub(crate) mod vector;

pub use simd::SimdChoice;

#[cfg(test)]
mod tests;
