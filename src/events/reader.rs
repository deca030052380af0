//! Records read back, one by one, from a file that may still grow.

use std::io::{self, Read};

use super::record::masked;

/// Bytes of a record's length and of the sum of it.
const HEAD: usize = 12;

/// Bytes of the sum behind the data.
const TAIL: usize = 4;

/// The longest record that is held in memory, in bytes: images and graphs that are longer are passed over.
const MAX_HELD: u64 = 16 << 20;

/// Bytes that are read at once.
const CHUNK: usize = 1 << 18;

/// What comes next in a file of records.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next<'a> {
    /// The data of a record.
    Data(&'a [u8]),
    /// A record whose data are not what was written, at that offset; the next one can be read.
    Damaged { offset: u64 },
    /// A length that is not what was written, at that offset: where the next record begins is not known.
    Lost { offset: u64 },
    /// Nothing more for now: the end, or a record that is not whole yet.
    Nothing,
}

/// Whether a file that begins with these bytes is one of records.
pub(crate) fn begins_as_records(bytes: &[u8]) -> bool {
    let Some(head) = bytes.first_chunk::<HEAD>() else { return false };
    let (length, sum) = head.split_at(8);
    masked(length) == sum
}

/// Reads records one by one, from a file that may still grow.
pub(crate) struct Records<R> {
    source: R,
    /// What has been read and not been used up, from `start` to `end`; behind it is room that is used again.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// The offset in the file of that.
    offset: u64,
    /// Bytes of a long record that are still to be passed over.
    skip: u64,
    lost: bool,
}

impl<R: Read> Records<R> {
    pub(crate) const fn new(source: R) -> Self {
        Self { source, buffer: Vec::new(), start: 0, end: 0, offset: 0, skip: 0, lost: false }
    }

    /// Bytes of the file that have been used up.
    pub(crate) const fn offset(&self) -> u64 {
        self.offset
    }

    /// What the records are read from.
    pub(crate) const fn source(&mut self) -> &mut R {
        &mut self.source
    }

    /// The next record. After [`Next::Nothing`] another call looks whether there is more by then; after
    /// [`Next::Lost`] nothing comes any more.
    ///
    /// # Errors
    /// What reading the file comes to.
    pub(crate) fn next(&mut self) -> io::Result<Next<'_>> {
        loop {
            if self.lost || !self.pass_over()? || !self.has(HEAD)? {
                return Ok(Next::Nothing);
            }
            let head = &self.buffer[self.start..self.start + HEAD];
            let (length, sum) = head.split_at(8);
            let whole = u64::from_le_bytes(length.try_into().unwrap_or_default());
            if masked(length) != sum {
                self.lost = true;
                return Ok(Next::Lost { offset: self.offset });
            }
            if whole > MAX_HELD {
                self.skip = whole.saturating_add((HEAD + TAIL) as u64);
                continue;
            }
            let whole = whole as usize;
            if !self.has(HEAD + whole + TAIL)? {
                return Ok(Next::Nothing);
            }
            let (offset, from) = (self.offset, self.start + HEAD);
            self.advance(HEAD + whole + TAIL);
            let (data, sum) = self.buffer[from..from + whole + TAIL].split_at(whole);
            return Ok(if masked(data) == sum { Next::Data(data) } else { Next::Damaged { offset } });
        }
    }

    fn advance(&mut self, bytes: usize) {
        self.start += bytes;
        self.offset += bytes as u64;
    }

    /// Passes over a long record; false if its end has not been written yet.
    fn pass_over(&mut self) -> io::Result<bool> {
        while self.skip > 0 {
            if !self.has(1)? {
                return Ok(false);
            }
            let there = (self.end - self.start).min(usize::try_from(self.skip).unwrap_or(usize::MAX));
            self.advance(there);
            self.skip -= there as u64;
        }
        Ok(true)
    }

    /// Reads on until so many bytes are there; false if the file has no more.
    fn has(&mut self, bytes: usize) -> io::Result<bool> {
        while self.end - self.start < bytes {
            if self.start > 0 {
                self.buffer.copy_within(self.start..self.end, 0);
                (self.start, self.end) = (0, self.end - self.start);
            }
            let room = self.end + CHUNK.max(bytes.saturating_sub(self.end));
            if self.buffer.len() < room {
                self.buffer.resize(room, 0);
            }
            let read = loop {
                match self.source.read(&mut self.buffer[self.end..]) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other?,
                }
            };
            self.end += read;
            if read == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::record::write_record;

    /// A file of these records.
    fn file(records: &[&[u8]]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for data in records {
            write_record(&mut bytes, data).unwrap();
        }
        bytes
    }

    /// A file of which a little more is there at each look.
    struct Grows<'a> {
        bytes: &'a [u8],
        read: usize,
        there: usize,
    }

    impl Read for Grows<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = into.len().min(self.there - self.read);
            into[..count].copy_from_slice(&self.bytes[self.read..self.read + count]);
            self.read += count;
            Ok(count)
        }
    }

    #[test]
    fn a_record_is_framed_as_tensorflow_frames_it() {
        // The first record of a file that TensorBoard 2.20 wrote, but for its time: `file_version: "brain.Event:2"`.
        let data = b"\x09\x00\x00\x00\x00\x00\x00\xf0\x3f\x1a\x0dbrain.Event:2";
        let bytes = file(&[data]);
        assert_eq!(bytes[..8], [24, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(bytes[8..12], masked(&bytes[..8]));
        assert_eq!(masked(&24_u64.to_le_bytes()), [0xa3, 0x7f, 0x4b, 0x22]);
    }

    #[test]
    fn records_come_whole_however_little_of_the_file_is_there_at_a_time() {
        let long = vec![7; 1_000];
        let bytes = file(&[b"one", b"", &long, b"four"]);
        for step in [1, 5, 17, 1_000, bytes.len()] {
            let mut records = Records::new(Grows { bytes: &bytes, read: 0, there: 0 });
            let mut seen: Vec<Vec<u8>> = Vec::new();
            while records.source.there < bytes.len() {
                records.source.there = (records.source.there + step).min(bytes.len());
                loop {
                    match records.next().unwrap() {
                        Next::Data(data) => seen.push(data.to_vec()),
                        Next::Nothing => break,
                        other => panic!("{other:?}"),
                    }
                }
            }
            assert_eq!(seen, [b"one".to_vec(), Vec::new(), long.clone(), b"four".to_vec()], "{step}");
        }
    }

    #[test]
    fn damaged_data_cost_one_record_and_a_damaged_length_all_that_follow() {
        let good = file(&[b"one", b"two", b"three"]);
        let (second, third) = (HEAD + 3 + TAIL, 2 * (HEAD + 3 + TAIL));
        let read = |bytes: &[u8]| {
            let mut records = Records::new(bytes);
            let mut seen = Vec::new();
            loop {
                match records.next().unwrap() {
                    Next::Data(data) => seen.push(String::from_utf8(data.to_vec()).unwrap()),
                    Next::Damaged { offset } => seen.push(format!("damaged {offset}")),
                    Next::Lost { offset } => seen.push(format!("lost {offset}")),
                    Next::Nothing => return seen,
                }
            }
        };
        let mut bytes = good.clone();
        bytes[second + HEAD] ^= 1;
        assert_eq!(read(&bytes), ["one".into(), format!("damaged {second}"), "three".into()]);
        let mut bytes = good.clone();
        bytes[second + 3] ^= 1;
        assert_eq!(read(&bytes), ["one".into(), format!("lost {second}")]);
        assert_eq!(read(&good[..third + HEAD + 2]), ["one", "two"], "a record cut at the end is waited for");
    }

    #[test]
    fn a_record_too_long_to_hold_is_passed_over() {
        let mut bytes = file(&[b"one"]);
        let long = vec![0; MAX_HELD as usize + 1];
        write_record(&mut bytes, &long).unwrap();
        write_record(&mut bytes, b"two").unwrap();
        let mut records = Records::new(&bytes[..]);
        assert_eq!(records.next().unwrap(), Next::Data(b"one"));
        assert_eq!(records.next().unwrap(), Next::Data(b"two"));
        assert!(records.buffer.capacity() < 4 * CHUNK);
    }
}
