//! `checkpoint.safetensors`: a race between two iterations, from which it can be resumed.
//!
//! Tensors hold what lanes have learned, named `lane.<id>.weights`, `lane.<id>.memory.<n>` and
//! `lane.<id>.numbers`. The metadata hold `format`, the version of the format; `race`, the rest as JSON; `log`, the
//! length in bytes of the log that led there; and `sha256`, the hash of the whole file with 64 zeros in its place.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    io::{self, Read as _, Write as _},
    ops::Range,
    path::Path,
    sync::Arc,
};

use byteorder::{ByteOrder as _, LittleEndian};
use safetensors::{
    Dtype, SafeTensors, View, serialize,
    tensor::{Metadata, TensorView},
};
use sha2::{Digest as _, Sha256};

use super::{RecordError, RunFolder, folder::CHECKPOINT_BEFORE};
use crate::{
    export::CHECKPOINT, input, optim::SavedMemory, race, session::Checkpoint, system::cannot, text::hex,
};

/// The version of the format, raised whenever an older program would misread it.
const FORMAT: &str = "2";

/// What is wrong with bytes that are no checkpoint, whatever they are.
const NO_FILE: &str = "damaged: no safetensors file, or not all of one";

/// What stands in the place of the hash while it is computed.
const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The largest file that is opened, in bytes: more than any machine holds in memory today.
const MAX_FILE: u64 = 256 << 30;

/// The longest header, in bytes: 64 lanes with a dozen tensors each have a hundredth of it.
const MAX_HEADER: u64 = 16 << 20;

/// The length of the header's length, in bytes.
const LENGTH_BYTES: u64 = 8;

/// A checkpoint with its place in the log.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LoggedCheckpoint {
    pub(super) checkpoint: Arc<Checkpoint>,
    /// The length of the log that led there, in bytes.
    pub(super) log_length: u64,
}

impl LoggedCheckpoint {
    /// Writes it in place of the one before, which stays under another name with `keep_before`. After an error, or a
    /// kill at any moment, there is still one that can be read.
    pub(super) fn write(&self, folder: &RunFolder, keep_before: bool) -> Result<(), RecordError> {
        let write = || {
            let mut new = folder.dir().beside(CHECKPOINT)?;
            new.file.write_all(&self.encode()?)?;
            new.put_after(|dir| {
                if keep_before && dir.has(CHECKPOINT) {
                    dir.rename(CHECKPOINT, CHECKPOINT_BEFORE)?;
                }
                Ok(())
            })?;
            folder.dir().sync()
        };
        Ok(write().map_err(cannot("write", &folder.path().join(CHECKPOINT)))?)
    }

    pub(super) fn encode(&self) -> io::Result<Vec<u8>> {
        let metadata = HashMap::from([
            ("format".to_owned(), FORMAT.to_owned()),
            ("sha256".into(), NO_HASH.into()),
            ("race".into(), serde_json::to_string(&*self.checkpoint)?),
            ("log".into(), self.log_length.to_string()),
        ]);
        let mut bytes = serialize(tensors(&self.checkpoint), Some(metadata)).map_err(io::Error::other)?;
        let place =
            hash_place(&bytes).ok_or_else(|| io::Error::other("the header has no place for a hash"))?;
        let hash = hash(&bytes, &place);
        bytes[place].copy_from_slice(hash.as_bytes());
        Ok(bytes)
    }

    /// Reads a file. It is an error if that is not exactly what was written.
    pub(super) fn read(path: &Path) -> Result<Self, RecordError> {
        let file = input::open(path, MAX_FILE).map_err(|error| cannot("read", path)(error.into()))?;
        let damaged = |what| RecordError::Damaged { path: path.to_owned(), what };
        let bytes = whole(file).map_err(cannot("read", path))?;
        Self::decode(&bytes.ok_or_else(|| damaged("damaged: cut off, or no checkpoint".into()))?)
            .map_err(damaged)
    }

    /// Reads the bytes of a whole file.
    ///
    /// # Errors
    /// With what is wrong with them.
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, String> {
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(|_| NO_FILE)?;
        let read = SafeTensors::deserialize(bytes).map_err(|_| NO_FILE)?;
        let metadata = header.metadata().as_ref().ok_or("not written by downhill")?;
        let get =
            |key: &str| metadata.get(key).ok_or_else(|| format!("not written by downhill: it has no {key}"));
        let format = get("format")?;
        if format != FORMAT {
            return Err(format!(
                "written by another version of downhill (format {format:?}, this one reads {FORMAT})"
            ));
        }
        let (race, log) = (get("race")?, get("log")?);
        let mut tensors: BTreeMap<String, TensorView<'_>> = read.tensors().into_iter().collect();
        // Of the whole file: not even a blank in its header may differ.
        let said = get("sha256")?;
        if hash_place(bytes).is_none_or(|place| hash(bytes, &place) != *said) {
            return Err("damaged: what it holds has another SHA-256 than it says".into());
        }
        let mut checkpoint: Checkpoint =
            input::from_json(race.as_bytes()).map_err(|error| format!("its race can't be: {error}"))?;
        for lane in checkpoint.race.lanes.iter_mut().filter(|lane| lane.state.is_sound()) {
            let numbers = numbers(lane.id, &mut tensors);
            lane.numbers = Some(numbers.ok_or_else(|| format!("lane {} has no weights", lane.id.0))?);
        }
        if let Some(name) = tensors.keys().next() {
            return Err(format!("tensor {name:?} belongs to no lane"));
        }
        let log_length = log.parse().map_err(|_| format!("the log's length can't be {log:?}"))?;
        Ok(Self { checkpoint: checkpoint.into(), log_length })
    }
}

/// Reads a file whose header accounts for every byte of it. `None` if it doesn't, with little of it read: the size of
/// a file with a hole is only a claim.
fn whole(input::InputFile { mut file, size }: input::InputFile) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    (&mut file).take(LENGTH_BYTES).read_to_end(&mut bytes)?;
    let length = bytes.first_chunk().map(|length| u64::from_le_bytes(*length));
    let Some(length) = length.filter(|length| *length <= MAX_HEADER) else { return Ok(None) };
    (&mut file).take(length).read_to_end(&mut bytes)?;
    let metadata: Option<Metadata> = serde_json::from_slice(&bytes[LENGTH_BYTES as usize..]).ok();
    let expected = metadata.and_then(|data| (LENGTH_BYTES + length).checked_add(data.data_len() as u64));
    if expected != Some(size) {
        return Ok(None);
    }
    file.take(size).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Everything that lanes have learned, by tensor name.
fn tensors(checkpoint: &Checkpoint) -> BTreeMap<String, VectorTensor<'_>> {
    let mut tensors = BTreeMap::new();
    for lane in &checkpoint.race.lanes {
        let Some(race::LaneNumbers { weights, memory }) = &lane.numbers else { continue };
        tensors.insert(tensor_name(lane.id, "weights"), VectorTensor::single(weights));
        for (index, list) in memory.lists.iter().enumerate() {
            tensors.insert(tensor_name(lane.id, &format!("memory.{index}")), VectorTensor::single(list));
        }
        tensors.insert(tensor_name(lane.id, "numbers"), VectorTensor::double(&memory.numbers));
    }
    tensors
}

/// Takes a lane's tensors out; `None` if one is missing or of another type.
fn numbers(lane: race::LaneId, tensors: &mut BTreeMap<String, TensorView<'_>>) -> Option<race::LaneNumbers> {
    let weights = single(&tensors.remove(&tensor_name(lane, "weights"))?)?;
    let mut memory = SavedMemory::default();
    while let Some(list) = tensors.remove(&tensor_name(lane, &format!("memory.{}", memory.lists.len()))) {
        memory.lists.push(single(&list)?);
    }
    let tensor =
        tensors.remove(&tensor_name(lane, "numbers")).filter(|tensor| tensor.dtype() == Dtype::F64)?;
    memory.numbers = vec![0.0; tensor.data().len() / size_of::<f64>()];
    LittleEndian::read_f64_into(tensor.data(), &mut memory.numbers);
    Some(race::LaneNumbers { weights, memory })
}

fn single(tensor: &TensorView<'_>) -> Option<Vec<f32>> {
    let mut numbers = vec![0.0; tensor.data().len() / size_of::<f32>()];
    (tensor.dtype() == Dtype::F32).then(|| LittleEndian::read_f32_into(tensor.data(), &mut numbers))?;
    Some(numbers)
}

/// The name of a lane's tensor of weights, numbers or a list of its memory.
fn tensor_name(lane: race::LaneId, of: &str) -> String {
    format!("lane.{}.{of}", lane.0)
}

/// A list of numbers as a tensor of one dimension.
struct VectorTensor<'a> {
    values: Floats<'a>,
    shape: [usize; 1],
}

enum Floats<'a> {
    Single(&'a [f32]),
    Double(&'a [f64]),
}

impl<'a> VectorTensor<'a> {
    const fn single(values: &'a [f32]) -> Self {
        Self { shape: [values.len()], values: Floats::Single(values) }
    }

    const fn double(values: &'a [f64]) -> Self {
        Self { shape: [values.len()], values: Floats::Double(values) }
    }
}

impl View for VectorTensor<'_> {
    fn dtype(&self) -> Dtype {
        match self.values {
            Floats::Single(_) => Dtype::F32,
            Floats::Double(_) => Dtype::F64,
        }
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        let mut bytes = vec![0; self.data_len()];
        match self.values {
            Floats::Single(values) => LittleEndian::write_f32_into(values, &mut bytes),
            Floats::Double(values) => LittleEndian::write_f64_into(values, &mut bytes),
        }
        bytes.into()
    }

    fn data_len(&self) -> usize {
        self.shape[0] * self.dtype().bitsize() / 8
    }
}

/// The place of the hash in a file.
fn hash_place(bytes: &[u8]) -> Option<Range<usize>> {
    // Quotes within other texts of the header are escaped, so that nothing else there reads like this.
    const BEFORE: &[u8] = b"\"sha256\":\"";
    let start = bytes.windows(BEFORE.len()).position(|window| window == BEFORE)? + BEFORE.len();
    let place = start..start + NO_HASH.len();
    (place.end <= bytes.len()).then_some(place)
}

/// The hash of a file, with zeros in its place.
fn hash(bytes: &[u8], place: &Range<usize>) -> String {
    let mut hash = Sha256::new();
    for part in [&bytes[..place.start], NO_HASH.as_bytes(), &bytes[place.end..]] {
        hash.update(part);
    }
    hex(&hash.finalize())
}
