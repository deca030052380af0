//! The table of keys, in English.
