//! Lessons, in Korean.
