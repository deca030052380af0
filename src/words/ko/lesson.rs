//! In Korean: lessons: beside the race, and without a screen.

use crate::text::thousands;

pub(crate) const LESSONS: &str = "수업";
pub(crate) const NOW: &str = "지금";

pub(crate) const ENTER_GOES_ON: &str = "Enter로 계속";
pub(crate) const PAUSED: &str = "멈춤: Enter로 계속";

pub(crate) fn to_iteration(iteration: u64) -> String {
    format!("{}회까지", thousands(iteration))
}

pub(crate) const OVER: &str = "수업이 끝났습니다. 이제 경주를 마음대로 해 보십시오. T: 수업 목록";

pub(crate) fn answer(right: &str) -> String {
    format!("정답: {right}")
}

pub(crate) fn answer_and_votes(right: &str, votes: u32, all: u32, counts: &str) -> String {
    format!("정답: {right}   {all}명 가운데 {votes}명이 맞혔습니다 ({counts})")
}

pub(crate) const AS_CLAIMED: &str = "예상대로";
pub(crate) const NOT_AS_CLAIMED: &str = "예상과 다름";

pub(crate) fn losses_at(iteration: u64, losses: &str) -> String {
    format!("{}회: {losses}", thousands(iteration))
}

pub(crate) fn diverged_at(lane: &str, iteration: u64) -> String {
    format!("{lane}: {}회에 발산", thousands(iteration))
}

pub(crate) fn did_not_diverge_by(lane: &str, iteration: u64) -> String {
    format!("{lane}: {}회까지 발산하지 않음", thousands(iteration))
}

pub(crate) fn equal_losses(lane: &str, equal: u64, all: u64) -> String {
    format!("{lane}: 손실 {}개 중 {}개 같음", thousands(all), thousands(equal))
}
