//! Pictures made of pixels: the font of Korean letters for them, and their PNG file.

use super::run_file::ExportError;

/// A font of Korean letters and nothing else; those of the `dejavu` crate have none. `data/README.md` says what it is
/// made from.
pub(super) const HANGUL: &[u8] = include_bytes!("../../data/fonts/hangul.ttf");

/// Bytes per pixel: red, green, blue.
pub(super) const CHANNELS: usize = 3;

/// Pixels, row by row, as a PNG file.
pub(super) fn encode(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, ExportError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(file)
}
