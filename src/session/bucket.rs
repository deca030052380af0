//! Neighbouring losses of one lane as one: smallest, largest and mean.

/// Some neighbouring losses of one lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// The smallest loss.
    pub min: f32,
    /// The largest loss.
    pub max: f32,
    /// The mean of the finite losses; of a single loss, that loss.
    pub mean: f32,
}

impl Bucket {
    /// No loss at all.
    pub(crate) const EMPTY: Self = Self { min: f32::NAN, max: f32::NAN, mean: f32::NAN };

    /// A bucket of a single loss.
    #[must_use]
    pub const fn of(loss: f32) -> Self {
        Self { min: loss, max: loss, mean: loss }
    }

    /// Both as one bucket, `self` standing for `weight` times as many losses as `other`. One that is empty or
    /// not finite gives way to the other.
    #[must_use]
    pub(crate) fn merge(self, weight: f32, other: Self) -> Self {
        if !other.mean.is_finite() {
            return self;
        }
        if !self.mean.is_finite() {
            return other;
        }
        Self {
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            // Not (w·a + b)/(w + 1): that overflows for large losses.
            mean: self.mean + (other.mean - self.mean) / (weight + 1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finite_gives_way_when_merged() {
        let merged = Bucket::of(1.0).merge(1.0, Bucket::of(f32::NAN));
        assert_eq!(merged, Bucket::of(1.0));
        assert_eq!(Bucket::EMPTY.merge(3.0, Bucket::of(2.0)), Bucket::of(2.0));
    }
}
