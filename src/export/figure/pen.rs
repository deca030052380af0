//! Drawing in pixels of the picture, on a raster that is finer.

use plotters::{
    backend::DrawingBackend,
    coord::Shift,
    drawing::DrawingArea,
    element::{Circle, PathElement, Polygon, Rectangle},
    style::{
        Color, FontDesc, FontFamily, FontStyle, FontTransform, RGBColor, ShapeStyle, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::{
    FONT, SCALE,
    script::{Piece, pieces},
};

/// A place on the picture: pixels from the left and from the top.
pub(super) type Place = (f64, f64);

/// Why something could not be drawn.
type Result<T> = std::result::Result<T, String>;

/// How a text is written.
#[derive(Clone, Copy)]
pub(super) struct Writing {
    /// Height of a line, in pixels.
    pub size: f64,
    pub colour: RGBColor,
    /// Which side of the text its place is at.
    pub side: HPos,
    pub bold: bool,
    /// Whether it runs upwards.
    pub upright: bool,
}

impl Writing {
    pub(super) const fn new(size: f64, colour: RGBColor) -> Self {
        Self { size, colour, side: HPos::Left, bold: false, upright: false }
    }

    fn style(self, font: &'static str) -> TextStyle<'static> {
        let weight = if self.bold { FontStyle::Bold } else { FontStyle::Normal };
        let turn = if self.upright { FontTransform::Rotate270 } else { FontTransform::None };
        let font =
            FontDesc::new(FontFamily::Name(font), self.size * f64::from(SCALE), weight).transform(turn);
        TextStyle { font, color: self.colour.to_backend_color(), pos: Pos::new(self.side, VPos::Center) }
    }

    /// How wide a text comes out, in pixels.
    pub(super) fn width(self, text: &str) -> f64 {
        pieces(text).iter().map(|piece| self.width_of(piece)).sum()
    }

    fn width_of(self, piece: &Piece<'_>) -> f64 {
        let upright = Self { upright: false, ..self };
        let size = upright.style(piece.font).font.box_size(piece.text);
        size.map_or(0.0, |(width, _)| f64::from(width) / f64::from(SCALE))
    }

    /// The text, cut with … where it is wider than `room`.
    pub(super) fn fit(self, text: &str, room: f64) -> String {
        let mut fitting = text.to_owned();
        while self.width(&fitting) > room && !fitting.is_empty() {
            let kept = fitting.trim_end_matches('…').chars().count().saturating_sub(1);
            fitting = fitting.chars().take(kept).collect();
            if kept > 0 {
                fitting.push('…');
            }
        }
        fitting
    }
}

/// Who rounds the corners of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joins {
    /// The viewer of the document.
    Backend,
    /// The pen: a disc at each corner. The bitmap's own corners leave gaps in a noisy curve.
    Discs,
}

/// Draws on a backend.
pub(super) struct Pen<DB: DrawingBackend> {
    pub area: DrawingArea<DB, Shift>,
    pub joins: Joins,
}

impl<DB: DrawingBackend> Pen<DB> {
    pub(super) fn fill(&self, colour: RGBColor) -> Result<()> {
        self.area.fill(&colour).map_err(|error| error.to_string())
    }

    pub(super) fn text(&self, text: &str, (x, y): Place, writing: Writing) -> Result<()> {
        // The bitmap's letters stand above the middle of their line; a viewer's don't.
        let lower = if self.joins == Joins::Discs { writing.size * 0.1 } else { 0.0 };
        let place = if writing.upright { (x + lower, y) } else { (x, y + lower) };
        let draw = |text: &str, font: &'static str, writing: Writing, place: Place| {
            self.area.draw_text(text, &writing.style(font), dot(place)).map_err(|error| error.to_string())
        };
        let pieces = pieces(text);
        // A viewer looks for letters in other fonts by itself; a bitmap's text is put together.
        if self.joins == Joins::Backend || writing.upright || pieces.iter().all(|piece| piece.font == FONT) {
            return draw(text, FONT, writing, place);
        }
        let width = writing.width(text);
        let mut left = match writing.side {
            HPos::Left => place.0,
            HPos::Center => place.0 - width / 2.0,
            HPos::Right => place.0 - width,
        };
        for piece in pieces {
            draw(piece.text, piece.font, Writing { side: HPos::Left, ..writing }, (left, place.1))?;
            left += writing.width_of(&piece);
        }
        Ok(())
    }

    pub(super) fn line(&self, places: &[Place], width: f64, colour: RGBColor) -> Result<()> {
        if self.joins == Joins::Discs {
            return self.round_line(places, width, colour);
        }
        let dots: Vec<_> = places.iter().copied().map(dot).collect();
        let stroke = (width * f64::from(SCALE)).round().max(1.0) as u32;
        let style = ShapeStyle { color: colour.to_rgba(), filled: false, stroke_width: stroke };
        self.area.draw(&PathElement::new(dots, style)).map_err(|error| error.to_string())
    }

    fn round_line(&self, places: &[Place], width: f64, colour: RGBColor) -> Result<()> {
        let half = width / 2.0;
        for pair in places.windows(2) {
            let [(x, y), (to_x, to_y)] = [pair[0], pair[1]];
            let length = (to_x - x).hypot(to_y - y);
            if length > 0.0 {
                let (dx, dy) = ((to_y - y) / length * half, (x - to_x) / length * half);
                let corners =
                    [(x + dx, y + dy), (to_x + dx, to_y + dy), (to_x - dx, to_y - dy), (x - dx, y - dy)];
                self.polygon(&corners, colour)?;
            }
        }
        let radius = (half * f64::from(SCALE)).floor() as i32;
        for &corner in places.get(1..places.len().saturating_sub(1)).unwrap_or_default() {
            let disc = Circle::new(dot(corner), radius, colour.filled());
            self.area.draw(&disc).map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    pub(super) fn polygon(&self, places: &[Place], colour: RGBColor) -> Result<()> {
        let dots: Vec<_> = places.iter().copied().map(dot).collect();
        self.area.draw(&Polygon::new(dots, colour.filled())).map_err(|error| error.to_string())
    }

    pub(super) fn rectangle(&self, from: Place, to: Place, colour: RGBColor) -> Result<()> {
        self.area
            .draw(&Rectangle::new([dot(from), dot(to)], colour.filled()))
            .map_err(|error| error.to_string())
    }
}

/// The dot of the raster nearest to a place.
fn dot((x, y): Place) -> (i32, i32) {
    let scale = f64::from(SCALE);
    ((x * scale).round() as i32, (y * scale).round() as i32)
}
