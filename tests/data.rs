//! Data sets from folders and from the binary: good ones are read, bad ones refused with place and reason.

#[path = "support/idx_set.rs"]
mod idx_set;

use std::{fs, path::Path};

use downhill::data::{DataError, Dataset, Folder, LoadProgress, load_embedded, load_folder};
use proptest::prelude::*;

use idx_set::{FILES, IdxSet, gzip};

/// What the folder holds.
fn load(folder: &Path) -> Result<Dataset, DataError> {
    load_folder(&Folder::new(folder), &mut |_| ())
}

/// The message with which a set is refused.
fn refusal(set: &IdxSet) -> String {
    load(set.folder()).map(|data| data.name).expect_err("the set is bad").to_string()
}

/// Checks that a message has all its parts.
#[track_caller]
fn assert_says(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{part:?} in {message:?}");
    }
}

#[test]
fn the_embedded_set_is_mnist() {
    let data = load_embedded(&mut |_| ()).unwrap();
    assert_eq!((data.name.as_str(), data.classes), ("MNIST", 10));
    assert_eq!((data.train.len(), data.test.len()), (60_000, 10_000));
    assert_eq!((data.train.inputs(), data.test.inputs()), (28 * 28, 28 * 28));
    assert_eq!(data.train.labels()[..3], [5, 0, 4]);
    assert_eq!(data.test.labels()[..3], [7, 2, 1]);
    assert_eq!(data.train.image(0).iter().filter(|&&pixel| pixel > 0).count(), 166);
}

#[test]
fn the_folder_of_the_embedded_files_reads_as_the_same_set() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut data = load(&folder).unwrap();
    let place = data.folder.take().map(|folder| folder.path);
    assert_eq!((data.name.as_str(), place), ("data", Some(folder)));
    data.name = "MNIST".to_string();
    assert!(data == load_embedded(&mut |_| ()).unwrap());
}

#[test]
fn progress_never_falls_and_ends_with_everything() {
    fn assert_rises(reports: &[LoadProgress], total: u64) {
        assert!(reports.iter().all(|report| report.total == total), "{reports:?}");
        assert!(reports.is_sorted_by_key(|report| report.done), "{reports:?}");
        assert_eq!(reports.last().map(|report| report.done), Some(total));
    }
    let mut reports = Vec::new();
    load_embedded(&mut |report| reports.push(report)).unwrap();
    assert!(reports.len() > 40);
    assert_rises(&reports, 54_950_048);

    let set = IdxSet::new();
    let mut reports = Vec::new();
    load_folder(&Folder::new(set.folder()), &mut |report| reports.push(report)).unwrap();
    assert_rises(&reports, set.contents().iter().map(|content| content.len() as u64).sum());
}

#[test]
fn images_may_have_any_size_and_labels_any_number_of_classes() {
    let set = IdxSet::new();
    let data = load(set.folder()).unwrap();
    assert_eq!((data.train.len(), data.test.len(), data.train.inputs(), data.classes), (6, 4, 6, 3));
    assert_eq!(data.train.labels(), [0, 1, 2, 0, 1, 2]);
    assert_eq!(*data.train.image(1), [6, 7, 8, 9, 10, 11]);
}

#[test]
fn packed_files_read_like_plain_ones_and_plain_ones_come_first() {
    let set = IdxSet::new();
    let plain = load(set.folder()).unwrap();
    for file in 0..4 {
        set.pack(file);
    }
    assert_eq!(load(set.folder()).unwrap(), plain);
    set.write_packed(2, b"no gzip");
    set.write_images(2, 4, 3, 2);
    assert_eq!(load(set.folder()).unwrap(), plain);
}

#[test]
fn every_prefix_of_every_file_is_refused() {
    for (file, name) in FILES.into_iter().enumerate() {
        let set = IdxSet::new();
        let content = &set.contents()[file];
        for length in 0..content.len() {
            set.write(file, &content[..length]);
            assert_says(&refusal(&set), &[name, &format!("ends at byte {length}"), "needed"]);
        }
        let packed = gzip(content);
        for length in 0..packed.len() {
            set.write_packed(file, &packed[..length]);
            assert_says(&refusal(&set), &[name, ".gz: ", "byte "]);
        }
        for length in 0..content.len() {
            set.write_packed(file, &gzip(&content[..length]));
            assert_says(&refusal(&set), &[name, &format!("ends at unpacked byte {length}")]);
        }
    }
}

#[test]
fn every_flipped_header_bit_is_refused() {
    for (file, name) in FILES.into_iter().enumerate() {
        let set = IdxSet::new();
        let content = &set.contents()[file];
        let header = if name.contains("images") { 16 } else { 8 };
        for bit in 0..header * 8 {
            let mut flipped = content.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            set.write(file, &flipped);
            assert_says(&refusal(&set), &[name, "byte "]);
            set.write_packed(file, &gzip(&flipped));
            assert_says(&refusal(&set), &[&format!("{name}.gz"), "byte "]);
        }
    }
}

#[test]
fn sizes_of_zero_or_of_all_ones_are_refused() {
    let set = IdxSet::new();
    for (file, name) in FILES.into_iter().enumerate() {
        let content = &set.contents()[file];
        let sizes = if name.contains("images") { 4..16 } else { 4..8 };
        for at in sizes.step_by(4) {
            for (size, says) in [(0_u32, format!("at byte {at}; at least 1")), (u32::MAX, "too large".into())]
            {
                let mut changed = content.clone();
                changed[at..at + 4].copy_from_slice(&size.to_be_bytes());
                set.write(file, &changed);
                assert_says(&refusal(&set), &[name, &says]);
            }
        }
        set.write(file, content);
    }
    let mut largest = set.contents()[0].clone();
    largest[4..16].fill(0xff);
    set.write_packed(0, &gzip(&largest));
    assert_says(&refusal(&set), &["4,294,967,295 × 4,294,967,295 × 4,294,967,295", "2,147,483,648 bytes"]);
}

#[test]
fn a_file_of_another_kind_is_refused() {
    let set = IdxSet::new();
    set.write(0, &set.contents()[1]);
    assert!(load(set.folder()).is_err());
    let set = IdxSet::new();
    set.write(1, &set.contents()[0]);
    assert_says(&refusal(&set), &["0x03 at byte 3", "[00, 00, 08, 01]"]);
    set.write(1, &gzip(&set.contents()[0]));
    assert_says(&refusal(&set), &["0x03 at unpacked byte 3"]);
    set.write_packed(1, b"<!DOCTYPE html><html>");
    assert_says(&refusal(&set), &["labels-idx1-ubyte.gz: 0x3c at byte 0", "web page"]);
    set.write_packed(1, &gzip(&gzip(&gzip(&[0; 16]))));
    assert_says(&refusal(&set), &["packed more than twice"]);
}

#[test]
fn counts_that_differ_are_named_with_both_files() {
    let set = IdxSet::new();
    set.write_labels(1, &[0, 1, 2, 0, 1]);
    let names = ["train-images-idx3-ubyte: 6 images at byte 4, but 5 labels in", "train-labels-idx1-ubyte"];
    assert_says(&refusal(&set), &names);
    let set = IdxSet::new();
    set.write_images(2, 3, 3, 2);
    assert_says(&refusal(&set), &["t10k-images-idx3-ubyte: 3 images", "4 labels in"]);
}

#[test]
fn image_sizes_that_differ_are_named_with_both_files() {
    let set = IdxSet::new();
    set.write_images(2, 4, 2, 3);
    let says = ["t10k-images-idx3-ubyte: images of 2 × 3 at byte 8, but images of 3 × 2 in", "train-images"];
    assert_says(&refusal(&set), &says);
}

#[test]
fn impossible_labels_are_refused_with_their_position() {
    let set = IdxSet::new();
    set.write_labels(1, &[0, 2, 2, 0, 2, 2]);
    assert_says(&refusal(&set), &["t10k-labels-idx1-ubyte: label 1 at byte 9", "no training label is 1"]);
    set.write_labels(1, &[1; 6]);
    assert_says(&refusal(&set), &["label 1 at byte 8", "at least 2 classes"]);

    let set = IdxSet::new();
    set.write_labels(3, &[0, 1, 3, 0]);
    set.pack(3);
    assert_says(&refusal(&set), &["t10k-labels-idx1-ubyte.gz: label 3 at unpacked byte 10", "end at 2"]);
}

#[test]
fn bytes_after_the_end_are_refused() {
    for (file, name) in FILES.iter().enumerate() {
        let set = IdxSet::new();
        let mut content = set.contents()[file].clone();
        let at = content.len();
        content.push(0);
        set.write(file, &content);
        assert_says(&refusal(&set), &[name, &format!("goes on at byte {at}")]);
        set.write_packed(file, &gzip(&content));
        assert_says(&refusal(&set), &[name, &format!("goes on at unpacked byte {at}")]);
    }
}

#[test]
fn a_second_gzip_member_counts_as_more_content() {
    let set = IdxSet::new();
    let content = &set.contents()[0];
    let at = format!("goes on at unpacked byte {}", content.len());
    set.write_packed(0, &[gzip(content), gzip(content)].concat());
    assert_says(&refusal(&set), &["train-images-idx3-ubyte.gz", &at]);
    // Block-wise packers cut one file into members.
    set.write_packed(0, &[gzip(&content[..20]), gzip(&content[20..]), gzip(&[])].concat());
    assert!(load(set.folder()).is_ok());
    // What follows the last member is no gzip at all.
    set.write_packed(0, &[gzip(content), b"trailing".to_vec()].concat());
    assert_says(&refusal(&set), &["train-images-idx3-ubyte.gz", "unpacked byte"]);
}

#[test]
fn a_wrong_checksum_or_length_is_refused() {
    let set = IdxSet::new();
    let packed = gzip(&set.contents()[0]);
    for byte in packed.len() - 8..packed.len() {
        let mut changed = packed.clone();
        changed[byte] ^= 1;
        set.write_packed(0, &changed);
        assert_says(&refusal(&set), &["train-images-idx3-ubyte.gz", "unpacked byte 52", "checksum"]);
    }
}

#[test]
fn a_missing_file_is_named_in_both_spellings() {
    for (file, name) in FILES.iter().enumerate() {
        let set = IdxSet::new();
        fs::remove_file(set.path(file)).unwrap();
        assert_says(&refusal(&set), &[&format!("{name}: not found"), &format!("{name}.gz")]);
    }
}

#[test]
fn a_path_that_is_no_folder_is_refused() {
    let set = IdxSet::new();
    let missing = load(&set.folder().join("elsewhere")).unwrap_err().to_string();
    assert_says(&missing, &["elsewhere: not found, where a folder with the four IDX files is needed"]);
    let file = load(&set.path(0)).unwrap_err().to_string();
    assert_says(&file, &["train-images-idx3-ubyte: no folder"]);
    assert!(load(Path::new("")).is_err());
}

#[test]
fn a_folder_in_a_file_s_place_is_refused() {
    let set = IdxSet::new();
    fs::remove_file(set.path(1)).unwrap();
    fs::create_dir(set.path(1)).unwrap();
    assert_says(&refusal(&set), &["train-labels-idx1-ubyte: a folder, where a file is needed"]);
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_refused_without_opening_them() {
    let set = IdxSet::new();
    fs::remove_file(set.path(0)).unwrap();
    std::os::unix::fs::symlink("/dev/zero", set.path(0)).unwrap();
    assert_says(&refusal(&set), &["train-images-idx3-ubyte: a pipe, socket or device"]);
    fs::remove_file(set.path(0)).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(set.path(0)).status().unwrap().success());
    assert_says(&refusal(&set), &["train-images-idx3-ubyte: a pipe, socket or device"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;

    let set = IdxSet::new();
    fs::set_permissions(set.path(3), fs::Permissions::from_mode(0o000)).unwrap();
    // Permissions don't bind the superuser.
    if fs::File::open(set.path(3)).is_err() {
        assert_says(&refusal(&set), &["t10k-labels-idx1-ubyte: cannot be read", "ermission"]);
    }
}

#[test]
fn a_set_has_the_name_of_its_folder_without_invisible_characters() {
    for (folder, name) in [
        ("fashion mnist", "fashion mnist"),
        ("a\u{202e}b\u{1b}[31m\u{200b}", "a\u{fffd}b\u{fffd}[31m\u{fffd}"),
        ("abcdefghijklmnopqrstuvwx", "abcdefghijklmnopqrstuvwx"),
        ("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvw…"),
    ] {
        let set = IdxSet::in_folder(folder);
        assert_eq!(load(set.folder()).unwrap().name, name);
        // A folder has its name under other spellings, too.
        assert_eq!(load(&set.folder().join("inner").join("..")).unwrap().name, name);
        assert_eq!(load(&set.folder().join(".")).unwrap().name, name);
    }
}

#[test]
fn messages_show_no_invisible_character() {
    let set = IdxSet::in_folder("a\u{1b}]0;b\u{202e}");
    set.write(0, &[]);
    assert_says(&refusal(&set), &[r"a\033]0;b\342\200\256"]);
    fs::remove_file(set.path(0)).unwrap();
    let message = refusal(&set);
    assert!(!message.contains(['\u{1b}', '\u{202e}']), "{message:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_packed_set_with_random_changes_loads_or_is_refused(
        file in 0..4_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        inside in any::<bool>(),
    ) {
        let set = IdxSet::new();
        let content = &set.contents()[file];
        let mut bytes = if inside { content.clone() } else { gzip(content) };
        for (index, byte) in changes {
            let index = index.index(bytes.len());
            bytes[index] = byte;
        }
        set.write_packed(file, &if inside { gzip(&bytes) } else { bytes });
        match load(set.folder()) {
            Ok(data) => prop_assert_eq!((data.train.len(), data.test.len()), (6, 4)),
            Err(error) => prop_assert!(error.to_string().contains("ubyte"), "{}", error),
        }
    }
}
