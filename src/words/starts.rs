//! The view of a race from several starts.

use super::{Lang, race};
use crate::{
    history::{Ranking, Repeated},
    text::thousands,
};

texts! {
    seed(seed: u64) = "seed {seed}" / "시드 {seed}";
    seeds(first: u64, last: u64) = "seeds {first} to {last}" / "시드 {first}~{last}";
    next_starts(starts: usize, iterations: u64 as thousands)
        = "next: {starts} starts of {iterations} iterations" / "다음: 출발 {starts}번, 각 {iterations}회";
    /// Numbers of which the first of two is padded to the width of the other.
    start_of(start: &str, starts: usize, done: &str, all: &str)
        = "start {start} of {starts}, {done} of {all} iterations"
        / "출발 {starts}번 가운데 {start}번째, {all}회 가운데 {done}회";
    done(starts: usize, iterations: u64 as thousands)
        = "{starts} starts of {iterations} iterations" / "출발 {starts}번, 각 {iterations}회";
    stopped_after(done: usize, all: usize, iterations: u64 as thousands)
        = "stopped after {done} of {all} starts of {iterations} iterations"
        / "출발 {all}번 가운데 {done}번 뒤 멈춤, 각 {iterations}회";
    CHANGED_SINCE = "the race has changed since" / "그 뒤에 경주가 바뀌었습니다";

    lowest_in_all(lane: &str, starts: usize) = "{lane} is lowest in all {starts} starts."
        / "{lane} 레인이 출발 {starts}번 모두에서 가장 낮습니다.";
    lowest_on_average(lane: &str, lowest: usize, starts: usize)
        = "{lane} is lowest on average, and in {lowest} of {starts} starts."
        / "평균은 {lane} 레인이 가장 낮고, 출발 {starts}번 가운데 {lowest}번 가장 낮습니다.";
    level(others: &str, last: &str, starts: usize)
        = "{starts} starts can't tell {others} and {last} apart."
        / "출발 {starts}번으로는 {others}, {last}의 우열을 가릴 수 없습니다.";
    ONE_START = "One start can't decide who is best." / "출발 하나로는 우열을 가릴 수 없습니다.";
    ALL_ENDED = "No lane reached the end from every start." / "모든 출발에서 끝까지 간 레인이 없습니다.";
    alone(lane: &str) = "{lane} is the only lane: there is nothing to compare it with." / "레인이 {lane} 하나라 견줄 것이 없습니다.";
    diverged_in(times: usize, starts: usize) = "diverged in {times} of {starts}" / "{starts}번 가운데 {times}번 발산";
    lane_diverged_in(lane: &str, times: usize, starts: usize) = "{lane} diverged in {times} of {starts}."
        / "{lane}: {starts}번 가운데 {times}번 발산.";

    LOWEST = "lowest" / "최저";
    LOSS_AXIS = "loss, log" / "손실, 로그";
    below(lane: &str) = "below {lane}" / "{lane}보다 낮음";
    count_of(count: usize, starts: usize) = "{count} of {starts}" / "{count}/{starts}번";

    how_to_run(starts: usize) = "Enter runs the race from {starts} starts, one after the other"
        / "Enter: 경주를 서로 다른 출발에서 {starts}번 차례로 합니다";
    HOW_TO_RUN_SHORT = "Enter runs the starts" / "Enter: 차례로 출발";

    THEY_RUN = "starts are under way; Esc stops them" / "출발을 차례로 하고 있습니다. Esc로 멈춥니다";
    THEY_RUN_ELSEWHERE = "view 7 runs starts; Esc there stops them" / "화면 7이 출발을 차례로 하고 있습니다. 거기서 Esc로 멈춥니다";
    NO_LANE = "no lane is on, so there is nothing to run" / "켜진 레인이 없어 돌릴 것이 없습니다";
    NOTHING_YET = "no start has ended yet" / "아직 끝난 출발이 없습니다";
}

/// The seeds of so many starts, which count from the first on.
pub(crate) fn seeds_from(lang: Lang, first: u64, starts: usize) -> String {
    match starts {
        0 | 1 => seed(lang, first),
        _ => seeds(lang, first, first.wrapping_add(starts as u64 - 1)),
    }
}

/// The most lanes that are named as level; of more there is their number.
const MAX_NAMED: usize = 3;

/// Who ends lowest, or who can't be told apart, and who has diverged; lanes in the order of their race.
pub(crate) fn verdict(lang: Lang, names: &[&str], repeated: &Repeated, ranking: &Ranking) -> Vec<String> {
    let starts = repeated.seeds.len();
    let name = |place: usize| names.get(place).copied().unwrap_or_default();
    let first = match ranking.level[..] {
        [] => ALL_ENDED.get(lang).to_owned(),
        [lane] if ranking.order.len() == 1 => alone(lang, name(lane)),
        _ if starts == 1 => ONE_START.get(lang).to_owned(),
        [lane] if ranking.lowest[lane] == starts => lowest_in_all(lang, name(lane), starts),
        [lane] => lowest_on_average(lang, name(lane), ranking.lowest[lane], starts),
        [lane, ref others @ ..] if others.len() >= MAX_NAMED => {
            level(lang, name(lane), &race::others(lang, others.len()), starts)
        }
        [ref others @ .., last] => {
            let others: Vec<&str> = others.iter().map(|place| name(*place)).collect();
            level(lang, &others.join(", "), name(last), starts)
        }
    };
    let diverged = ranking.order.iter().filter(|place| repeated.lanes[**place].ended > 0);
    let diverged =
        diverged.map(|place| lane_diverged_in(lang, name(*place), repeated.lanes[*place].ended, starts));
    std::iter::once(first).chain(diverged).collect()
}
