//! Reads IDX files.
