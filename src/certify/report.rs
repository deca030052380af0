//! What the checks found, as text for people and as CSV.

use std::io::{self, Write};

use super::{Certificate, RuleCheck, replay};
use crate::{nn::Activation, text};

/// The least width of the column of names.
const MIN_NAME: usize = 12;

pub(super) fn write_rules(rules: &[RuleCheck], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "Update rules, step by step beside PyTorch's in float64")?;
    writeln!(out, "{}", heading("rule", MIN_NAME))?;
    for check in rules {
        let (name, steps) = (check.kind.name(), check.steps as u64);
        writeln!(
            out,
            "{}",
            row((name, MIN_NAME), steps, check.largest_error, check.allowed, check.passed())
        )?;
    }
    Ok(())
}

fn heading(what: &str, width: usize) -> String {
    format!("{what:<width$} {:>6} {:>14} {:>10}  verdict", "steps", "largest error", "allowed")
}

/// What stands below a [`heading`]; a name comes with the width of its column.
fn row((name, width): (&str, usize), steps: u64, largest_error: f64, allowed: f64, passed: bool) -> String {
    let (steps, verdict) = (text::thousands(steps), if passed { "ok" } else { "FAILED" });
    format!("{name:<width$} {steps:>6} {largest_error:>14.1e} {allowed:>10.0e}  {verdict}")
}

impl Certificate {
    /// Writes a table with one line for each optimizer.
    ///
    /// # Errors
    /// If `out` can't be written.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let width =
            self.checks.iter().map(|check| check.name.chars().count()).max().unwrap_or(0).max(MIN_NAME);
        writeln!(out, "{}", heading("optimizer", width))?;
        for check in &self.checks {
            let (span, name) = (check.span, text::sanitized(&check.name));
            let remark = match check.exceeded_at {
                _ if span == 0 => "; its maker's own float32 doesn't follow it at all".to_owned(),
                None => String::new(),
                Some(at) => {
                    let beyond = if at > span { ", which decides nothing" } else { "" };
                    format!("; above it from iteration {} on{beyond}", text::thousands(at))
                }
            };
            let row = row((&name, width), span, check.largest_error, replay::ALLOWED, check.passed());
            writeln!(out, "{row}{remark}")?;
        }
        self.write_judged(out)?;
        if self.activation == Activation::Relu && self.checks.iter().any(replay::LossCheck::has_diverged) {
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
        if short(replay::Basis::FirstSteps) {
            writeln!(
                out,
                "Judged by the first steps of {all}: float32 is not sure to follow float64 any further. A file that\n\
                 holds loss32.<optimizer>, its maker's own float32, is judged for as long as that follows."
            )?;
        }
        if short(replay::Basis::OwnSingle) {
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
