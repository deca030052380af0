//! The figure, in English.
