//! A rule's formula with the numbers of a step put in.
//!
//! ```text
//! v ← α·v − η·g;  p ← p + v            as in the rule's own file
//! v ← 0.9·v − 0.01·g                   with its settings
//!     0.9·0.0318, 0.01·0.584 → 0.0302  the norms of its terms, and of what comes of them
//! ```
//! The norm of a sum is no sum of norms, so no sign stands between them.

use super::{OptimizerKind, Setting, Settings, moments, rule::Symbol};

/// The Euclidean norms of a formula's vectors; those in pairs before a step and after it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Norms<'a> {
    pub(crate) gradient: f64,
    pub(crate) parameters: (f64, f64),
    /// In the order of [`OptimizerKind::memory`].
    pub(crate) memory: &'a [(f64, f64)],
    /// The rule's running products and counts after the step, in the order of its [`super::Memory`].
    pub(crate) numbers: &'a [f64],
}

/// One line of a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FormulaLine {
    /// With the settings put in.
    pub(crate) formula: String,
    pub(crate) worked: Worked,
}

/// What a line comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Worked {
    /// The norms of its terms, and what they make; empty where norms of vectors say nothing.
    Norms(String),
    /// The step itself; with the numbers that it is the product of, if it is one.
    Step(Option<String>),
}

/// The settings' letters in formulas.
const LETTERS: [(&str, Setting); 7] = [
    ("η", Setting::LearningRate),
    ("α", Setting::Momentum),
    ("β₁", Setting::Beta1),
    ("β₂", Setting::Beta2),
    ("ρ", Setting::Decay),
    ("ε", Setting::Epsilon),
    ("λ", Setting::DecoupledDecay),
];

/// Combining circumflex: it stands over the letter before it.
const HAT: char = '\u{302}';

impl Setting {
    /// Its letter in formulas.
    pub(crate) fn letter(self) -> Option<&'static str> {
        LETTERS.iter().find(|(_, setting)| *setting == self).map(|(letter, _)| *letter)
    }
}

impl OptimizerKind {
    /// The letters of its formula that are its own, and what they stand for.
    pub(crate) const fn symbols(self) -> &'static [Symbol] {
        self.rule().symbols
    }

    /// Whether a moment in its formula has a hat: it is corrected for its start at zero.
    pub(crate) fn has_hats(self) -> bool {
        self.formula().contains("m\u{302}")
    }

    /// What turns a letter into the same with a hat: the correction for a memory that has started at zero. NAdam, which
    /// keeps no power of β₁, corrects by more than one number, and says so with letters.
    fn hats(self, numbers: &[f64]) -> Vec<(&'static str, f64)> {
        let letters = self.rule().footprint.numbers.iter().zip(numbers);
        let power = |wanted: &str| letters.clone().find(|(letter, _)| **letter == wanted).map(|(_, n)| *n);
        let [Some(first), second] = moments::POWERS.map(power) else { return Vec::new() };
        let mut hats = vec![("m", 1.0 / (1.0 - first))];
        if let Some(second) = second {
            let large = 1.0 / (1.0 - second);
            hats.extend([("s", large), ("x", large), ("η", (1.0 - second).sqrt() / (1.0 - first))]);
        }
        hats
    }

    /// Its formula line by line with its current settings and the norms of a step.
    pub(crate) fn worked(self, settings: &Settings, norms: &Norms<'_>) -> Vec<FormulaLine> {
        let whole = self.formula().replace("m, s as Adam's", &moments::FORMULA.join(";  "));
        // Hats are written in one way, and the one over η, which is a plain number, is put in.
        let whole = whole.replace("m as Adam's", moments::FORMULA[0]).replace('ŝ', &format!("s{HAT}"));
        let hats = self.hats(norms.numbers);
        let rate = hats.iter().find(|(letter, _)| *letter == "η");
        let rate = rate.map(|(_, factor)| short(settings.get(Setting::LearningRate) * factor));
        let whole = whole.replace(&format!("η{HAT}"), rate.as_deref().unwrap_or("η"));
        let others =
            [("g", (norms.gradient, norms.gradient)), ("p", norms.parameters), ("W", norms.parameters)];
        let letters = self.memory().iter().copied().zip(norms.memory.iter().copied()).chain(others);
        let mut known: Vec<(&str, f64)> =
            letters.clone().map(|(letter, (before, _))| (letter, before)).collect();
        let written: Vec<String> =
            whole.split(';').map(|line| with_settings(line.trim(), settings)).collect();
        let is_step = |line: &String| line.starts_with("p ←") || line.starts_with("W ←");
        let step = written.iter().rposition(is_step);
        let mut lines = Vec::new();
        for (index, formula) in written.into_iter().enumerate() {
            let (left, right) = formula.split_once(" ← ").unwrap_or(("", &formula));
            let terms = terms(right, &known, &hats);
            // From here on the letter on the left stands for its new value.
            for ((letter, norm), (_, (_, after))) in known.iter_mut().zip(letters.clone()) {
                if *letter == left {
                    *norm = after;
                }
            }
            let worked = match terms {
                terms if Some(index) == step => {
                    // What is taken from the weights, which come first.
                    let product = terms.filter(|terms| terms.len() == 2).and_then(|mut terms| terms.pop());
                    Worked::Step(product.filter(|product| product.contains('·')))
                }
                Some(terms) if !left.is_empty() => {
                    Worked::Norms(format!("{} → {}", terms.join(", "), with_norms(left, &known, &hats)))
                }
                _ => Worked::Norms(String::new()),
            };
            lines.push(FormulaLine { formula, worked });
        }
        lines
    }
}

/// The terms of a sum of products with norms put in; `None` if it is anything else, or a norm is not known.
fn terms(sum: &str, known: &[(&str, f64)], hats: &[(&str, f64)]) -> Option<Vec<String>> {
    let terms = sum.split(" + ").flat_map(|part| part.split(" − "));
    let terms: Vec<String> = terms.map(|term| with_norms(term, known, hats)).collect();
    let is_product = |term: &String| term.chars().all(|c| c.is_ascii_digit() || "·.²e-—".contains(c));
    terms.iter().all(is_product).then_some(terms)
}

/// Puts settings in the place of their letters, and of `1−`, `1+` and squares of them.
fn with_settings(line: &str, settings: &Settings) -> String {
    let mut text = line.to_owned();
    for (letter, setting) in LETTERS {
        let value = settings.get(setting);
        text = text.replace(&format!("(1−{letter})"), &number(1.0 - value));
        text = text.replace(&format!("(1+{letter})"), &number(1.0 + value));
        text = text.replace(&format!("{letter}²"), &number(value * value));
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let found =
            LETTERS.iter().find(|(letter, _)| rest.strip_prefix(letter).is_some_and(|after| !has_hat(after)));
        let value = found.map_or_else(|| first.to_string(), |(_, setting)| number(settings.get(*setting)));
        let taken = found.map_or(first.len_utf8(), |(letter, _)| letter.len());
        out += &value;
        rest = &rest[taken..];
    }
    out
}

/// Puts norms in the place of letters that stand alone. Words stay, and so do letters with an unknown hat or index.
fn with_norms(line: &str, known: &[(&str, f64)], hats: &[(&str, f64)]) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (taken, after) = rest.split_at(word.max(first.len_utf8()));
        let norm = known.iter().find(|(letter, _)| *letter == taken).map(|(_, norm)| *norm);
        let hat = hats.iter().find(|(letter, _)| *letter == taken).map(|(_, factor)| *factor);
        let value = if has_hat(after) { norm.zip(hat).map(|(norm, factor)| norm * factor) } else { norm };
        match value {
            Some(value) => out += &short(value),
            None => out += taken,
        }
        rest = after.strip_prefix(HAT).filter(|_| value.is_some()).unwrap_or(after);
    }
    out
}

/// Whether what comes next belongs to the letter before: a hat or an index.
fn has_hat(after: &str) -> bool {
    after.starts_with([HAT, 'ₜ'])
}

/// A setting in its shortest form, with at most six significant digits.
fn number(value: f64) -> String {
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    let plain = format!("{rounded}");
    if plain.len() <= 8 { plain } else { format!("{rounded:e}") }
}

/// A norm with three significant digits.
fn short(norm: f64) -> String {
    match norm {
        norm if !norm.is_finite() => "—".into(),
        0.0 => "0".into(),
        norm if (0.001..1_000.0).contains(&norm) => {
            format!("{norm:.*}", (2 - libm::log10(norm).floor() as i32).clamp(0, 5) as usize)
        }
        norm => format!("{norm:.1e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optim::Shape;

    fn worked(kind: OptimizerKind, norms: &Norms<'_>) -> Vec<FormulaLine> {
        kind.worked(&kind.default_settings(), norms)
    }

    fn line(formula: &str, norms: &str) -> FormulaLine {
        FormulaLine { formula: formula.into(), worked: Worked::Norms(norms.into()) }
    }

    fn step(formula: &str, product: Option<&str>) -> FormulaLine {
        FormulaLine { formula: formula.into(), worked: Worked::Step(product.map(str::to_owned)) }
    }

    #[test]
    fn momentum_is_worked_with_the_velocity_before_and_after() {
        let norms =
            Norms { gradient: 0.584, parameters: (12.0, 12.25), memory: &[(0.0318, 0.0302)], numbers: &[] };
        let expected =
            [line("v ← 0.9·v − 0.01·g", "0.9·0.0318, 0.01·0.584 → 0.0302"), step("p ← p + v", None)];
        assert_eq!(worked(OptimizerKind::Momentum, &norms), expected);
        let sgd = worked(OptimizerKind::Sgd, &Norms { memory: &[], ..norms });
        assert_eq!(sgd, [step("p ← p − 0.01·g", Some("0.01·0.584"))]);
    }

    #[test]
    fn nesterov_steps_with_the_velocity_before_it_is_changed() {
        let norms = Norms { gradient: 2.0, parameters: (1.0, 1.0), memory: &[(0.5, 0.25)], numbers: &[] };
        let expected = [
            step("p ← p + 0.81·v − 1.9·0.01·g", None),
            line("v ← 0.9·v − 0.01·g", "0.9·0.500, 0.01·2.00 → 0.250"),
        ];
        assert_eq!(worked(OptimizerKind::Nesterov, &norms), expected);
    }

    #[test]
    fn letters_with_a_hat_are_corrected_for_their_start_and_words_stay() {
        let norms = Norms {
            gradient: 1.0,
            parameters: (3.0, 3.0),
            memory: &[(0.1, 0.2), (1e-5, 2e-5)],
            numbers: &[0.5, 0.75],
        };
        let expected = [
            line("m ← 0.9·m + 0.1·g", "0.9·0.100, 0.1·1.00 → 0.200"),
            line("s ← 0.999·s + 0.001·g²", "0.999·1.0e-5, 0.001·1.00² → 2.0e-5"),
            // 0.001·√(1 − 0.75) / (1 − 0.5)
            step("p ← p − 0.00100·m/(√s + 1e-7)", None),
        ];
        assert_eq!(worked(OptimizerKind::Adam, &norms), expected);
        let adam_w = worked(OptimizerKind::AdamW, &norms);
        // The pull toward 0 is no step yet.
        assert_eq!(adam_w.first(), Some(&line("p ← p − 0.001·0.01·p", "3.00, 0.001·0.01·3.00 → 3.00")));
        assert_eq!(adam_w.last(), Some(&step("p ← p − 0.001·m\u{302}/(√s\u{302} + 1e-8)", None)));
        let lion = worked(OptimizerKind::Lion, &Norms { memory: &[(0.5, 0.4)], ..norms });
        assert_eq!(lion[0].worked, Worked::Step(None));
    }

    #[test]
    fn every_letter_of_every_formula_is_explained() {
        /// Words of formulas that are no names, or that what the rule does explains.
        const WORDS: [&str; 10] =
            ["as", "orthogonal", "in", "out", "max", "or", "the", "first", "steps", "₁"];
        for kind in OptimizerKind::ALL {
            let formula = kind.formula().replace("Adam's", "").replace('ŝ', "s").replace(HAT, " ");
            let names = formula.split(|c: char| !c.is_alphabetic() && !"₁₂".contains(c));
            for name in names.filter(|name| !name.is_empty() && !WORDS.contains(name)) {
                let name = name.trim_end_matches('ₜ');
                let is_setting = LETTERS.iter().any(|(letter, _)| *letter == name);
                // Rust knows this one as a letter of its own.
                let name = if name == "ĝ" { "g" } else { name };
                let symbol =
                    ["p", "W", "g", "η"].into_iter().chain(kind.symbols().iter().map(|(own, _)| *own));
                let symbol = symbol.collect::<Vec<_>>().contains(&name);
                assert!(is_setting || symbol, "{}: {name:?} of {formula}", kind.name());
            }
        }
    }

    #[test]
    fn every_rule_has_a_letter_for_all_that_it_remembers_and_uses_it() {
        let shape = |rows, columns, start| Shape { rows, columns, range: start..start + rows * columns };
        let shapes = [shape(4, 3, 0), shape(1, 3, 12), shape(3, 2, 15), shape(1, 2, 21)];
        for kind in OptimizerKind::ALL {
            let mut rule = kind.build(&shapes);
            let remembered = rule.memory().of(&shapes[0].range).len();
            assert_eq!(remembered, kind.memory().len(), "{}", kind.name());
            let memory = vec![(1.0, 2.0); remembered];
            let norms = Norms { gradient: 1.0, parameters: (1.0, 1.0), memory: &memory, numbers: &[] };
            let text = worked(kind, &norms).into_iter().map(|line| line.formula).collect::<String>();
            for letter in kind.memory() {
                assert!(text.contains(&format!("{letter} ← ")), "{}: {text}", kind.name());
            }
        }
    }
}
