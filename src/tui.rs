//! Stand-in for the terminal front end.

use crossbeam_channel::Receiver;

use crate::{
    history::History,
    session::{Session, Update},
};

/// How the screen looks.
#[derive(Debug)]
pub struct Screen {
    /// Colours.
    pub theme: ThemeChoice,
    /// What curves are drawn with.
    pub plot: PlotChoice,
    /// Frames a second at the most.
    pub fps: u32,
    /// What other rooms have to say.
    pub problems: Option<Receiver<String>>,
}

/// Colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThemeChoice {
    /// As the terminal can.
    Auto,
    /// For a dark background.
    Dark,
    /// For a light one.
    Light,
    /// Colour-blind-safe.
    Safe,
}

/// What curves are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlotChoice {
    /// As locale and terminal can.
    Auto,
    /// Braille.
    Braille,
    /// Blocks.
    Block,
    /// Dots.
    Dot,
    /// ASCII.
    Ascii,
}

/// How it ended.
#[derive(Debug)]
pub struct Ended {
    /// All that was seen.
    pub history: History,
    /// The signal that ended it.
    pub signal: Option<i32>,
}

/// Runs it.
///
/// # Errors
/// Always, so far.
pub fn run(session: Session, updates: Receiver<Update>, screen: Screen) -> anyhow::Result<Ended> {
    drop((session, updates, screen));
    anyhow::bail!("there is no screen yet")
}
