//! The flags of what is trained, of a race and of the trials of a sweep: lanes, data, batches, network.

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser as _},
};

use super::data;
use crate::{
    config::{Bounds, parse_hidden, parse_init},
    nn::{Activation, Init},
    optim::Setting,
};

#[derive(Debug, Args)]
pub(super) struct ExperimentArgs {
    /// Lanes, with commas between: sgd, momentum, nesterov, adagrad, rmsprop, adam, adadelta, adamw, amsgrad,
    /// adamax, nadam, radam, lion, muon, or all
    ///
    /// Each may carry settings and a name (sgd:lr=0.1:name=bold) and may be named more than once.
    /// Settings are lr, momentum, beta1, beta2, decay, epsilon, weight-decay and others; each optimizer has
    /// its own, and a wrong one is answered with those it has. A learning rate can change by itself:
    /// sched=cosine, onecycle, step@500x0.5 (halved every 500 iterations), exponential@500x0.5, the first two
    /// also with a length such as cosine@2000, and warmup=100 before any of them.
    #[arg(long, value_name = "LIST", default_value = "sgd,momentum,adagrad,adam", help_heading = "Race")]
    pub(super) optimizers: String,

    /// Iterations to take; 0 goes on until stopped
    #[arg(long, value_name = "N", default_value = "2000", help_heading = "Race")]
    #[arg(value_parser = |text: &str| Bounds::ITERATIONS.parse(text), allow_hyphen_values = true)]
    pub(super) iterations: u64,

    /// Images per batch; all lanes get the same ones
    #[arg(long, value_name = "N", default_value = "128", help_heading = "Race")]
    #[arg(value_parser = |text: &str| Bounds::BATCH_SIZE.parse_size(text), allow_hyphen_values = true)]
    pub(super) batch_size: usize,

    /// Where all random numbers come from: same seed, same race
    #[arg(long, value_name = "N", default_value = "0", help_heading = "Race")]
    #[arg(value_parser = |text: &str| Bounds::SEED.parse(text), allow_hyphen_values = true)]
    pub(super) seed: u64,

    #[command(flatten)]
    pub(super) data: data::DataArgs,

    /// Widths of the hidden layers
    #[arg(long, value_name = "W,W,...", default_value = "100,100,100,100", help_heading = "Network")]
    #[arg(value_parser = |text: &str| parse_hidden(text).map(Vec::into_boxed_slice), allow_hyphen_values = true)]
    pub(super) hidden: Box<[usize]>,

    /// Function after every hidden layer
    #[arg(long, value_name = "NAME", default_value = "relu", help_heading = "Network")]
    #[arg(value_parser = PossibleValuesParser::new(Activation::ALL.map(Activation::name))
        .try_map(|name| name.parse::<Activation>()))]
    pub(super) activation: Activation,

    /// How weights start: he, lecun (the book's Xavier), xavier (Glorot's), or a deviation such as 0.01
    #[arg(long, value_name = "HOW", default_value = "he", help_heading = "Network")]
    #[arg(value_parser = parse_init, allow_hyphen_values = true)]
    pub(super) init: Init,

    /// Strength of the L2 penalty of every lane that sets none itself
    #[arg(long, value_name = "L", default_value = "0", help_heading = "Network")]
    #[arg(value_parser = weight_decay, allow_hyphen_values = true)]
    pub(super) weight_decay: f64,
}

fn weight_decay(text: &str) -> Result<f64, String> {
    let setting = Setting::WeightDecay;
    setting.parse(text).map_err(|_| format!("must be {}", setting.allowed()))
}
