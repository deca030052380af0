//! The help.

use super::{Text, frame, race, surface};

texts! {
    lines_of(first: usize, last: usize, all: usize) = " {first} to {last} of {all} "
        / " {all}줄 가운데 {first}~{last} ";
    NOTHING_FOUND = "nothing here matches" / "그런 키나 값이 없습니다";
    LOCKED = "locked" / "잠김";
    PARTLY_LOCKED = "partly locked" / "일부 잠김";
    NUMBERS = "numbers" / "수치";

    // What the numbers in the tables are.
    LOSS_IS = "mean cross-entropy of a batch, after the step on that batch"
        / "그 배치로 한 걸음 간 뒤 배치의 평균 교차 엔트로피";
    SMOOTHED_IS = "the loss smoothed as in the chart" / "그래프처럼 평활한 손실";
    BEST_IS = "the smallest loss so far" / "지금까지 가장 작은 손실";
    PER_100_IS = "change of the smoothed loss over 100 iterations" / "100회 동안 평활한 손실이 바뀐 정도";
    TEST_ACCURACY_IS = "share of test images classified correctly; at the end, of all"
        / "시험 이미지를 맞힌 비율, 끝에서는 전체에서";
    START_IS = "hash of the starting weights: equal hashes, equal starts"
        / "출발 가중치의 해시: 같으면 같은 출발입니다";
    PLACE_IS = "where the lane is now" / "레인이 지금 있는 자리";
    VALUE_IS = "the function there" / "그 자리의 함수 값";
    SLOPE_IS = "length of the slope that the next step follows" / "다음 걸음이 따를 기울기의 크기";
    WITHIN_IS = "since which step it has been within 0.1 of a minimum" / "최솟값에서 0.1 안에 머문 첫 걸음";
}

/// What stands in tables of losses.
pub(crate) const LOSSES: &[(Text, Text)] = &[
    (race::LOSS, LOSS_IS),
    (race::SMOOTHED, SMOOTHED_IS),
    (race::BEST, BEST_IS),
    (race::PER_100, PER_100_IS),
    (race::TEST_ACCURACY, TEST_ACCURACY_IS),
    (frame::START, START_IS),
];

/// What stands in the table of the surface.
pub(crate) const PLACES: &[(Text, Text)] = &[
    (Text::same("x, y"), PLACE_IS),
    (surface::VALUE, VALUE_IS),
    (surface::SLOPE, SLOPE_IS),
    (Text::new("within", "이내"), WITHIN_IS),
];
