//! What every figure has: a head, a frame with numbers and names beside it, marks, and a legend.

use plotters::{
    backend::DrawingBackend,
    style::{RGBColor, WHITE, text_anchor::HPos},
};

use super::{
    look::{FRAME, GRID, INK, Marker, QUIET},
    pen::{Drawn, FigurePen, HEIGHT, Position, TextFormat, WIDTH},
};

const MARGIN: f64 = 48.0;
/// Left of the frame: tick labels and the name of the axis.
pub(super) const LEFT: f64 = 136.0;
/// Above the frame: title and subtitle.
pub(super) const HEAD: f64 = 136.0;
/// Below the frame: tick labels and the name of the axis.
const FOOT: f64 = 116.0;
/// Between the frame and the legend.
const GAP: f64 = 32.0;
/// A line with a marker, before each name of the legend.
const SAMPLE: f64 = 58.0;
/// The greatest width of the legend's texts.
const LEGEND: f64 = 340.0;
/// An entry of the legend with its note in a second line.
const ENTRY: f64 = 74.0;
/// The least height of such an entry; a lower one has a single line.
const MIN_TWO_LINES: f64 = 52.0;

const TITLE: TextFormat = TextFormat { bold: true, ..TextFormat::new(32.0, INK) };
const SUBTITLE: TextFormat = TextFormat::new(25.0, QUIET);
const TICK: TextFormat = TextFormat::new(25.0, QUIET);
const AXIS: TextFormat = TextFormat { side: HPos::Center, ..TextFormat::new(29.0, INK) };
const NAME: TextFormat = TextFormat { bold: true, ..TextFormat::new(27.0, INK) };
const NOTE: TextFormat = TextFormat::new(23.0, QUIET);

/// One line of a legend, and what it looks like in the figure.
pub(crate) struct LegendEntry {
    pub(crate) name: String,
    /// What else is to be known of it.
    pub(crate) note: String,
    pub(crate) marker: Marker,
    pub(crate) colour: RGBColor,
}

/// What stands before a name of the legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LegendSample {
    /// A line with a marker.
    Curve,
    /// A marker alone.
    Mark,
}

/// Title and subtitle, cut where the figure ends.
pub(crate) fn head<DB: DrawingBackend>(pen: &FigurePen<DB>, title: &str, subtitle: &str) -> Drawn {
    let room = f64::from(WIDTH) - LEFT - MARGIN;
    pen.text(&TITLE.fit(title, room), (LEFT, 50.0), TITLE)?;
    pen.text(&SUBTITLE.fit(subtitle, room), (LEFT, 92.0), SUBTITLE)
}

/// The width of a legend's texts.
pub(crate) fn legend_width<'a>(entries: impl Iterator<Item = &'a LegendEntry>) -> f64 {
    let texts = entries.map(|entry| NAME.width(&entry.name).max(NOTE.width(&entry.note)));
    texts.fold(0.0, f64::max).min(LEGEND)
}

/// The frame of what is drawn, in pixels.
pub(crate) struct Frame {
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
}

impl Frame {
    /// One that leaves room for a legend that wide.
    pub(crate) fn beside(legend: f64) -> Self {
        let right = f64::from(WIDTH) - MARGIN - legend - SAMPLE - GAP;
        Self { left: LEFT, right, top: HEAD, bottom: f64::from(HEIGHT) - FOOT }
    }

    /// Where a share of its height stands, from 0 at the bottom to 1.
    pub(crate) const fn y(&self, share: f64) -> f64 {
        self.bottom - share * (self.bottom - self.top)
    }

    /// The same of its width, from the left.
    pub(crate) const fn x(&self, share: f64) -> f64 {
        self.left + share * (self.right - self.left)
    }

    /// A line across the frame, and its number.
    pub(crate) fn tick_up<DB: DrawingBackend>(&self, pen: &FigurePen<DB>, y: f64, written: &str) -> Drawn {
        pen.line(&[(self.left, y), (self.right, y)], 1.5, GRID)?;
        pen.text(written, (self.left - 14.0, y), TextFormat { side: HPos::Right, ..TICK })
    }

    /// A line from the frame's bottom to its top, and its number.
    pub(crate) fn tick_along<DB: DrawingBackend>(&self, pen: &FigurePen<DB>, x: f64, written: &str) -> Drawn {
        pen.line(&[(x, self.top), (x, self.bottom)], 1.5, GRID)?;
        pen.text(written, (x, self.bottom + 26.0), TextFormat { side: HPos::Center, ..TICK })
    }

    /// A tick's text, cut to that width.
    pub(crate) fn fit_tick(text: &str, room: f64) -> String {
        TICK.fit(text, room)
    }

    /// The names of both axes.
    pub(crate) fn names<DB: DrawingBackend>(&self, pen: &FigurePen<DB>, along: &str, up: &str) -> Drawn {
        let along = AXIS.fit(along, self.right - self.left);
        pen.text(&along, (f64::midpoint(self.left, self.right), self.bottom + 72.0), AXIS)?;
        let upwards = TextFormat { upright: true, ..AXIS };
        let up = AXIS.fit(up, self.bottom - self.top);
        pen.text(&up, (MARGIN, f64::midpoint(self.top, self.bottom)), upwards)
    }

    pub(crate) fn border<DB: DrawingBackend>(&self, pen: &FigurePen<DB>) -> Drawn {
        let Self { left, right, top, bottom } = *self;
        pen.line(&[(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], 1.5, FRAME)
    }

    /// Right of the frame, where nothing can be under it.
    pub(crate) fn legend<'a, DB: DrawingBackend>(
        &self,
        pen: &FigurePen<DB>,
        entries: impl ExactSizeIterator<Item = &'a LegendEntry>,
        room: f64,
        sample: LegendSample,
    ) -> Drawn {
        let height = ENTRY.min((self.bottom - self.top) / entries.len().max(1) as f64);
        let two_lines = height >= MIN_TWO_LINES;
        // Without its second line an entry is as high as it needs to be, or as there is room.
        let size = if two_lines { NAME.size } else { NAME.size.min(height) };
        let (x, text) = (self.right + GAP, self.right + GAP + SAMPLE);
        for (entry, index) in entries.zip(0_u32..) {
            let middle = self.top + f64::from(index) * height + size / 2.0;
            if sample == LegendSample::Curve {
                pen.line(&[(x, middle), (x + SAMPLE - 14.0, middle)], 3.0, entry.colour)?;
            }
            let place = (x + (SAMPLE - 14.0) / 2.0, middle);
            mark(pen, entry.marker, entry.colour, place, (size / 3.0).min(9.0))?;
            let name = TextFormat { size, ..NAME };
            pen.text(&name.fit(&entry.name, room), (text, middle), name)?;
            let note = TextFormat { size: size.min(NOTE.size), ..NOTE };
            if two_lines {
                pen.text(&note.fit(&entry.note, room), (text, middle + 29.0), note)?;
            } else {
                let used = name.width(&entry.name) + size / 2.0;
                pen.text(&note.fit(&entry.note, room - used), (text + used, middle), note)?;
            }
        }
        Ok(())
    }
}

/// A marker with a white edge, which sets it off from what is under it.
pub(crate) fn mark<DB: DrawingBackend>(
    pen: &FigurePen<DB>,
    marker: Marker,
    colour: RGBColor,
    (x, y): Position,
    radius: f64,
) -> Drawn {
    let around = |radius: f64| -> Vec<Position> {
        marker.corners().into_iter().map(|(dx, dy)| (x + radius * dx, y + radius * dy)).collect()
    };
    pen.polygon(&around(radius * 1.2), WHITE)?;
    pen.polygon(&around(radius), colour)
}
