//! Plain output, in Korean.
