//! A picture of a screen: its cells as text, as SVG and as PNG.
//!
//! Letters are those of `DejaVu Sans Mono`; what curves and large digits are made of (braille, blocks) is drawn as
//! boxes, so that it looks alike with every font.

mod grid;
mod png;
mod svg;

pub(crate) use grid::{Cell, Colour, Grid};
pub(crate) use png::screenshot_png;
pub(crate) use svg::screenshot_svg;

#[cfg(test)]
mod tests;
