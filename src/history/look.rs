//! What a lane looks like wherever it is drawn: colour and marker belong to its optimizer, whatever the row it stands in,
//! and a second lane of the same optimizer is a variant of the first.

use crate::optim::OptimizerKind;

/// The optimizers of the original figure, which have its first colours and markers; the others follow in their order.
const FIRST: [OptimizerKind; 4] =
    [OptimizerKind::Sgd, OptimizerKind::Momentum, OptimizerKind::AdaGrad, OptimizerKind::Adam];

/// The colour and marker of a lane, as numbers that whoever draws has tables for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// The place of its optimizer among all, from 0.
    pub(crate) optimizer: usize,
    /// How many lanes of the same optimizer there were before it.
    pub(crate) copy: usize,
}

impl Look {
    /// That of a lane of this optimizer beside which there were so many others of it.
    pub(crate) fn new(kind: OptimizerKind, copy: usize) -> Self {
        let others = OptimizerKind::ALL.into_iter().filter(|other| !FIRST.contains(other));
        let place = FIRST.into_iter().chain(others).position(|own| own == kind);
        Self { optimizer: place.unwrap_or_default(), copy }
    }

    /// That of a lane of another trainer, beside which there were so many others: it may be as any optimizer's.
    pub(crate) const fn numbered(number: usize) -> Self {
        let all = OptimizerKind::ALL.len();
        Self { optimizer: number % all, copy: number / all }
    }

    /// One of so many markers, the second half of which are variants of the first.
    pub(crate) const fn marker(self, markers: usize) -> usize {
        (self.optimizer + self.copy * (markers / 2)) % markers
    }

    /// One of so many hues, and one of so many shades of it.
    pub(crate) const fn hue_and_shade(self, hues: usize, shades: usize) -> (usize, usize) {
        (self.optimizer % hues, (self.optimizer / hues + self.copy) % shades)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_optimizer_has_a_place_of_its_own() {
        let mut places = OptimizerKind::ALL.map(|kind| Look::new(kind, 0).optimizer);
        places.sort_unstable();
        assert!(places.into_iter().eq(0..OptimizerKind::ALL.len()));
    }

    #[test]
    fn lanes_of_one_optimizer_are_shades_of_one_hue_with_another_marker() {
        let [first, second] = [0, 1].map(|copy| Look::new(OptimizerKind::Adam, copy));
        let hues = [first, second].map(|look| look.hue_and_shade(8, 3));
        assert_eq!(hues[0].0, hues[1].0);
        assert_ne!(hues[0].1, hues[1].1);
        assert_ne!(first.marker(14), second.marker(14));
    }
}
