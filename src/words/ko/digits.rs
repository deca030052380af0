//! In Korean: the digits view and the pad.

use crate::text::thousands;

pub(crate) const ASKING: &str = "신경망에게 묻는 중 …";
pub(crate) const RACE_HAS_FAILED: &str = "경주가 실패해 답할 신경망이 없습니다";
pub(crate) const NO_TEST_IMAGES: &str = "시험 이미지가 없습니다";
pub(crate) const ALL_LANES_AGREE: &str = "모든 이미지에서 레인들의 답이 같습니다";
pub(crate) const NO_MISTAKES: &str = "틀린 이미지가 없습니다";

pub(crate) const TEST_IMAGES: &str = "시험 이미지";
pub(crate) const DISPUTED_IMAGES: &str = "레인마다 답이 다른 이미지";

pub(crate) fn mistakes_of(lane: &str) -> String {
    format!("{lane}: 틀린 이미지, 심한 것부터")
}

pub(crate) fn place_of(place: u64, all: u64) -> String {
    format!("{} / {}", thousands(place), thousands(all))
}

pub(crate) fn image_is(index: &str, class: &str) -> String {
    format!("시험 이미지 {index}: {class}")
}

pub(crate) fn image_is_a_digit(index: &str, digit: &str) -> String {
    format!("시험 이미지 {index}: {}", is_a_digit(digit))
}

pub(crate) fn is_a_digit(digit: &str) -> String {
    format!("숫자 {digit}")
}

pub(crate) fn among(images: &str) -> String {
    format!("{images}개 가운데")
}

pub(crate) const MORE_IMAGES: &str = "더 많은 이미지";
pub(crate) const NOT: &str = "≠";

pub(crate) const NO_LANE_TO_ASK: &str = "물어볼 레인이 없습니다";
pub(crate) const SAYS: &str = "답";
pub(crate) const MOST_LIKELY: &str = "유력한 답";
pub(crate) const WRONG: &str = "틀림";

pub(crate) const SELECTED_LANE_GUESSES_NOTHING: &str = "고른 레인의 답이 없습니다";

pub(crate) fn right_of(right: &str, all: &str) -> String {
    format!("{all}개 가운데 {right}개 맞힘")
}

pub(crate) const ROWS_AND_COLUMNS: &str = "행: 실제, 열: 레인의 답";

pub(crate) fn pairs_of(classes: usize) -> String {
    format!("실제 → 레인의 답, 클래스 {classes}개")
}

pub(crate) fn and_more(pairs: &str) -> String {
    format!("그 밖에 {pairs}가지")
}

pub(crate) const NO_NETWORKS_TO_ASK: &str = "기록에는 물어볼 신경망이 없습니다";

pub(crate) fn images_of_other_sizes(side: usize) -> String {
    format!("그림은 {side}×{side}픽셀인데 이 데이터의 이미지는 크기가 다릅니다")
}

pub(crate) const DRAW_A_DIGIT: &str = "0부터 9까지 숫자를 그립니다";

pub(crate) fn draw_one_of(classes: &str) -> String {
    format!("그릴 것: {classes}")
}

pub(crate) const HOW_TO_DRAW: &str = "마우스로, 또는 스페이스와 화살표 키로";
pub(crate) const EVERY_LANE_GUESSES: &str = "모든 레인이 학습하면서 답합니다";
pub(crate) const PEN_DOWN: &str = " 펜 내림 ";
pub(crate) const PEN_UP: &str = " 펜 올림 ";
pub(crate) const WHAT_NETWORKS_SEE: &str = "신경망이 보는 것";
