//! What a key can mean on the surface's view alone.

use crate::tui::action::{Stride, Way};

/// What to do with the surface or with those who roll on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roll {
    /// Pause, or go on.
    Pause,
    /// Take some steps, then pause.
    Step(u64),
    /// Everyone back to the start.
    Restart,
    /// Fewer or more steps a second.
    Pace(Way),
    /// The next function, or the one before.
    Function(Way),
    /// The selected lane's rate down or up.
    Rate(Way),
    /// Move the start along an axis.
    Start(Axis, Way, Stride),
    /// The function's usual start.
    UsualStart,
}

/// A direction of the plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// Left and right.
    X,
    /// Down and up.
    Y,
}
