//! Files that are written, in English.
