//! How a screen was asked to look and behave: what flags say, before terminal and environment have their share.

use super::{
    choices::{ColorChoice, PlotChoice, SyncChoice, ThemeChoice},
    lock::Locks,
};
use crate::words::Lang;

/// What a person chooses of the screen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ScreenOptions {
    pub(crate) theme: ThemeChoice,
    pub(crate) plot: PlotChoice,
    pub(crate) color: ColorChoice,
    pub(crate) sync: SyncChoice,
    /// Frames a second at the most.
    pub(crate) fps: u32,
    /// `None` goes by the locale.
    pub(crate) lang: Option<Lang>,
    /// Whether it begins in presenter mode.
    pub(crate) presenter: bool,
    /// Keys that do nothing.
    pub(crate) locks: Locks,
    /// What is expected of the race, for the report.
    pub(crate) hypothesis: Option<String>,
}
