//! Which way and how far: what the keys of several views have in common.

/// Which way a setting is turned or a selection moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Up in value, right, later, or down a list.
    More,
    Less,
}

/// How far a cursor or a selection moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stride {
    One,
    /// As many as the view finds practical: ten images, a twentieth of a chart.
    Far,
}

impl Direction {
    /// The neighbour of place `at` in a list of `count`; the two ends are neighbours, too.
    pub(crate) const fn around(self, at: usize, count: usize) -> usize {
        let step = match self {
            Self::More => 1,
            Self::Less => count - 1,
        };
        (at + step) % count
    }

    /// The neighbour of one in a list of all; the two ends are neighbours, too.
    pub(crate) fn neighbour<T: Copy + PartialEq>(self, all: &[T], of: T) -> T {
        let at = all.iter().position(|one| *one == of).unwrap_or(0);
        all[self.around(at, all.len())]
    }

    /// The neighbour of place `at` in a list of `count`; at an end it stays.
    pub(crate) const fn along(self, at: usize, count: usize) -> usize {
        match self {
            Self::More if at + 1 < count => at + 1,
            Self::More => at,
            Self::Less => at.saturating_sub(1),
        }
    }
}
