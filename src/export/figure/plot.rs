//! The layout of the figure: where title, frame, curves, changes and legend stand.
//!
//! ```text
//! title                                          ╲
//! subtitle                                        ╲ margins, in pixels
//!          Momentum 0.01→0.05                      ╱
//!   1.0 ┌─────────┊─────────────────────────┐  ━●━ SGD
//!  loss │         ┊                         │      rate 0.01
//!   0.0 └─────────┴─────────────────────────┘  ━✕━ Momentum
//!       0            iterations         2,000
//! ```

use plotters::{
    backend::DrawingBackend,
    style::{WHITE, text_anchor::HPos},
};

use super::{
    content::{FigureContent, LaneCurve},
    look::{FRAME, GRID, INK, Marker, QUIET},
    pen::{Drawn, FigurePen, HEIGHT, Position, TextFormat, WIDTH},
    scale::{Scale, Steps},
    trace::CurvePoint,
};
use crate::text::thousands;

/// Parts of the axis of iterations.
const MAX_TICKS: u64 = 10;

const MARGIN: f64 = 48.0;
/// Left of the frame: tick labels and the name of the axis.
const LEFT: f64 = 136.0;
/// Above the frame: title and subtitle.
const HEAD: f64 = 136.0;
/// Below the frame: tick labels and the name of the axis.
const FOOT: f64 = 116.0;
/// Between the frame and the legend.
const GAP: f64 = 32.0;
/// A line with a marker, before each name of the legend.
const SAMPLE: f64 = 58.0;
/// The greatest width of the legend's texts.
const LEGEND: f64 = 340.0;
/// A row of labels of changes, and how many rows there may be.
const CHANGE_ROW: f64 = 32.0;
const MAX_CHANGE_ROWS: usize = 4;
/// An entry of the legend with its rate in a second line.
const ENTRY: f64 = 74.0;
/// The least height of such an entry; a lower one has a single line.
const MIN_TWO_LINES: f64 = 52.0;

const TITLE: TextFormat = TextFormat { bold: true, ..TextFormat::new(32.0, INK) };
const SUBTITLE: TextFormat = TextFormat::new(25.0, QUIET);
const TICK: TextFormat = TextFormat::new(25.0, QUIET);
const AXIS: TextFormat = TextFormat { side: HPos::Center, ..TextFormat::new(29.0, INK) };
const CHANGE: TextFormat = TextFormat { side: HPos::Center, ..TextFormat::new(22.0, QUIET) };
const NAME: TextFormat = TextFormat { bold: true, ..TextFormat::new(27.0, INK) };
const NOTE: TextFormat = TextFormat::new(23.0, QUIET);

/// Draws the whole figure.
pub(super) fn draw<DB: DrawingBackend>(pen: &FigurePen<DB>, content: &FigureContent) -> Drawn {
    pen.fill(WHITE)?;
    let texts = content.lanes.iter().map(|line| NAME.width(&line.name).max(NOTE.width(&line.note)));
    let legend = texts.fold(0.0, f64::max).min(LEGEND);
    let right = f64::from(WIDTH) - MARGIN - legend - SAMPLE - GAP;
    let labels = label_changes(&content.changes, |iteration| x_of(iteration, content.steps, right), right);
    let rows = labels.iter().filter_map(|label| label.row).max().map_or(0, |row| row + 1);
    let frame = PlotFrame {
        left: LEFT,
        right,
        top: HEAD + rows as f64 * CHANGE_ROW,
        bottom: f64::from(HEIGHT) - FOOT,
        steps: content.steps,
        scale: content.scale,
    };
    let more = labels.iter().filter(|label| label.row.is_none()).count();
    head(pen, content, more)?;
    frame.grid(pen, &content.axes)?;
    frame.changes(pen, &labels)?;
    frame.border(pen)?;
    frame.curves(pen, &content.lanes)?;
    frame.legend(pen, &content.lanes, legend)?;
    pen.area.present().map_err(|error| error.to_string())
}

fn head<DB: DrawingBackend>(pen: &FigurePen<DB>, content: &FigureContent, more: usize) -> Drawn {
    let room = f64::from(WIDTH) - LEFT - MARGIN;
    let unlabelled = match more {
        0 => String::new(),
        1 => " · 1 more change".to_owned(),
        many => format!(" · {many} more changes"),
    };
    let subtitle = format!("{}{unlabelled}", content.subtitle);
    pen.text(&TITLE.fit(&content.title, room), (LEFT, 50.0), TITLE)?;
    pen.text(&SUBTITLE.fit(&subtitle, room), (LEFT, 92.0), SUBTITLE)
}

fn x_of(iteration: f64, steps: Steps, right: f64) -> f64 {
    let origin = steps.origin();
    let share = (iteration - origin as f64) / (steps.last - origin).max(1) as f64;
    LEFT + share.max(0.0) * (right - LEFT)
}

/// A change with its place; without a row there was no room for its label.
struct ChangeLabel<'a> {
    x: f64,
    middle: f64,
    row: Option<usize>,
    text: &'a str,
}

/// Puts each label into the lowest row in which it doesn't touch the one before.
fn label_changes(changes: &[(u64, String)], x: impl Fn(f64) -> f64, right: f64) -> Vec<ChangeLabel<'_>> {
    const SPACE: f64 = 18.0;
    let mut ends = [LEFT - SPACE; MAX_CHANGE_ROWS];
    let mut labels = Vec::with_capacity(changes.len());
    for (iteration, text) in changes {
        let (x, half) = (x(*iteration as f64), CHANGE.width(text) / 2.0);
        let middle = x.min(right - half).max(LEFT + half);
        let row = ends.iter().position(|end| end + SPACE <= middle - half);
        if let Some(row) = row {
            ends[row] = middle + half;
        }
        labels.push(ChangeLabel { x, middle, row, text });
    }
    labels
}

/// The frame of the curves, and its axes.
struct PlotFrame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    steps: Steps,
    scale: Scale,
}

impl PlotFrame {
    fn position(&self, (iteration, value): CurvePoint) -> Position {
        let y = self.bottom - self.scale.share(value) * (self.bottom - self.top);
        (x_of(iteration, self.steps, self.right), y)
    }

    fn grid<DB: DrawingBackend>(&self, pen: &FigurePen<DB>, (along, up): &(&str, String)) -> Drawn {
        for (value, written) in self.scale.ticks() {
            let (_, y) = self.position((0.0, value));
            pen.line(&[(self.left, y), (self.right, y)], 1.5, GRID)?;
            let format = TextFormat { side: HPos::Right, ..TICK };
            pen.text(&written, (self.left - 14.0, y), format)?;
        }
        for iteration in self.steps.ticks(MAX_TICKS) {
            let (x, _) = self.position((iteration as f64, 0.0));
            pen.line(&[(x, self.top), (x, self.bottom)], 1.5, GRID)?;
            let format = TextFormat { side: HPos::Center, ..TICK };
            pen.text(&thousands(iteration), (x, self.bottom + 26.0), format)?;
        }
        pen.text(along, (f64::midpoint(self.left, self.right), self.bottom + 72.0), AXIS)?;
        let upwards = TextFormat { upright: true, ..AXIS };
        let name = AXIS.fit(up, self.bottom - self.top);
        pen.text(&name, (MARGIN, f64::midpoint(self.top, self.bottom)), upwards)
    }

    fn border<DB: DrawingBackend>(&self, pen: &FigurePen<DB>) -> Drawn {
        let Self { left, right, top, bottom, .. } = *self;
        pen.line(&[(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], 1.5, FRAME)
    }

    /// Thin dotted lines with labels above; a short stroke where a label found no room.
    fn changes<DB: DrawingBackend>(&self, pen: &FigurePen<DB>, labels: &[ChangeLabel<'_>]) -> Drawn {
        const DOT: f64 = 3.0;
        const STROKE: f64 = 14.0;
        let row_middle = |row: usize| self.top - (row as f64 + 0.6) * CHANGE_ROW;
        for label in labels {
            let Some(row) = label.row else {
                pen.line(&[(label.x, self.top), (label.x, self.top + STROKE)], 1.5, FRAME)?;
                continue;
            };
            let mut y = row_middle(row);
            while y < self.bottom {
                pen.line(&[(label.x, y), (label.x, (y + DOT).min(self.bottom))], 1.5, FRAME)?;
                y += 2.5 * DOT;
            }
        }
        for label in labels {
            if let Some(row) = label.row {
                let (half, y) = (CHANGE.width(label.text) / 2.0 + 4.0, row_middle(row));
                let paper = (CHANGE.size / 2.0).min(CHANGE_ROW / 2.0);
                pen.rectangle((label.middle - half, y - paper), (label.middle + half, y + paper), WHITE)?;
                pen.text(label.text, (label.middle, y), CHANGE)?;
            }
        }
        Ok(())
    }

    fn curves<DB: DrawingBackend>(&self, pen: &FigurePen<DB>, lanes: &[LaneCurve]) -> Drawn {
        for line in lanes {
            let band: Vec<Position> = line.trace.band.iter().map(|&corner| self.position(corner)).collect();
            if band.len() > 2 {
                pen.shade(&band, line.colour)?;
            }
        }
        for line in lanes {
            for piece in &line.trace.pieces {
                let mut positions: Vec<Position> = piece.iter().map(|&point| self.position(point)).collect();
                if let [(x, y)] = positions[..] {
                    positions = vec![(x - 1.0, y), (x + 1.0, y)];
                }
                pen.line(&positions, 2.0, line.colour)?;
            }
        }
        for line in lanes {
            for &point in &line.trace.markers {
                mark(pen, line, self.position(point), 7.0)?;
            }
        }
        Ok(())
    }

    /// Right of the frame, where no curve can be under it.
    fn legend<DB: DrawingBackend>(&self, pen: &FigurePen<DB>, lanes: &[LaneCurve], room: f64) -> Drawn {
        let entry = ENTRY.min((self.bottom - self.top) / lanes.len().max(1) as f64);
        let two_lines = entry >= MIN_TWO_LINES;
        // Without its second line an entry is as high as it needs to be, or as there is room.
        let size = if two_lines { NAME.size } else { NAME.size.min(entry) };
        let (x, text) = (self.right + GAP, self.right + GAP + SAMPLE);
        for (line, index) in lanes.iter().zip(0_u32..) {
            let middle = self.top + f64::from(index) * entry + size / 2.0;
            pen.line(&[(x, middle), (x + SAMPLE - 14.0, middle)], 3.0, line.colour)?;
            mark(pen, line, (x + (SAMPLE - 14.0) / 2.0, middle), (size / 3.0).min(9.0))?;
            let name = TextFormat { size, ..NAME };
            pen.text(&name.fit(&line.name, room), (text, middle), name)?;
            let note = TextFormat { size: size.min(NOTE.size), ..NOTE };
            if two_lines {
                pen.text(&note.fit(&line.note, room), (text, middle + 29.0), note)?;
            } else {
                let used = name.width(&line.name) + size / 2.0;
                pen.text(&note.fit(&line.note, room - used), (text + used, middle), note)?;
            }
        }
        Ok(())
    }
}

fn mark<DB: DrawingBackend>(pen: &FigurePen<DB>, line: &LaneCurve, (x, y): Position, radius: f64) -> Drawn {
    let around = |marker: Marker, radius: f64| -> Vec<Position> {
        marker.corners().into_iter().map(|(dx, dy)| (x + radius * dx, y + radius * dy)).collect()
    };
    // A white edge sets the marker off from the curves under it.
    pen.polygon(&around(line.marker, radius * 1.2), WHITE)?;
    pen.polygon(&around(line.marker, radius), line.colour)
}
