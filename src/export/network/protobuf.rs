//! Messages of protocol buffers, as far as ONNX needs them: numbers, texts and messages in them.
//!
//! <https://protobuf.dev/programming-guides/encoding>.

/// A message that is being written.
#[derive(Debug, Default)]
pub(super) struct Protobuf(pub(super) Vec<u8>);

/// How the value of a field is written.
const NUMBER: u64 = 0;
const BYTES: u64 = 2;

impl Protobuf {
    /// Adds a number.
    pub(super) fn number(mut self, field: u64, number: u64) -> Self {
        self.varint(field << 3 | NUMBER);
        self.varint(number);
        self
    }

    /// Adds bytes, or a text.
    pub(super) fn bytes(mut self, field: u64, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        self.varint(field << 3 | BYTES);
        self.varint(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
        self
    }

    /// Adds a message.
    pub(super) fn message(self, field: u64, message: &Self) -> Self {
        self.bytes(field, &message.0)
    }

    /// Adds several messages to the same field.
    pub(super) fn messages(self, field: u64, messages: impl IntoIterator<Item = Self>) -> Self {
        messages.into_iter().fold(self, |all, message| all.message(field, &message))
    }

    /// Seven bits a byte, the lowest first; all but the last byte have the eighth bit.
    fn varint(&mut self, mut number: u64) {
        while number > 0x7f {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the encoding's own description.
    #[test]
    fn fields_are_encoded_as_described() {
        assert_eq!(Protobuf::default().number(1, 150).0, [0x08, 0x96, 0x01]);
        assert_eq!(Protobuf::default().bytes(2, "testing").0, b"\x12\x07testing");
        let inner = Protobuf::default().number(1, 150);
        assert_eq!(Protobuf::default().message(3, &inner).0, [0x1a, 0x03, 0x08, 0x96, 0x01]);
        assert_eq!(Protobuf::default().number(20, 0).0, [0xa0, 0x01, 0x00]);
        assert_eq!(Protobuf::default().number(1, u64::MAX).0.len(), 11);
    }
}
