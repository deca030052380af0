//! What a rule remembers from step to step, listed so that it can be saved and brought back.

use std::ops::Range;

/// A rule's memory, to be copied or overwritten: always the same parts in the same order.
pub struct Memory<'a> {
    /// Moments, accumulated squares …: one number a parameter, or a part of the parameters.
    pub cells: Vec<&'a mut [f32]>,
    /// Running products and counts.
    pub numbers: Vec<&'a mut f64>,
}

/// A copy of a rule's memory.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Remembered {
    /// As [`Memory::cells`].
    pub cells: Vec<Vec<f32>>,
    /// As [`Memory::numbers`].
    pub numbers: Vec<f64>,
}

impl<'a> Memory<'a> {
    pub(super) fn new<const C: usize, const N: usize>(
        cells: [&'a mut [f32]; C],
        numbers: [&'a mut f64; N],
    ) -> Self {
        Self { cells: cells.into(), numbers: numbers.into() }
    }

    /// What it holds of the weight matrix of a layer that lies at `range` of the parameters: a list for each of
    /// [`super::OptimizerKind::memory`].
    #[must_use]
    pub fn of_matrix(&self, range: &Range<usize>, layer: usize) -> Vec<&[f32]> {
        if self.cells.iter().all(|cells| cells.len() >= range.end) {
            return self.cells.iter().map(|cells| &cells[range.clone()]).collect();
        }
        // Muon keeps one list a matrix, matrices first.
        let own = self.cells.get(layer).filter(|cells| cells.len() == range.len());
        own.map(|cells| &**cells).into_iter().collect()
    }

    /// A copy of all of it.
    #[must_use]
    pub fn copy(&self) -> Remembered {
        Remembered {
            cells: self.cells.iter().map(|cells| cells.to_vec()).collect(),
            numbers: self.numbers.iter().map(|number| **number).collect(),
        }
    }

    /// Overwrites all of it; false, and nothing changed, if the copy is of another rule or network.
    #[must_use]
    pub fn restore(self, saved: &Remembered) -> bool {
        let lengths = self.cells.iter().map(|cells| cells.len());
        let fits = lengths.eq(saved.cells.iter().map(Vec::len)) && self.numbers.len() == saved.numbers.len();
        if fits {
            self.cells.into_iter().zip(&saved.cells).for_each(|(own, saved)| own.copy_from_slice(saved));
            self.numbers.into_iter().zip(&saved.numbers).for_each(|(own, saved)| *own = *saved);
        }
        fits
    }
}
