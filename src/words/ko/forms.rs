//! Forms and help, in Korean.
