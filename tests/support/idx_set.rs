//! A small data set in a temporary folder, to be spoilt file by file.

#![allow(dead_code, reason = "not every test file asks for everything")]

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use tempfile::TempDir;

/// The four files, in the order of the numbers that name them here.
pub const FILES: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];

/// Six images to train on and four to test on, of 3 × 2 pixels and in three classes; all files plain.
pub struct IdxSet {
    folder: PathBuf,
    /// Removes everything at the end.
    _parent: TempDir,
}

impl IdxSet {
    pub fn new() -> Self {
        Self::in_folder("set")
    }

    /// The set in a folder of this name, which has a folder `inner`.
    pub fn in_folder(name: impl AsRef<Path>) -> Self {
        let parent = tempfile::tempdir().expect("a temporary folder");
        let folder = parent.path().join(name);
        fs::create_dir_all(folder.join("inner")).expect("a new folder");
        let set = Self { folder, _parent: parent };
        set.write_images(0, 6, 3, 2);
        set.write_labels(1, &[0, 1, 2, 0, 1, 2]);
        set.write_images(2, 4, 3, 2);
        set.write_labels(3, &[2, 1, 0, 0]);
        set
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the plain file lies.
    pub fn path(&self, file: usize) -> PathBuf {
        self.folder.join(FILES[file])
    }

    /// What the four plain files hold.
    pub fn contents(&self) -> Vec<Vec<u8>> {
        (0..4).map(|file| fs::read(self.path(file)).expect("a plain file")).collect()
    }

    /// What one plain file holds.
    pub fn contents_of(&self, file: usize) -> Vec<u8> {
        fs::read(self.path(file)).expect("a plain file")
    }

    pub fn write(&self, file: usize, content: &[u8]) {
        fs::write(self.path(file), content).expect("room for a file");
    }

    /// Writes the packed spelling and removes the plain one.
    pub fn write_packed(&self, file: usize, bytes: &[u8]) {
        fs::write(self.folder.join(format!("{}.gz", FILES[file])), bytes).expect("room for a file");
        if self.path(file).exists() {
            fs::remove_file(self.path(file)).expect("a plain file");
        }
    }

    /// Replaces a plain file by a packed one.
    pub fn pack(&self, file: usize) {
        self.write_packed(file, &gzip(&fs::read(self.path(file)).expect("a plain file")));
    }

    /// Images whose pixels count up from 0.
    pub fn write_images(&self, file: usize, count: u32, height: u32, width: u32) {
        let pixels = (0..count * height * width).map(|pixel| u8::try_from(pixel % 256).expect("below 256"));
        let header = images_header(count, height, width);
        self.write(file, &header.into_iter().chain(pixels).collect::<Vec<_>>());
    }

    pub fn write_labels(&self, file: usize, labels: &[u8]) {
        let count = u32::try_from(labels.len()).expect("not that many labels");
        self.write(file, &[&[0, 0, 8, 1], &count.to_be_bytes()[..], labels].concat());
    }
}

pub fn images_header(count: u32, height: u32, width: u32) -> Vec<u8> {
    [3 | 8 << 8, count, height, width].map(u32::to_be_bytes).concat()
}

pub fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).expect("memory");
    encoder.finish().expect("memory")
}
