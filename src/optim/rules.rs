//! The list of update rules. A rule is a file here, its `mod` below and its line in the list.

mod ada_delta;
mod ada_grad;
mod adam;
mod adam_w;
mod adamax;
mod ams_grad;
mod lion;
mod momentum;
mod muon;
mod n_adam;
mod nesterov;
mod r_adam;
mod rms_prop;
mod sgd;

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{
    rule::{Optimizer, Rule, Shape},
    setting::{Setting, Settings},
};

/// Makes [`OptimizerKind`] from the list below.
macro_rules! rules {
    ($($kind:ident: $file:ident,)+) => {
        /// The update rules that can be raced.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum OptimizerKind {
            $(#[doc = concat!("The rule of `optim/rules/", stringify!($file), ".rs`.")] $kind,)+
        }

        impl OptimizerKind {
            /// Every kind, in the order in which they are offered.
            pub const ALL: [Self; [$(stringify!($kind)),+].len()] = [$(Self::$kind),+];

            pub(super) const fn rule(self) -> &'static Rule {
                match self {
                    $(Self::$kind => &$file::RULE,)+
                }
            }
        }
    };
}

rules! {
    Sgd: sgd,
    Momentum: momentum,
    Nesterov: nesterov,
    AdaGrad: ada_grad,
    RmsProp: rms_prop,
    Adam: adam,
    AdaDelta: ada_delta,
    AdamW: adam_w,
    AmsGrad: ams_grad,
    Adamax: adamax,
    NAdam: n_adam,
    RAdam: r_adam,
    Lion: lion,
    Muon: muon,
}

impl OptimizerKind {
    /// The name on screen.
    pub(crate) const fn name(self) -> &'static str {
        self.rule().name
    }

    /// The name on the command line and in files.
    #[must_use]
    pub const fn key(self) -> &'static str {
        self.rule().key
    }

    /// What it does, in one plain sentence in English and Korean.
    pub(crate) const fn idea(self) -> [&'static str; 2] {
        self.rule().idea
    }

    /// The rule as a picture that needs no mathematics, in English and Korean.
    pub(crate) const fn picture(self) -> [&'static str; 2] {
        self.rule().picture
    }

    /// What a step of it looks like beside the gradient, in English and Korean.
    pub(crate) const fn step(self) -> [&'static str; 2] {
        self.rule().step
    }

    /// Something to try with it now, in English and Korean.
    pub(crate) const fn experiment(self) -> [&'static str; 2] {
        self.rule().experiment
    }

    /// The update as a formula in one line.
    pub(crate) const fn formula(self) -> &'static str {
        self.rule().formula
    }

    /// The paper or book the rule comes from.
    pub(crate) const fn source(self) -> &'static str {
        self.rule().source
    }

    /// The letters in its formula of what it remembers for every weight.
    pub(crate) const fn memory(self) -> &'static [&'static str] {
        self.rule().footprint.lists
    }

    /// Floats that a step is computed with, at most, for each parameter; they are kept from step to step, but hold
    /// nothing of use.
    pub(crate) const fn scratch(self) -> usize {
        self.rule().footprint.scratch
    }

    /// The settings this rule has, the learning rate first and the weight decay, which every lane has, last.
    pub(crate) fn settings(self) -> impl Iterator<Item = Setting> {
        let own = self.rule().defaults.iter().map(|&(setting, _)| setting);
        own.chain([Setting::WeightDecay])
    }

    /// The settings with this rule's defaults.
    #[must_use]
    pub fn default_settings(self) -> Settings {
        Settings::new(self.rule().defaults)
    }

    /// Makes the rule with empty memory for parameters of these shapes.
    #[must_use]
    pub fn build(self, shapes: &[Shape]) -> Box<dyn Optimizer> {
        (self.rule().build)(shapes)
    }

    /// As [`OptimizerKind::build`], but rounding to fewer bits where PyTorch does, to be compared with it.
    pub(crate) fn build_as_pytorch(self, shapes: &[Shape]) -> Box<dyn Optimizer> {
        if self == Self::Muon { muon::in_bfloat16(shapes) } else { self.build(shapes) }
    }
}

impl FromStr for OptimizerKind {
    type Err = ();

    /// Finds a kind by its name on the command line or on screen, whatever the case.
    fn from_str(text: &str) -> Result<Self, ()> {
        let wanted = text.to_ascii_lowercase();
        let named = |kind: &Self| kind.key() == wanted || kind.name().eq_ignore_ascii_case(&wanted);
        Self::ALL.into_iter().find(named).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_the_command_line_name_every_rule_alike() {
        for kind in OptimizerKind::ALL {
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("{:?}", kind.key()));
            assert_eq!(kind.key().parse(), Ok(kind));
        }
    }
}
