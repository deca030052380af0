//! Records: frames around events, each checked by two sums.

use std::io::{self, Write};

/// The masked CRC-32C of these bytes.
pub(super) fn masked(data: &[u8]) -> [u8; 4] {
    crc32c::crc32c(data).rotate_right(15).wrapping_add(0xa282_ead8).to_le_bytes()
}

/// Writes one record.
pub(crate) fn write_record(out: &mut impl Write, data: &[u8]) -> io::Result<()> {
    let length = (data.len() as u64).to_le_bytes();
    for part in [&length[..], &masked(&length), data, &masked(data)] {
        out.write_all(part)?;
    }
    Ok(())
}
