//! What a race came to from several starts: on average, how far starts lie apart, and who beats whom.

/// What the lanes of a race came to from one start, in the order of the race.
#[derive(Debug, Clone)]
pub(crate) struct StartEnds {
    pub(crate) seed: u64,
    pub(crate) lanes: Vec<LaneEnd>,
}

/// What one lane came to from one start.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct LaneEnd {
    /// The last smoothed loss, if it came to the end.
    pub(crate) loss: Option<f32>,
    /// The last test accuracy, 0 to 1.
    pub(crate) accuracy: Option<f32>,
    /// Whether it diverged, or was stopped by a fault.
    pub(crate) ended: bool,
}

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
    /// From each start.
    pub(crate) ends: Vec<LaneEnd>,
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
    /// What several starts of a race come to together; no lane without any start.
    pub(crate) fn of(starts: &[StartEnds]) -> Self {
        let count = starts.first().map_or(0, |first| first.lanes.len());
        let ends_of = |place: usize| -> Vec<LaneEnd> {
            starts.iter().map(|start| start.lanes.get(place).copied().unwrap_or_default()).collect()
        };
        let all: Vec<Vec<LaneEnd>> = (0..count).map(ends_of).collect();
        let lane = |ends: &Vec<LaneEnd>| RepeatedLane {
            loss: SeedSpread::of(ends.iter().filter_map(|end| end.loss)),
            accuracy: SeedSpread::of(ends.iter().filter_map(|end| end.accuracy)),
            ended: ends.iter().filter(|end| end.ended).count(),
            beats: all.iter().map(|others| beats(ends, others)).collect(),
            ends: ends.clone(),
        };
        Self { seeds: starts.iter().map(|start| start.seed).collect(), lanes: all.iter().map(lane).collect() }
    }

    /// The seeds in words: they count from the first on.
    pub(crate) fn seeds(&self) -> String {
        match self.seeds[..] {
            [first, .., last] => format!("seeds {first} to {last}"),
            _ => self.seeds.first().map_or_else(String::new, |seed| format!("seed {seed}")),
        }
    }
}

/// From how many starts one lane ended below another.
fn beats(one: &[LaneEnd], other: &[LaneEnd]) -> usize {
    let is_below = |(one, other): &(&LaneEnd, &LaneEnd)| {
        one.loss.is_some_and(|one| other.loss.is_none_or(|other| one < other))
    };
    one.iter().zip(other).filter(is_below).count()
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
