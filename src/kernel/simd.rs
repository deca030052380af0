//! The instruction sets that products can be computed with, and which one a race takes.

use std::str::FromStr;

use pulp::Arch;
use serde::{Deserialize, Serialize};

/// The instruction set of products: the best of this machine, or one that is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SimdChoice {
    /// The best of the machine.
    #[default]
    Auto,
    /// Vectors of 16 numbers.
    Avx512,
    /// Vectors of 8 numbers.
    Avx2,
    /// Vectors of 4 numbers, on ARM.
    Neon,
    /// One number at a time, and every product rounded before it is added: the last digits are others.
    Plain,
}

impl SimdChoice {
    /// Every choice that this machine has.
    #[must_use]
    pub fn available() -> Vec<Self> {
        let sets = InstructionSet::available().into_iter().map(InstructionSet::simd);
        std::iter::once(Self::Auto).chain(sets).collect()
    }

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Avx512 => "avx512",
            Self::Avx2 => "avx2",
            Self::Neon => "neon",
            Self::Plain => "plain",
        }
    }

    /// The set it stands for; on a machine without it the best, which gives the same bits unless one of both is plain.
    pub(crate) fn instruction_set(self) -> InstructionSet {
        let named = InstructionSet::available().into_iter().find(|set| set.simd() == self);
        named.unwrap_or_else(InstructionSet::best)
    }

    /// What decides a race's numbers: plain code where there is nothing better, too.
    pub(crate) fn settled(self) -> Self {
        if self.instruction_set().simd() == Self::Plain { Self::Plain } else { self }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    pub(crate) fn is_auto(&self) -> bool {
        *self == Self::Auto
    }
}

/// An instruction set that products can be computed with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InstructionSet(pub(super) Arch);

impl InstructionSet {
    /// Those of this machine, the best first, which is the one that is used.
    pub(crate) fn available() -> Vec<Self> {
        #[cfg(target_arch = "x86_64")]
        let narrower = pulp::x86::V3::try_new().map(Arch::V3);
        #[cfg(not(target_arch = "x86_64"))]
        let narrower = None;
        let sets = [Some(Arch::new()), narrower, Some(Arch::Scalar)].into_iter().flatten();
        let mut sets: Vec<Self> = sets.map(Self).collect();
        sets.dedup_by_key(|set| set.name());
        sets
    }

    /// The best of this machine.
    pub(crate) fn best() -> Self {
        Self(Arch::new())
    }

    /// The choice that it is.
    pub(crate) const fn simd(self) -> SimdChoice {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Arch::V4(_) => SimdChoice::Avx512,
            #[cfg(target_arch = "x86_64")]
            Arch::V3(_) => SimdChoice::Avx2,
            #[cfg(target_arch = "aarch64")]
            Arch::Neon(_) => SimdChoice::Neon,
            _ => SimdChoice::Plain,
        }
    }

    /// Its name for people.
    pub(crate) const fn name(self) -> &'static str {
        match self.simd() {
            SimdChoice::Avx512 => "AVX-512",
            SimdChoice::Avx2 => "AVX2",
            SimdChoice::Neon => "NEON",
            SimdChoice::Auto | SimdChoice::Plain => "plain",
        }
    }
}

impl FromStr for SimdChoice {
    /// Which choices there are.
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let available = Self::available();
        available.iter().copied().find(|simd| simd.name() == text).ok_or_else(|| {
            let names: Vec<&str> = available.into_iter().map(Self::name).collect();
            format!("must be one that this processor has: {}", names.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_this_machine_has_can_be_named() {
        for simd in SimdChoice::available() {
            assert_eq!(simd.name().parse(), Ok(simd));
            assert!(simd == SimdChoice::Auto || simd.instruction_set().simd() == simd, "{simd:?}");
        }
        let missing = if cfg!(target_arch = "aarch64") { "avx512" } else { "neon" };
        let error = missing.parse::<SimdChoice>().unwrap_err();
        assert!(error.contains("auto") && error.ends_with("plain"), "{error}");
    }

    #[test]
    fn what_a_machine_lacks_is_its_best_and_plain_stays_plain() {
        let missing = if cfg!(target_arch = "aarch64") { SimdChoice::Avx512 } else { SimdChoice::Neon };
        assert_eq!(missing.instruction_set().simd(), InstructionSet::best().simd());
        assert_eq!(SimdChoice::Plain.settled(), SimdChoice::Plain);
        assert_eq!(SimdChoice::Auto.settled() == SimdChoice::Plain, SimdChoice::available().len() == 2);
    }
}
