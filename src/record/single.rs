//! Files outside of a run folder: the one that a flag names, and pictures with a number.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use super::{RecordError, folder::put, shown};
use crate::export::{Grid, picture_png, picture_svg};

/// Numbers that are tried before giving up.
const MOST_NUMBERS: u32 = 100_000;

/// What a picture of a screen is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Svg,
    Png,
    Text,
}

/// A file that a picture of the screen is to be written into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureFile {
    path: PathBuf,
    format: Format,
    overwrite: bool,
}

impl PictureFile {
    /// That file, which is not made yet.
    ///
    /// # Errors
    /// If its name ends in none of .svg, .png and .txt, it is there already and not to be replaced, or its folder
    /// isn't there.
    pub fn new(path: &Path, overwrite: bool) -> Result<Self, RecordError> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let format = match ending.as_deref() {
            Some("svg") => Format::Svg,
            Some("png") => Format::Png,
            Some("txt") => Format::Text,
            _ => return Err(RecordError::NoPicture(path.to_owned())),
        };
        if !overwrite && fs::symlink_metadata(path).is_ok() {
            return Err(RecordError::Exists(path.to_owned()));
        }
        fs::metadata(folder(path)).map_err(RecordError::system(folder(path), "look into the folder"))?;
        Ok(Self { path: path.to_owned(), format, overwrite })
    }

    /// Writes it; tells what is to be said of it.
    ///
    /// # Errors
    /// If it can't be written, or is there by now and not to be replaced.
    pub fn write(&self, grid: &Grid) -> Result<String, RecordError> {
        let bytes = match self.format {
            Format::Svg => picture_svg(grid).into_bytes(),
            Format::Png => picture_png(grid)?,
            Format::Text => grid.text().into_bytes(),
        };
        if self.overwrite {
            replace(&self.path, &bytes).map_err(RecordError::system(&self.path, "write"))?;
        } else {
            create(&self.path, &bytes)?;
        }
        Ok(format!("the last screen is in {}", shown(&self.path)))
    }
}

/// Writes `downhill-screen-1.svg` and `.png`, or those of the next free number, into a folder; tells their name
/// without its ending.
///
/// # Errors
/// If they can't be written.
pub fn numbered_pictures(folder: &Path, grid: &Grid) -> Result<String, RecordError> {
    let (svg, png) = (picture_svg(grid), picture_png(grid)?);
    for number in 1..=MOST_NUMBERS {
        let name = format!("downhill-screen-{number}");
        match create(&folder.join(format!("{name}.svg")), svg.as_bytes()) {
            Err(RecordError::Exists(_)) => continue,
            made => made?,
        }
        create(&folder.join(format!("{name}.png")), &png)?;
        return Ok(name);
    }
    Err(RecordError::system(folder, "find a free number")(io::ErrorKind::AlreadyExists.into()))
}

/// Makes a file that is not there yet.
fn create(path: &Path, bytes: &[u8]) -> Result<(), RecordError> {
    let mut file = create_new(path)?;
    file.write_all(bytes).map_err(RecordError::system(path, "write"))
}

pub(super) fn create_new(path: &Path) -> Result<File, RecordError> {
    File::create_new(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => RecordError::Exists(path.to_owned()),
        _ => RecordError::system(path, "write")(error),
    })
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder(path))?;
    file.write_all(bytes)?;
    put(file, path).map(drop)
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

#[cfg(test)]
mod tests {
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
            PictureFile::new(&path, false).unwrap().write(&grid()).unwrap();
            assert!(fs::read(path).unwrap().starts_with(start), "{name}");
        }
        let refused = PictureFile::new(&place.path().join("a.gif"), false).unwrap_err().to_string();
        assert!(refused.ends_with("a.gif: no picture; a name must end in .svg, .png or .txt"), "{refused}");
        assert!(PictureFile::new(&place.path().join("none/a.svg"), false).is_err());
    }

    #[test]
    fn a_file_that_is_there_stays_unless_it_is_to_be_replaced() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a.txt");
        let file = PictureFile::new(&path, false).unwrap();
        fs::write(&path, "mine").unwrap();
        assert!(matches!(file.write(&grid()), Err(RecordError::Exists(_))));
        let refused = PictureFile::new(&path, false).unwrap_err().to_string();
        assert!(refused.ends_with("a.txt: there is such a file; name another, or --overwrite replaces it"));
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        PictureFile::new(&path, true).unwrap().write(&grid()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"A\n");
    }

    #[test]
    fn numbers_go_on_where_they_are_taken() {
        let place = tempfile::tempdir().unwrap();
        for name in ["downhill-screen-1", "downhill-screen-2"] {
            assert_eq!(numbered_pictures(place.path(), &grid()).unwrap(), name);
        }
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 4);
    }
}
