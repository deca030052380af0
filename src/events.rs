//! TensorBoard's event files: scalars by step, in records that can be read while another program appends to them.
//!
//! ```text
//! record:  length u64 | masked CRC of the length u32 | data | masked CRC of the data u32      little-endian
//! data:    Event { wall_time, step, summary: [tag, value] }                                   protobuf
//! ```
//! Masked is a CRC-32C turned right by 15 bits plus 0xa282ead8, so that a CRC of data that hold CRCs says something
//! (TensorFlow, `core/lib/hash/crc32c.h`).

mod event;
pub(crate) mod reader;
mod record;
mod scan;

pub(crate) use event::{Scalar, SummaryEvent};
pub(crate) use reader::begins_as_records;
pub(crate) use record::write_record;
pub(crate) use scan::scan_event;
