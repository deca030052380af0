//! The size of the figure and of the raster that it is drawn on.

/// The width of the figure, in pixels.
pub(super) const WIDTH: u32 = 1_600;

/// The height of the figure, in pixels.
pub(super) const HEIGHT: u32 = 1_000;

/// Dots of the raster per pixel, each way. Nine dots make an edge look smooth; more cost time only.
pub(super) const SCALE: u32 = 3;
