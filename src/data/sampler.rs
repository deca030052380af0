//! The race's randomness: one generator, a stream of it for each use, and batches drawn from one of the streams.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What random numbers are for; each use has a stream of its own, so that none disturbs another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// Which images make a batch.
    Batches,
    /// Starting weights that all lanes share.
    SharedWeights,
    /// Starting weights of the lane with this number.
    OwnWeights(u32),
}

/// The generator for one use: `ChaCha` with 8 rounds.
pub(crate) fn stream(seed: u64, stream: Stream) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(match stream {
        Stream::Batches => 0,
        Stream::SharedWeights => 1,
        Stream::OwnWeights(lane) => 2 + u64::from(lane),
    });
    rng
}

/// Draws batches with replacement, as the book does.
#[derive(Debug, Clone)]
pub(crate) struct Sampler {
    rng: ChaCha8Rng,
}

impl Sampler {
    pub(crate) fn new(seed: u64) -> Self {
        Self { rng: stream(seed, Stream::Batches) }
    }

    /// The position of the generator, in words of 32 bits.
    pub(crate) fn position(&self) -> u128 {
        self.rng.get_word_pos()
    }

    /// Moves to the position of another sampler of the same seed.
    pub(crate) fn go_to(&mut self, position: u128) {
        self.rng.set_word_pos(position);
    }

    /// The index of the next image of a batch, less than `images`.
    #[expect(clippy::cast_possible_truncation, reason = "an IDX set has fewer than 2³² images")]
    pub(crate) fn next(&mut self, images: usize) -> usize {
        // u32 on every platform: usize would draw other numbers on 32 bits.
        self.rng.random_range(0..images as u32) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Drawn once and pinned: a change here changes every race that was ever repeated by its seed.
    #[test]
    fn the_first_draws_of_seed_0_never_change() {
        let mut sampler = Sampler::new(0);
        let drawn: Vec<usize> = (0..6).map(|_| sampler.next(60_000)).collect();
        assert_eq!(drawn, [39_281, 42_544, 43_792, 27_955, 30_441, 41_948]);
        let weights = |which| stream(0, which).random::<u64>();
        assert_eq!(weights(Stream::SharedWeights), 13_937_087_304_575_520_531);
        assert_ne!(weights(Stream::OwnWeights(0)), weights(Stream::OwnWeights(1)));
    }
}
