//! Trials of rates, in Korean.
