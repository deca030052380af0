//! In Korean: popups with typed values.

use super::settings::whole_number;
use crate::config::Bounds;

pub(crate) fn settings_of(lane: &str) -> String {
    format!("{lane}의 설정")
}

pub(crate) const ADD_A_LANE: &str = "레인 추가";
pub(crate) const GO_TO_AN_ITERATION: &str = "지정한 반복으로 이동";

pub(crate) const OPTIMIZER: &str = "기법";
pub(crate) const SCHEDULE: &str = "학습률 계획";
pub(crate) const WARM_UP: &str = "워밍업";
pub(crate) const BATCH_SIZE: &str = "배치 크기";
pub(crate) const ITERATION: &str = "반복";
pub(crate) const CHANGED: &str = "바뀜";

pub(crate) const SCHEDULE_HINT: &str =
    "constant, step@500x0.5, exponential@500x0.5, cosine, onecycle. 길이는 cosine@2000처럼";
pub(crate) const WARM_UP_HINT: &str = "학습률이 0 가까이에서 올라가는 동안의 반복 수";

pub(crate) fn batch_size_hint(bounds: Bounds) -> String {
    format!("배치 하나의 이미지 수, 모든 레인에 공통: {}", whole_number(bounds))
}

pub(crate) const ITERATION_HINT: &str = "지금보다 뒤의 반복. 재생에서는 앞의 반복도 됩니다";

/// `problem` is in English; `hint` says what would be right.
pub(crate) fn wrong_value(_problem: &str, hint: &str) -> String {
    format!("쓸 수 없는 값입니다. {hint}")
}
