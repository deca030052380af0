//! In Korean: the race: its chart, its table, and what its keys answer.

use crate::{history::Smoothing, optim::Schedule, race::LaneState, text::thousands};

pub(crate) const NO_LANES: &str = "레인이 없습니다. +로 추가";

pub(crate) fn loss_by(smoothing: Smoothing) -> String {
    match smoothing {
        Smoothing::Off => "손실, 평활 없음".to_owned(),
        Smoothing::Kaiser(window) => format!("손실, 카이저 {window}"),
        Smoothing::Ema(window) => format!("손실, 지수 평균 {window}"),
    }
}

pub(crate) const FITTED_AXIS: &str = "맞춤 축";
pub(crate) const LOG_AXIS: &str = "로그 축";

pub(crate) fn last_iterations(count: u64) -> String {
    format!("마지막 {}회", thousands(count))
}

pub(crate) fn iterations_between(first: u64, last: u64) -> String {
    format!("{}~{}회", thousands(first), thousands(last))
}

pub(crate) fn marker_every(iterations: u64) -> String {
    format!("표식: {}회마다", thousands(iterations))
}

pub(crate) fn schedule(schedule: Schedule) -> String {
    match schedule.warm_up {
        0 => schedule.curve.to_string(),
        warm_up => format!("{warm_up}회 뒤 {}", schedule.curve),
    }
}

pub(crate) fn batch_size_changed(from: usize, to: usize) -> String {
    format!("배치 {from}→{to}")
}

pub(crate) const THE_SELECTED_LANE: &str = "고른 레인";
pub(crate) const THE_FIRST_LANE: &str = "첫 레인";
pub(crate) const THE_LAST_LANE: &str = "마지막 레인";

pub(crate) fn on_top(curve: &str) -> String {
    format!("맨 위: {curve}")
}

pub(crate) const LANE: &str = "레인";
pub(crate) const RATE: &str = "학습률";
pub(crate) const ALL_RATES: &str = "모두";
pub(crate) const LOSS: &str = "손실";
pub(crate) const SMOOTHED: &str = "평활";
pub(crate) const BEST: &str = "최소";
pub(crate) const PER_100: &str = "100회당";
pub(crate) const TEST_ACCURACY: &str = "정확도";
pub(crate) const ALL_LOSSES: &str = "모든 손실";

pub(crate) fn at(iteration: u64) -> String {
    format!("{}회", thousands(iteration))
}

pub(crate) fn rows_of(first: usize, last: usize, all: usize) -> String {
    format!("{first}-{last} / {all}")
}

pub(crate) const OFF: &str = "꺼짐";

/// Where and how a lane has ended; `None` for one that has not.
pub(crate) fn ended(state: LaneState) -> Option<String> {
    match state {
        LaneState::Running | LaneState::Off => None,
        LaneState::Diverged { iteration } => Some(format!("{}회에 발산", thousands(iteration))),
        LaneState::Faulted { iteration } => Some(format!("{}회에 오류", thousands(iteration))),
    }
}

pub(crate) const ARROWS_CHANGE_EVERY_RATE: &str = "←→로 모든 레인의 학습률을 바꿉니다";
pub(crate) const ARROWS_CHANGE_ONE_RATE: &str = "←→로 고른 레인의 학습률을 바꿉니다";

pub(crate) fn has_not_diverged(lane: &str) -> String {
    format!("{lane}: 발산하지 않았습니다")
}

pub(crate) const LANE_WAITS: &str = "경주가 끝났습니다. c를 누르면 새 레인이 출발합니다";

/// Of a race that goes on past the end of a schedule.
pub(crate) fn schedules_have_ended(iteration: u64) -> String {
    format!("학습률 계획이 끝났습니다. e로 새 계획: cosine, 워밍업 {iteration}: 여기서 시작")
}

pub(crate) const A_LANE: &str = "레인";

pub(crate) fn stopped_by_a_fault(lane: &str, iteration: u64, message: &str) -> String {
    format!("{lane}: 프로그램 오류로 {}회에 멈췄습니다: {message}", thousands(iteration))
}
