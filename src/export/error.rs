//! What can go wrong while a history is put into another form.

/// Why a history could not be put into another form.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The history has no race yet.
    #[error("there is no race to save yet")]
    NoRace,
    /// The table of losses could not be written.
    #[error("losses as CSV: {0}")]
    Csv(#[from] csv::Error),
    /// The settings could not be written.
    #[error("settings as TOML: {0}")]
    Toml(#[from] toml::ser::Error),
    /// The figure could not be drawn.
    #[error("figure: {0}")]
    Figure(String),
    /// The drawn figure could not be compressed.
    #[error("figure as PNG: {0}")]
    Png(#[from] png::EncodingError),
}
