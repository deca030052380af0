//! Presenter mode, in English.
