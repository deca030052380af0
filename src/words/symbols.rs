//! What the letters of formulas stand for.

use super::{Lang, Text};
use crate::optim::OptimizerKind;

texts! {
    WEIGHTS = "weights" / "가중치";
    SLOPE = "slope (gradient)" / "기울기";
    CORRECTED = "corrected for its start at 0" / "0에서 출발한 것을 보정한 값";
}

/// The letters of a rule's formula, beside those of its settings.
pub(crate) fn key_of(lang: Lang, rule: OptimizerKind) -> String {
    let weights = if rule.formula().contains('W') { "W" } else { "p" };
    let own = rule.symbols().iter().map(|(letter, [english, korean])| (*letter, Text::new(english, korean)));
    let hat = rule.has_hats().then_some(("ˆ", CORRECTED));
    let all = [(weights, WEIGHTS), ("g", SLOPE)].into_iter().chain(own).chain(hat);
    all.map(|(letter, text)| format!("{letter}: {}", text.get(lang))).collect::<Vec<_>>().join(", ")
}
