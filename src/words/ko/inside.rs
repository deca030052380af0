//! In Korean: the view into a step.

pub(crate) const NO_NETWORKS_IN_A_REPLAY: &str =
    "기록에는 손실만 있고 신경망이 없어서 재생에서는 볼 것이 없습니다";
pub(crate) const NO_LANE: &str = "들여다볼 레인이 없습니다";
pub(crate) const ASKING: &str = "레인에게 묻는 중 …";

pub(crate) fn takes_no_more_steps(lane: &str, ended: &str) -> String {
    format!("{lane} {ended}: 더 걷지 않습니다")
}

pub(crate) fn layer_of(layer: usize, layers: usize) -> String {
    format!("{layers}층 가운데 {layer}층")
}

pub(crate) fn step_at(iteration: &str) -> String {
    format!("{iteration}회째의 걸음")
}

pub(crate) const WHAT_LETTERS_MEAN: &str = "g: 기울기 ∂L/∂W, p: 가중치";
pub(crate) const NORMS_BELOW: &str = "아래: 노름 ‖ ‖";

pub(crate) const WEIGHTS: &str = "가중치";
pub(crate) const GRADIENT: &str = "기울기";
pub(crate) const STEP: &str = "걸음";
pub(crate) const STEP_TO_WEIGHT: &str = "걸음/가중치";
pub(crate) const DEAD_RELUS: &str = "죽은 ReLU";
pub(crate) const RATE_PER_WEIGHT: &str = "가중치별 학습률";
pub(crate) const RATES_OF_MOST_WEIGHTS: &str = "가중치의 80 %";

pub(crate) fn range(low: &str, high: &str) -> String {
    format!("{low} ~ {high}")
}

pub(crate) fn moment(letter: &str) -> String {
    format!("모멘트 {letter}")
}

pub(crate) const ACTIVATIONS: &str = "활성값";
pub(crate) const SIZE: &str = "크기";

pub(crate) fn zeros(share: f32) -> String {
    format!("0이 {:.0} %", share * 100.0)
}
