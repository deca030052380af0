//! Forms and help, in English.
