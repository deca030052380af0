//! Lessons: beside the race, and without a screen.

use crate::text::thousands;

texts! {
    LESSONS = "lessons" / "수업";
    NOW = "now" / "지금";

    ENTER_GOES_ON = "Enter goes on" / "Enter로 계속";
    PAUSED = "paused: Enter goes on" / "멈춤: Enter로 계속";
    to_iteration(iteration: u64 as thousands) = "to iteration {iteration}" / "{iteration}회까지";
    OVER = "the lesson is over; the race is yours. T lists the lessons"
        / "수업이 끝났습니다. 이제 경주를 마음대로 해 보십시오. T: 수업 목록";

    answer(right: &str) = "answer: {right}" / "정답: {right}";
    answer_and_votes(right: &str, votes: u32, all: u32, counts: &str)
        = "answer: {right}   {votes} of {all} said so ({counts})"
        / "정답: {right}   {all}명 가운데 {votes}명이 맞혔습니다 ({counts})";

    AS_CLAIMED = "as claimed" / "예상대로";
    NOT_AS_CLAIMED = "NOT as claimed" / "예상과 다름";
    losses_at(iteration: u64 as thousands, losses: &str) = "at {iteration}: {losses}"
        / "{iteration}회: {losses}";
    diverged_at(lane: &str, iteration: u64 as thousands) = "{lane} diverged at {iteration}"
        / "{lane}: {iteration}회에 발산";
    did_not_diverge_by(lane: &str, iteration: u64 as thousands) = "{lane} did not diverge by {iteration}"
        / "{lane}: {iteration}회까지 발산하지 않음";
    equal_losses(lane: &str, equal: u64 as thousands, all: u64 as thousands)
        = "{lane}: {equal} of {all} losses the same"
        / "{lane}: 손실 {all}개 중 {equal}개 같음";
}
