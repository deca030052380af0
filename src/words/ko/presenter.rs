//! Presenter mode, in Korean.
