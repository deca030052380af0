//! The MNIST files inside the binary, checked by hash.
//!
//! The first loss waits for this. The training images, one long gzip stream, take longest: they are
//! unpacked in the calling thread, while one thread hashes them and another reads everything else.

use std::{fmt::Display, io::Read, panic::resume_unwind, sync, thread};

use flate2::bufread::GzDecoder;
use sha2::{Digest, Sha256};

use super::{DataError, Dataset, Images, LoadProgress};
use crate::text::hex;

/// Width and height of an image in pixels.
const SIDE: usize = 28;

/// Bytes unpacked, then hashed, at a time: they stay in the cache between the two.
const CHUNK: usize = 1 << 20;

/// A packed file in the binary.
struct EmbeddedFile {
    file: &'static str,
    bytes: &'static [u8],
    /// Bytes of the IDX header.
    header: usize,
    /// Bytes after it.
    body: usize,
    /// Of the unpacked content, as in `data/SHA256SUMS`.
    sha256: &'static str,
}

const TRAIN_IMAGES: EmbeddedFile = EmbeddedFile {
    file: "data/train-images-idx3-ubyte.gz",
    bytes: include_bytes!("../../data/train-images-idx3-ubyte.gz"),
    header: 16,
    body: 60_000 * SIDE * SIDE,
    sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
};

const TRAIN_LABELS: EmbeddedFile = EmbeddedFile {
    file: "data/train-labels-idx1-ubyte.gz",
    bytes: include_bytes!("../../data/train-labels-idx1-ubyte.gz"),
    header: 8,
    body: 60_000,
    sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
};

const TEST_IMAGES: EmbeddedFile = EmbeddedFile {
    file: "data/t10k-images-idx3-ubyte.gz",
    bytes: include_bytes!("../../data/t10k-images-idx3-ubyte.gz"),
    header: 16,
    body: 10_000 * SIDE * SIDE,
    sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
};

const TEST_LABELS: EmbeddedFile = EmbeddedFile {
    file: "data/t10k-labels-idx1-ubyte.gz",
    bytes: include_bytes!("../../data/t10k-labels-idx1-ubyte.gz"),
    header: 8,
    body: 10_000,
    sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
};

const ALL: [&EmbeddedFile; 4] = [&TRAIN_IMAGES, &TRAIN_LABELS, &TEST_IMAGES, &TEST_LABELS];

/// MNIST from inside the program: 60,000 images to train on, 10,000 to test on, 28 × 28 pixels, 10 classes.
///
/// `progress` is called for every MiB, in the calling thread.
///
/// # Errors
/// If the binary is damaged, or the system gives no thread.
pub fn load_embedded(progress: &mut dyn FnMut(LoadProgress)) -> Result<Dataset, DataError> {
    let total = ALL.iter().map(|file| (file.header + file.body) as u64).sum();
    let other = sync::atomic::AtomicU64::new(0);
    let mut own = 0;
    let (train_pixels, (train_labels, test)) = thread::scope(|scope| {
        let rest = spawn(scope, "read labels", &TEST_IMAGES, || {
            let mut count = |bytes| {
                other.fetch_add(bytes, sync::atomic::Ordering::Relaxed);
            };
            let train_labels = TRAIN_LABELS.unpack(&mut count)?;
            let test_labels = TEST_LABELS.unpack(&mut count)?;
            let test = Images::new(TEST_IMAGES.unpack(&mut count)?, test_labels, SIDE, SIDE);
            Ok((train_labels, test))
        })?;
        let train_pixels = TRAIN_IMAGES.unpack(&mut |bytes| {
            own += bytes;
            progress(LoadProgress { done: own + other.load(sync::atomic::Ordering::Relaxed), total });
        })?;
        Ok((train_pixels, joined(rest)?))
    })?;
    progress(LoadProgress { done: total, total });
    let train = Images::new(train_pixels, train_labels, SIDE, SIDE);
    Ok(Dataset { name: "MNIST".to_string(), folder: None, train, test, classes: 10 })
}

impl EmbeddedFile {
    /// The body, once its hash is right; calls `count` with the bytes of every chunk.
    fn unpack(&self, count: &mut dyn FnMut(u64)) -> Result<Vec<u8>, DataError> {
        let mut reader = GzDecoder::new(self.bytes);
        let mut header = vec![0; self.header];
        let mut body = vec![0; self.body];
        reader.read_exact(&mut header).map_err(|error| self.damaged(error))?;
        count(header.len() as u64);
        let sha256 = thread::scope(|scope| {
            let (unpacked, chunks) = sync::mpsc::channel::<&[u8]>();
            let hashing = spawn(scope, "hash data", self, move || {
                let start = Sha256::new_with_prefix(header);
                chunks.into_iter().fold(start, Digest::chain_update).finalize()
            })?;
            for chunk in body.chunks_mut(CHUNK) {
                reader.read_exact(chunk).map_err(|error| self.damaged(error))?;
                count(chunk.len() as u64);
                // This fails only if the other thread panicked, and joining it passes that on.
                let _ = unpacked.send(chunk);
            }
            drop(unpacked);
            Ok(joined(hashing))
        })?;
        let sha256 = hex(&sha256);
        if sha256 == self.sha256 { Ok(body) } else { Err(self.damaged(format!("its SHA-256 is {sha256}"))) }
    }

    fn damaged(&self, cause: impl Display) -> DataError {
        let wrong = format!("{} inside this program is damaged ({cause})", self.file);
        DataError(format!("{wrong}; install it anew, or name a folder with the data"))
    }
}

/// Starts a named thread to work on `file`.
fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope thread::Scope<'scope, '_>,
    name: &str,
    file: &EmbeddedFile,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Result<thread::ScopedJoinHandle<'scope, T>, DataError> {
    let thread = thread::Builder::new().name(name.to_string()).spawn_scoped(scope, work);
    thread.map_err(|cause| DataError::unopened(file.file.as_ref(), &cause))
}

/// The result of the thread; its panic, if it had one, continues here.
fn joined<T>(thread: thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hashes_are_those_beside_the_files() {
        let sums = include_str!("../../data/SHA256SUMS");
        for file in ALL {
            let name = file.file.trim_start_matches("data/").trim_end_matches(".gz");
            assert!(sums.lines().any(|line| line == format!("{}  {name}", file.sha256)), "{name}");
        }
    }

    #[test]
    fn damage_is_noticed() {
        let wrong_hash = EmbeddedFile { sha256: TRAIN_LABELS.sha256, ..TEST_LABELS };
        let error = wrong_hash.unpack(&mut |_| ()).unwrap_err().to_string();
        assert!(error.contains("t10k-labels") && error.contains(TEST_LABELS.sha256), "{error}");

        let cut = EmbeddedFile { bytes: &TEST_LABELS.bytes[..3_000], ..TEST_LABELS };
        let error = cut.unpack(&mut |_| ()).unwrap_err().to_string();
        assert!(error.contains("t10k-labels") && error.contains("is damaged"), "{error}");
    }
}
