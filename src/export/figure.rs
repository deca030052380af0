//! The figure of a race: the smoothed loss of every lane, as SVG and as PNG.
//!
//! It is the figure of *Deep Learning from Scratch*, chapter 6: losses from 0 to 1 over the iterations, a
//! marker every 100 of them. Of a training that another program does it shows the first metric, whatever its values.
//! Both forms are drawn by the same code on a raster finer than the picture:
//! plotters knows only whole pixels, so that is where smooth edges and slopes come from.

mod content;
pub(super) mod frame;
pub(super) mod look;
pub(super) mod pen;
mod plot;
pub(super) mod scale;
mod trace;

use plotters::{
    backend::DrawingBackend,
    prelude::{BitMapBackend, IntoDrawingArea, SVGBackend},
    style::{FontStyle, register_font},
};

use self::{
    content::FigureContent,
    pen::{FONT, FigurePen, HANGUL_FONT, HEIGHT, Joins, Picture, SCALE, WIDTH},
};
use super::{
    raster::{CHANNELS, HANGUL, encode},
    run_file::ExportError,
};
use crate::history::{History, Smoothing};

/// The figure as an SVG document.
pub(super) fn figure_svg(history: &History, smoothing: Smoothing) -> Result<String, ExportError> {
    drawn_svg(&FigureContent::new(history, smoothing)?)
}

/// The figure as a PNG file, 1,600 by 1,000 pixels.
pub(super) fn figure_png(history: &History, smoothing: Smoothing) -> Result<Vec<u8>, ExportError> {
    // The viewer of an SVG has other fonts for letters that are in none of these; a bitmap has none.
    drawn_png(&FigureContent::new(history, smoothing)?.map_texts(pen::legible))
}

/// A picture as an SVG document.
pub(super) fn drawn_svg(picture: &impl Picture) -> Result<String, ExportError> {
    register_fonts()?;
    let mut svg = String::new();
    let area = SVGBackend::with_string(&mut svg, raster()).into_drawing_area();
    draw(picture, &FigurePen { area, joins: Joins::Backend })?;
    // The view box keeps the fine raster; only the size at which it is shown changes. Round joins, because a noisy
    // curve grows spikes with the pointed ones that SVG has by default.
    let (wide, high) = raster();
    let fine = format!("<svg width=\"{wide}\" height=\"{high}\"");
    let shown = format!("<svg width=\"{WIDTH}\" height=\"{HEIGHT}\" stroke-linejoin=\"round\"");
    // Nothing is transparent, and some viewers fill what has no fill if its opacity is set. A text that says the same
    // is safe: its quotes are escaped.
    Ok(svg.replacen(&fine, &shown, 1).replace(" opacity=\"1\"", ""))
}

/// A picture as a PNG file; its texts must be legible.
pub(super) fn drawn_png(picture: &impl Picture) -> Result<Vec<u8>, ExportError> {
    register_fonts()?;
    let (wide, high) = raster();
    let mut dots = vec![0; wide as usize * high as usize * CHANNELS];
    let area = BitMapBackend::with_buffer(&mut dots, raster()).into_drawing_area();
    draw(picture, &FigurePen { area, joins: Joins::Discs })?;
    encode(&pixels(&dots), WIDTH, HEIGHT)
}

fn draw<DB: DrawingBackend>(picture: &impl Picture, pen: &FigurePen<DB>) -> Result<(), ExportError> {
    let drawn = picture.draw(pen).and_then(|()| pen.area.present().map_err(|error| error.to_string()));
    drawn.map_err(ExportError::Figure)
}

const fn raster() -> (u32, u32) {
    (WIDTH * SCALE, HEIGHT * SCALE)
}

fn register_fonts() -> Result<(), ExportError> {
    let fonts = [
        (FONT, FontStyle::Normal, dejavu::sans::regular()),
        (FONT, FontStyle::Bold, dejavu::sans::bold()),
        (HANGUL_FONT, FontStyle::Normal, HANGUL),
    ];
    for (name, style, font) in fonts {
        register_font(name, style, font).map_err(|_| ExportError::Figure("the font can't be read".into()))?;
    }
    Ok(())
}

/// The pixels, each the mean of its dots.
fn pixels(dots: &[u8]) -> Vec<u8> {
    let scale = SCALE as usize;
    let row = WIDTH as usize * scale * CHANNELS;
    let mut pixels = Vec::with_capacity(WIDTH as usize * HEIGHT as usize * CHANNELS);
    let mut sums = vec![0_u16; WIDTH as usize * CHANNELS];
    for rows in dots.chunks_exact(row * scale) {
        sums.fill(0);
        for line in rows.chunks_exact(row) {
            for (sum, dots) in sums.chunks_exact_mut(CHANNELS).zip(line.chunks_exact(CHANNELS * scale)) {
                for dot in dots.chunks_exact(CHANNELS) {
                    sum.iter_mut().zip(dot).for_each(|(sum, &channel)| *sum += u16::from(channel));
                }
            }
        }
        let count = (SCALE * SCALE) as u16;
        pixels.extend(sums.iter().map(|sum| (sum / count) as u8));
    }
    pixels
}
