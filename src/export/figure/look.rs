//! What a figure looks like: its colours, and the markers by which curves can be told apart without them.

use std::f64::consts::{FRAC_PI_2, TAU};

use plotters::style::RGBColor;

use crate::history::Look;

/// The colours of Okabe and Ito, which most colour-blind people can distinguish; their yellow is too faint
/// for lines on white and is left out. Source: jfly.uni-koeln.de/color.
const COLOURS: [RGBColor; 7] = [
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xd5, 0x5e, 0x00),
    RGBColor(0x00, 0x9e, 0x73),
    RGBColor(0xcc, 0x79, 0xa7),
    RGBColor(0xe6, 0x9f, 0x00),
    RGBColor(0x56, 0xb4, 0xe9),
    RGBColor(0x00, 0x00, 0x00),
];

/// Titles and names.
pub(crate) const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);

/// Secondary text: tick labels, rates, changes.
pub(super) const QUIET: RGBColor = RGBColor(0x5f, 0x5f, 0x5f);

/// The frame, and lines at changes.
pub(super) const FRAME: RGBColor = RGBColor(0x8c, 0x8c, 0x8c);

/// Lines behind everything.
pub(super) const GRID: RGBColor = RGBColor(0xe6, 0xe6, 0xe6);

/// The shape of a marker; the first four are the figure's o x s D.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marker {
    Disc,
    Cross,
    Square,
    Diamond,
    Up,
    Down,
    Star,
}

impl Marker {
    const ALL: [Self; 7] =
        [Self::Disc, Self::Cross, Self::Square, Self::Diamond, Self::Up, Self::Down, Self::Star];

    /// The corners around (0, 0), for a radius of 1.
    pub(super) fn corners(self) -> Vec<(f64, f64)> {
        match self {
            Self::Disc => ring(&[1.0], 24, 0.0),
            Self::Cross => cross(),
            Self::Square => ring(&[1.25], 4, TAU / 8.0),
            Self::Diamond => ring(&[1.35], 4, 0.0),
            Self::Up => ring(&[1.35], 3, -FRAC_PI_2),
            Self::Down => ring(&[1.35], 3, FRAC_PI_2),
            Self::Star => ring(&[1.5, 0.65], 10, -FRAC_PI_2),
        }
    }
}

/// Marker and colour of a lane. Of the optimizers no two have the same pair, nor have lanes of the same optimizer,
/// up to seven of them.
pub(crate) fn look_of_lane(look: Look) -> (Marker, RGBColor) {
    let (round, place) = (look.optimizer / Marker::ALL.len(), look.optimizer % Marker::ALL.len());
    (Marker::ALL[(place + look.copy) % Marker::ALL.len()], COLOURS[(place + round) % COLOURS.len()])
}

/// Corners on a circle, starting at an angle, at each radius in turn.
fn ring(radii: &[f64], corners: u32, from: f64) -> Vec<(f64, f64)> {
    let corner = |(index, radius): (u32, &f64)| {
        let angle = from + TAU * f64::from(index) / f64::from(corners);
        (radius * angle.cos(), radius * angle.sin())
    };
    (0..corners).zip(radii.iter().cycle()).map(corner).collect()
}

/// A cross that stands on two of its arms.
fn cross() -> Vec<(f64, f64)> {
    const INNER: f64 = 0.42;
    const LONG: f64 = 1.3;
    let quarter = |turn: u32| {
        let (sin, cos) = (TAU / 8.0 + f64::from(turn) * FRAC_PI_2).sin_cos();
        let half = INNER / 1.5;
        [(LONG, -half), (LONG, half), (half, half)].map(|(x, y)| (x * cos - y * sin, x * sin + y * cos))
    };
    (0..4).flat_map(quarter).collect()
}
