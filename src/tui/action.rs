//! What a key can mean on the race's view.

pub use crate::tui::views::surface::action::{Axis, Roll};

use super::app::Tab;
use crate::session::Seed;

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Up, right, larger, forward.
    More,
    /// Down, left, smaller, back.
    Less,
}

/// How far the cursor goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stride {
    /// One iteration.
    One,
    /// A twentieth of what is in view.
    Far,
}

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Pause, or go on.
    Pause,
    /// Take some iterations, then pause.
    Step(u64),
    /// Go on with the lesson.
    GoOn,
    /// List the lessons.
    Lessons,
    /// Show more of a text that has no room.
    Scroll(Way),
    /// Ask for an iteration to go to.
    GoTo,
    /// Go back that many iterations.
    Rewind(u64),
    /// Go back to before the lane diverged, and halve its rate.
    Rescue,
    /// Add a lane that goes on from where the selected one stands.
    Fork,
    /// Start over.
    Reset(Seed),
    /// Go on past the end.
    Continue,
    /// Fewer or more iterations a second.
    Pace(Way),
    /// Select the lane above or below.
    SelectLane(Way),
    /// Learning rate down or up.
    Rate(Way),
    /// Whether the learning rate of one lane or of all is turned.
    Scope,
    /// Edit every setting.
    Edit,
    /// Lane off or on.
    Switch,
    /// Add a lane.
    Add,
    /// Remove the lane.
    Remove,
    /// Something about the chart.
    Chart(Chart),
    /// Order of the table's rows.
    RowOrder,
    /// Look into the next layer or the one before.
    Layer(Way),
    /// Move on to another digit.
    Digit(Way, Stride),
    /// Next list of digits.
    Which,
    /// Next look of the digits.
    DigitsPanel,
    /// Draw a digit.
    Draw,
    /// Hold the view still while training goes on.
    Freeze,
    /// Next or previous way of drawing curves.
    Plot(Way),
    /// Next colours.
    Theme,
    /// Next number of colours.
    Depth,
    /// Show or hide how many bytes a second the screen takes.
    Traffic,
    /// Whether each frame is shown at once.
    AsOne,
    /// Write csv and figure.
    Save,
    /// Something about the trials of rates.
    Rates(Rates),
    /// Something about the surface and who rolls on it.
    Roll(Roll),
    /// Write a picture of the screen.
    Picture,
    /// Presenter mode on or off.
    Present,
    /// Show a view.
    Open(Tab),
    /// Show the next view or the one before.
    TurnTab(Way),
    /// Show or hide help.
    Help,
    /// Close what is open.
    Close,
    /// Paint the whole screen anew.
    Redraw,
    /// Stop until the shell says to go on.
    Stop,
    /// Leave, and let the race go on.
    Detach,
    /// Leave.
    Quit,
}

/// What a key means on the view of rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rates {
    /// Begin trials.
    Try,
    /// Next way of choosing trials.
    Method,
    /// Whose optimizers are tried.
    Who,
    /// Longer or shorter trials.
    Length(Way),
    /// Choose a trial.
    Choose(Way),
    /// Make the chosen trial a lane of the race.
    Add,
    /// Write the table of trials.
    Save,
}

/// What a key means on the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chart {
    /// Next way of smoothing.
    Smoothing,
    /// Next window of smoothing.
    Window,
    /// Next vertical axis.
    YAxis,
    /// Next horizontal axis: whole, or the last iterations.
    XAxis,
    /// Show what is left or right of the view.
    Pan(Way),
    /// Show fewer or more iterations.
    Zoom(Way),
    /// Show all iterations.
    Whole,
    /// Move the cursor.
    Cursor(Way, Stride),
    /// Which curve lies on top.
    CurveOrder,
    /// Show or hide what is left of earlier attempts.
    Ghosts,
}
