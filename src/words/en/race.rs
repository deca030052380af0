//! The race, in English.
