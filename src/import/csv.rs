//! Tables: a row for each image, its label in a column of its own.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use ::csv::{ByteRecord, Reader, ReaderBuilder, Trim};

use super::{
    image_set::{ImageSet, ImageSets, ImageValues, Labels, square},
    source::{FaultPosition, ImportError, check_room, open},
};
use crate::text::{excerpt, reason, thousands};

/// Names of the column of the labels, if none is given: as Kaggle, scikit-learn and others have it.
const LABEL_NAMES: [&str; 4] = ["label", "class", "target", "y"];

/// Bytes in which the first line must end, for the delimiter to be found.
const MAX_FIRST_LINE: usize = 1 << 20;

/// Reads a table; `label` is the name of the column with the labels.
pub(super) fn read(path: &Path, label: Option<&str>) -> Result<ImageSets, ImportError> {
    let file = open(path)?;
    let mut file = BufReader::with_capacity(MAX_FIRST_LINE, file);
    let delimiter = delimiter(
        file.fill_buf()
            .map_err(|error| ImportError::of(path, format!("can't be read: {}", reason(&error))))?,
    );
    let mut builder = ReaderBuilder::new();
    let mut rows =
        builder.has_headers(false).flexible(true).trim(Trim::All).delimiter(delimiter).from_reader(file);
    let mut row = ByteRecord::new();
    if !next(path, &mut rows, &mut row)? {
        return Err(ImportError::of(path, "the table is empty"));
    }
    let columns = CsvColumns::new(path, &row, label)?;
    if columns.is_header && !next(path, &mut rows, &mut row)? {
        return Err(ImportError::of(path, "there is no row below the heading"));
    }
    let (mut floats, mut labels) = (Vec::new(), Labels::default());
    loop {
        let at = FaultPosition::Line(row.position().map_or(0, ::csv::Position::line));
        if row.len() != columns.count {
            let (own, first) = (thousands(row.len() as u64), thousands(columns.count as u64));
            let what = format!("{own} columns, but {first} in the first line");
            return Err(ImportError::new(path, at, what));
        }
        check_room(path, at, (floats.len() + row.len()) as u64)?;
        for (column, cell) in row.iter().enumerate() {
            if column == columns.label {
                labels.push(&String::from_utf8_lossy(cell), path, at)?;
            } else if Some(column) != columns.index {
                floats.push(number(cell).ok_or_else(|| {
                    let cell = excerpt(&String::from_utf8_lossy(cell));
                    ImportError::new(path, at, format!("column {}: {cell:?} is no number", column + 1))
                })?);
            }
        }
        if !next(path, &mut rows, &mut row)? {
            break;
        }
    }
    let size = square(columns.count - 1 - usize::from(columns.index.is_some()));
    Ok(ImageSets { train: ImageSet { values: ImageValues::Floats(floats), labels, size }, test: None })
}

/// Reads a row; false after the last.
fn next(path: &Path, rows: &mut Reader<BufReader<File>>, row: &mut ByteRecord) -> Result<bool, ImportError> {
    rows.read_byte_record(row).map_err(|error| {
        let at =
            error.position().map_or(FaultPosition::Whole, |position| FaultPosition::Line(position.line()));
        ImportError::new(path, at, error)
    })
}

/// What the columns hold.
struct CsvColumns {
    count: usize,
    label: usize,
    /// The row numbers that pandas writes into a first column without a name.
    index: Option<usize>,
    is_header: bool,
}

impl CsvColumns {
    /// Judges by the first row, which is a heading if one of its cells is no number.
    fn new(path: &Path, first: &ByteRecord, label: Option<&str>) -> Result<Self, ImportError> {
        let wrong = |what: String| ImportError::new(path, FaultPosition::Line(1), what);
        let names: Vec<String> = first
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).trim_start_matches('\u{feff}').to_owned())
            .collect();
        let find = |wanted: &str| names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
        // A first cell that is a word may be a label and makes no heading, unless it is the name of the label's column.
        let is_name = |name: &String| {
            name.is_empty() || LABEL_NAMES.iter().any(|label| name.eq_ignore_ascii_case(label))
        };
        let is_header = first.iter().skip(1).any(|cell| number(cell).is_none())
            || names.first().is_some_and(|name| {
                is_name(name) || label.is_some_and(|label| name.eq_ignore_ascii_case(label))
            });
        let index = (is_header && names.first().is_some_and(|name| name.is_empty() || name == "Unnamed: 0"))
            .then_some(0);
        let label = match label {
            Some(_) if !is_header => {
                return Err(wrong("there is no heading with the names of columns".into()));
            }
            Some(label) => find(label).ok_or_else(|| {
                let shown: Vec<String> = names.iter().take(8).map(|name| excerpt(name)).collect();
                wrong(format!("no column is called {}; they are {} …", excerpt(label), shown.join(", ")))
            })?,
            None if is_header => {
                LABEL_NAMES.iter().find_map(|name| find(name)).unwrap_or(usize::from(index.is_some()))
            }
            None => 0,
        };
        let index = index.filter(|index| *index != label);
        let count = names.len();
        if count < 2 + usize::from(index.is_some()) {
            return Err(wrong("a row needs a label and at least one number, with commas between".into()));
        }
        Ok(Self { count, label, index, is_header })
    }
}

/// The delimiter that is most frequent in the first line.
fn delimiter(start: &[u8]) -> u8 {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| line.split(|byte| *byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

fn number(cell: &[u8]) -> Option<f32> {
    let number: f32 = std::str::from_utf8(cell).ok()?.parse().ok()?;
    number.is_finite().then_some(number)
}
