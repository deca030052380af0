//! In English: the view of learning rates and its trials.

pub(crate) const OPTIMIZERS_OF_ALL: &str = "the lanes' optimizers";
pub(crate) const OPTIMIZER_OF_SELECTED: &str = "the selected lane's optimizer";
pub(crate) const GRID: &str = "grid of rates";
pub(crate) const RANDOM_SEARCH: &str = "random search";
pub(crate) const SUCCESSIVE_HALVING: &str = "successive halving";

pub(crate) fn next_trials(method: &str, optimizers: &str, iterations: u64) -> String {
    format!("next: {method}, {optimizers}, {iterations} iterations")
}

pub(crate) fn loss_so_far(done: u64, all: u64, method: &str) -> String {
    format!("cross-entropy after {done} of {all} iterations over the learning rate   {method}")
}

pub(crate) fn loss_after(iterations: u64, method: &str) -> String {
    format!("cross-entropy after {iterations} iterations over the learning rate   {method}")
}

pub(crate) const HOW_TO_TRY: &str = "Enter tries rates: many short races, all on the same batches";
pub(crate) const HOW_TO_TRY_SHORT: &str = "Enter tries rates";

pub(crate) const TRIAL: &str = "trial";
pub(crate) const WEIGHT_DECAY: &str = "weight decay";
pub(crate) const CROSS_ENTROPY: &str = "cross-entropy";
pub(crate) const AFTER: &str = "after";
pub(crate) const DIVERGED: &str = "diverged";

pub(crate) const NO_OPTIMIZER: &str = "no lane, so no optimizer to try";
pub(crate) const TRIALS_TAKE_NO_MORE: &str = "the trials take no more commands";

pub(crate) fn no_trials(error: &str) -> String {
    format!("no trials started: {error}")
}
