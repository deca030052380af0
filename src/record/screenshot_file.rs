//! Screenshots as files: the one that a flag names, and numbered ones.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    error::RecordError,
    folder::MAX_NUMBER,
    out_file::{Existing, OutFile},
};
use crate::{
    export::{Grid, screenshot_png, screenshot_svg},
    system::cannot,
    text::shown,
};

/// The format of a screenshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ImageFormat {
    Svg,
    Png,
    Text,
}

/// A file that a screenshot is to be written into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScreenshotFile {
    file: OutFile,
    format: ImageFormat,
}

impl ScreenshotFile {
    /// Checks the path; nothing is written yet.
    ///
    /// # Errors
    /// If its name ends in none of .svg, .png and .txt, or [`OutFile::new`] refuses it.
    pub(crate) fn new(path: &Path, existing: Existing, inputs: &[PathBuf]) -> Result<Self, RecordError> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let format = match ending.as_deref() {
            Some("svg") => ImageFormat::Svg,
            Some("png") => ImageFormat::Png,
            Some("txt") => ImageFormat::Text,
            _ => return Err(RecordError::NoImageFormat(path.to_owned())),
        };
        Ok(Self { file: OutFile::new(path, existing, inputs)?, format })
    }

    /// Writes it, and returns a sentence that says where.
    ///
    /// # Errors
    /// If it can't be written, or is there by now and not to be replaced.
    pub(crate) fn write(&self, grid: &Grid) -> Result<String, RecordError> {
        let bytes = match self.format {
            ImageFormat::Svg => screenshot_svg(grid).into_bytes(),
            ImageFormat::Png => screenshot_png(grid)?,
            ImageFormat::Text => grid.text().into_bytes(),
        };
        self.file.write(&bytes)?;
        Ok(format!("the last screen is in {}", shown(self.file.path())))
    }
}

/// Writes `downhill-screen-1.svg` and `.png`, or those of the next free number, into a folder, and returns their name
/// without the ending.
///
/// # Errors
/// If they can't be written; then neither of them is there.
pub(crate) fn numbered_screenshots(folder: &Path, grid: &Grid) -> Result<String, RecordError> {
    let (svg, png) = (screenshot_svg(grid), screenshot_png(grid)?);
    for number in 1..=MAX_NUMBER {
        let name = format!("downhill-screen-{number}");
        let file = |ending| OutFile::fresh(folder.join(format!("{name}.{ending}")));
        let (svg_file, png_file) = (file("svg"), file("png"));
        if svg_file.path().exists() {
            continue;
        }
        let png = png_file.beside(&png)?;
        match svg_file.write(svg.as_bytes()) {
            Err(RecordError::Exists(_)) => continue,
            made => made?,
        }
        png_file.put(png)?;
        return Ok(name);
    }
    Err(cannot("find a free number", folder)(io::ErrorKind::AlreadyExists.into()).into())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::export::Cell;

    fn grid() -> Grid {
        let (ink, paper) = ((255, 255, 255), (0, 0, 0));
        let cell = Cell { text: "A".into(), ink, paper, bold: false, underlined: false };
        Grid { columns: 1, paper, cells: vec![cell] }
    }

    #[test]
    fn the_ending_names_the_format() {
        let place = tempfile::tempdir().unwrap();
        for (name, start) in [("a.svg", &b"<svg"[..]), ("a.PNG", b"\x89PNG"), ("a.txt", b"A\n")] {
            let path = place.path().join(name);
            ScreenshotFile::new(&path, Existing::Kept, &[]).unwrap().write(&grid()).unwrap();
            assert!(fs::read(path).unwrap().starts_with(start), "{name}");
        }
        let refused =
            ScreenshotFile::new(&place.path().join("a.gif"), Existing::Kept, &[]).unwrap_err().to_string();
        assert!(refused.ends_with("a.gif: no picture; a name must end in .svg, .png or .txt"), "{refused}");
        assert!(ScreenshotFile::new(&place.path().join("none/a.svg"), Existing::Kept, &[]).is_err());
    }

    #[test]
    fn a_file_that_is_there_stays_unless_it_is_to_be_replaced() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a.txt");
        let file = ScreenshotFile::new(&path, Existing::Kept, &[]).unwrap();
        fs::write(&path, "mine").unwrap();
        assert!(matches!(file.write(&grid()), Err(RecordError::Exists(_))));
        let refused = ScreenshotFile::new(&path, Existing::Kept, &[]).unwrap_err().to_string();
        assert!(refused.ends_with("a.txt: there is such a file; name another, or --overwrite replaces it"));
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        ScreenshotFile::new(&path, Existing::Replaced, &[]).unwrap().write(&grid()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"A\n");
    }

    #[test]
    fn numbers_continue_after_those_taken() {
        let place = tempfile::tempdir().unwrap();
        for name in ["downhill-screen-1", "downhill-screen-2"] {
            assert_eq!(numbered_screenshots(place.path(), &grid()).unwrap(), name);
        }
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 4);
    }
}
