//! Data as people have them: names, folders, packing, labels and numbers of sets from elsewhere.

#![expect(clippy::unwrap_used, reason = "a test that can't go on stops there")]

#[path = "support/idx_set.rs"]
mod idx_set;

use std::{
    fs,
    path::{Path, PathBuf},
};

use downhill::data::{Dataset, Folder, Outputs, load_folder, parse_classes};

use idx_set::{FILES, IdxSet, gzip};

fn load(folder: impl Into<PathBuf>) -> Result<Dataset, String> {
    load_as(&Folder::new(folder))
}

fn load_as(folder: &Folder) -> Result<Dataset, String> {
    load_folder(folder, &mut |_| ()).map_err(|error| error.to_string())
}

/// A data set that somebody had.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/data").join(name)
}

/// What the classes are called.
fn names(data: &Dataset) -> &[String] {
    &data.folder.as_ref().unwrap().classes
}

/// Moves a set's files to other names below its folder.
fn rename(set: &IdxSet, to: [&str; 4]) {
    for (file, to) in to.into_iter().enumerate() {
        let to = set.folder().join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(set.path(file), to).unwrap();
    }
}

/// An IDX file of numbers that are no bytes.
fn idx(code: u8, sizes: &[u32], numbers: &[u8]) -> Vec<u8> {
    let sizes: Vec<u8> = sizes.iter().flat_map(|size| size.to_be_bytes()).collect();
    let dimensions = u8::try_from(sizes.len() / 4).unwrap();
    [&[0, 0, code, dimensions], sizes.as_slice(), numbers].concat()
}

#[test]
fn a_file_packed_twice_is_read_whatever_its_name_says() {
    assert_eq!(load(fixture("double-gzip")).unwrap().train.size(), (8, 8));
    let set = IdxSet::new();
    let plain = load(set.folder()).unwrap();
    // A browser unpacked it and kept the name, or packed it and kept the name.
    fs::rename(set.path(0), set.folder().join(format!("{}.gz", FILES[0]))).unwrap();
    set.write(1, &gzip(&gzip(&set.contents_of(1))));
    assert_eq!(load(set.folder()).unwrap(), plain);
}

#[test]
fn zeros_after_and_between_gzip_members_are_skipped_but_nothing_else_is() {
    assert!(load(fixture("gz-zero-padding")).is_ok());
    let set = IdxSet::new();
    let content = set.contents_of(0);
    let (start, end) = content.split_at(20);
    set.write_packed(0, &[gzip(start), vec![0; 100_000], gzip(end), vec![0; 300_000]].concat());
    assert!(load(set.folder()).is_ok());
    set.write_packed(0, &[gzip(&content), vec![0; 512], b"more".to_vec()].concat());
    assert!(load(set.folder()).unwrap_err().contains("train-images-idx3-ubyte.gz"));
}

#[test]
fn a_folder_with_a_file_s_plain_name_does_not_hide_the_packed_file() {
    // Git keeps no empty folders.
    let there = tempfile::tempdir().unwrap();
    for file in fs::read_dir(fixture("folder-beside-gz")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), there.path().join(file.file_name())).unwrap();
    }
    fs::create_dir(there.path().join("train-images-idx3-ubyte")).unwrap();
    assert!(load(there.path()).is_ok());
}

#[test]
fn files_are_found_as_archive_programs_torchvision_emnist_and_qmnist_name_them() {
    assert!(load(fixture("names-with-dots")).is_ok());
    for (part, name) in [("t10k", "emnist-letters"), ("test", "emnist-letters"), ("test", "qmnist")] {
        let set = IdxSet::new();
        let there = FILES.map(|file| format!("{name}-{}", file.replace("t10k", part)));
        rename(&set, [&there[0], &there[1], &there[2], &there[3]]);
        assert_eq!(load(set.folder()).unwrap().name, name);
    }
    let torch = FILES.map(|file| format!("MNIST/raw/{file}"));
    let set = IdxSet::in_folder("root");
    rename(&set, [&torch[0], &torch[1], &torch[2], &torch[3]]);
    for folder in [set.folder().to_owned(), set.folder().join("MNIST"), set.folder().join("MNIST/raw")] {
        let data = load(&folder).unwrap();
        let place = data.folder.as_ref().unwrap().path.clone();
        assert_eq!((data.name.as_str(), place), ("MNIST", set.folder().join("MNIST/raw")));
    }
}

#[test]
fn one_set_of_several_is_named_by_its_folder_or_its_name() {
    let set = IdxSet::in_folder("gzip");
    for name in ["emnist-letters", "emnist-digits"] {
        for (file, plain) in FILES.into_iter().enumerate() {
            let there = format!("{name}-{}", plain.replace("t10k", "test"));
            fs::copy(set.path(file), set.folder().join(there)).unwrap();
        }
    }
    (0..4).for_each(|file| fs::remove_file(set.path(file)).unwrap());
    let error = load(set.folder()).unwrap_err();
    assert!(error.contains("several data sets") && error.ends_with("gzip/emnist-digits"), "{error}");
    let data = load(set.folder().join("emnist-letters")).unwrap();
    assert_eq!(data.name, "emnist-letters");
    // What is recorded finds it again.
    assert_eq!(load(data.folder.as_ref().unwrap().path.clone()).unwrap(), data);

    let root = IdxSet::in_folder("root");
    for name in ["MNIST", "FashionMNIST"] {
        fs::create_dir_all(root.folder().join(name).join("raw")).unwrap();
        for (file, plain) in FILES.into_iter().enumerate() {
            fs::copy(root.path(file), root.folder().join(name).join("raw").join(plain)).unwrap();
        }
    }
    (0..4).for_each(|file| fs::remove_file(root.path(file)).unwrap());
    let error = load(root.folder()).unwrap_err();
    assert!(error.contains("several data sets") && error.ends_with("root/FashionMNIST/raw"), "{error}");
}

#[test]
fn a_missing_file_s_message_lists_what_is_there() {
    let set = IdxSet::new();
    fs::remove_file(set.path(1)).unwrap();
    fs::write(set.folder().join("labels\u{1b}[31m.csv"), "").unwrap();
    let error = load(set.folder()).unwrap_err();
    assert!(error.contains("train-labels-idx1-ubyte: not found"), "{error}");
    assert!(
        error.contains("the folder holds inner, labels\u{fffd}[31m.csv, t10k-images-idx3-ubyte, "),
        "{error}"
    );
    (0..20).for_each(|more| fs::write(set.folder().join(format!("image{more}.png")), "").unwrap());
    assert!(load(set.folder()).unwrap_err().ends_with("and 17 more"));
    let empty = load(tempfile::tempdir().unwrap().path()).unwrap_err();
    assert!(empty.ends_with("the folder is empty"), "{empty}");
}

#[test]
fn labels_with_a_gap_are_classes_with_names() {
    let data = load(fixture("labels-3-and-8")).unwrap();
    assert_eq!((data.classes, names(&data)), (2, &["3".to_owned(), "8".to_owned()][..]));
    assert!(data.train.labels().iter().chain(data.test.labels()).all(|&label| label < 2));
    let all = Folder { outputs: Outputs::UpToLargest, ..Folder::new(fixture("labels-3-and-8")) };
    let all = load_as(&all).unwrap();
    assert_eq!((all.classes, names(&all)[8].as_str()), (9, "8"));
    assert_ne!(all.hash(), data.hash());

    // As EMNIST's letters have it: 1 to 26. A race that was recorded with 27 outputs finds the same data again.
    let set = IdxSet::new();
    let letters: Vec<u8> = (1..=26).collect();
    set.write_images(0, 26, 3, 2);
    set.write_labels(1, &letters);
    set.write_labels(3, &[1, 2, 26, 1]);
    assert_eq!(load(set.folder()).unwrap().classes, 26);
    let earlier = load_as(&Folder { outputs: Outputs::UpToLargest, ..Folder::new(set.folder()) }).unwrap();
    assert_eq!(earlier.classes, 27);
    // Reckoned by hand from the form that hashes have had from the start.
    assert_eq!(earlier.hash(), "f0472e787e15fc37694029ae86d341169dc86c6c3456b837ee813cdd5cf0b165");
}

#[test]
fn class_names_come_from_the_flag_the_folder_or_a_known_set() {
    let set = IdxSet::new();
    let with =
        |classes: &str| load_as(&Folder { classes: parse_classes(classes)?, ..Folder::new(set.folder()) });
    assert_eq!(names(&load(set.folder()).unwrap()), ["0", "1", "2"]);
    assert_eq!(names(&with("cat, dog,cow").unwrap()), ["cat", "dog", "cow"]);
    assert_eq!(names(&with("fashion-mnist").unwrap()), ["T-shirt", "Trouser", "Pullover"]);
    fs::write(set.folder().join("classes.txt"), "\u{feff}eins\r\nzwei\r\ndrei\u{1b}\r\n").unwrap();
    assert_eq!(names(&load(set.folder()).unwrap()), ["eins", "zwei", "drei\u{fffd}"]);
    // What is said goes before what is there.
    assert_eq!(names(&with("cat,dog,cow").unwrap()), ["cat", "dog", "cow"]);
    for (text, says) in [
        ("eins\nzwei", "classes.txt: 2 class names; the labels need 3"),
        ("eins\n\ndrei", "classes.txt: line 2: a name is missing"),
        (&"x".repeat(5_000), "classes.txt: line 1: xxx"),
        (&"x\n".repeat(300), "line 257: there are at most 256 classes"),
    ] {
        fs::write(set.folder().join("classes.txt"), text).unwrap();
        let error = load(set.folder()).unwrap_err();
        assert!(error.contains(says) && !error.contains('\n'), "{error}");
    }
    let error = parse_classes("fashion").unwrap_err();
    assert!(error.contains("fashion-mnist") && error.contains("emnist-letters"), "{error}");

    // By its label, where there are more names than classes; by the file names of a known set.
    let gap =
        Folder { classes: parse_classes("fashion-mnist").unwrap(), ..Folder::new(fixture("labels-3-and-8")) };
    assert_eq!(names(&load_as(&gap).unwrap()), ["Dress", "Bag"]);
    let set = IdxSet::new();
    set.write_labels(1, &[1, 2, 3, 1, 2, 3]);
    set.write_labels(3, &[1, 2, 3, 3]);
    let there = FILES.map(|file| format!("emnist-letters-{file}"));
    rename(&set, [&there[0], &there[1], &there[2], &there[3]]);
    assert_eq!(names(&load(set.folder()).unwrap()), ["A", "B", "C"]);
}

#[test]
fn fashion_mnist_is_known_by_its_labels() {
    let set = IdxSet::new();
    set.write_images(0, 10, 1, 1);
    set.write_labels(1, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    let labels = fs::read(fixture("fashion-t10k-labels-idx1-ubyte.gz")).unwrap();
    set.write_packed(3, &labels);
    set.write_images(2, 10_000, 1, 1);
    assert_eq!(names(&load(set.folder()).unwrap())[9], "Ankle boot");
}

#[test]
fn transposed_images_stand_upright() {
    let set = IdxSet::new();
    let data = load_as(&Folder { transpose: true, ..Folder::new(set.folder()) }).unwrap();
    assert_eq!(data.train.size(), (3, 2));
    assert_eq!(*data.train.image(1), [6, 8, 10, 7, 9, 11]);
}

#[test]
fn qmnist_s_labels_are_the_first_of_their_columns() {
    let set = IdxSet::new();
    let plain = load(set.folder()).unwrap();
    let rows = |labels: &[u8]| -> Vec<u8> {
        labels
            .iter()
            .flat_map(|&label| [i32::from(label), 4, -1, 70_000].map(i32::to_be_bytes).concat())
            .collect()
    };
    set.write(1, &idx(0x0c, &[6, 4], &rows(plain.train.labels())));
    let there = ["train-images-idx3-ubyte", "train-labels-idx2-int", FILES[2], FILES[3]]
        .map(|name| format!("qmnist-{name}"));
    rename(&set, [&there[0], &there[1], &there[2], &there[3]]);
    let data = load(set.folder()).unwrap();
    assert_eq!((data.train, data.test), (plain.train, plain.test));
    let path = set.folder().join(&there[1]);
    fs::write(
        &path,
        idx(0x0c, &[6, 4], &[rows(&[0; 5]), 300_i32.to_be_bytes().to_vec(), vec![0; 12]].concat()),
    )
    .unwrap();
    let error = load(set.folder()).unwrap_err();
    assert!(error.contains("label 300 at byte 92; a label is a whole number from 0 to 255"), "{error}");
    // Bytes in columns would be one-hot labels.
    fs::write(&path, idx(0x08, &[6, 4], &[0; 24])).unwrap();
    assert!(load(set.folder()).unwrap_err().contains("[00, 00, 08, 01]"));
}

#[test]
fn tables_of_floats_are_read_as_they_are() {
    let set = IdxSet::new();
    let floats =
        |count: u16| -> Vec<u8> { (0..count).flat_map(|at| (f32::from(at) - 2.5).to_be_bytes()).collect() };
    let doubles: Vec<u8> = (0..20_u16).flat_map(|at| (f64::from(at) - 2.5).to_be_bytes()).collect();
    set.write(0, &idx(0x0d, &[6, 5], &floats(30)));
    set.write(2, &idx(0x0e, &[4, 5], &doubles));
    set.write(3, &idx(0x0d, &[4], &[2.0_f32, 1.0, 0.0, 0.0].map(f32::to_be_bytes).concat()));
    let data = load(set.folder()).unwrap();
    assert_eq!((data.train.size(), data.test.labels()), ((5, 1), &[2, 1, 0, 0][..]));
    let (mut train, mut test) = ([0.0; 5], [0.0; 5]);
    data.train.write(1, &mut train);
    data.test.write(1, &mut test);
    assert_eq!((train, test), ([2.5, 3.5, 4.5, 5.5, 6.5], [2.5, 3.5, 4.5, 5.5, 6.5]));

    set.write(2, &idx(0x0d, &[4, 5], &[floats(7), f32::NAN.to_be_bytes().to_vec(), floats(12)].concat()));
    let error = load(set.folder()).unwrap_err();
    assert!(error.contains("t10k-images-idx3-ubyte: NaN at byte 40; every number must be finite"), "{error}");
    set.write_images(2, 4, 1, 5);
    let error = load(set.folder()).unwrap_err();
    assert!(error.contains("t10k-images-idx3-ubyte: bytes at byte 2, but floats in"), "{error}");
    // One number an image, and a square of them.
    set.write(0, &idx(0x0d, &[6], &floats(6)));
    set.write(2, &idx(0x0d, &[4], &floats(4)));
    assert_eq!(load(set.folder()).unwrap().train.inputs(), 1);
    set.write(0, &idx(0x0d, &[6, 9], &floats(54)));
    set.write(2, &idx(0x0d, &[4, 3, 3], &floats(36)));
    assert_eq!(load(set.folder()).unwrap().test.size(), (3, 3));
}
