//! The surface, in English.
