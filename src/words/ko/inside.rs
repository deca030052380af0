//! The view inside a step, in Korean.
