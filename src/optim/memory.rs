//! What a rule remembers from step to step, listed so that it can be saved and restored.

use std::ops::Range;

/// A rule's memory, to be read, copied or overwritten: always the same parts in the same order.
pub struct Memory<'a> {
    lists: Vec<List<'a>>,
    /// Running products and counts.
    pub(crate) numbers: Vec<&'a mut f64>,
}

/// Moments, accumulated squares …: one value for each of some parameters.
struct List<'a> {
    /// The parameters, as a part of all; empty for what the rule's formula has no letter for.
    range: Range<usize>,
    values: &'a mut [f32],
}

/// A copy of a rule's memory.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct SavedMemory {
    /// Moments, accumulated squares …: each for all parameters, or for a part of them.
    pub(crate) lists: Vec<Vec<f32>>,
    /// As [`Memory::numbers`].
    pub(crate) numbers: Vec<f64>,
}

impl<'a> Memory<'a> {
    /// A memory of lists with a value for every parameter.
    pub(super) fn new<const L: usize, const N: usize>(
        lists: [&'a mut [f32]; L],
        numbers: [&'a mut f64; N],
    ) -> Self {
        let lists = lists.map(|values| List { range: 0..values.len(), values });
        Self { lists: lists.into(), numbers: numbers.into() }
    }

    /// Adds a list that belongs to the parameters of `range` alone.
    pub(super) fn add(&mut self, range: Range<usize>, values: &'a mut [f32]) {
        self.lists.push(List { range, values });
    }

    /// Adds another rule's memory, which the formula has no letters for.
    pub(super) fn append(&mut self, other: Self) {
        self.lists.extend(other.lists.into_iter().map(|list| List { range: 0..0, ..list }));
        self.numbers.extend(other.numbers);
    }

    /// What it holds of the parameters of `range`: a list for each of [`super::OptimizerKind::memory`].
    pub(crate) fn of(&self, range: &Range<usize>) -> Vec<&[f32]> {
        let named = self.lists.iter().filter(|list| !list.range.is_empty());
        let part = named.filter_map(|list| {
            let start = range.start.checked_sub(list.range.start)?;
            list.values.get(start..start + range.len())
        });
        part.collect()
    }

    /// A copy of all of it.
    pub(crate) fn copy(&self) -> SavedMemory {
        SavedMemory {
            lists: self.lists.iter().map(|list| list.values.to_vec()).collect(),
            numbers: self.numbers.iter().map(|number| **number).collect(),
        }
    }

    /// Overwrites all of it; false, and nothing changed, if the copy is of another rule or network.
    pub(crate) fn restore(self, saved: &SavedMemory) -> bool {
        let lengths = self.lists.iter().map(|list| list.values.len());
        let fits = lengths.eq(saved.lists.iter().map(Vec::len)) && self.numbers.len() == saved.numbers.len();
        if fits {
            self.lists
                .into_iter()
                .zip(&saved.lists)
                .for_each(|(own, saved)| own.values.copy_from_slice(saved));
            self.numbers.into_iter().zip(&saved.numbers).for_each(|(own, saved)| *own = *saved);
        }
        fits
    }
}
