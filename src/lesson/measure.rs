//! What is measured of a lane's losses for a claim, in the numbers that the race's table shows.

use crate::history::{LaneHistory, Smoother, Smoothing};

/// The most losses from which a scatter is computed: fewer say too little, and more reach back into the descent.
const MAX_SCATTERED: u64 = 100;

/// The default smoothing: that of the table, unless somebody has chosen another.
fn smoother() -> Smoother {
    Smoother::new(Smoothing::default())
}

/// The smoothed loss at an iteration.
pub(super) fn loss(lane: &LaneHistory, at: u64) -> Option<f32> {
    lane.curve.smoothed(at, &smoother())
}

/// How far losses lie from the smoothed curve: the standard deviation of the difference, over the last losses up to an
/// iteration. `None` if one of them is missing.
///
/// ```text
/// s = √( Σ dᵢ² / n − (Σ dᵢ / n)² )     dᵢ = lossᵢ − smoothedᵢ,  at − n < i ≤ at
/// ```
/// n: half of all losses, 100 at the most.
pub(super) fn scatter(lane: &LaneHistory, at: u64) -> Option<f32> {
    let (smoother, count) = (smoother(), (at / 2).clamp(1, MAX_SCATTERED));
    let (mut sum, mut squares) = (0.0, 0.0);
    for iteration in at - count + 1..=at {
        let loss = lane.curve.at(iteration)?;
        let away = f64::from(loss) - f64::from(lane.curve.smoothed(iteration, &smoother)?);
        sum += away;
        squares += away * away;
    }
    let mean = sum / count as f64;
    Some((squares / count as f64 - mean * mean).max(0.0).sqrt() as f32)
}

/// The first iteration, up to one, at which a loss is not the same bit for bit; also one that is missing.
pub(super) fn first_difference(lane: &LaneHistory, other: &LaneHistory, to: u64) -> Option<u64> {
    let bits = |lane: &LaneHistory, at: u64| lane.curve.at(at).map(f32::to_bits);
    (1..=to).find(|at| bits(lane, *at).is_none_or(|own| bits(other, *at) != Some(own)))
}
