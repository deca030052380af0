//! In English: the settings: what each is called, what it does, what it may be.

use crate::{config::Bounds, optim::Setting};

pub(crate) const fn name(setting: Setting) -> &'static str {
    setting.name()
}

pub(crate) const fn effect(setting: Setting) -> &'static str {
    match setting {
        Setting::LearningRate => "step length: long leaps, short crawls",
        Setting::Momentum => "share of the last step that is kept",
        Setting::Beta1 => "memory of direction: 0.9 is ten steps",
        Setting::Beta2 => "memory of steepness: 0.999 is 1,000 steps",
        Setting::Decay => "memory of steepness: 0.99 is 100 steps",
        Setting::MomentumDecay => "how soon momentum reaches full strength",
        Setting::Epsilon => "avoids division by 0; rarely changed",
        Setting::NewtonSchulzSteps => "how even each step gets; 5 is enough",
        Setting::BiasRate => "step length of the biases",
        Setting::DecoupledDecay => "how fast weights shrink by themselves",
        Setting::WeightDecay => "a penalty on large weights, in the loss",
    }
}

pub(crate) const fn allowed(setting: Setting) -> &'static str {
    setting.allowed()
}

pub(crate) fn whole_number(bounds: Bounds) -> String {
    bounds.to_string()
}
