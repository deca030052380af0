//! What a race came to from several starts: on average, how far starts lie apart, and who beats whom.

use super::Curve;

/// What the lanes of a race came to from several starts.
#[derive(Debug, Clone)]
pub(crate) struct Repeated {
    /// The seed of each start.
    pub(crate) seeds: Vec<u64>,
    /// In the order of the race.
    pub(crate) lanes: Vec<RepeatedLane>,
}

/// What one lane came to.
#[derive(Debug, Clone)]
pub(crate) struct RepeatedLane {
    /// The smoothed curves' mean at each iteration less the standard deviation, and plus it.
    pub(crate) band: [Curve; 2],
    /// The last smoothed loss from each start, if it came to the end, and the last test accuracy, 0 to 1.
    pub(crate) ends: Vec<(Option<f32>, Option<f32>)>,
    /// The last smoothed loss, of the starts from which it came to the end.
    pub(crate) loss: Option<SeedSpread>,
    /// The last test accuracy.
    pub(crate) accuracy: Option<SeedSpread>,
    /// From how many starts it did not come to the end.
    pub(crate) ended: usize,
    /// From how many starts its last smoothed loss was below that of each lane. A lane that ended is beaten by one that
    /// did not.
    pub(crate) beats: Vec<usize>,
}

impl Repeated {
    /// The seeds in words: they count from the first on.
    pub(crate) fn seeds(&self) -> String {
        match self.seeds[..] {
            [first, .., last] => format!("seeds {first} to {last}"),
            _ => self.seeds.first().map_or_else(String::new, |seed| format!("seed {seed}")),
        }
    }
}

/// The mean over starts, and how far they lie apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SeedSpread {
    pub(crate) mean: f64,
    /// The standard deviation, √(Σ(x − mean)²/(n − 1)); 0 of a single start.
    pub(crate) deviation: f64,
}

impl SeedSpread {
    /// `None` of nothing.
    pub(super) fn of(values: impl Iterator<Item = f32>) -> Option<Self> {
        let values: Vec<f64> = values.map(f64::from).collect();
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        (count > 0.0).then(|| Self { mean, deviation: (squares / (count - 1.0).max(1.0)).sqrt() })
    }
}
