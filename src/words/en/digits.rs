//! The digits, in English.
