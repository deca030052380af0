//! Lessons: beside the race, and without a screen.

use super::Lang;
use crate::text::thousands;

texts! {
    LESSONS = "lessons" / "수업";
    NOW = "now" / "지금";

    ENTER_GOES_ON = "Enter goes on" / "Enter로 계속";
    PAUSED = "paused: Enter goes on" / "멈춤: Enter로 계속";
    to_iteration(iteration: u64 as thousands) = "to iteration {iteration}" / "{iteration}회까지";
    OVER = "the lesson is over; the race is yours. T lists the lessons"
        / "수업이 끝났습니다. 이제 경주를 마음대로 해 보십시오. T: 수업 목록";

    HOW_TO_ANSWER = "↑↓ marks your guess, digits count a room's votes, Enter shows what happens"
        / "↑↓로 예상을 고르고 Enter로 결과를 봅니다. 숫자는 여럿이 볼 때의 득표수";
    answer(right: &str) = "answer: {right}" / "정답: {right}";
    answer_and_votes(right: &str, votes: u32, all: u32, counts: &str)
        = "answer: {right}   {votes} of {all} said so ({counts})"
        / "정답: {right}   {all}명 가운데 {votes}명이 맞혔습니다 ({counts})";

    AS_CLAIMED = "as claimed" / "예상대로";
    NOT_AS_CLAIMED = "NOT as claimed" / "예상과 다름";

    below(lanes: &str, are: &str, limit: f32, at: u64 as thousands, losses: &str)
        = "{lanes} {are} below {limit} at {at}: smoothed loss {losses}"
        / "{lanes}: {at}회의 평활 손실이 {limit} 이하 ({losses})";
    not_below(lanes: &str, are: &str, limit: f32, at: u64 as thousands, losses: &str)
        = "{lanes} {are} NOT below {limit} at {at}: smoothed loss {losses}"
        / "{lanes}: {at}회의 평활 손실이 {limit} 이하가 아님 ({losses})";
    above(lanes: &str, are: &str, limit: f32, at: u64 as thousands, losses: &str)
        = "{lanes} {are} above {limit} at {at}: smoothed loss {losses}"
        / "{lanes}: {at}회의 평활 손실이 {limit} 이상 ({losses})";
    not_above(lanes: &str, are: &str, limit: f32, at: u64 as thousands, losses: &str)
        = "{lanes} {are} NOT above {limit} at {at}: smoothed loss {losses}"
        / "{lanes}: {at}회의 평활 손실이 {limit} 이상이 아님 ({losses})";
    beats(lane: &str, times: f32, other: &str, at: u64 as thousands, losses: &str)
        = "{lane} is at least {times} times below {other} at {at}: smoothed loss {losses}"
        / "{at}회의 평활 손실: {other} 쪽이 {lane}의 {times}배 이상 ({losses})";
    does_not_beat(lane: &str, times: f32, other: &str, at: u64 as thousands, losses: &str)
        = "{lane} is NOT at least {times} times below {other} at {at}: smoothed loss {losses}"
        / "{at}회의 평활 손실: {other} 쪽이 {lane}의 {times}배에 못 미침 ({losses})";
    are_near(lane: &str, other: &str, times: f32, at: u64 as thousands, losses: &str)
        = "{lane} and {other} are within a factor of {times} at {at}: smoothed loss {losses}"
        / "{lane}, {other}: {at}회의 평활 손실이 서로 {times}배 이내 ({losses})";
    are_not_near(lane: &str, other: &str, times: f32, at: u64 as thousands, losses: &str)
        = "{lane} and {other} are NOT within a factor of {times} at {at}: smoothed loss {losses}"
        / "{lane}, {other}: {at}회의 평활 손실이 서로 {times}배 이내가 아님 ({losses})";
    stays(lane: &str, times: f32, at: u64 as thousands, now: &str, before: &str)
        = "{lane} stays within a factor of {times} at {at}: smoothed loss {now}, before {before}"
        / "{lane}: {at}회의 평활 손실이 전과 {times}배 이내 ({now}, 전에는 {before})";
    does_not_stay(lane: &str, times: f32, at: u64 as thousands, now: &str, before: &str)
        = "{lane} does NOT stay within a factor of {times} at {at}: smoothed loss {now}, before {before}"
        / "{lane}: {at}회의 평활 손실이 전과 {times}배 이내가 아님 ({now}, 전에는 {before})";
    scatters_less(lane: &str, min: f32, max: f32, at: u64 as thousands, now: &str, before: &str)
        = "{lane} scatters {min} to {max} times less at {at}: by {now}, before by {before}"
        / "{lane}: {at}회의 흩어짐이 전보다 {min}~{max}배 작음 ({now}, 전에는 {before})";
    does_not_scatter_less(lane: &str, min: f32, max: f32, at: u64 as thousands, now: &str, before: &str)
        = "{lane} does NOT scatter {min} to {max} times less at {at}: by {now}, before by {before}"
        / "{lane}: {at}회의 흩어짐이 전보다 {min}~{max}배 작지는 않음 ({now}, 전에는 {before})";
    diverged_at(lanes: &str, iteration: u64 as thousands) = "{lanes} diverged at {iteration}"
        / "{lanes}: {iteration}회에 발산";
    did_not_diverge_by(lanes: &str, iteration: u64 as thousands) = "{lanes} did NOT diverge by {iteration}"
        / "{lanes}: {iteration}회까지 발산하지 않음";
    losses_repeat(lanes: &str, all: u64 as thousands) = "{lanes}: all {all} losses the same as before"
        / "{lanes}: 손실 {all}개가 모두 전과 같음";
    losses_do_not_repeat(lanes: &str, equal: u64 as thousands, all: u64 as thousands)
        = "{lanes}: NOT all losses the same as before, only the first {equal} of {all}"
        / "{lanes}: 손실이 모두 전과 같지는 않음 ({all}개 가운데 처음 {equal}개만 같음)";
    losses_differ(lanes: &str, iteration: u64 as thousands)
        = "{lanes}: losses differ from those before, first at {iteration}"
        / "{lanes}: {iteration}회부터 손실이 전과 다름";
    losses_do_not_differ(lanes: &str, iteration: u64 as thousands)
        = "{lanes}: losses do NOT differ from those before up to {iteration}"
        / "{lanes}: {iteration}회까지 손실이 전과 다르지 않음";
}

/// Names in one sentence.
pub(crate) fn all_of(lang: Lang, names: &[String]) -> String {
    match (lang, names) {
        (Lang::En, [others @ .., last]) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => names.join(", "),
    }
}

/// The verb of so many lanes; Korean has none there.
pub(crate) const fn are(lang: Lang, lanes: usize) -> &'static str {
    match (lang, lanes) {
        (Lang::Ko, _) => "",
        (Lang::En, 1) => "is",
        (Lang::En, _) => "are",
    }
}
