//! What a key asks for that its view or layer can't do by itself, and the layers that can be opened.

use crate::{
    config::Config,
    record::TrialTable,
    session::Command,
    tui::{direction::Direction, errands::FoundLane},
};

/// What a key asks for that its view or layer can't do by itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Effect {
    Send(Command),
    /// Write settings, losses, figure and report into a new folder.
    Save,
    /// Write the screen as pictures.
    Screenshot,
    /// Paint the whole screen.
    Redraw,
    /// Stop until the shell continues the job.
    Suspend,
    /// Start a session of trials with this race, in the place of any before it.
    StartTrials(Box<Config>),
    SendTrials(Command),
    /// Write this table of trials.
    SaveTrials(TrialTable, String),
    /// Write what has come of a sweep's trials.
    SaveSweep,
    /// Look for lanes of recorded races.
    FindRecorded,
    /// Read such a lane and show it as a ghost.
    LoadLane(Box<FoundLane>),
    Quit,
    /// Leave, and let the race go on.
    Detach,
    /// Open a layer over the view.
    Open(Popup),
    /// Close the layer that is open.
    Close,
    /// Show the view of that number.
    ShowView(usize),
    /// Show the next view or the one before.
    TurnView(Direction),
}

/// A layer that can be opened over the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Popup {
    Help,
    /// The form with every setting of the selected lane.
    Edit,
    /// The form for one more lane.
    Add,
    /// The list of lanes of recorded races.
    Recorded,
    /// The form for an iteration to go to.
    GoTo,
    /// The form for a loss to get to.
    Target,
    /// The lines of a training's log.
    Log,
    /// The list of lessons.
    Lessons,
    /// The pad to draw an image on.
    Pad,
}
