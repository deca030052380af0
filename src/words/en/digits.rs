//! In English: the digits view and the pad.

use crate::text::thousands;

pub(crate) const ASKING: &str = "asking the networks …";
pub(crate) const RACE_HAS_FAILED: &str = "the race has failed; no network answers any more";
pub(crate) const NO_TEST_IMAGES: &str = "there are no test images";
pub(crate) const ALL_LANES_AGREE: &str = "all lanes agree on every image";
pub(crate) const NO_MISTAKES: &str = "no mistakes among them";

pub(crate) const TEST_IMAGES: &str = "test images";
pub(crate) const DISPUTED_IMAGES: &str = "images that lanes disagree on";

pub(crate) fn mistakes_of(lane: &str) -> String {
    format!("{lane}'s mistakes, worst first")
}

pub(crate) fn place_of(place: u64, all: u64) -> String {
    format!("{} of {}", thousands(place), thousands(all))
}

pub(crate) fn image_is(index: &str, class: &str) -> String {
    format!("test image {index}: {class}")
}

pub(crate) fn image_is_a_digit(index: &str, digit: &str) -> String {
    format!("test image {index} {}", is_a_digit(digit))
}

pub(crate) fn is_a_digit(digit: &str) -> String {
    let article = if digit == "8" { "an" } else { "a" };
    format!("is {article} {digit}")
}

pub(crate) fn among(images: &str) -> String {
    format!("among {images} looked at")
}

pub(crate) const MORE_IMAGES: &str = "more images";
pub(crate) const NOT: &str = "not";

pub(crate) const NO_LANE_TO_ASK: &str = "no lane is left to ask";
pub(crate) const SAYS: &str = "says";
pub(crate) const MOST_LIKELY: &str = "most likely";
pub(crate) const WRONG: &str = "wrong";

pub(crate) const SELECTED_LANE_GUESSES_NOTHING: &str = "the selected lane makes no guesses";

pub(crate) fn right_of(right: &str, all: &str) -> String {
    format!("{right} of {all} right")
}

pub(crate) const ROWS_AND_COLUMNS: &str = "rows: actual class; columns: guess";

pub(crate) fn pairs_of(classes: usize) -> String {
    format!("actual class → guess, of {classes} classes")
}

pub(crate) fn and_more(pairs: &str) -> String {
    format!("and {pairs} more")
}

pub(crate) const NO_NETWORKS_TO_ASK: &str = "a recording has no networks to ask";

pub(crate) fn images_of_other_sizes(side: usize) -> String {
    format!("drawings are {side}×{side} pixels; these images are not")
}

pub(crate) const DRAW_A_DIGIT: &str = "draw a digit from 0 to 9";

pub(crate) fn draw_one_of(classes: &str) -> String {
    format!("draw one of: {classes}")
}

pub(crate) const HOW_TO_DRAW: &str = "with the mouse, or with space and the arrow keys";
pub(crate) const EVERY_LANE_GUESSES: &str = "every lane guesses while it trains";
pub(crate) const PEN_DOWN: &str = " pen down ";
pub(crate) const PEN_UP: &str = " pen up ";
pub(crate) const WHAT_NETWORKS_SEE: &str = "what the networks see";
