//! Drawing in pixels of the figure, on a finer raster.

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
    script::{FONT, FontRun, font_runs},
    size::SCALE,
};

/// A position in the figure: pixels from the left and from the top.
pub(super) type Position = (f64, f64);

/// Whether something could be drawn, or why not.
pub(super) type Drawn = Result<(), String>;

/// How a text is drawn.
#[derive(Clone, Copy)]
pub(super) struct TextFormat {
    /// The height of a line, in pixels.
    pub size: f64,
    pub colour: RGBColor,
    /// The point of the text that its position refers to.
    pub side: HPos,
    pub bold: bool,
    /// Whether it runs from bottom to top.
    pub upright: bool,
}

impl TextFormat {
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

    /// The width of a text, in pixels.
    pub(super) fn width(self, text: &str) -> f64 {
        font_runs(text).iter().map(|run| self.width_of(run)).sum()
    }

    fn width_of(self, run: &FontRun<'_>) -> f64 {
        let upright = Self { upright: false, ..self };
        let size = upright.style(run.font).font.box_size(run.text);
        size.map_or(0.0, |(width, _)| f64::from(width) / f64::from(SCALE))
    }

    /// The text, cut with … if it is wider than `room`.
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

/// What rounds the corners of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joins {
    /// The viewer of the SVG.
    Backend,
    /// The pen: a disc at each corner. The bitmap's own corners leave gaps in a noisy curve.
    Discs,
}

/// Draws on a backend, in pixels of the figure.
pub(super) struct FigurePen<DB: DrawingBackend> {
    pub area: DrawingArea<DB, Shift>,
    pub joins: Joins,
}

impl<DB: DrawingBackend> FigurePen<DB> {
    pub(super) fn fill(&self, colour: RGBColor) -> Drawn {
        self.area.fill(&colour).map_err(|error| error.to_string())
    }

    pub(super) fn text(&self, text: &str, (x, y): Position, format: TextFormat) -> Drawn {
        // The bitmap's letters stand above the middle of their line; a viewer's don't.
        let lower = if self.joins == Joins::Discs { format.size * 0.1 } else { 0.0 };
        let position = if format.upright { (x + lower, y) } else { (x, y + lower) };
        let draw = |text: &str, font: &'static str, format: TextFormat, position: Position| {
            self.area.draw_text(text, &format.style(font), dot(position)).map_err(|error| error.to_string())
        };
        let runs = font_runs(text);
        // The viewer of an SVG looks for letters in other fonts by itself; a bitmap's text is put together.
        if self.joins == Joins::Backend || format.upright || runs.iter().all(|run| run.font == FONT) {
            return draw(text, FONT, format, position);
        }
        let width = format.width(text);
        let mut left = match format.side {
            HPos::Left => position.0,
            HPos::Center => position.0 - width / 2.0,
            HPos::Right => position.0 - width,
        };
        for run in runs {
            draw(run.text, run.font, TextFormat { side: HPos::Left, ..format }, (left, position.1))?;
            left += format.width_of(&run);
        }
        Ok(())
    }

    pub(super) fn line(&self, positions: &[Position], width: f64, colour: RGBColor) -> Drawn {
        if self.joins == Joins::Discs {
            return self.round_line(positions, width, colour);
        }
        let dots: Vec<_> = positions.iter().copied().map(dot).collect();
        let stroke = (width * f64::from(SCALE)).round().max(1.0) as u32;
        let style = ShapeStyle { color: colour.to_rgba(), filled: false, stroke_width: stroke };
        self.area.draw(&PathElement::new(dots, style)).map_err(|error| error.to_string())
    }

    fn round_line(&self, positions: &[Position], width: f64, colour: RGBColor) -> Drawn {
        let half = width / 2.0;
        for pair in positions.windows(2) {
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
        for &corner in positions.get(1..positions.len().saturating_sub(1)).unwrap_or_default() {
            let disc = Circle::new(dot(corner), radius, colour.filled());
            self.area.draw(&disc).map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    pub(super) fn polygon(&self, positions: &[Position], colour: RGBColor) -> Drawn {
        let dots: Vec<_> = positions.iter().copied().map(dot).collect();
        self.area.draw(&Polygon::new(dots, colour.filled())).map_err(|error| error.to_string())
    }

    pub(super) fn rectangle(&self, from: Position, to: Position, colour: RGBColor) -> Drawn {
        self.area
            .draw(&Rectangle::new([dot(from), dot(to)], colour.filled()))
            .map_err(|error| error.to_string())
    }
}

/// The dot of the raster nearest to a position.
fn dot((x, y): Position) -> (i32, i32) {
    let scale = f64::from(SCALE);
    ((x * scale).round() as i32, (y * scale).round() as i32)
}
