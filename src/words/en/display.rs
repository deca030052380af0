//! In English: how the screen looks: colours, signs, frames.

pub(crate) const DARK: &str = "dark";
pub(crate) const LIGHT: &str = "light";
pub(crate) const COLOUR_BLIND_SAFE: &str = "colour-blind-safe";
pub(crate) const NO_COLOURS: &str = "none";
pub(crate) const ALL_COLOURS: &str = "all";

pub(crate) const BRAILLE: &str = "braille";
pub(crate) const NARROW_BRAILLE: &str = "braille, narrow signs";
pub(crate) const BLOCKS: &str = "block";
pub(crate) const DOTS: &str = "dot";

pub(crate) fn curves_in(signs: &str) -> String {
    format!("curves in {signs}")
}

pub(crate) fn colours(palette: &str) -> String {
    format!("colours: {palette}")
}

pub(crate) fn number_of_colours(number: &str) -> String {
    format!("colours: {number}")
}

pub(crate) const FRAMES_AS_A_WHOLE: &str = "frames appear as a whole (synchronised output)";
pub(crate) const FRAMES_AS_THEY_ARRIVE: &str = "frames appear as they arrive";
pub(crate) const NO_SHELL: &str = "there is no shell to go back to";
