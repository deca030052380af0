//! The table of keys, in Korean.
