//! Packed files that unpack to far more than they should: refused at once, and in little memory.
//!
//! These tests measure the memory of their process, so they have one of their own.

#[path = "support/idx_set.rs"]
mod idx_set;

use std::{
    fs,
    time::{Duration, Instant},
};

use downhill::data::{Folder, load_folder};
use flate2::{Compress, Compression, FlushCompress};

use idx_set::{IdxSet, images_header};

/// Zeros in one block of a bomb, and the blocks that make 10 GB.
const BLOCK: usize = 16 << 20;
const BLOCKS_OF_10_GB: usize = 10_000_000_000 / BLOCK + 1;

/// What is granted over the size of the file itself.
const MEMORY: usize = 64 << 20;

/// Deflated bytes that stand for `content` wherever they are put, and end at a byte.
fn block(content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(content.len() + 1_000);
    Compress::new(Compression::best(), false)
        .compress_vec(content, &mut bytes, FlushCompress::Full)
        .expect("memory");
    bytes
}

/// A gzip file of `head` and 10 GB of zeros, which is made without packing 10 GB.
fn bomb(head: &[u8]) -> Vec<u8> {
    let gzip_header = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];
    [gzip_header, block(head), block(&vec![0; BLOCK]).repeat(BLOCKS_OF_10_GB)].concat()
}

/// The most memory this process had so far, in bytes, where the system tells.
fn peak_memory() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<usize>().ok()? << 10)
}

/// Checks that the set is refused with these words, within a second and the memory granted.
#[track_caller]
fn assert_refused(set: &IdxSet, says: &[&str]) {
    let (start, memory) = (Instant::now(), peak_memory());
    let error = load_folder(&Folder::new(set.folder()), &mut |_| ()).expect_err("it is a bomb").to_string();
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    for part in says {
        assert!(error.contains(part), "{part:?} in {error:?}");
    }
    if let (Some(before), Some(after)) = (memory, peak_memory()) {
        assert!(after - before < MEMORY, "{} bytes", after - before);
    }
}

/// One test, since a test beside it would take memory in the same process.
#[test]
fn bombs_are_refused_within_a_second_and_64_mib() {
    let set = IdxSet::new();
    let first = "train-images-idx3-ubyte.gz";
    // The header is true for the labels; the stream goes on.
    set.write_packed(0, &bomb(&images_header(6, 3, 2)));
    assert_refused(&set, &[first, "goes on at unpacked byte 52"]);
    // The header names what the stream has.
    set.write_packed(0, &bomb(&images_header(12_755_102, 28, 28)));
    assert_refused(&set, &[first, "12,755,102 × 28 × 28", "unpacked byte 4", "too large"]);
    // As large as is allowed, but there are no such labels.
    set.write_packed(0, &bomb(&images_header(2_000_000, 28, 28)));
    assert_refused(&set, &[first, "2,000,000 images", "6 labels"]);
    // Zeros from the first byte.
    set.write_packed(0, &bomb(&[]));
    assert_refused(&set, &[first, "0x00 at unpacked byte 2"]);
    // Labels: a count that only a large file can bear out, then a stream that goes on.
    let set = IdxSet::new();
    set.write_packed(1, &bomb(&[0, 0, 8, 1, 0, 0, 0, 6]));
    assert_refused(&set, &["train-labels-idx1-ubyte.gz", "goes on at unpacked byte 14"]);
    // Headers that agree on 1.5 GB, and files of a few bytes.
    let set = IdxSet::new();
    set.write_packed(0, &idx_set::gzip(&images_header(2_000_000, 28, 28)));
    assert_refused(&set, &[first, "sizes for 1,568,000,016 bytes", "cannot unpack to more than"]);
    let claim = images_header(2_000_000, 28, 28);
    set.write(0, &claim);
    fs::remove_file(set.folder().join(first)).unwrap();
    assert_refused(&set, &["train-images-idx3-ubyte: ends at byte 16", "1,568,000,016 bytes are needed"]);
    // Headers that agree on 1.5 GB, and a large file that breaks off early.
    let labels = [0, 1, 2, 1].repeat(500_000);
    set.write_labels(1, &labels);
    set.write_images(2, 4, 28, 28);
    let broken = [bomb(&claim)[..100].to_vec(), vec![0xff; 2_000_000]].concat();
    set.write_packed(0, &broken);
    assert_refused(&set, &[first, "cannot be read past unpacked byte"]);
}
