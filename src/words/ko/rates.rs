//! In Korean: the view of learning rates and its trials.

pub(crate) const OPTIMIZERS_OF_ALL: &str = "모든 레인의 기법";
pub(crate) const OPTIMIZER_OF_SELECTED: &str = "고른 레인의 기법";
pub(crate) const GRID: &str = "학습률 격자";
pub(crate) const RANDOM_SEARCH: &str = "무작위 탐색";
pub(crate) const SUCCESSIVE_HALVING: &str = "연속 반감";

pub(crate) fn next_trials(method: &str, optimizers: &str, iterations: u64) -> String {
    format!("다음: {method}, {optimizers}, {iterations}회")
}

pub(crate) fn loss_so_far(done: u64, all: u64, method: &str) -> String {
    format!("학습률에 따른 {all}회 가운데 {done}회 뒤의 교차 엔트로피   {method}")
}

pub(crate) fn loss_after(iterations: u64, method: &str) -> String {
    format!("학습률에 따른 {iterations}회 뒤의 교차 엔트로피   {method}")
}

pub(crate) const HOW_TO_TRY: &str = "Enter: 같은 배치로 짧은 경주를 여러 번 해 봅니다";
pub(crate) const HOW_TO_TRY_SHORT: &str = "Enter: 학습률 탐색";

pub(crate) const TRIAL: &str = "시행";
pub(crate) const WEIGHT_DECAY: &str = "가중치 감쇠";
pub(crate) const CROSS_ENTROPY: &str = "교차 엔트로피";
pub(crate) const AFTER: &str = "반복";
pub(crate) const DIVERGED: &str = "발산";

pub(crate) const NO_OPTIMIZER: &str = "레인이 없어 시험할 기법이 없습니다";
pub(crate) const TRIALS_TAKE_NO_MORE: &str = "시행이 명령을 더 받지 못합니다";

pub(crate) fn no_trials(error: &str) -> String {
    format!("시행을 시작하지 못했습니다: {error}")
}
