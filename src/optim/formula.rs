//! A rule's formula with the numbers of a step put in.
//!
//! ```text
//! v ← α·v − η·g;  p ← p + v            as in the rule's own file
//! v ← 0.9·v − 0.01·g                   with its settings
//! 0.0302 ← 0.9·0.0318 − 0.01·0.584     and with the norms of its vectors
//! ```

use super::{OptimizerKind, Setting, Settings, moments};

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
    /// With the norms put in as well. A norm of a sum is no sum of norms, so the two sides need not be equal.
    pub(crate) norms: String,
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

impl OptimizerKind {
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
        let mut lines = Vec::new();
        for line in whole.split(';').map(str::trim) {
            let formula = with_settings(line, settings);
            let put_in = |part: &str, known: &[(&str, f64)]| with_norms(part, known, &hats);
            let (left, right) = formula.split_once(" ← ").unwrap_or(("", &formula));
            let worked_right = put_in(right, &known);
            // From here on the letter on the left stands for its new value.
            for ((letter, norm), (_, (_, after))) in known.iter_mut().zip(letters.clone()) {
                if *letter == left {
                    *norm = after;
                }
            }
            let norms = if left.is_empty() {
                worked_right
            } else {
                format!("{} ← {worked_right}", put_in(left, &known))
            };
            lines.push(FormulaLine { formula, norms });
        }
        lines
    }
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

    fn worked(kind: OptimizerKind, norms: &Norms<'_>) -> Vec<(String, String)> {
        let lines = kind.worked(&kind.default_settings(), norms);
        lines.into_iter().map(|line| (line.formula, line.norms)).collect()
    }

    fn line(formula: &str, norms: &str) -> (String, String) {
        (formula.into(), norms.into())
    }

    #[test]
    fn momentum_is_worked_with_the_velocity_before_and_after() {
        let norms =
            Norms { gradient: 0.584, parameters: (12.0, 12.25), memory: &[(0.0318, 0.0302)], numbers: &[] };
        let expected = [
            line("v ← 0.9·v − 0.01·g", "0.0302 ← 0.9·0.0318 − 0.01·0.584"),
            line("p ← p + v", "12.2 ← 12.0 + 0.0302"),
        ];
        assert_eq!(worked(OptimizerKind::Momentum, &norms), expected);
    }

    #[test]
    fn nesterov_steps_with_the_velocity_before_it_is_changed() {
        let norms = Norms { gradient: 2.0, parameters: (1.0, 1.0), memory: &[(0.5, 0.25)], numbers: &[] };
        let expected = [
            line("p ← p + 0.81·v − 1.9·0.01·g", "1.00 ← 1.00 + 0.81·0.500 − 1.9·0.01·2.00"),
            line("v ← 0.9·v − 0.01·g", "0.250 ← 0.9·0.500 − 0.01·2.00"),
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
            line("m ← 0.9·m + 0.1·g", "0.200 ← 0.9·0.100 + 0.1·1.00"),
            line("s ← 0.999·s + 0.001·g²", "2.0e-5 ← 0.999·1.0e-5 + 0.001·1.00²"),
            // 0.001·√(1 − 0.75) / (1 − 0.5)
            line("p ← p − 0.00100·m/(√s + 1e-7)", "3.00 ← 3.00 − 0.00100·0.200/(√2.0e-5 + 1e-7)"),
        ];
        assert_eq!(worked(OptimizerKind::Adam, &norms), expected);
        let adam_w = worked(OptimizerKind::AdamW, &norms);
        let expected =
            line("p ← p − 0.001·m\u{302}/(√s\u{302} + 1e-8)", "3.00 ← 3.00 − 0.001·0.400/(√8.0e-5 + 1e-8)");
        assert_eq!(adam_w.last(), Some(&expected));
        let lion = worked(OptimizerKind::Lion, &Norms { memory: &[(0.5, 0.4)], ..norms });
        assert!(lion[0].1.contains("sign(") && !lion[0].1.contains("·g"), "{lion:?}");
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
            let text = worked(kind, &norms).iter().map(|(formula, _)| formula.clone()).collect::<String>();
            for letter in kind.memory() {
                assert!(text.contains(&format!("{letter} ← ")), "{}: {text}", kind.name());
            }
        }
    }
}
