//! Normally distributed numbers, the same from the same seed on every machine.
//!
//! Nearly every number is one product; the rest, fifteen in a thousand, take exponentials and logarithms, which are not
//! the host's here. Source: the ziggurat of Doornik, "An Improved Ziggurat Method to Generate Normal Random Samples",
//! 2005, with the layers and the order of draws of the crate `rand_distr`, whose numbers these are, bit for bit.

mod edges;

use rand::{Rng, RngExt, distr::Open01};

use self::edges::EDGES;

/// Draws from the normal distribution of mean 0 and deviation 1.
pub(crate) fn standard_normal(rng: &mut impl Rng) -> f64 {
    loop {
        let bits = rng.next_u64();
        let layer = usize::from(bits as u8);
        // The upper bits are those of a number from 2 to 4.
        let share = f64::from_bits(bits >> 12 | 0x400 << 52) - 3.0;
        let x = share * EDGES[layer];
        if x.abs() < EDGES[layer + 1] {
            return x;
        }
        if layer == 0 {
            return tail(rng).copysign(share);
        }
        let [low, high] = [EDGES[layer], EDGES[layer + 1]].map(density);
        if high + (low - high) * rng.random::<f64>() < density(x) {
            return x;
        }
    }
}

/// The density of the distribution, as a share of that at 0.
fn density(x: f64) -> f64 {
    libm::exp(-x * x / 2.0)
}

/// Draws from what lies beyond the lowest layer's box.
fn tail(rng: &mut impl Rng) -> f64 {
    let start = EDGES[1];
    loop {
        let [first, second] = [(); 2].map(|()| libm::log(rng.sample(Open01)));
        let x = first / start;
        if -2.0 * second >= x * x {
            return start - x;
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;
    use rand_distr::{Distribution, StandardNormal};

    use super::*;

    #[test]
    fn a_million_numbers_are_those_of_rand_distr() {
        let [mut ours, mut theirs] = [(); 2].map(|()| ChaCha8Rng::seed_from_u64(0));
        for index in 0..1_000_000 {
            let (own, other): (f64, f64) = (standard_normal(&mut ours), StandardNormal.sample(&mut theirs));
            // The host's logarithm may be another in the last place; a weight, which is an f32, is the same.
            let near = own.to_bits().abs_diff(other.to_bits()) <= 2;
            assert!(near && (own as f32).to_bits() == (other as f32).to_bits(), "{index}: {own} {other}");
        }
        assert_eq!(ours, theirs);
    }

    #[test]
    fn all_layers_have_the_same_area() {
        for pair in EDGES[1..].windows(2) {
            let area = pair[0] * (density(pair[1]) - density(pair[0]));
            assert!((area - 0.004_928_673_233_99).abs() < 1e-11, "{area}");
        }
    }
}
