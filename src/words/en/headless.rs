//! Plain output, in English.
