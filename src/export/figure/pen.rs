//! Picture in pixels of the figure, on a finer raster; letter by letter with the fonts in the program.

use std::fmt::Write as _;

use ab_glyph::{Font as _, FontRef};
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

use crate::export::raster::HANGUL;

/// The width of the figure, in pixels.
pub(super) const WIDTH: u32 = 1_600;

/// The height of the figure, in pixels.
pub(super) const HEIGHT: u32 = 1_000;

/// Dots of the raster per pixel, each way. Nine dots make an edge look smooth; more cost time only.
pub(super) const SCALE: u32 = 3;

/// The font's names, for the viewer of an SVG; without the first it takes Verdana, which is as wide, or what it has.
pub(super) const FONT: &str = "DejaVu Sans, Verdana, sans-serif";

/// The font of Korean letters, which the viewer of an SVG doesn't look for.
pub(super) const HANGUL_FONT: &str = "DownhillHangul";

/// How much of a shade is its colour.
const SHADE: f64 = 0.18;

/// A position in the figure: pixels from the left and from the top.
pub(crate) type Position = (f64, f64);

/// Whether something could be drawn, or why not.
pub(crate) type Drawn = Result<(), String>;

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

/// A picture that can be drawn on any backend.
pub(crate) trait Picture {
    fn draw<DB: DrawingBackend>(&self, pen: &FigurePen<DB>) -> Drawn;
}

/// Draws on a backend, in pixels of the figure.
pub(crate) struct FigurePen<DB: DrawingBackend> {
    pub(super) area: DrawingArea<DB, Shift>,
    pub(super) joins: Joins,
}

impl<DB: DrawingBackend> FigurePen<DB> {
    pub(crate) fn fill(&self, colour: RGBColor) -> Drawn {
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

    pub(crate) fn line(&self, positions: &[Position], width: f64, colour: RGBColor) -> Drawn {
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

    pub(crate) fn polygon(&self, positions: &[Position], colour: RGBColor) -> Drawn {
        let dots: Vec<_> = positions.iter().copied().map(dot).collect();
        self.area.draw(&Polygon::new(dots, colour.filled())).map_err(|error| error.to_string())
    }

    /// A polygon through which what is under it is seen.
    pub(super) fn shade(&self, positions: &[Position], colour: RGBColor) -> Drawn {
        let dots: Vec<_> = positions.iter().copied().map(dot).collect();
        let shade = colour.mix(SHADE).filled();
        self.area.draw(&Polygon::new(dots, shade)).map_err(|error| error.to_string())
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

/// Neighbouring letters of a text that are in the same font.
struct FontRun<'a> {
    text: &'a str,
    font: &'static str,
}

/// Splits a text into runs of one font, from left to right.
fn font_runs(text: &str) -> Vec<FontRun<'_>> {
    let (mut runs, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        let korean = is_hangul(first);
        let end = rest.find(|letter| is_hangul(letter) != korean).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        runs.push(FontRun { text: run, font: if korean { HANGUL_FONT } else { FONT } });
        rest = after;
    }
    runs
}

/// The text with every letter that is in no font replaced by its number, such as U+72AC.
pub(crate) fn legible(text: &str) -> String {
    let fonts = [dejavu::sans::regular(), HANGUL].map(|font| FontRef::try_from_slice(font).ok());
    let known = |letter: char| fonts.iter().flatten().any(|font| font.glyph_id(letter).0 != 0);
    let mut legible = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if known(letter) {
            legible.push(letter);
            continue;
        }
        // Writing to a string can't fail.
        let _ = write!(legible, "U+{:04X}", u32::from(letter));
        if letters.peek().is_some_and(|next| *next != ' ') {
            legible.push(' ');
        }
    }
    legible
}

/// Whether it is a Korean syllable or one of the letters that those are made of, as keyboards type them.
const fn is_hangul(letter: char) -> bool {
    matches!(letter, '가'..='힣' | 'ㄱ'..='ㆎ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_korean_font_has_the_syllables_of_common_words_and_every_letter() {
        let font = FontRef::try_from_slice(HANGUL).unwrap();
        let known = |letter: &char| font.glyph_id(*letter).0 != 0;
        let syllables = ('가'..='힣').filter(known).count();
        // As many as the usual Korean character set has.
        assert!(syllables >= 2_350, "{syllables}");
        let letters: Vec<char> = ('ㄱ'..='ㅣ').filter(|letter| !known(letter)).collect();
        assert!(letters.is_empty(), "{letters:?}");
    }

    #[test]
    fn a_text_is_split_by_font_and_a_letter_of_no_font_stands_as_its_number() {
        let fonts =
            |text| font_runs(text).iter().map(|run| (run.text.to_owned(), run.font)).collect::<Vec<_>>();
        let (latin, korean) = (FONT, HANGUL_FONT);
        assert_eq!(fonts("빠른 adam"), [("빠른".into(), korean), (" adam".into(), latin)]);
        assert!(fonts("").is_empty());
        assert_eq!(legible("größe ∂ 빠른"), "größe ∂ 빠른");
        assert_eq!(legible("犬 1"), "U+72AC 1");
        assert_eq!(legible("数字"), "U+6570 U+5B57");
    }
}
