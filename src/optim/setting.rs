//! The adjustable hyperparameters, what values they may have, and a set of them.

use std::{collections::BTreeMap, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// One adjustable hyperparameter of a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// How far one step goes (η).
    #[serde(rename = "lr")]
    LearningRate,
    /// Share of the velocity that is kept (α).
    Momentum,
    /// Share of the first moment that is kept (β₁).
    Beta1,
    /// Share of the second moment that is kept (β₂).
    Beta2,
    /// Share of the squared gradients that is kept (ρ).
    Decay,
    /// How soon NAdam's momentum is fully there (ψ).
    MomentumDecay,
    /// What keeps a division from a zero divisor (ε).
    Epsilon,
    /// Steps towards an orthogonal matrix (n).
    #[serde(rename = "steps")]
    NewtonSchulzSteps,
    /// How far one step of Muon's biases goes.
    #[serde(rename = "bias-lr")]
    BiasRate,
    /// How much every parameter shrinks by itself, in shares of the learning rate (λ).
    DecoupledDecay,
    /// Strength of the L2 penalty `½·λ·ΣW²` in the loss (λ).
    WeightDecay,
}

/// A value that a setting can't have; the message says which ones it can.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} can't be {value}: {allowed}")]
pub struct SettingError {
    name: &'static str,
    value: String,
    allowed: &'static str,
}

impl Setting {
    /// Every setting, in the order in which they are shown.
    pub const ALL: [Self; 11] = [
        Self::LearningRate,
        Self::Momentum,
        Self::Beta1,
        Self::Beta2,
        Self::Decay,
        Self::MomentumDecay,
        Self::Epsilon,
        Self::NewtonSchulzSteps,
        Self::BiasRate,
        Self::DecoupledDecay,
        Self::WeightDecay,
    ];

    /// The name on screen.
    pub(crate) const fn name(self) -> &'static str {
        self.names().0
    }

    /// The name on the command line and in files.
    pub(crate) const fn key(self) -> &'static str {
        self.names().1
    }

    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::LearningRate => ("learning rate", "lr"),
            Self::Momentum => ("momentum", "momentum"),
            Self::Beta1 => ("beta1", "beta1"),
            Self::Beta2 => ("beta2", "beta2"),
            Self::Decay => ("decay", "decay"),
            Self::MomentumDecay => ("momentum decay", "momentum-decay"),
            Self::Epsilon => ("epsilon", "epsilon"),
            Self::NewtonSchulzSteps => ("steps", "steps"),
            Self::BiasRate => ("bias rate", "bias-lr"),
            Self::DecoupledDecay => ("decoupled decay", "decoupled-decay"),
            Self::WeightDecay => ("weight decay", "weight-decay"),
        }
    }

    /// What values are allowed, in words.
    pub(crate) const fn allowed(self) -> &'static str {
        match self {
            Self::LearningRate | Self::BiasRate => "a number above 0 and at most 1,000,000",
            Self::Momentum | Self::Beta1 | Self::Beta2 | Self::Decay => "a number from 0 to below 1",
            Self::Epsilon => "a number above 0 and at most 1",
            Self::NewtonSchulzSteps => "a whole number from 1 to 10",
            Self::MomentumDecay | Self::DecoupledDecay | Self::WeightDecay => "a number from 0 to 1",
        }
    }

    /// The value, if it is in range and finite.
    pub(crate) fn check(self, value: f64) -> Result<f64, SettingError> {
        // In f32, in which it is used, a positive value must not vanish nor a share round up to 1.
        let narrow = to_f32(value);
        let allowed = match self {
            Self::LearningRate | Self::BiasRate => narrow >= f32::MIN_POSITIVE && value <= 1e6,
            Self::Momentum | Self::Beta1 | Self::Beta2 | Self::Decay => value >= 0.0 && narrow < 1.0,
            Self::Epsilon => narrow >= f32::MIN_POSITIVE && value <= 1.0,
            Self::NewtonSchulzSteps => (1.0..=10.0).contains(&value) && value.fract() == 0.0,
            Self::MomentumDecay | Self::DecoupledDecay | Self::WeightDecay => (0.0..=1.0).contains(&value),
        };
        if allowed { Ok(value) } else { Err(self.error(value.to_string())) }
    }

    /// Reads a typed value and checks it.
    pub(crate) fn parse(self, text: &str) -> Result<f64, SettingError> {
        let value =
            text.trim().parse().map_err(|_| self.error(format!("“{}”", crate::text::excerpt(text))))?;
        self.check(value)
    }

    const fn error(self, value: String) -> SettingError {
        SettingError { name: self.name(), value, allowed: self.allowed() }
    }
}

impl FromStr for Setting {
    type Err = ();

    /// Finds a setting by its name, with the spellings that other libraries use.
    fn from_str(text: &str) -> Result<Self, ()> {
        let wanted = text.to_ascii_lowercase().replace(['_', ' '], "-");
        match wanted.as_str() {
            "rate" | "learning-rate" => Ok(Self::LearningRate),
            "bias-rate" => Ok(Self::BiasRate),
            "ns-steps" => Ok(Self::NewtonSchulzSteps),
            "eps" => Ok(Self::Epsilon),
            "wd" => Ok(Self::WeightDecay),
            "rho" | "alpha" => Ok(Self::Decay),
            other => Self::ALL.into_iter().find(|setting| setting.key() == other).ok_or(()),
        }
    }
}

/// A value for every setting, of which each rule reads its own.
///
/// Kept as f64, so that a typed 0.01 is shown as 0.01; the rules compute in f32.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings([f64; Setting::ALL.len()]);

impl Settings {
    /// The given values, and 0 for all other settings.
    pub(super) fn new(values: &[(Setting, f64)]) -> Self {
        let mut settings = Self([0.0; Setting::ALL.len()]);
        for &(setting, value) in values {
            settings.0[setting as usize] = value;
        }
        settings
    }

    /// The value of a setting, exactly as it was given.
    #[must_use]
    pub const fn get(&self, setting: Setting) -> f64 {
        self.0[setting as usize]
    }

    /// Sets a value and returns the one before it.
    ///
    /// # Errors
    /// If the setting can't have the value; nothing is changed then.
    pub fn set(&mut self, setting: Setting, value: f64) -> Result<f64, SettingError> {
        let value = setting.check(value)?;
        Ok(std::mem::replace(&mut self.0[setting as usize], value))
    }

    /// These settings with one value changed, which is not checked: a schedule may bring a rate to 0.
    pub(crate) const fn with(mut self, setting: Setting, value: f64) -> Self {
        self.0[setting as usize] = value;
        self
    }

    /// These settings with every learning rate multiplied by `factor`.
    pub(crate) const fn scaled(self, factor: f64) -> Self {
        let rate = self.get(Setting::LearningRate) * factor;
        let bias_rate = self.get(Setting::BiasRate) * factor;
        self.with(Setting::LearningRate, rate).with(Setting::BiasRate, bias_rate)
    }

    /// The value as the rules compute with it.
    pub(crate) const fn f32(&self, setting: Setting) -> f32 {
        to_f32(self.get(setting))
    }
}

impl Serialize for Settings {
    /// As a table of those that are not 0, exactly as they were given.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let values = Setting::ALL.into_iter().map(|setting| (setting, self.get(setting)));
        serializer.collect_map(values.filter(|&(_, value)| value != 0.0))
    }
}

impl<'de> Deserialize<'de> for Settings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut settings = Self::new(&[]);
        for (setting, value) in BTreeMap::<Setting, f64>::deserialize(deserializer)? {
            settings.set(setting, value).map_err(D::Error::custom)?;
        }
        Ok(settings)
    }
}

pub(super) const fn to_f32(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_must_be_a_positive_finite_number() {
        for wrong in ["0", "-1", "nan", "inf", "1e7", "1e-60", "", "ten"] {
            assert!(Setting::LearningRate.parse(wrong).is_err(), "{wrong:?} was taken");
        }
        assert_eq!(Setting::LearningRate.parse(" 0.01 "), Ok(0.01));
    }

    #[test]
    fn a_share_that_rounds_to_one_in_f32_is_refused() {
        assert!(Setting::Beta2.check(0.999_999_999_9).is_err());
        assert!(Setting::Beta2.check(0.999).is_ok());
    }

    #[test]
    fn a_refused_value_changes_nothing() {
        let mut settings = Settings::new(&[(Setting::Momentum, 0.9)]);
        assert!(settings.set(Setting::Momentum, 1.0).is_err());
        assert!((settings.get(Setting::Momentum) - 0.9).abs() < f64::EPSILON);
    }
}
