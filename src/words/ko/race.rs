//! The race, in Korean.
