//! The settings: what each is called, what it does, what it may be.

use super::{Lang, Text};
use crate::{
    config::Bounds,
    optim::Setting,
    session::{KnobKey, LaneInfo},
    text::thousands,
};

pub(crate) const fn name(lang: Lang, setting: Setting) -> &'static str {
    let korean = match setting {
        Setting::LearningRate => "학습률",
        Setting::Momentum => "모멘텀",
        Setting::Beta1 => "베타1",
        Setting::Beta2 => "베타2",
        Setting::Decay => "감쇠율",
        Setting::MomentumDecay => "모멘텀 감쇠",
        Setting::Epsilon => "엡실론",
        Setting::NewtonSchulzSteps => "직교화 횟수",
        Setting::BiasRate => "편향 학습률",
        Setting::DecoupledDecay => "분리 감쇠",
        Setting::WeightDecay => "가중치 감쇠",
    };
    Text::new(setting.name(), korean).get(lang)
}

/// What a lane's setting is called: one of a rule of ours, or as its trainer calls it.
pub(crate) fn knob(lang: Lang, lane: &LaneInfo, key: KnobKey) -> &str {
    match key {
        KnobKey::Setting(setting) => name(lang, setting),
        KnobKey::Declared(_) => lane.knob_name(key).unwrap_or_default(),
    }
}

pub(crate) const fn effect(lang: Lang, setting: Setting) -> &'static str {
    let [english, korean] = match setting {
        Setting::LearningRate => {
            ["step length: long leaps, short crawls", "보폭: 길면 튀고 짧으면 기어갑니다"]
        }
        Setting::Momentum => {
            ["share of the last step that is kept", "지난 걸음을 남기는 비율: 0.9면 멀리 구릅니다"]
        }
        Setting::Beta1 => ["memory of direction: 0.9 is 10 it.", "방향의 기억: 0.9면 열 걸음쯤"],
        Setting::Beta2 => ["memory of steepness: 0.999 is 1,000 it.", "가파름의 기억: 0.999면 천 걸음쯤"],
        Setting::Decay => ["memory of steepness: 0.99 is 100 it.", "가파름의 기억: 0.99면 백 걸음쯤"],
        Setting::MomentumDecay => ["how soon momentum reaches full strength", "모멘텀이 다 차오르는 빠르기"],
        Setting::Epsilon => ["avoids division by 0; rarely changed", "0으로 나누지 않게 합니다. 대개 그대로"],
        Setting::NewtonSchulzSteps => {
            ["how even each step gets; 5 is enough", "걸음을 고르게 하는 정도: 5면 충분합니다"]
        }
        Setting::BiasRate => ["step length of the biases", "편향의 보폭"],
        Setting::DecoupledDecay => {
            ["how fast weights shrink by themselves", "가중치가 저절로 줄어드는 빠르기"]
        }
        Setting::WeightDecay => {
            ["a penalty on large weights, in the loss", "큰 가중치에 매기는 벌점: 손실에 더합니다"]
        }
    };
    Text::new(english, korean).get(lang)
}

pub(crate) const fn allowed(lang: Lang, setting: Setting) -> &'static str {
    let korean = match setting {
        Setting::LearningRate | Setting::BiasRate => "0보다 크고 1,000,000 이하인 수",
        Setting::Momentum | Setting::Beta1 | Setting::Beta2 | Setting::Decay => "0 이상 1 미만인 수",
        Setting::Epsilon => "0보다 크고 1 이하인 수",
        Setting::NewtonSchulzSteps => "1부터 10까지의 정수",
        Setting::MomentumDecay | Setting::DecoupledDecay | Setting::WeightDecay => "0 이상 1 이하인 수",
    };
    Text::new(setting.allowed(), korean).get(lang)
}

pub(crate) fn whole_number(lang: Lang, bounds: Bounds) -> String {
    match lang {
        Lang::En => bounds.to_string(),
        Lang::Ko => format!("{}부터 {}까지의 정수", thousands(bounds.min), thousands(bounds.max)),
    }
}
