//! The view inside a step, in English.
