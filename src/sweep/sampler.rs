//! Where in its space each trial lies: places between 0 and 1 for every dimension.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// The points of one Sobol sequence of the library; the next ones come from a sequence scrambled another way.
const SEQUENCE: u64 = 1 << 16;

/// How the places of trials are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PointSampler {
    /// Every combination of values.
    Grid,
    /// Independent draws (Bergstra & Bengio 2012).
    Random,
    /// Sobol's sequence with Owen's scrambling, which fills the space more evenly (Burley 2020).
    Sobol,
}

impl PointSampler {
    pub(crate) const ALL: [(&'static str, Self); 3] =
        [("sobol", Self::Sobol), ("random", Self::Random), ("grid", Self::Grid)];

    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, sampler)| *sampler == self).map_or("", |(name, _)| name)
    }

    /// The place of a point in that many dimensions. Each depends on its number and the seed alone, so that a plan for
    /// more trials begins like one for fewer.
    pub(super) fn place(self, seed: u64, point: u64, dimensions: usize) -> Vec<f64> {
        match self {
            Self::Sobol => {
                let (sequence, index) = (point / SEQUENCE, (point % SEQUENCE) as u32);
                let scramble = mixed(seed ^ mixed(sequence));
                (0..dimensions as u32)
                    .map(|dimension| f64::from(sobol_burley::sample(index, dimension, scramble as u32)))
                    .collect()
            }
            Self::Grid | Self::Random => {
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                rng.set_stream(point);
                (0..dimensions).map(|_| rng.random_range(0.0..1.0)).collect()
            }
        }
    }
}

/// Spreads what differs in few bits over all of them: the finaliser of `SplitMix64` (Steele, Lea & Flood 2014).
const fn mixed(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_places_and_another_seed_others() {
        for sampler in [PointSampler::Random, PointSampler::Sobol] {
            let places = |seed| (0..8).map(|point| sampler.place(seed, point, 3)).collect::<Vec<_>>();
            assert_eq!(places(7), places(7));
            assert_ne!(places(7), places(8));
            assert!(places(7).iter().flatten().all(|place| (0.0..1.0).contains(place)));
        }
    }

    #[test]
    fn sixteen_points_of_sobol_lie_in_sixteen_different_parts_of_each_dimension() {
        for dimension in 0..4 {
            let mut parts: Vec<u32> = (0..16)
                .map(|point| (PointSampler::Sobol.place(3, point, 4)[dimension] * 16.0) as u32)
                .collect();
            parts.sort_unstable();
            assert_eq!(parts, (0..16).collect::<Vec<_>>());
        }
    }

    #[test]
    fn points_beyond_the_length_of_a_sequence_are_new_ones() {
        let sampler = PointSampler::Sobol;
        assert_ne!(sampler.place(0, 5, 2), sampler.place(0, 5 + SEQUENCE, 2));
    }

    #[test]
    fn the_first_draws_are_pinned() {
        // A plan must stay the same whatever becomes of the libraries: these are of rand_chacha 0.10 and sobol_burley 0.5.
        assert_eq!(PointSampler::Random.place(7, 0, 1), [PINNED[0]]);
        assert_eq!(PointSampler::Sobol.place(7, 0, 1), [PINNED[1]]);
    }

    const PINNED: [f64; 2] = [0.157_796_097_020_619_36, 0.730_195_999_145_507_8];
}
