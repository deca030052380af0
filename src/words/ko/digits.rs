//! The digits, in Korean.
