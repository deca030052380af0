//! The figure, in Korean.
