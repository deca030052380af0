//! The layout of a sweep's figure: the frame and legend of every figure, and in it marks, bars and arrows.

use plotters::{
    backend::DrawingBackend,
    style::{RGBColor, WHITE},
};

use super::figure::{SettingsPoint, SweepFigure};
use crate::export::figure::{
    frame::{Frame, LegendSample, head, legend_width, mark},
    look::INK,
    pen::{Drawn, FigurePen, Picture, Position},
};

/// The radius of a mark, in pixels, of few and of many.
const FEW: f64 = 10.0;
const MANY: f64 = 6.0;

/// Of so many marks none is small.
const SMALL_FROM: f64 = 40.0;

/// Of so many marks all are small.
const SMALL_ALL: f64 = 400.0;

impl Picture for SweepFigure {
    fn draw<DB: DrawingBackend>(&self, pen: &FigurePen<DB>) -> Drawn {
        pen.fill(WHITE)?;
        let legend = legend_width(self.entries.iter());
        let frame = Frame::beside(legend);
        head(pen, &self.title, &self.subtitle)?;
        for (share, written) in self.y.ticks() {
            frame.tick_up(pen, frame.y(share), &written)?;
        }
        let room = self.x.room() * (frame.right - frame.left) - 12.0;
        for (share, written) in self.x.ticks() {
            frame.tick_along(pen, frame.x(share), &Frame::fit_tick(&written, room))?;
        }
        frame.names(pen, &self.names.0, &self.names.1)?;
        frame.border(pen)?;
        let shrunk =
            ((self.points.len() as f64 / SMALL_FROM).ln() / (SMALL_ALL / SMALL_FROM).ln()).clamp(0.0, 1.0);
        let radius = FEW + (MANY - FEW) * shrunk;
        for point in &self.points {
            self.bar(pen, &frame, point, radius)?;
        }
        for point in &self.points {
            self.point(pen, &frame, point, radius)?;
        }
        frame.legend(pen, self.entries.iter(), legend, LegendSample::Mark)
    }
}

impl SweepFigure {
    fn position(&self, frame: &Frame, x: f64, value: f64) -> Position {
        (frame.x(self.x.share(x)), frame.y(self.y.share(value)))
    }

    fn colour(&self, point: &SettingsPoint) -> RGBColor {
        let colour = self.entries.get(point.lane).map_or(INK, |entry| entry.colour);
        if point.is_whole { colour } else { pale(colour) }
    }

    /// One standard deviation to both sides.
    fn bar<DB: DrawingBackend>(
        &self,
        pen: &FigurePen<DB>,
        frame: &Frame,
        point: &SettingsPoint,
        radius: f64,
    ) -> Drawn {
        let Some((low, high)) = point.spread else { return Ok(()) };
        let colour = self.colour(point);
        let ((x, from), (_, to)) = (self.position(frame, point.x, low), self.position(frame, point.x, high));
        pen.line(&[(x, from), (x, to)], 2.0, colour)?;
        for y in [from, to] {
            pen.line(&[(x - radius * 0.7, y), (x + radius * 0.7, y)], 2.0, colour)?;
        }
        Ok(())
    }

    fn point<DB: DrawingBackend>(
        &self,
        pen: &FigurePen<DB>,
        frame: &Frame,
        point: &SettingsPoint,
        radius: f64,
    ) -> Drawn {
        let colour = self.colour(point);
        if point.arrow.is_some() {
            self.arrow(pen, frame, point)?;
        }
        let (Some(value), Some(entry)) = (point.y, self.entries.get(point.lane)) else { return Ok(()) };
        let place = self.position(frame, point.x, value);
        if point.is_best {
            ring(pen, place, radius + 9.0)?;
        }
        mark(pen, entry.marker, colour, place, radius)
    }

    /// At the edge of the worse values, pointing beyond it.
    fn arrow<DB: DrawingBackend>(&self, pen: &FigurePen<DB>, frame: &Frame, point: &SettingsPoint) -> Drawn {
        const LENGTH: f64 = 26.0;
        const HEAD: f64 = 15.0;
        const HALF: f64 = 8.0;
        let colour = self.entries.get(point.lane).map_or(INK, |entry| entry.colour);
        let x = frame.x(self.x.share(point.x));
        let (edge, into) = if self.is_worse_up { (frame.top, 1.0) } else { (frame.bottom, -1.0) };
        let at = |along: f64| edge + into * along;
        pen.polygon(
            &[(x, at(1.0)), (x - HALF - 2.0, at(HEAD + 2.0)), (x + HALF + 2.0, at(HEAD + 2.0))],
            WHITE,
        )?;
        pen.line(&[(x, at(HEAD - 1.0)), (x, at(LENGTH))], 3.0, colour)?;
        pen.polygon(&[(x, at(4.0)), (x - HALF, at(HEAD)), (x + HALF, at(HEAD))], colour)
    }
}

/// A circle around the best.
fn ring<DB: DrawingBackend>(pen: &FigurePen<DB>, (x, y): Position, radius: f64) -> Drawn {
    const CORNERS: u32 = 48;
    let corner = |index: u32| {
        let (sin, cos) = (std::f64::consts::TAU * f64::from(index) / f64::from(CORNERS)).sin_cos();
        (x + radius * cos, y + radius * sin)
    };
    let corners: Vec<Position> = (0..=CORNERS).map(corner).collect();
    pen.line(&corners, 2.5, INK)
}

/// The colour as it would be through thin paper.
fn pale(RGBColor(red, green, blue): RGBColor) -> RGBColor {
    let thin = |channel: u8| ((u16::from(channel) * 2 + 255 * 3) / 5) as u8;
    RGBColor(thin(red), thin(green), thin(blue))
}
