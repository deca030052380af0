//! Standard input, and whatever else comes as a stream: read on until it ends.

use std::{
    io::{self, Read},
    ops::ControlFlow,
};

/// Bytes that are read at once.
const CHUNK: usize = 64 << 10;

/// Hands on what comes, piece by piece, until it ends or nobody wants more.
///
/// # Errors
/// If it can't be read any further.
pub(crate) fn pass_on(
    mut stream: impl Read,
    take: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
) -> io::Result<()> {
    let mut bytes = vec![0; CHUNK];
    loop {
        match stream.read(&mut bytes) {
            Ok(0) => return Ok(()),
            Ok(read) => {
                if take(&bytes[..read]).is_break() {
                    return Ok(());
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What reading comes to, one after the other.
    struct Pieces(Vec<io::Result<&'static [u8]>>);

    impl Read for Pieces {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() { Ok(0) } else { self.0.remove(0)?.read(into) }
        }
    }

    #[test]
    fn a_stream_is_read_past_interruptions_to_its_end_or_fault_or_until_nobody_listens() {
        let fault = |kind: io::ErrorKind| Err(io::Error::from(kind));
        let read = |pieces: Vec<io::Result<&'static [u8]>>, most: usize| {
            let mut taken = Vec::new();
            let passed = pass_on(Pieces(pieces), &mut |bytes| {
                taken.push(bytes.to_vec());
                if taken.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
            (taken.concat(), passed.err().map(|error| error.kind()))
        };
        let interrupted = vec![Ok(&b"a"[..]), fault(io::ErrorKind::Interrupted), Ok(&b"b"[..])];
        assert_eq!(read(interrupted, 9), (b"ab".to_vec(), None));
        assert_eq!(read(vec![Ok(&b"a"[..]), Ok(&b"b"[..])], 1), (b"a".to_vec(), None));
        let broken = vec![Ok(&b"a"[..]), fault(io::ErrorKind::Other), Ok(&b"b"[..])];
        assert_eq!(read(broken, 9), (b"a".to_vec(), Some(io::ErrorKind::Other)));
    }
}
