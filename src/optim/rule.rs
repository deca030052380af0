//! What the file of an update rule holds: the steps that it takes, and what it says of itself.

use std::ops::Range;

use crate::kernel::SimdChoice;

use super::{
    memory::Memory,
    setting::{Setting, Settings},
};

/// One update rule with its memory (moments, accumulated squares …) for all parameters of a network.
pub trait Optimizer: Send {
    /// Takes one step: changes `parameters` in place from `gradients`, which has the same length. So many threads may
    /// share the work, which never changes a bit.
    ///
    /// The settings are read anew at each step, so that one changed live takes effect at once and keeps the memory.
    fn step(&mut self, settings: &Settings, parameters: &mut [f32], gradients: &[f32], threads: usize);

    /// Computes matrix products with an instruction set of choice instead of the best one; most rules have none.
    fn compute_with(&mut self, _: SimdChoice) {}

    /// Everything that the next step depends on beside its arguments: once restored, a rule continues bit for bit.
    fn memory(&mut self) -> Memory<'_>;
}

/// Where one weight matrix or bias vector lies in the flat parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Inputs of the layer; 1 for a bias.
    pub rows: usize,
    /// Outputs of the layer.
    pub columns: usize,
    /// The part of the flat parameters, row by row.
    pub range: Range<usize>,
}

/// A letter or word of a formula, and what it stands for.
pub(crate) type Symbol = (&'static str, [&'static str; 2]);

/// What a rule says of itself. Texts that are translated come in English and Korean.
pub(super) struct Rule {
    /// The name on screen.
    pub(super) name: &'static str,
    /// The name on the command line and in files: the name in lower case.
    pub(super) key: &'static str,
    /// What it does, in one plain sentence.
    pub(super) idea: [&'static str; 2],
    /// The rule as a picture that needs no mathematics.
    pub(super) picture: [&'static str; 2],
    /// What a step of it looks like beside the gradient that it is made from.
    pub(super) step: [&'static str; 2],
    /// Something to try with it now, with the keys that it takes.
    pub(super) experiment: [&'static str; 2],
    /// The update as a formula in one line, its steps separated by semicolons.
    pub(super) formula: &'static str,
    /// The letters and words of the formula that are no settings, beside p and g.
    pub(super) symbols: &'static [Symbol],
    /// The paper or book it comes from.
    pub(super) source: &'static str,
    /// Its settings with their defaults, the learning rate first.
    pub(super) defaults: &'static [(Setting, f64)],
    pub(super) footprint: Footprint,
    /// Makes the rule with empty memory for parameters of these shapes.
    pub(super) build: fn(&[Shape]) -> Box<dyn Optimizer>,
}

/// What a rule keeps beside the parameters and their gradients.
pub(super) struct Footprint {
    /// The letters in its formula of what it keeps for every weight, in the order of [`Memory::lists`].
    pub(super) lists: &'static [&'static str],
    /// The letters of its running products and counts, in the order of [`Memory::numbers`].
    pub(super) numbers: &'static [&'static str],
    /// Floats that it needs for computing a step, at most, for each parameter.
    pub(super) scratch: usize,
}

impl Footprint {
    pub(super) const fn lists(lists: &'static [&'static str]) -> Self {
        Self { lists, numbers: &[], scratch: 0 }
    }

    pub(super) const fn with_numbers(self, numbers: &'static [&'static str]) -> Self {
        Self { numbers, ..self }
    }

    pub(super) const fn with_scratch(self, scratch: usize) -> Self {
        Self { scratch, ..self }
    }
}

/// One zero for every parameter of the shapes: an empty memory.
pub(super) fn zeros(shapes: &[Shape]) -> Vec<f32> {
    vec![0.0; shapes.iter().map(|shape| shape.range.len()).sum()]
}
