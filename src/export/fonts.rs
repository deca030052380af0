//! Fonts in the program, besides those of the `dejavu` crate.

/// A font of Korean letters and nothing else; the others have none. `data/README.md` says what it is made from.
pub(super) const HANGUL: &[u8] = include_bytes!("../../data/fonts/hangul.ttf");
