//! What is written: numbers as pixels of 0 to 255 where that loses nothing, else as floats; the four files and the names
//! of classes, in a temporary folder that becomes the target at once.

use std::{
    fmt,
    fs::{self, File, Permissions},
    io::{self, BufWriter, Write},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use flate2::{Compression, write::GzEncoder};

use super::{
    image_set::{Classes, ImageSet, ImageValues},
    source::ImportError,
};
use crate::text::{reason, sanitized};

/// How far a fraction may be from a whole number of 255ths and still count as a pixel divided by 255.
const TOLERANCE: f32 = 0.01;

/// How numbers become what is written.
pub(super) struct Scaling {
    low: f32,
    high: f32,
    /// The number that becomes 255, where they become bytes; floats stay as they are.
    white: Option<f32>,
    invert: bool,
}

impl Scaling {
    pub(super) fn of(sets: &[&ImageSet], white: Option<f32>, invert: bool) -> Self {
        let (mut low, mut high, mut are_whole, mut are_shares) =
            (f32::INFINITY, f32::NEG_INFINITY, true, true);
        for value in sets.iter().flat_map(|set| set.values.iter()) {
            (low, high) = (low.min(value), high.max(value));
            are_whole &= value.fract() == 0.0;
            are_shares &= ((value * 255.0).round() - value * 255.0).abs() < TOLERANCE;
        }
        let white = match white {
            None if low >= 0.0 && high <= 1.0 && are_shares => Some(1.0),
            None if low >= 0.0 && high <= 255.0 && are_whole => Some(255.0),
            given => given,
        };
        Self { low, high, white, invert }
    }

    /// What is written for these numbers.
    pub(super) fn apply(&self, values: &ImageValues) -> ImageValues {
        let Some(white) = self.white else {
            let float = |value| if self.invert { self.low + self.high - value } else { value };
            return ImageValues::Floats(values.iter().map(float).collect());
        };
        let byte = |value: f32| {
            let pixel = (value / white * 255.0).round() as u8;
            if self.invert { 255 - pixel } else { pixel }
        };
        ImageValues::Bytes(values.iter().map(byte).collect())
    }
}

impl fmt::Display for Scaling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "numbers from {} to {} ", self.low, self.high)?;
        match self.white {
            Some(255.0) => write!(f, "as they are, 0 to 255")?,
            Some(white) => write!(f, "times {}, so that {white} is 255", 255.0 / white)?,
            None => write!(f, "as they are, as floats")?,
        }
        f.write_str(if self.invert { "; then bright and dark change places" } else { "" })
    }
}

/// Fails if there is anything where the target is to be.
pub(super) fn check(target: &Path) -> Result<(), ImportError> {
    match fs::symlink_metadata(target) {
        Ok(_) => Err(ImportError::of(target, "exists; nothing is overwritten, name a new folder")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(ImportError::of(target, format!("can't be looked at: {}", reason(&error)))),
    }
}

/// Writes the images to train on and those to test on.
pub(super) fn write(
    target: &Path,
    sets: [&ImageSet; 2],
    classes: &Classes,
    scaling: &Scaling,
) -> Result<(), ImportError> {
    let failed = |error: io::Error| ImportError::of(target, format!("can't be written: {}", reason(&error)));
    let above = target.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // As any new folder: the umask still applies.
    builder.prefix(".import-").permissions(Permissions::from_mode(0o777));
    let folder = builder.tempdir_in(above).map_err(failed)?;
    for (set, name) in sets.into_iter().zip(["train", "t10k"]) {
        images(&folder.path().join(format!("{name}-images-idx3-ubyte.gz")), set, scaling).map_err(failed)?;
        let labels = [&[0, 0, 8, 1], &size(set.len())[..], &set.bytes(classes)].concat();
        packed(&folder.path().join(format!("{name}-labels-idx1-ubyte.gz")), |out| out.write_all(&labels))
            .map_err(failed)?;
    }
    if classes.named {
        let names: String = classes.texts.iter().map(|name| sanitized(name) + "\n").collect();
        fs::write(folder.path().join("classes.txt"), names).map_err(failed)?;
    }
    // Another may have been created meanwhile.
    check(target)?;
    fs::rename(folder.path(), target).map_err(failed)?;
    // The temporary folder has another name now: there is nothing to remove.
    let _ = folder.keep();
    Ok(())
}

fn images(path: &Path, set: &ImageSet, scaling: &Scaling) -> io::Result<()> {
    let (height, width) = set.size;
    let sizes = [set.len(), height, width].map(size).concat();
    packed(path, |out| match scaling.apply(&set.values) {
        ImageValues::Bytes(bytes) => {
            out.write_all(&[0, 0, 0x08, 3])?;
            out.write_all(&sizes)?;
            out.write_all(&bytes)
        }
        ImageValues::Floats(floats) => {
            out.write_all(&[0, 0, 0x0d, 3])?;
            out.write_all(&sizes)?;
            floats.iter().try_for_each(|value| out.write_all(&value.to_be_bytes()))
        }
    })
}

/// Writes a gzip file and syncs it to the disk.
fn packed(path: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = GzEncoder::new(BufWriter::new(File::create_new(path)?), Compression::default());
    content(&mut out)?;
    out.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

/// A size as in an IDX header; no source has 2³² images or pixels.
fn size(size: usize) -> [u8; 4] {
    (size as u32).to_be_bytes()
}
