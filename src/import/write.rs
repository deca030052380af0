//! The four files and the names of classes, written into a temporary folder that becomes the target at once.

use std::{
    fs::{self, File, Permissions},
    io::{self, BufWriter, Write},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use flate2::{Compression, write::GzEncoder};

use super::{
    error::ImportError,
    image_set::{Classes, ImageSet, ImageValues},
    scale::Scaling,
};
use crate::text::sanitized;

/// Fails if there is anything where the target is to be.
pub(super) fn check(target: &Path) -> Result<(), ImportError> {
    match fs::symlink_metadata(target) {
        Ok(_) => Err(ImportError::of(target, "exists; nothing is overwritten, name a new folder")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(ImportError::of(target, error)),
    }
}

/// Writes the images to train on and those to test on.
pub(super) fn write(
    target: &Path,
    sets: [&ImageSet; 2],
    classes: &Classes,
    scaling: &Scaling,
) -> Result<(), ImportError> {
    let failed = |error: io::Error| ImportError::of(target, format!("can't be written: {error}"));
    let above = target.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // As any new folder: the umask still applies.
    let folder = builder
        .prefix(".import-")
        .permissions(Permissions::from_mode(0o777))
        .tempdir_in(above)
        .map_err(failed)?;
    for (set, name) in sets.into_iter().zip(["train", "t10k"]) {
        images(&folder.path().join(format!("{name}-images-idx3-ubyte.gz")), set, scaling).map_err(failed)?;
        let labels = [&[0, 0, 8, 1], &size(set.len())[..], &set.bytes(classes)].concat();
        packed(&folder.path().join(format!("{name}-labels-idx1-ubyte.gz")), |out| out.write_all(&labels))
            .map_err(failed)?;
    }
    if classes.named {
        let names: String = classes.names().map(|name| sanitized(name) + "\n").collect();
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
