//! Files outside of run folders that a flag or a key names, screenshots among them: each appears whole or not at all.

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::{RecordError, dir::create_temporary, folder::MAX_NUMBER};
use crate::{export, system::cannot, text::shown};

/// A file that is to be written in one step. A link of its name is replaced, not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutFile {
    path: PathBuf,
    existing: Existing,
}

/// What becomes of a file that has the name already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    /// It stays, and nothing is written.
    Kept,
    Replaced,
}

impl OutFile {
    /// Checks the path; nothing is written yet. `inputs` are the files and folders that are read meanwhile.
    ///
    /// # Errors
    /// If the file is there already and not to be replaced, or is no regular file, or an input or in one; or if there
    /// is no such folder.
    pub(crate) fn new(path: &Path, existing: Existing, inputs: &[PathBuf]) -> Result<Self, RecordError> {
        // By canonical paths: a link to the input is not meant to be replaced either.
        if inputs.iter().any(|input| is_read(path, input)) {
            return Err(RecordError::refused(path, "is read by this command; name another file"));
        }
        if fs::symlink_metadata(path).is_ok() {
            let special = fs::metadata(path).is_ok_and(|there| !there.is_file());
            match existing {
                _ if special => return Err(RecordError::refused(path, "no regular file; name another")),
                Existing::Kept => return Err(RecordError::Exists(path.to_owned())),
                Existing::Replaced => {}
            }
        }
        let folder = folder(path);
        fs::metadata(folder).map_err(cannot("look into the folder", folder))?;
        Ok(Self { path: path.to_owned(), existing })
    }

    /// A file that never replaces another.
    pub(super) const fn fresh(path: PathBuf) -> Self {
        Self { path, existing: Existing::Kept }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes it.
    ///
    /// # Errors
    /// If it can't be written, or is there by now and not to be replaced. Nothing is changed then.
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<(), RecordError> {
        self.put(self.beside(bytes)?).map(drop)
    }

    /// A temporary file of these bytes, to be put in its place.
    pub(super) fn beside(&self, bytes: &[u8]) -> Result<NamedTempFile, RecordError> {
        let write = || {
            let mut file = create_temporary(folder(&self.path), self.path.file_name().unwrap_or_default())?;
            // Its own path gives no temporary name to the message: nobody would know it.
            file.as_file_mut().write_all(bytes)?;
            // Before it gets its name: some disks find out only now that they are full.
            file.as_file().sync_all()?;
            Ok(file)
        };
        Ok(write().map_err(cannot("write", &self.path))?)
    }

    /// Gives a temporary file its name.
    pub(super) fn put(&self, file: NamedTempFile) -> Result<File, RecordError> {
        let put = match self.existing {
            Existing::Kept => file.persist_noclobber(&self.path),
            Existing::Replaced => file.persist(&self.path),
        };
        put.map_err(|error| match error.error.kind() {
            ErrorKind::AlreadyExists => RecordError::Exists(self.path.clone()),
            _ => cannot("write", &self.path)(error.error).into(),
        })
    }
}

/// Whether a path is the input itself, or a file in it.
fn is_read(path: &Path, input: &Path) -> bool {
    let same = || -> io::Result<bool> {
        let (path, input) = (fs::canonicalize(path)?, fs::canonicalize(input)?);
        Ok(path == input || path.parent() == Some(&*input))
    };
    same().unwrap_or(false)
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

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
            _ => return Err(RecordError::refused(path, "no picture; a name must end in .svg, .png or .txt")),
        };
        Ok(Self { file: OutFile::new(path, existing, inputs)?, format })
    }

    /// Writes it, and returns a sentence that says where.
    ///
    /// # Errors
    /// If it can't be written, or is there by now and not to be replaced.
    pub(crate) fn write(&self, grid: &export::Grid) -> Result<String, RecordError> {
        let bytes = match self.format {
            ImageFormat::Svg => export::screenshot_svg(grid).into_bytes(),
            ImageFormat::Png => export::screenshot_png(grid)?,
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
pub(crate) fn numbered_screenshots(folder: &Path, grid: &export::Grid) -> Result<String, RecordError> {
    let (svg, png) = (export::screenshot_svg(grid), export::screenshot_png(grid)?);
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
    Err(cannot("find a free number", folder)(ErrorKind::AlreadyExists.into()).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Cell;

    fn refusal(path: &Path, existing: Existing, inputs: &[PathBuf]) -> String {
        let said = OutFile::new(path, existing, inputs).unwrap_err().to_string();
        said.split_once(": ").unwrap().1.to_owned()
    }

    #[test]
    fn an_input_is_never_written_over_by_whatever_name() {
        let place = tempfile::tempdir().unwrap();
        let input = place.path().join("input");
        fs::write(&input, "mine").unwrap();
        let around = place.path().join(".").join("input");
        for named in [&input, &around] {
            for inputs in [vec![input.clone()], vec![place.path().to_owned()]] {
                assert_eq!(
                    refusal(named, Existing::Replaced, &inputs),
                    "is read by this command; name another file"
                );
            }
        }
        #[cfg(unix)]
        {
            let link = place.path().join("link");
            std::os::unix::fs::symlink(&input, &link).unwrap();
            let inputs = [input.clone()];
            assert!(refusal(&link, Existing::Replaced, &inputs).starts_with("is read"));
            // Without the input it is the link that is replaced.
            OutFile::new(&link, Existing::Replaced, &[]).unwrap().write(b"new").unwrap();
            assert_eq!(fs::read(&link).unwrap(), b"new");
        }
        assert_eq!(fs::read(&input).unwrap(), b"mine");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_regular_file_stays() {
        let place = tempfile::tempdir().unwrap();
        let device = place.path().join("device");
        std::os::unix::fs::symlink("/dev/null", &device).unwrap();
        for path in [&*device, Path::new("/dev/null"), place.path()] {
            for existing in [Existing::Kept, Existing::Replaced] {
                assert_eq!(refusal(path, existing, &[]), "no regular file; name another");
            }
        }
        assert!(fs::symlink_metadata(&device).unwrap().is_symlink());
    }

    #[test]
    fn after_an_error_there_is_what_there_was() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a.txt");
        let file = OutFile::new(&path, Existing::Kept, &[]).unwrap();
        fs::write(&path, "mine").unwrap();
        assert!(matches!(file.write(b"new"), Err(RecordError::Exists(_))));
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    fn grid() -> export::Grid {
        let (ink, paper) = ((255, 255, 255), (0, 0, 0));
        let cell = Cell { text: "A".into(), ink, paper, bold: false, underlined: false };
        export::Grid { columns: 1, paper, cells: vec![cell] }
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
        assert!(refused.ends_with("a.txt: already exists; name another, or --overwrite replaces it"));
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
