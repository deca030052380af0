//! What a rule remembers from step to step, listed so that it can be saved and brought back.

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
