//! Folders of PNG images: a folder for each class, below `train` and `test` if the source is split.

use std::{
    fs,
    io::{self, BufReader},
    path::{Path, PathBuf},
};

use ::png::{ColorType, Decoder, Limits, Transformations};

use super::{
    image_set::{ImageSet, ImageSets, ImageValues, Labels},
    source::{FaultPosition, ImportError, check_room, open},
};
use crate::text::{excerpt, reason, thousands};

/// Bytes that decoding one image may take.
const MAX_IMAGE: usize = 64 << 20;

/// The maximum number of pixels of an image's side.
const MAX_SIDE: u32 = 4_096;

/// Names of the folders of a split source.
const TRAIN: [&str; 2] = ["train", "training"];
const TEST: [&str; 2] = ["test", "testing"];

pub(super) fn read(path: &Path) -> Result<ImageSets, ImportError> {
    let folders = entries(path, true)?;
    let is_called = |path: &Path, names: [&str; 2]| names.iter().any(|name| path.ends_with(name));
    let find = |names| folders.iter().find(|folder| is_called(folder, names));
    let Some(train) = find(TRAIN) else { return Ok(ImageSets { train: image_set(path)?, test: None }) };
    Ok(ImageSets { train: image_set(train)?, test: find(TEST).map(|test| image_set(test)).transpose()? })
}

/// The images below a folder whose folders are classes.
fn image_set(path: &Path) -> Result<ImageSet, ImportError> {
    let (mut pixels, mut labels, mut first) =
        (Vec::new(), Labels::default(), None::<(PathBuf, (usize, usize))>);
    for class in entries(path, true)? {
        let name = class.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for file in entries(&class, false)? {
            if file.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("png")) {
                let what = "no PNG image, where the folder of a class holds only those";
                return Err(ImportError::of(&file, what));
            }
            let size = decode(&file, &mut pixels)?;
            let (like, expected) = first.get_or_insert_with(|| (file.clone(), size));
            if size != *expected {
                let ((height, width), (rows, columns)) = (size, *expected);
                let like = excerpt(&like.file_name().unwrap_or_default().to_string_lossy());
                let what = format!("{width} × {height} pixels, but {columns} × {rows} in {like}");
                return Err(ImportError::of(&file, what));
            }
            labels.push(&name, &class, FaultPosition::Whole)?;
        }
    }
    let Some((_, size)) = first else {
        return Err(ImportError::of(path, "holds no folder with PNG images; each class needs one"));
    };
    Ok(ImageSet { values: ImageValues::Bytes(pixels), labels, size })
}

/// The folders in a folder, or the regular files, in the order of their names; without hidden ones.
fn entries(path: &Path, folders: bool) -> Result<Vec<PathBuf>, ImportError> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => ImportError::of(path, "there is no such file or folder"),
        _ => ImportError::of(path, format!("can't be read: {}", reason(&error))),
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?.path();
        let is_hidden = entry.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
        if !is_hidden && (if folders { entry.is_dir() } else { entry.is_file() }) {
            found.push(entry);
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Appends an image's pixels in shades of grey, on black where it is transparent; returns rows and columns.
fn decode(path: &Path, pixels: &mut Vec<u8>) -> Result<(usize, usize), ImportError> {
    let wrong =
        |error: &dyn std::fmt::Display| ImportError::of(path, format!("can't be read as PNG: {error}"));
    let file = open(path)?;
    let mut decoder = Decoder::new_with_limits(BufReader::new(file), Limits { bytes: MAX_IMAGE });
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|error| wrong(&error))?;
    let (width, height) = (reader.info().width, reader.info().height);
    if width.max(height) > MAX_SIDE {
        let [width, height, most] = [width, height, MAX_SIDE].map(|side| thousands(side.into()));
        let what = format!("{width} × {height} pixels are too many; a side may have {most}");
        return Err(ImportError::of(path, what));
    }
    check_room(path, FaultPosition::Whole, pixels.len() as u64 + u64::from(width) * u64::from(height))?;
    let mut image = vec![0; reader.output_buffer_size().ok_or_else(|| wrong(&"it is too large"))?];
    let frame = reader.next_frame(&mut image).map_err(|error| wrong(&error))?;
    // The checksum of the pixels, and the chunk that ends the file, come after them.
    reader.finish().map_err(|error| wrong(&error))?;
    let image = &image[..frame.buffer_size()];
    let grey = |r: u8, g: u8, b: u8| {
        ((u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114 + 500) / 1_000) as u8
    };
    let over_black = |value: u8, alpha: u8| (u32::from(value) * u32::from(alpha) / 255) as u8;
    match frame.color_type {
        ColorType::GrayscaleAlpha => pixels.extend(image.chunks_exact(2).map(|p| over_black(p[0], p[1]))),
        ColorType::Rgb => pixels.extend(image.chunks_exact(3).map(|p| grey(p[0], p[1], p[2]))),
        ColorType::Rgba => {
            pixels.extend(image.chunks_exact(4).map(|p| over_black(grey(p[0], p[1], p[2]), p[3])));
        }
        ColorType::Grayscale | ColorType::Indexed => pixels.extend_from_slice(image),
    }
    Ok((height as usize, width as usize))
}
