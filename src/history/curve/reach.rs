//! When a curve first got to a value.

use std::ops::Range;

use super::{Curve, level::FACTOR};
use crate::{
    history::smooth::Smoother,
    session::{Better, Bucket},
};

/// Values of a part that are looked at one by one.
const LEAF: u64 = 64;

/// What is looked for.
struct Goal<'a> {
    value: f32,
    better: Better,
    smoother: &'a Smoother,
}

impl Goal<'_> {
    /// Whether a value is as good as that, or better.
    fn is_met(&self, value: f32) -> bool {
        match self.better {
            Better::Lower => value <= self.value,
            Better::Higher => value >= self.value,
            Better::Neither => false,
        }
    }

    /// Whether any of some values is.
    fn may_be_met(&self, all: Bucket) -> bool {
        self.is_met(all.min) || self.is_met(all.max)
    }
}

impl Curve {
    /// The first iteration at which the smoothed curve is as good as a value; `None` if it never was, or no value is
    /// better than another. Where only buckets are left, the first bucket whose mean is as good.
    ///
    /// Parts in which no single value is as good are passed over, so that it takes far less time than reading the curve.
    pub(crate) fn reaches(&self, value: f32, better: Better, smoother: &Smoother) -> Option<u64> {
        let goal = Goal { value, better, smoother };
        let mut width = LEAF;
        while width < self.values.length() {
            width = width.saturating_mul(FACTOR);
        }
        self.search(0..width, &goal).map(|index| self.iteration(index))
    }

    /// The first index of a part, as wide as a power of four or a leaf, at which the goal is met.
    fn search(&self, part: Range<u64>, goal: &Goal<'_>) -> Option<u64> {
        let Range { start, end } = part;
        let (back, ahead) = goal.smoother.reach();
        // No smoothed value is beyond all those that it is made of.
        let all = self.values.over(start.saturating_sub(back)..end.saturating_add(ahead))?;
        if start >= self.values.length() || !goal.may_be_met(all) {
            return None;
        }
        let (finest, next) = self.values.finest(start)?;
        if next >= end && next > start + 1 {
            return goal.is_met(finest.mean).then_some(start);
        }
        if end - start <= LEAF {
            let is_met = |index: &u64| {
                self.smoothed_value(*index, goal.smoother).is_some_and(|value| goal.is_met(value))
            };
            return (start..end.min(self.values.length())).find(is_met);
        }
        let width = (end - start) / FACTOR;
        (0..FACTOR).find_map(|quarter| {
            let start = start + quarter * width;
            self.search(start..start + width, goal)
        })
    }
}
