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
    frame::{Frame, HEAD, LEFT, LegendSample, head, legend_width, mark},
    look::{FRAME, QUIET},
    pen::{Drawn, FigurePen, Picture, Position, TextFormat},
    scale::{Scale, Steps},
    trace::CurvePoint,
};
use crate::text::thousands;

/// Parts of the axis of iterations.
const MAX_TICKS: u64 = 10;

/// A row of labels of changes, and how many rows there may be.
const CHANGE_ROW: f64 = 32.0;
const MAX_CHANGE_ROWS: usize = 4;
const CHANGE: TextFormat = TextFormat { side: HPos::Center, ..TextFormat::new(22.0, QUIET) };

impl Picture for FigureContent {
    fn draw<DB: DrawingBackend>(&self, pen: &FigurePen<DB>) -> Drawn {
        pen.fill(WHITE)?;
        let entries = || self.lanes.iter().map(|line| &line.entry);
        let legend = legend_width(entries());
        let frame = Frame::beside(legend);
        let labels =
            label_changes(&self.changes, |iteration| x_of(iteration, self.steps, frame.right), frame.right);
        let rows = labels.iter().filter_map(|label| label.row).max().map_or(0, |row| row + 1);
        let frame = PlotFrame {
            frame: Frame { top: HEAD + rows as f64 * CHANGE_ROW, ..frame },
            steps: self.steps,
            scale: self.scale,
        };
        let more = labels.iter().filter(|label| label.row.is_none()).count();
        head(pen, &self.title, &subtitle(self, more))?;
        frame.grid(pen, &self.axes)?;
        frame.changes(pen, &labels)?;
        frame.frame.border(pen)?;
        frame.curves(pen, &self.lanes)?;
        frame.frame.legend(pen, entries(), legend, LegendSample::Curve)
    }
}

fn subtitle(content: &FigureContent, more: usize) -> String {
    let unlabelled = match more {
        0 => String::new(),
        1 => " · 1 more change".to_owned(),
        many => format!(" · {many} more changes"),
    };
    format!("{}{unlabelled}", content.subtitle)
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
    frame: Frame,
    steps: Steps,
    scale: Scale,
}

impl PlotFrame {
    fn position(&self, (iteration, value): CurvePoint) -> Position {
        (x_of(iteration, self.steps, self.frame.right), self.frame.y(self.scale.share(value)))
    }

    fn grid<DB: DrawingBackend>(&self, pen: &FigurePen<DB>, (along, up): &(&str, String)) -> Drawn {
        for (value, written) in self.scale.ticks() {
            self.frame.tick_up(pen, self.frame.y(self.scale.share(value)), &written)?;
        }
        for iteration in self.steps.ticks(MAX_TICKS) {
            let x = x_of(iteration as f64, self.steps, self.frame.right);
            self.frame.tick_along(pen, x, &thousands(iteration))?;
        }
        self.frame.names(pen, along, up)
    }

    /// Thin dotted lines with labels above; a short stroke where a label found no room.
    fn changes<DB: DrawingBackend>(&self, pen: &FigurePen<DB>, labels: &[ChangeLabel<'_>]) -> Drawn {
        const DOT: f64 = 3.0;
        const STROKE: f64 = 14.0;
        let row_middle = |row: usize| self.frame.top - (row as f64 + 0.6) * CHANGE_ROW;
        for label in labels {
            let Some(row) = label.row else {
                pen.line(&[(label.x, self.frame.top), (label.x, self.frame.top + STROKE)], 1.5, FRAME)?;
                continue;
            };
            let mut y = row_middle(row);
            while y < self.frame.bottom {
                pen.line(&[(label.x, y), (label.x, (y + DOT).min(self.frame.bottom))], 1.5, FRAME)?;
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
                pen.shade(&band, line.entry.colour)?;
            }
        }
        for line in lanes {
            for piece in &line.trace.pieces {
                let mut positions: Vec<Position> = piece.iter().map(|&point| self.position(point)).collect();
                if let [(x, y)] = positions[..] {
                    positions = vec![(x - 1.0, y), (x + 1.0, y)];
                }
                pen.line(&positions, 2.0, line.entry.colour)?;
            }
        }
        for line in lanes {
            for &point in &line.trace.markers {
                mark(pen, line.entry.marker, line.entry.colour, self.position(point), 7.0)?;
            }
        }
        Ok(())
    }
}
