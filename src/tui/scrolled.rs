//! How far a text that has no room is scrolled.

use super::direction::Direction;

/// Lines of a page: as many as the lowest lesson's strip has.
const PAGE: usize = 2;

/// Which part is shown of a text that has no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scrolled {
    /// What stands after so many lines.
    By(usize),
    End,
}

impl Default for Scrolled {
    fn default() -> Self {
        Self::By(0)
    }
}

impl Scrolled {
    /// The first line that is shown where the last page begins at line `last`.
    pub(crate) fn first(self, last: usize) -> usize {
        match self {
            Self::By(lines) => lines.min(last),
            Self::End => last,
        }
    }

    /// A notch of the wheel further, or back, where the last page begins at line `last`: no further than that, for from
    /// there the wheel must come back at once.
    pub(crate) fn wheeled(self, direction: Direction, last: usize) -> Self {
        let first = self.first(last);
        match direction {
            Direction::More => Self::By((first + PAGE).min(last)),
            Direction::Less => Self::By(first.saturating_sub(PAGE)),
        }
    }

    /// A page further, or back; from the end it is back to the beginning.
    pub(crate) const fn turned(self, direction: Direction) -> Self {
        match (self, direction) {
            (Self::By(lines), Direction::More) => Self::By(lines.saturating_add(PAGE)),
            (Self::By(lines), Direction::Less) => Self::By(lines.saturating_sub(PAGE)),
            (Self::End, Direction::More) => Self::End,
            (Self::End, Direction::Less) => Self::By(0),
        }
    }
}
