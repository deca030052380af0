//! Trials of rates, in English.
