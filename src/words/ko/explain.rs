//! In Korean: the view of plain words.

use crate::{history::Trend, optim::OptimizerKind, text::thousands};

pub(crate) const NO_LANE: &str = "고른 레인이 없습니다. +로 추가하십시오";

pub(crate) fn lane_of(lane: usize, lanes: usize) -> String {
    format!("레인 {lane}/{lanes}: ↑↓")
}

pub(crate) const PICTURE_HEADING: &str = "비유";
pub(crate) const NOW_HEADING: &str = "지금";
pub(crate) const IDEA_HEADING: &str = "핵심";
pub(crate) const FORMULA_HEADING: &str = "식";
pub(crate) const SETTINGS_HEADING: &str = "설정";
pub(crate) const PAPER_HEADING: &str = "논문";

/// What to watch on the chart now.
pub(crate) fn watch(doing: Trend) -> String {
    let plain = match doing {
        Trend::Diverged(at) => {
            let at = thousands(at);
            return format!(
                "{at}회에 발산했습니다. 걸음마다 골짜기를 넘어 더 높은 곳에 떨어졌습니다. 학습률이 너무 컸습니다. 반으로 \
                 줄이고 r을 누르십시오."
            );
        }
        Trend::Beginning => {
            "이제 시작입니다. 처음 스무 걸음을 보십시오. 곡선이 바로 내려갑니까, 먼저 튀어 오릅니까?"
        }
        Trend::Off => "꺼져 있어 걷지 않습니다. x를 누르면 다시 켜집니다.",
        Trend::Faulted => "프로그램 오류로 멈췄습니다. 다른 레인은 계속합니다.",
        Trend::Rising => {
            "손실이 커지고 있습니다. 걸음이 너무 길고 더 길어질 수 있습니다. 발산하기 전에 ←로 학습률을 낮추십시오."
        }
        Trend::Swinging => {
            "손실이 오르내립니다. 걸음마다 골짜기를 건너뜁니다. 학습률을 3분의 1로 줄이면 내려갈 수 있습니다."
        }
        Trend::Stalled => {
            "곡선이 높은 곳에서 평평합니다. 고원이거나 학습률이 너무 작거나 출발점이 나쁩니다. →로 학습률을 높이고, \
             그래도 그대로면 출발점을 보십시오."
        }
        Trend::Ahead => {
            "가장 앞서 있습니다. 기법이 좋아서입니까, 학습률을 잘 골라서입니까? 다른 레인의 학습률도 맞춰 보고 말하십시오."
        }
        Trend::Behind => {
            "배우고 있지만 손실이 절반인 레인이 있습니다. 학습률을 세 배로 높여 보십시오. 곡선이 들쭉날쭉해지면 지나친 \
             것입니다."
        }
        Trend::Learning => {
            "꾸준히 배우고 있습니다. 잔물결은 배치마다 어렵고 쉬운 정도가 달라서 생기며, 큰 흐름은 평활한 곡선에 보입니다."
        }
    };
    plain.to_owned()
}

pub(crate) const fn picture(optimizer: OptimizerKind) -> &'static str {
    let [_, korean] = optimizer.picture();
    korean
}

pub(crate) const fn idea(optimizer: OptimizerKind) -> &'static str {
    let [_, korean] = optimizer.idea();
    korean
}
