//! In Korean: the header: what the race does, how far it is, and what is raced.

pub(crate) const ATTACHED: &str = "연결됨";
pub(crate) const REPLAY: &str = "재생";
pub(crate) const VIEW_FROZEN: &str = "화면 고정";

pub(crate) const DISK_NEARLY_FULL: &str = "! 디스크 부족";
pub(crate) const RACE_ENDED: &str = "✕ 종료됨";
pub(crate) const HUNG_UP: &str = "✕ 연결 끊김";
pub(crate) const NOT_SAVED: &str = "✕ 저장 안 됨";

pub(crate) const LOADING: &str = "▸ 읽는 중";
pub(crate) const RUNNING: &str = "▶ 학습 중";
pub(crate) const PAUSING: &str = "▮ 멈추는 중";
pub(crate) const PAUSED: &str = "▮ 멈춤";
pub(crate) const RESUMING: &str = "▶ 재개하는 중";
pub(crate) const FINISHED: &str = "✓ 끝";
pub(crate) const FAILED: &str = "✕ 실패";

pub(crate) fn iterations(done: &str) -> String {
    format!("{done}회")
}

pub(crate) fn speed(iterations: &str) -> String {
    format!("{iterations} 회/초")
}

pub(crate) fn pace(iterations: &str) -> String {
    format!("빠르기 {iterations}")
}

pub(crate) fn took(time: &str) -> String {
    format!("{time} 걸림")
}

pub(crate) fn left(time: &str) -> String {
    format!("{time} 남음")
}

pub(crate) fn elapsed(time: &str) -> String {
    format!("{time} 경과")
}

pub(crate) const SEED: &str = "시드";
pub(crate) const START: &str = "출발";
pub(crate) const OWN_STARTS: &str = "각자 출발";
pub(crate) const DATA: &str = "데이터";
pub(crate) const NETWORK: &str = "신경망";
pub(crate) const BATCH: &str = "배치";
pub(crate) const ACTIVATION: &str = "활성화";
pub(crate) const INIT: &str = "초기화";
pub(crate) const PARAMETERS: &str = "매개변수";

pub(crate) const READING_THE_IMAGES: &str = "이미지를 읽고 있습니다";
