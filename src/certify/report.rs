//! What the checks found, as text for people and as CSV.

use std::io::{self, Write};

use super::{
    replay::{ALLOWED, Basis, Certificate, LossCheck},
    rules::RuleCheck,
};
use crate::{nn::Activation, text};

const fn verdict(passed: bool) -> &'static str {
    if passed { "ok" } else { "FAILED" }
}

pub(super) fn write_rules(rules: &[RuleCheck], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "Update rules, step by step beside PyTorch's in float64")?;
    writeln!(out, "{:<12} {:>6} {:>14} {:>10}  verdict", "rule", "steps", "largest error", "allowed")?;
    for check in rules {
        let (name, verdict) = (check.kind.name(), verdict(check.passed()));
        let RuleCheck { steps, largest_error, allowed, .. } = check;
        writeln!(out, "{name:<12} {steps:>6} {largest_error:>14.1e} {allowed:>10.0e}  {verdict}")?;
    }
    Ok(())
}

impl Certificate {
    /// Writes a table with one line for each optimizer.
    ///
    /// # Errors
    /// If `out` can't be written.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let width = self.checks.iter().map(|check| check.name.chars().count()).max().unwrap_or(0).max(12);
        writeln!(
            out,
            "{:<width$} {:>6} {:>14} {:>10}  verdict",
            "optimizer", "steps", "largest error", "allowed"
        )?;
        for check in &self.checks {
            let (name, verdict) = (text::sanitized(&check.name), verdict(check.passed()));
            let LossCheck { span, largest_error, .. } = check;
            write!(
                out,
                "{name:<width$} {:>6} {largest_error:>14.1e} {:>10.0e}  {verdict}",
                text::thousands(*span),
                ALLOWED
            )?;
            match check.exceeded_at {
                _ if *span == 0 => writeln!(out, "; its maker's own float32 doesn't follow it at all")?,
                Some(at) if at > *span => {
                    writeln!(
                        out,
                        "; above it from iteration {} on, which decides nothing",
                        text::thousands(at)
                    )?;
                }
                Some(at) => writeln!(out, "; above it from iteration {} on", text::thousands(at))?,
                None => writeln!(out)?,
            }
        }
        self.write_judged(out)?;
        if self.activation == Activation::Relu && self.checks.iter().any(LossCheck::has_diverged) {
            writeln!(
                out,
                "With ReLU, losses in f32 part from those in f64 once a sum near 0 rounds to its other side:\n\
                 a failure that begins on the way may be that, one at iteration 1 is not."
            )?;
        }
        for name in &self.unknown {
            writeln!(out, "{:<width$} not known here, left out", text::sanitized(name))?;
        }
        Ok(())
    }

    /// Says what decides, where that is not all of the file.
    fn write_judged(&self, out: &mut impl Write) -> io::Result<()> {
        let short =
            |basis| self.checks.iter().any(|check| check.basis == basis && check.span < self.iterations);
        let all = text::thousands(self.iterations);
        if short(Basis::FirstSteps) {
            writeln!(
                out,
                "Judged by the first steps of {all}: float32 is not sure to follow float64 any further. A file that\n\
                 holds loss32.<optimizer>, its maker's own float32, is judged for as long as that follows."
            )?;
        }
        if short(Basis::OwnSingle) {
            writeln!(
                out,
                "Judged by as many steps of {all} as its maker's own float32, loss32, follows float64."
            )?;
        }
        Ok(())
    }

    /// The computed losses: `iteration` and a column for each optimizer, one row for each iteration.
    ///
    /// Losses that are not finite are spelled `NaN`, `inf` and `-inf`.
    ///
    /// # Errors
    /// Never in practice: it writes to memory.
    pub fn csv(&self) -> io::Result<Vec<u8>> {
        let mut table = csv::Writer::from_writer(Vec::new());
        let names = self.checks.iter().map(|check| text::sanitized(&check.name));
        table.write_record(std::iter::once("iteration".to_owned()).chain(names))?;
        for index in 0..usize::try_from(self.iterations).unwrap_or(usize::MAX) {
            let losses = self.checks.iter().map(|check| check.losses[index].to_string());
            table.write_record(std::iter::once((index + 1).to_string()).chain(losses))?;
        }
        table.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}
