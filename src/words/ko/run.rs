//! Files that are written, in Korean.
