//! In English: the view into a step.

pub(crate) const NO_NETWORKS_IN_A_REPLAY: &str =
    "a recording holds losses, not networks: a replay has nothing to show here";
pub(crate) const NO_LANE: &str = "no lane to look into";
pub(crate) const ASKING: &str = "asking the lane …";

pub(crate) fn takes_no_more_steps(lane: &str, ended: &str) -> String {
    format!("{lane} {ended}: it takes no more steps")
}

pub(crate) fn layer_of(layer: usize, layers: usize) -> String {
    format!("layer {layer} of {layers}")
}

pub(crate) fn step_at(iteration: &str) -> String {
    format!("its step at iteration {iteration}")
}

pub(crate) const WHAT_LETTERS_MEAN: &str = "g: gradient ∂L/∂W, p: weights";
pub(crate) const NORMS_BELOW: &str = "below: their norms ‖ ‖";

pub(crate) const WEIGHTS: &str = "weights";
pub(crate) const GRADIENT: &str = "gradient";
pub(crate) const STEP: &str = "step";
pub(crate) const STEP_TO_WEIGHT: &str = "step/weight";
pub(crate) const DEAD_RELUS: &str = "dead ReLUs";
pub(crate) const RATE_PER_WEIGHT: &str = "rate per weight";
pub(crate) const RATES_OF_MOST_WEIGHTS: &str = "80 % of weights";

pub(crate) fn range(low: &str, high: &str) -> String {
    format!("{low} to {high}")
}

pub(crate) fn moment(letter: &str) -> String {
    format!("moment {letter}")
}

pub(crate) const ACTIVATIONS: &str = "activations";
pub(crate) const SIZE: &str = "size";

pub(crate) fn zeros(share: f32) -> String {
    format!("{:.0} % zeros", share * 100.0)
}
