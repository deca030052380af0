//! The iterations of points that don't come at each iteration, in bounded memory: the recent ones exactly, older ones
//! to within the distance of their neighbours.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::input::{Checked, at_most, require};

/// The most marks: more than a chart could show apart.
const MAX_MARKS: usize = 2_048;

/// The iterations of points, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Positions {
    /// Points so far.
    length: u64,
    /// Points from one mark to the next: a power of two.
    stride: u64,
    /// The iterations of the points 0, stride, 2·stride …; those between two marks lie at equal distances.
    marks: Vec<u64>,
    /// The iterations of the last points.
    recent: VecDeque<u64>,
}

impl Positions {
    pub(super) const fn new() -> Self {
        Self { length: 0, stride: 1, marks: Vec::new(), recent: VecDeque::new() }
    }

    pub(super) const fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn last(&self) -> Option<u64> {
        self.recent.back().copied()
    }

    /// Appends the iteration of a point, which must be later than the one before. At most `room` are kept exactly.
    pub(super) fn push(&mut self, iteration: u64, room: usize) {
        if self.length.is_multiple_of(self.stride) {
            if self.marks.len() == MAX_MARKS {
                let mut place = 0;
                self.marks.retain(|_| {
                    place += 1;
                    place % 2 == 1
                });
                self.stride *= 2;
            }
            if self.length.is_multiple_of(self.stride) {
                self.marks.push(iteration);
            }
        }
        if self.recent.len() == room {
            self.recent.pop_front();
        }
        self.recent.push_back(iteration);
        self.length += 1;
    }

    /// The iteration of a point by its index, which must be one of a point.
    pub(super) fn at(&self, index: u64) -> u64 {
        let known_from = self.length - self.recent.len() as u64;
        if let Some(recent) = index.checked_sub(known_from) {
            return self.recent.get(recent as usize).copied().unwrap_or(0);
        }
        let mark = index / self.stride;
        let from = self.marks.get(mark as usize).copied().unwrap_or(0);
        let next = ((mark + 1) * self.stride).min(known_from);
        let to = match self.marks.get(mark as usize + 1) {
            Some(to) if next < known_from => *to,
            _ => self.recent.front().copied().unwrap_or(from),
        };
        let (part, whole) = (index - mark * self.stride, next - mark * self.stride);
        from + (u128::from(to.saturating_sub(from)) * u128::from(part) / u128::from(whole.max(1))) as u64
    }

    /// How many points there are up to an iteration.
    pub(super) fn count_until(&self, iteration: u64) -> u64 {
        let (mut low, mut high) = (0, self.length);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.at(middle) <= iteration {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Forgets all but the first `length` points.
    pub(super) fn cut(&mut self, length: u64) {
        if length >= self.length {
            return;
        }
        // What is forgotten with them is needed to know where the last one is.
        let last = length.checked_sub(1).map(|last| self.at(last));
        let gone = usize::try_from(self.length - length).unwrap_or(usize::MAX);
        self.recent.truncate(self.recent.len().saturating_sub(gone));
        if self.recent.is_empty() {
            self.recent.extend(last);
        }
        self.marks.truncate(usize::try_from(length.div_ceil(self.stride)).unwrap_or(usize::MAX));
        self.length = length;
    }

    pub(super) fn check(&self, room: usize) -> Checked {
        at_most(MAX_MARKS, self.marks.len(), "marks of a curve")?;
        at_most(room, self.recent.len(), "positions of a curve")?;
        require(self.stride.is_power_of_two(), "the distance of marks is a power of two")?;
        let counts = self.marks.len() as u64 == self.length.div_ceil(self.stride)
            && self.recent.len() as u64 <= self.length
            && self.recent.is_empty() == (self.length == 0);
        require(counts, "a curve has a mark for each of its parts")?;
        let known_from = self.length - self.recent.len() as u64;
        let before =
            self.marks.iter().take(usize::try_from(known_from.div_ceil(self.stride)).unwrap_or(usize::MAX));
        let all = before.chain(&self.recent);
        require(all.is_sorted_by(|earlier, later| earlier < later), "points come in order")
    }

    /// How many numbers are kept.
    #[cfg(test)]
    pub(crate) fn kept(&self) -> usize {
        self.marks.len() + self.recent.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: usize = 100;

    fn positions(iterations: impl IntoIterator<Item = u64>) -> Positions {
        let mut positions = Positions::new();
        iterations.into_iter().for_each(|iteration| positions.push(iteration, ROOM));
        positions
    }

    #[test]
    fn regular_points_are_where_they_were_however_many_there_are() {
        let all = positions((1..=1_000_000).map(|number| number * 10));
        assert!(all.marks.len() <= MAX_MARKS && all.recent.len() == ROOM);
        for index in [0, 1, 511, 512, 513, 77_777, 999_000, 999_899, 999_900, 999_999] {
            assert_eq!(all.at(index), (index + 1) * 10);
            assert_eq!(all.count_until((index + 1) * 10), index + 1);
            assert_eq!(all.count_until((index + 1) * 10 - 1), index);
        }
        assert_eq!((all.count_until(0), all.count_until(u64::MAX)), (0, 1_000_000));
        all.check(ROOM).unwrap();
    }

    #[test]
    fn irregular_points_stay_in_order_and_the_recent_ones_exact() {
        let square = |index: u64| 1 + index * index;
        let all = positions((0..50_000).map(square));
        assert!((0..50_000).map(|index| all.at(index)).is_sorted_by(|earlier, later| earlier < later));
        assert!((49_900..50_000).all(|index| all.at(index) == square(index)));
        let off = |index: u64| all.at(index).abs_diff(square(index)) as f64 / square(index) as f64;
        assert!((1_000..50_000).step_by(7).all(|index| off(index) < 1e-2));
        all.check(ROOM).unwrap();
    }

    #[test]
    fn points_that_are_cut_are_as_if_they_had_never_come_where_they_are_regular() {
        for (length, cut) in [(10, 7), (10, 0), (5_000, 4_950), (5_000, 3_000), (5_000, 1), (9_000, 4_097)] {
            let mut long = positions((1..=length).map(|number| number * 20));
            long.cut(cut);
            let short = positions((1..=cut).map(|number| number * 20));
            assert_eq!((long.last(), long.length()), (short.last(), short.length()));
            assert!((0..cut).all(|index| long.at(index) == short.at(index)), "{length} {cut}");
            long.check(ROOM).unwrap();
            (cut..cut + 300).for_each(|index| long.push((index + 1) * 20, ROOM));
            assert!((0..cut + 300).all(|index| long.at(index) == (index + 1) * 20), "{length} {cut}");
            long.check(ROOM).unwrap();
        }
    }
}
