//! Adam's two moments, which its relatives share.
//!
//! ```text
//! m ← m + (1 − β₁)·(g − m)
//! s ← s + (1 − β₂)·(g² − s)
//! m̂ = m / (1 − β₁ᵗ)        ŝ = s / (1 − β₂ᵗ)
//! ```
//! m, s: first and second moment (start at 0), g: gradient, t: steps taken; a hat corrects for the start at 0.

use super::{
    memory::Memory,
    rule::{Shape, zeros},
    setting::{Setting, Settings, to_f32},
};

/// The first two lines as a rule's formula has them, which refers to them as "m, s as Adam's" or "m as Adam's".
pub(super) const FORMULA: [&str; 2] = ["m ← β₁·m + (1−β₁)·g", "s ← β₂·s + (1−β₂)·g²"];

/// The letters of both powers in a rule's footprint.
pub(super) const POWERS: [&str; 2] = ["β₁ᵗ", "β₂ᵗ"];

/// First and second moment of every parameter.
pub(super) struct Moments {
    pub(super) first: Vec<f32>,
    pub(super) second: Vec<f32>,
    /// β₁ᵗ as a running product, so that it stays right when β₁ is changed on the way.
    pub(super) beta1_power: f64,
    /// β₂ᵗ, likewise.
    pub(super) beta2_power: f64,
}

/// What the moments need for one step.
#[derive(Clone, Copy)]
pub(super) struct MomentStep {
    /// The shares 1 − β₁ and 1 − β₂ that they take of a gradient. Taken from 1 before rounding: in f32 the small
    /// difference would lose its last digits.
    shares: [f32; 2],
    /// 1 − β₁ᵗ and 1 − β₂ᵗ, by which they are divided where they have a hat.
    pub(super) corrections: [f64; 2],
}

impl Moments {
    pub(super) fn new(shapes: &[Shape]) -> Self {
        Self { first: zeros(shapes), second: zeros(shapes), beta1_power: 1.0, beta2_power: 1.0 }
    }

    /// Begins the next step.
    pub(super) const fn begin(&mut self, settings: &Settings) -> MomentStep {
        let [beta1, beta2] = [settings.get(Setting::Beta1), settings.get(Setting::Beta2)];
        self.beta1_power *= beta1;
        self.beta2_power *= beta2;
        MomentStep {
            shares: [to_f32(1.0 - beta1), to_f32(1.0 - beta2)],
            corrections: [1.0 - self.beta1_power, 1.0 - self.beta2_power],
        }
    }

    /// Both moments of each parameter.
    pub(super) fn pairs(&mut self) -> (&mut [f32], &mut [f32]) {
        (&mut self.first, &mut self.second)
    }

    pub(super) fn memory(&mut self) -> Memory<'_> {
        Memory::new([&mut self.first, &mut self.second], [&mut self.beta1_power, &mut self.beta2_power])
    }
}

impl MomentStep {
    /// Updates both moments of a parameter by its gradient.
    #[inline]
    pub(super) fn update(self, g: f32, m: &mut f32, s: &mut f32) {
        self.update_first(g, m);
        *s += self.shares[1] * (g * g - *s);
    }

    /// Updates the first moment alone.
    #[inline]
    pub(super) fn update_first(self, g: f32, m: &mut f32) {
        *m += self.shares[0] * (g - *m);
    }
}
