//! The surface, in Korean.
