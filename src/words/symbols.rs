//! What the letters of formulas stand for.

use super::{Lang, Text};
use crate::optim::OptimizerKind;

/// The letters of a rule's formula, beside those of its settings.
pub(crate) fn key_of(lang: Lang, rule: OptimizerKind) -> String {
    let symbol = |(letter, [english, korean]): (&str, [&'static str; 2])| {
        format!("{letter}: {}", Text::new(english, korean).get(lang))
    };
    rule.symbols().map(symbol).collect::<Vec<_>>().join(", ")
}
