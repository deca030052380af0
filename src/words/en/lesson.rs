//! Lessons, in English.
