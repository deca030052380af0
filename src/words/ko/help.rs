//! In Korean: the help.

use super::{frame, race, surface};

pub(crate) fn lines_of(first: usize, last: usize, all: usize) -> String {
    format!(" {all}줄 가운데 {first}~{last} ")
}

pub(crate) const LOCKED: &str = "잠김";
pub(crate) const PARTLY_LOCKED: &str = "일부 잠김";
pub(crate) const NUMBERS: &str = "수치";

/// What stands in tables of losses.
pub(crate) const LOSSES: &[(&str, &str)] = &[
    (race::LOSS, "그 배치로 한 걸음 간 뒤 배치의 평균 교차 엔트로피"),
    (race::SMOOTHED, "그래프처럼 평활한 손실"),
    (race::BEST, "지금까지 가장 작은 손실"),
    (race::PER_100, "100회 동안 평활한 손실이 바뀐 정도"),
    (race::TEST_ACCURACY, "시험 이미지를 맞힌 비율, 끝에서는 전체에서"),
    (frame::START, "출발 가중치의 해시: 같으면 같은 출발입니다"),
];

/// What stands in the table of the surface.
pub(crate) const PLACES: &[(&str, &str)] = &[
    ("x, y", "레인이 지금 있는 자리"),
    (surface::VALUE, "그 자리의 함수 값"),
    (surface::SLOPE, "다음 걸음이 따를 기울기의 크기"),
    ("이내", "최솟값에서 0.1 안에 머문 첫 걸음"),
];
