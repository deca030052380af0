//! `import`: files made by pandas, NumPy and Pillow become data sets; bad ones are refused with their place, and
//! nothing is written.

#![expect(clippy::unwrap_used, reason = "a test that can't go on stops there")]

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use downhill::{
    data::{Dataset, Folder, load_folder},
    import::{ImportOptions, import},
};
use tempfile::TempDir;

/// What `tests/fixtures/import/make.py` has made.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(name)
}

fn options(source: impl Into<PathBuf>, there: &TempDir) -> ImportOptions {
    let target = there.path().join("set");
    ImportOptions { source: source.into(), test: None, target, label: None, white: None, invert: false }
}

/// Imports, and reads what was written.
fn imported(options: &ImportOptions) -> (Dataset, String) {
    let said = import(options).unwrap_or_else(|error| panic!("{error}"));
    (load_folder(&Folder::new(&options.target), &mut |_| ()).unwrap(), said.join("\n"))
}

/// The one line with which a source is refused; nothing may have been written then.
fn refusal(options: &ImportOptions) -> String {
    let error = import(options).expect_err("a bad source").to_string();
    let left: Vec<_> = fs::read_dir(options.target.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name != "source.csv" && name != "source.npz" && name != "source")
        .collect();
    assert!(left.is_empty() && !error.contains('\n'), "{error} {left:?}");
    error
}

/// The images that the fixtures were made from, taken apart as the split does.
fn original() -> (Vec<Vec<u8>>, Vec<u8>) {
    let text = fs::read_to_string(fixture("no-heading.csv")).unwrap();
    let rows =
        text.lines().map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect::<Vec<u8>>());
    rows.map(|row| (row[1..].to_vec(), row[0])).unzip()
}

fn all(data: &Dataset) -> Vec<Vec<u8>> {
    let images = [&data.train, &data.test]
        .map(|part| (0..part.len()).map(|index| part.image(index).into_owned()).collect::<Vec<_>>());
    images.concat()
}

/// The images in the order of a split: every 7th of each of three classes in turn goes behind the others.
fn split(images: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let (train, test) = images.split_at(18);
    [train, test].concat()
}

#[test]
fn pandas_tables_are_read_with_labels_in_any_column() {
    let (images, _) = original();
    for (file, label) in [
        ("label-first.csv", None),
        ("index.csv", None),
        ("no-heading.csv", None),
        ("digit-last.csv", Some("digit")),
        ("fractions.csv", None),
    ] {
        let there = tempfile::tempdir().unwrap();
        let (data, said) =
            imported(&ImportOptions { label: label.map(str::to_owned), ..options(fixture(file), &there) });
        assert_eq!(
            (data.train.size(), data.train.len(), data.test.len(), data.classes),
            ((4, 4), 18, 3, 3),
            "{file}"
        );
        assert_eq!(all(&data), split(&images), "{file}");
        assert_eq!(
            (data.train.labels()[..4].to_vec(), data.test.labels()),
            (vec![0, 1, 2, 0], &[0, 1, 2][..]),
            "{file}"
        );
        assert!(
            said.contains("split: 18 to train, 3 to test; every 7th image of each class is for testing"),
            "{said}"
        );
        let scaling =
            if file == "fractions.csv" { "times 255, so that 1 is 255" } else { "as they are, 0 to 255" };
        assert!(said.contains(scaling), "{file}: {said}");
    }
}

#[test]
fn labels_that_are_words_become_classes_with_names() {
    let there = tempfile::tempdir().unwrap();
    let (data, said) = imported(&options(fixture("words.csv"), &there));
    assert_eq!(data.folder.unwrap().classes, ["cat", "cow", "dog, small"]);
    assert!(said.contains("classes: 3, cat cow dog, small"), "{said}");
}

#[test]
fn numbers_that_are_no_pixels_stay_as_they_are() {
    let there = tempfile::tempdir().unwrap();
    let (data, said) = imported(&options(fixture("measured.csv"), &there));
    let mut row = [0.0; 3];
    data.train.write(0, &mut row);
    assert_eq!((data.train.size(), row), ((3, 1), [-2.0, -2.0 + 1.0 / 7.0, -2.0 + 2.0 / 7.0]));
    assert!(said.contains("numbers from -2 to ") && said.contains("as floats"), "{said}");
}

#[test]
fn numpy_s_archives_are_read_as_keras_kmnist_and_others_make_them() {
    let (images, _) = original();
    for file in ["keras.npz", "kmnist"] {
        let there = tempfile::tempdir().unwrap();
        let (data, said) = imported(&options(fixture(file), &there));
        assert_eq!((data.train.len(), data.test.len()), (15, 6), "{file}");
        assert_eq!(all(&data), images, "{file}");
        assert!(said.contains("split: 15 to train, 6 to test; as the source has it"), "{said}");
    }
    let there = tempfile::tempdir().unwrap();
    assert_eq!(all(&imported(&options(fixture("packed.npz"), &there)).0), split(&images));
    for (file, says) in [
        ("colours.npz", "images of shape [3, 4, 4, 3]"),
        ("columns.npz", "array x: the array lies column by column"),
        ("words.npz", "array y: numbers of kind <U3 are not read"),
    ] {
        let there = tempfile::tempdir().unwrap();
        let error = refusal(&options(fixture(file), &there));
        assert!(error.contains(file) && error.contains(says), "{error}");
    }
}

#[test]
fn folders_of_pillow_s_images_are_classes() {
    let (images, _) = original();
    let there = tempfile::tempdir().unwrap();
    let (data, _) = imported(&options(fixture("png"), &there));
    assert_eq!((data.train.len(), data.test.len()), (18, 3));
    assert_eq!(data.folder.as_ref().unwrap().classes, ["cat", "cow", "dog"]);
    // Class by class; grey, colour, and without transparency are all the same picture.
    let expected: Vec<Vec<u8>> =
        [0, 2, 1].iter().flat_map(|class| images.iter().skip(*class).step_by(3).take(6).cloned()).collect();
    assert_eq!(all(&data)[..18], expected);
    let there = tempfile::tempdir().unwrap();
    let (data, said) = imported(&ImportOptions { invert: true, ..options(fixture("png-parts"), &there) });
    assert_eq!(
        (data.train.len(), data.test.len(), data.folder.as_ref().unwrap().classes.clone()),
        (15, 6, vec!["0".to_owned(), "1".into(), "2".into()])
    );
    assert_eq!(*data.train.image(0), images[0].iter().map(|pixel| 255 - pixel).collect::<Vec<_>>());
    assert!(said.contains("bright and dark change places"), "{said}");
}

#[test]
fn test_images_may_be_in_another_file_and_must_fit() {
    let there = tempfile::tempdir().unwrap();
    let with = |test: &str| ImportOptions {
        test: Some(fixture(test)),
        ..options(fixture("label-first.csv"), &there)
    };
    assert!(refusal(&with("measured.csv")).contains("test images of 3 × 1 pixels, but 4 × 4 to train on"));
    assert!(refusal(&with("words.csv")).contains("no image to train on has the label"));
    assert!(refusal(&with("keras.npz")).contains("must hold test images only"));
    let (data, _) = imported(&with("no-heading.csv"));
    assert_eq!((data.train.len(), data.test.len()), (21, 21));
}

#[test]
fn a_target_that_exists_is_never_overwritten() {
    let there = tempfile::tempdir().unwrap();
    let options = options(fixture("keras.npz"), &there);
    import(&options).unwrap();
    let before: Vec<_> =
        fs::read_dir(&options.target).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(before.len(), 4);
    assert!(import(&options).unwrap_err().to_string().contains("set: exists; nothing is overwritten"));
    // The same file gives the same bytes, and a new folder can be entered as any other.
    let again = ImportOptions { target: there.path().join("again"), ..options.clone() };
    import(&again).unwrap();
    for file in before {
        assert_eq!(
            fs::read(options.target.join(&file)).unwrap(),
            fs::read(again.target.join(&file)).unwrap()
        );
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let plain = there.path().join("plain");
        fs::create_dir(&plain).unwrap();
        assert_eq!(
            fs::metadata(&options.target).unwrap().permissions().mode(),
            fs::metadata(plain).unwrap().permissions().mode()
        );
        std::os::unix::fs::symlink("nowhere", there.path().join("link")).unwrap();
        let link = ImportOptions { target: there.path().join("link"), ..options };
        assert!(import(&link).unwrap_err().to_string().contains("exists"));
    }
}

#[test]
fn bad_tables_are_refused_with_their_line() {
    for (text, says) in [
        ("", "source.csv: the table is empty"),
        ("label,a,b\n", "no row below the heading"),
        ("1\n2\n", "line 1: a row needs a label and at least one number"),
        ("0,1,2\n1,3\n", "line 2: 2 columns, but 3 in the first line"),
        ("label,a,b\n0,1,2\n1,x\u{1b}[31m,4\n", "line 3: column 2: \"x\u{fffd}[31m\" is no number"),
        ("0,1,2\n1,NaN,4\n", "line 2: column 2"),
        ("0,1,2\n1,inf,4\n", "line 2: column 2"),
        ("0,1,2\n,3,4\n", "line 2: the label is missing"),
        ("7,1,2\n7,3,4\n", "have one label (7)"),
        ("0,1,2\n1,3,4\n", "2 images are too few: none is left to test on"),
    ] {
        let there = tempfile::tempdir().unwrap();
        let source = there.path().join("source.csv");
        fs::write(&source, text).unwrap();
        let error = refusal(&options(&source, &there));
        assert!(error.contains("source.csv: ") && error.contains(says), "{text:?}: {error}");
    }
    let there = tempfile::tempdir().unwrap();
    let source = there.path().join("source.csv");
    let many = (0..300).map(|label| format!("{label},1,2")).collect::<Vec<_>>().join("\n");
    fs::write(&source, many).unwrap();
    assert!(
        refusal(&options(&source, &there)).contains("line 257: the label 256 is one more than 256 classes")
    );
    let named = |label: &str| ImportOptions {
        label: Some(label.into()),
        ..options(fixture("label-first.csv"), &there)
    };
    assert!(refusal(&named("digit")).contains("line 1: no column is called digit; they are label, 0, 1"));
}

#[test]
fn bad_archives_are_refused_with_their_byte() {
    let there = tempfile::tempdir().unwrap();
    let source = there.path().join("source.npz");
    let whole = fs::read(fixture("keras.npz")).unwrap();
    for length in (0..whole.len()).step_by(37) {
        fs::write(&source, &whole[..length]).unwrap();
        assert!(refusal(&options(&source, &there)).contains("source.npz: can't be read as an NPZ archive"));
    }
    // Every byte changed: it is refused in a line, or the change was of no consequence.
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 0x55;
        fs::write(&source, &changed).unwrap();
        match import(&options(&source, &there)) {
            Ok(_) => fs::remove_dir_all(there.path().join("set")).unwrap(),
            Err(error) => assert!(error.to_string().contains("source.npz: "), "{error}"),
        }
    }
    // Headers that promise more than there is.
    for (shape, says) in [
        ("(60000, 28, 28)", "cut short"),
        ("(4294967296, 4294967296)", "too large"),
        ("(18446744073709551616,)", "can't be read"),
        ("(0, 4, 4)", "are none, or too many"),
    ] {
        let header = format!("{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}\n");
        let mut array = b"\x93NUMPY\x01\x00".to_vec();
        array.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
        array.extend(header.as_bytes());
        let labels =
            b"\x93NUMPY\x01\x00\x39\x00{'descr': '|u1', 'fortran_order': False, 'shape': (0,), }".to_vec();
        fs::write(&source, stored(&[("x.npy", &array), ("y.npy", &labels)])).unwrap();
        let error = refusal(&options(&source, &there));
        assert!(error.contains("source.npz: ") && error.contains(says), "{shape}: {error}");
    }
}

/// A zip archive of files that are not packed.
fn stored(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(
            *name,
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored),
        )
        .unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn bad_images_are_refused_with_their_file() {
    let there = tempfile::tempdir().unwrap();
    let source = there.path().join("source");
    assert!(refusal(&options(&source, &there)).contains("source: there is no such file"));
    fs::create_dir_all(source.join("cat")).unwrap();
    assert!(refusal(&options(&source, &there)).contains("holds no folder with PNG images"));
    let image = fs::read(fixture("png/cat/00.png")).unwrap();
    for length in (0..image.len()).step_by(7) {
        fs::write(source.join("cat/a.png"), &image[..length]).unwrap();
        assert!(refusal(&options(&source, &there)).contains("a.png: can't be read as PNG"), "{length}");
    }
    fs::write(source.join("cat/a.png"), &image).unwrap();
    assert!(refusal(&options(&source, &there)).contains("one label (cat)"));
    fs::write(source.join("cat/b.jpg"), "JFIF").unwrap();
    assert!(refusal(&options(&source, &there)).contains("b.jpg: no PNG image"));
    fs::remove_file(source.join("cat/b.jpg")).unwrap();
    // A header that promises more pixels than anybody has.
    let mut huge = image;
    huge[16..24].copy_from_slice(&[0, 0x7f, 0xff, 0xff, 0, 0x7f, 0xff, 0xff]);
    fs::write(source.join("cat/b.png"), huge).unwrap();
    assert!(refusal(&options(&source, &there)).contains("b.png: "));
    assert!(
        import(&options(fixture("make.py"), &there))
            .unwrap_err()
            .to_string()
            .contains("must be a .csv or .npz file")
    );
}
