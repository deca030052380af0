//! What a history looks like outside of the program: its losses as CSV, its figure as SVG and PNG, its
//! settings as TOML, all of it as a report; and a screen as a picture.
//!
//! Everything here gives back text or bytes; only [`crate::record`] writes files.

mod config_toml;
mod csv;
mod figure;
mod picture;
mod repeat;
mod report;

pub use config_toml::config_toml;
pub use csv::{LossTable, losses_csv};
pub(crate) use csv::{header, row};
pub use figure::{figure_png, figure_svg};
pub use picture::{Cell, Colour, Grid, picture_png, picture_svg};
pub use report::report_md;

/// A font of Korean letters and nothing else: the others in the program have none. `data/README.md` says of what it is
/// made.
const HANGUL: &[u8] = include_bytes!("../data/fonts/hangul.ttf");

/// What can go wrong while a history is put into another form.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The history has no race yet.
    #[error("there is no race to save yet")]
    NoRace,
    /// The table could not be written.
    #[error("losses as CSV: {0}")]
    Csv(#[from] ::csv::Error),
    /// The settings could not be written.
    #[error("settings as TOML: {0}")]
    Toml(#[from] toml::ser::Error),
    /// The figure could not be drawn.
    #[error("figure: {0}")]
    Figure(String),
    /// The drawn figure could not be packed.
    #[error("figure as PNG: {0}")]
    Png(#[from] png::EncodingError),
}

#[cfg(test)]
pub(crate) mod tests;
