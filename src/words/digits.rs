//! The digits view and the pad.

use super::Lang;
use crate::text::thousands;

texts! {
    ASKING = "asking the networks …" / "신경망에게 묻는 중 …";
    RACE_HAS_FAILED = "the race has failed; no network answers any more"
        / "경주가 실패해 답할 신경망이 없습니다";
    NO_TEST_IMAGES = "there are no test images" / "시험 이미지가 없습니다";
    ALL_LANES_AGREE = "all lanes agree on every image" / "모든 이미지에서 레인들의 답이 같습니다";
    NO_MISTAKES = "no mistakes among them" / "틀린 이미지가 없습니다";

    TEST_IMAGES = "test images" / "시험 이미지";
    DISPUTED_IMAGES = "images that lanes disagree on" / "레인마다 답이 다른 이미지";

    mistakes_of(lane: &str) = "{lane}'s mistakes, worst first" / "{lane}: 틀린 이미지, 심한 것부터";
    place_of(place: u64 as thousands, all: u64 as thousands) = "{place} of {all}" / "{place} / {all}";

    image_is(index: &str, class: &str) = "test image {index}: {class}" / "시험 이미지 {index}: {class}";
    among(images: &str) = "among {images} looked at" / "{images}개를 살펴봄";

    MORE_IMAGES = "more images" / "더 많은 이미지";
    READ_AS = "read as" / "답";

    NO_LANE_TO_ASK = "no lane is left to ask" / "물어볼 레인이 없습니다";
    SAYS = "says" / "답";
    MOST_LIKELY = "most likely" / "유력한 답";
    WRONG = "wrong" / "틀림";

    SELECTED_LANE_GUESSES_NOTHING = "the selected lane makes no guesses" / "고른 레인의 답이 없습니다";
    right_of(right: &str, all: &str) = "{right} of {all} test images right" / "{all}개 가운데 {right}개 맞힘";
    ROWS_AND_COLUMNS = "rows: actual class; columns: guess" / "행: 실제, 열: 레인의 답";
    pairs_of(classes: usize) = "actual class → guess, of {classes} classes"
        / "실제 → 레인의 답, 클래스 {classes}개";
    and_more(pairs: &str) = "and {pairs} more" / "그 밖에 {pairs}가지";

    images_of_other_sizes(side: usize) = "drawings are {side}×{side} pixels; these images are not"
        / "그림은 {side}×{side}픽셀인데 이 데이터의 이미지는 크기가 다릅니다";

    DRAW_A_DIGIT = "draw a digit from 0 to 9" / "0부터 9까지 숫자를 그립니다";
    draw_one_of(classes: &str) = "draw one of: {classes}" / "그릴 것: {classes}";
    HOW_TO_DRAW = "with the mouse, or with space and the arrow keys"
        / "마우스로, 또는 스페이스와 화살표 키로";
    EVERY_LANE_GUESSES = "every lane guesses while it trains" / "모든 레인이 학습하면서 답합니다";
    PEN_DOWN = " pen down " / " 펜 내림 ";
    PEN_UP = " pen up " / " 펜 올림 ";
    WHAT_NETWORKS_SEE = "what the networks see" / "신경망이 보는 것";
}

pub(crate) fn image_is_a_digit(lang: Lang, index: &str, digit: &str) -> String {
    let is_a_digit = is_a_digit(lang, digit);
    match lang {
        Lang::En => format!("test image {index} {is_a_digit}"),
        Lang::Ko => format!("시험 이미지 {index}: {is_a_digit}"),
    }
}

pub(crate) fn is_a_digit(lang: Lang, digit: &str) -> String {
    match lang {
        Lang::En => format!("is {} {digit}", if digit == "8" { "an" } else { "a" }),
        Lang::Ko => format!("숫자 {digit}"),
    }
}
