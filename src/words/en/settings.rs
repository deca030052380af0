//! In English: the settings: what each is called, what it does, what it may be.

use crate::{config::Bounds, optim::Setting};

pub(crate) const fn name(setting: Setting) -> &'static str {
    setting.name()
}

pub(crate) const fn effect(setting: Setting) -> &'static str {
    match setting {
        Setting::LearningRate => "step length: long ones leap, short crawl",
        Setting::Momentum => "share of the last step that is kept",
        Setting::Beta1 => "memory of direction: 0.9 is ten steps",
        Setting::Beta2 => "memory of slope sizes: 0.999 is 1,000",
        Setting::Decay => "memory of slope sizes: 0.99 is 100 steps",
        Setting::MomentumDecay => "how soon the momentum is fully there",
        Setting::Epsilon => "keeps a division from 0; rarely turned",
        Setting::NewtonSchulzSteps => "how even a step is made; 5 is enough",
        Setting::BiasRate => "how long a step of the biases is",
        Setting::DecoupledDecay => "how fast weights shrink by themselves",
        Setting::WeightDecay => "a price on large weights, in the loss",
    }
}

pub(crate) const fn allowed(setting: Setting) -> &'static str {
    setting.allowed()
}

pub(crate) fn whole_number(bounds: Bounds) -> String {
    bounds.to_string()
}
