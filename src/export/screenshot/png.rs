//! A screen as a PNG file.

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};

use super::grid::{
    ASCENT, CELL_HEIGHT, CELL_WIDTH, Cell, CellBox, Colour, FONT_HEIGHT, Grid, MARGIN, boxes, placed,
};
use crate::export::{raster, run_file::ExportError};

/// The screen drawn with the fonts in the program. A character that they lack is an empty box.
pub(crate) fn screenshot_png(grid: &Grid) -> Result<Vec<u8>, ExportError> {
    let unread = |_| ExportError::Figure("the font can't be read".into());
    let font = |bytes| FontRef::try_from_slice(bytes).map_err(unread);
    let (regular, bold) = (font(dejavu::sans_mono::regular())?, font(dejavu::sans_mono::bold())?);
    let hangul = font(raster::HANGUL)?;
    let (width, height) = grid.size();
    let mut canvas = PixelCanvas::new(width, height, grid.paper);
    for (y, row) in grid.rows() {
        for (x, cell) in placed(MARGIN, row) {
            if cell.paper != grid.paper {
                canvas.fill((x, y), (0.0, 0.0, 1.0, 1.0), cell.paper);
            }
        }
        // After all backgrounds of the row, so that a wide character is not cut.
        for (x, cell) in placed(MARGIN, row) {
            if !cell.is_blank() {
                canvas.draw(cell, (x, y), [if cell.bold { &bold } else { &regular }, &hangul]);
            }
        }
    }
    raster::encode(&canvas.pixels, width.into(), height.into())
}

struct PixelCanvas {
    width: u16,
    height: u16,
    pixels: Vec<u8>,
}

impl PixelCanvas {
    fn new(width: u16, height: u16, (red, green, blue): Colour) -> Self {
        let pixels = [red, green, blue].repeat(usize::from(width) * usize::from(height));
        Self { width, height, pixels }
    }

    /// Mixes a colour into a pixel.
    fn mix(&mut self, x: i32, y: i32, (red, green, blue): Colour, share: f32) {
        let inside = (0..i32::from(self.width)).contains(&x) && (0..i32::from(self.height)).contains(&y);
        if !inside {
            return;
        }
        let at = (y as usize * usize::from(self.width) + x as usize) * raster::CHANNELS;
        for (own, new) in self.pixels[at..at + raster::CHANNELS].iter_mut().zip([red, green, blue]) {
            let mixed = f32::from(*own) + (f32::from(new) - f32::from(*own)) * share.clamp(0.0, 1.0);
            *own = mixed.round() as u8;
        }
    }

    /// Fills a box of a cell; a pixel that its edge covers in part is mixed.
    fn fill(&mut self, (x, y): (u16, u16), (left, top, right, bottom): CellBox, colour: Colour) {
        let (wide, high) = (f32::from(CELL_WIDTH), f32::from(CELL_HEIGHT));
        let (left, right) = (f32::from(x) + left * wide, f32::from(x) + right * wide);
        let (top, bottom) = (f32::from(y) + top * high, f32::from(y) + bottom * high);
        let covered = |from: f32, to: f32, pixel: i32| {
            (to.min(pixel as f32 + 1.0) - from.max(pixel as f32)).clamp(0.0, 1.0)
        };
        for row in top.floor() as i32..bottom.ceil() as i32 {
            for column in left.floor() as i32..right.ceil() as i32 {
                let share = covered(top, bottom, row) * covered(left, right, column);
                self.mix(column, row, colour, share);
            }
        }
    }

    /// Draws a cell, each character with the first of the fonts that has it.
    fn draw(&mut self, cell: &Cell, (x, y): (u16, u16), fonts: [&FontRef<'_>; 2]) {
        if cell.underlined {
            self.fill((x, y), (0.0, 0.88, f32::from(cell.width()), 0.93), cell.ink);
        }
        for character in cell.text.chars().filter(|character| *character != ' ') {
            if let Some(boxes) = boxes(character) {
                for cell_box in boxes {
                    self.fill((x, y), cell_box, cell.ink);
                }
            } else if let Some(font) = fonts.into_iter().find(|font| font.glyph_id(character).0 != 0) {
                self.glyph(character, (x, y), cell, font);
            } else {
                self.empty_box((x, y), cell);
            }
        }
    }

    /// Draws what stands for a character that no font has.
    fn empty_box(&mut self, at: (u16, u16), cell: &Cell) {
        let right = f32::from(cell.width()) - 0.15;
        self.fill(at, (0.15, 0.2, right, 0.24), cell.ink);
        self.fill(at, (0.15, 0.76, right, 0.8), cell.ink);
        self.fill(at, (0.15, 0.2, 0.23, 0.8), cell.ink);
        self.fill(at, (right - 0.08, 0.2, right, 0.8), cell.ink);
    }

    fn glyph(&mut self, character: char, (x, y): (u16, u16), cell: &Cell, font: &FontRef<'_>) {
        let scale = PxScale::from(FONT_HEIGHT);
        let font = font.as_scaled(scale);
        // A wide character that is narrower than its two cells is centred.
        let room = f32::from(cell.width() * CELL_WIDTH) - font.h_advance(font.glyph_id(character));
        let beside = if cell.width() > 1 { (room / 2.0).max(0.0) } else { 0.0 };
        let line = point(f32::from(x) + beside, f32::from(y) + ASCENT * FONT_HEIGHT);
        let glyph = font.scaled_glyph(character);
        let glyph = ab_glyph::Glyph { position: line, ..glyph };
        let Some(outline) = font.outline_glyph(glyph) else { return };
        let corner = outline.px_bounds().min;
        outline.draw(|column, row, share| {
            self.mix(corner.x as i32 + column as i32, corner.y as i32 + row as i32, cell.ink, share);
        });
    }
}
