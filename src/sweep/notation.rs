//! How the values of a parameter are written, in the words of Hydra, Optuna and Ray:
//!
//! ```text
//!  loguniform(1e-4, 1)   tag(log, interval(1e-4, 1))   float(1e-4, 1, log)     evenly in the logarithm
//!  uniform(0, 1)         interval(0, 1)                float(0, 1, step=0.1)   evenly
//!  int(1, 8)             int(16, 1024, log)            range(0, 10, 2)         whole numbers, the last: without its end
//!  choice(a, b)          categorical(a, b)             a, b                    one of these
//! ```

use super::{
    domain::{Domain, MAX_VALUES, Spacing, number},
    error::SweepError,
};
use crate::{config::suggested, text::excerpt};

const WORDS: [&str; 9] =
    ["loguniform", "uniform", "interval", "float", "int", "choice", "categorical", "range", "tag"];

/// Reads one as it is typed.
pub(super) fn parse_domain(text: &str) -> Result<Domain, SweepError> {
    let text = text.trim();
    let items = split(text, &[','])?;
    if items.len() > 1 {
        return choice(&items);
    }
    let Some((word, inner)) = call(text) else { return choice(&[text]) };
    let arguments = Arguments::parse(inner)?;
    match word.to_ascii_lowercase().as_str() {
        "choice" => choice(&split(inner, &[','])?),
        // Optuna takes a list.
        "categorical" => {
            let inner = inner.trim();
            let list = inner
                .strip_prefix('[')
                .and_then(|inner| inner.strip_suffix(']'))
                .filter(|_| split(inner, &[',']).is_ok_and(|parts| parts.len() == 1));
            choice(&split(list.unwrap_or(inner), &[','])?)
        }
        "loguniform" => Ok(arguments.float(Spacing::Log)?),
        "uniform" | "interval" | "float" => arguments.float(Spacing::Even),
        "int" => arguments.int(),
        "range" => arguments.range(),
        "tag" => match &arguments.plain[..] {
            [tags @ .., inner] => tagged(parse_domain(inner)?, tags),
            [] => Err(SweepError("tag(log, interval(a, b)) needs both".into())),
        },
        _ => Err(SweepError(format!(
            "“{}” spreads no values; there are {}, or a list of values with commas between",
            excerpt(word),
            suggested(word, &WORDS)
        ))),
    }
}

fn tagged(domain: Domain, tags: &[String]) -> Result<Domain, SweepError> {
    if !tags.iter().any(|tag| tag == "log") {
        return Ok(domain);
    }
    match domain {
        Domain::Float { low, high, step, .. } => float(low, high, Spacing::Log, step),
        Domain::Int { low, high, step, .. } => int(low, high, Spacing::Log, step),
        Domain::Choice(_) => Err(SweepError("a list has no logarithm; tag(log, interval(a, b)) has".into())),
    }
}

fn choice(items: &[&str]) -> Result<Domain, SweepError> {
    let values: Vec<String> =
        items.iter().map(|item| item.trim().trim_matches(['"', '\'']).to_owned()).collect();
    if values.is_empty() || values.iter().any(String::is_empty) {
        return Err(SweepError("a value is missing; a list is written a,b,c or choice(a,b,c)".into()));
    }
    if let Some(twice) = values.iter().enumerate().find(|(index, value)| values[..*index].contains(value)) {
        return Err(SweepError(format!("“{}” is listed twice", excerpt(twice.1))));
    }
    if values.len() > MAX_VALUES {
        return Err(SweepError(format!("at most {MAX_VALUES} values, not {}", values.len())));
    }
    Ok(Domain::Choice(values))
}

fn float(low: f64, high: f64, spread: Spacing, step: Option<f64>) -> Result<Domain, SweepError> {
    if !(low.is_finite() && high.is_finite() && low < high) {
        return Err(SweepError(format!(
            "from {low} to {high}: the second must be the larger of two numbers"
        )));
    }
    if spread == Spacing::Log && low <= 0.0 {
        return Err(SweepError(format!(
            "from {low}: a logarithm begins above 0; uniform({low}, {high}) can"
        )));
    }
    if step.is_some_and(|step| !(step > 0.0 && step <= high - low)) {
        return Err(SweepError(format!("a step must be above 0 and at most {}", number(high - low))));
    }
    if step.is_some() && spread == Spacing::Log {
        return Err(SweepError("a step and a logarithm can't be had together".into()));
    }
    Ok(Domain::Float { low, high, spread, step })
}

fn int(low: i64, high: i64, spread: Spacing, step: i64) -> Result<Domain, SweepError> {
    // Whole numbers are exact up to there in a float.
    const MOST: i64 = 1 << 53;
    if low >= high || low < -MOST || high > MOST {
        return Err(SweepError(format!(
            "from {low} to {high}: the second must be the larger of two whole numbers"
        )));
    }
    if spread == Spacing::Log && low <= 0 {
        return Err(SweepError(format!("from {low}: a logarithm begins above 0")));
    }
    if spread == Spacing::Log && step > 1 {
        return Err(SweepError("a step and a logarithm can't be had together".into()));
    }
    if step < 1 || step > high - low {
        return Err(SweepError(format!("a step must be from 1 to {}", high - low)));
    }
    Ok(Domain::Int { low, high, spread, step })
}

/// What stands between the brackets of a word.
struct Arguments {
    plain: Vec<String>,
    logarithmic: bool,
    step: Option<f64>,
}

impl Arguments {
    fn parse(text: &str) -> Result<Self, SweepError> {
        let mut arguments = Self { plain: Vec::new(), logarithmic: false, step: None };
        for item in split(text, &[','])? {
            let item = item.trim();
            match item.split_once('=').map(|(key, value)| (key.trim(), value.trim())) {
                Some(("step" | "q", value)) => arguments.step = Some(parsed(value)?),
                Some(("log", value)) => arguments.logarithmic = value.eq_ignore_ascii_case("true"),
                // By name they may stand in any order.
                Some(("low" | "start" | "min", value)) => arguments.plain.insert(0, value.to_owned()),
                Some(("high" | "stop" | "max", value)) => arguments.plain.push(value.to_owned()),
                // A tag keeps its flags.
                _ => arguments.plain.push(item.to_owned()),
            }
        }
        Ok(arguments)
    }

    /// Takes a plain `log` away from the end.
    fn spread(&mut self, spread: Spacing) -> Spacing {
        if self.plain.last().is_some_and(|last| last == "log") {
            self.plain.pop();
            self.logarithmic = true;
        }
        if self.logarithmic { Spacing::Log } else { spread }
    }

    fn float(mut self, spread: Spacing) -> Result<Domain, SweepError> {
        let spread = self.spread(spread);
        match &self.plain[..] {
            [low, high] => float(parsed(low)?, parsed(high)?, spread, self.step),
            _ => Err(bounds_missing()),
        }
    }

    /// `int(1, 8)`, or another word with `int` around it.
    fn int(mut self) -> Result<Domain, SweepError> {
        let spread = self.spread(Spacing::Even);
        match &self.plain[..] {
            [low, high] => int(whole(low)?, whole(high)?, spread, whole_step(self.step)?),
            [inner] => match parse_domain(inner)? {
                Domain::Float { low, high, spread: own, step } => {
                    let spread = if self.logarithmic { Spacing::Log } else { own };
                    int(low.ceil() as i64, high.floor() as i64, spread, whole_step(self.step.or(step))?)
                }
                other => Ok(other),
            },
            _ => Err(bounds_missing()),
        }
    }

    /// Numbers from a first one, which is 0 unless it is given, up to an end that is none of them.
    fn range(self) -> Result<Domain, SweepError> {
        let numbers: Result<Vec<f64>, SweepError> = self.plain.iter().map(|text| parsed(text)).collect();
        let (start, stop, step) = match (&numbers?[..], self.step) {
            ([stop], step) => (0.0, *stop, step.unwrap_or(1.0)),
            ([start, stop], step) => (*start, *stop, step.unwrap_or(1.0)),
            ([start, stop, step], None) => (*start, *stop, *step),
            _ => return Err(SweepError("range(start, stop, step) takes one to three numbers".into())),
        };
        let count = ((stop - start) / step - 1e-9).ceil();
        if !(step > 0.0 && (1.0..=MAX_VALUES as f64).contains(&count)) {
            return Err(SweepError("a range must have 1 to 10,000 numbers, its step above 0".into()));
        }
        Ok(Domain::Choice((0..count as u32).map(|index| number(start + step * f64::from(index))).collect()))
    }
}

/// A step between whole numbers.
fn whole_step(step: Option<f64>) -> Result<i64, SweepError> {
    let step = step.unwrap_or(1.0);
    if step.fract() == 0.0 && step.abs() <= 1e15 {
        Ok(step as i64)
    } else {
        Err(SweepError(format!("a step of {} lies between whole numbers", number(step))))
    }
}

fn bounds_missing() -> SweepError {
    SweepError("two bounds are needed, such as loguniform(1e-4, 1) or int(1, 8)".into())
}

fn parsed(text: &str) -> Result<f64, SweepError> {
    let number = text.trim().parse().ok().filter(|number: &f64| number.is_finite());
    number.ok_or_else(|| SweepError(format!("“{}” is no number", excerpt(text))))
}

fn whole(text: &str) -> Result<i64, SweepError> {
    let number = parsed(text)?;
    if number.fract() == 0.0 && number.abs() <= 1e15 {
        Ok(number as i64)
    } else {
        Err(SweepError(format!("“{}” is no whole number", excerpt(text))))
    }
}

/// A word and what stands in the brackets behind it.
fn call(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = text.split_once('(')?;
    let is_word = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    Some((word, rest.strip_suffix(')')?)).filter(|_| is_word)
}

/// Splits where one of these signs stands outside brackets and quotes. Empty text has no parts.
pub(super) fn split<'a>(text: &'a str, at: &[char]) -> Result<Vec<&'a str>, SweepError> {
    let (mut depth, mut quote, mut start, mut parts) = (0_u32, None, 0, Vec::new());
    for (index, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => {
                depth = depth.checked_sub(1).ok_or_else(|| SweepError("a bracket is closed twice".into()))?;
            }
            (None, c) if depth == 0 && at.contains(&c) => {
                parts.push(&text[start..index]);
                start = index + c.len_utf8();
            }
            _ => {}
        }
    }
    if depth > 0 || quote.is_some() {
        return Err(SweepError(format!("a bracket or quote is not closed in “{}”", excerpt(text))));
    }
    if !text.is_empty() {
        parts.push(&text[start..]);
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Domain {
        parse_domain(text).unwrap()
    }

    fn message(text: &str) -> String {
        parse_domain(text).unwrap_err().to_string()
    }

    #[test]
    fn the_words_of_hydra_optuna_and_ray_mean_the_same() {
        let log = Domain::Float { low: 1e-4, high: 1.0, spread: Spacing::Log, step: None };
        for text in [
            "loguniform(1e-4,1)",
            "tag(log, interval(1e-4, 1))",
            "float(1e-4, 1, log=True)",
            "float(1e-4,1,log)",
        ] {
            assert_eq!(parse(text), log, "{text}");
        }
        let whole = Domain::Int { low: 1, high: 8, spread: Spacing::Even, step: 1 };
        for text in ["int(1,8)", "int(interval(1, 8))", "int(uniform(0.5, 8.5))"] {
            assert_eq!(parse(text), whole, "{text}");
        }
        let list = Domain::Choice(vec!["0.8".into(), "0.9".into()]);
        for text in ["choice(0.8,0.9)", "0.8,0.9", "0.8, 0.9", "categorical([0.8, 0.9])"] {
            assert_eq!(parse(text), list, "{text}");
        }
        assert_eq!(parse("range(0, 5, 2)"), Domain::Choice(vec!["0".into(), "2".into(), "4".into()]));
        assert_eq!(parse("choice([100,100],[50])"), Domain::Choice(vec!["[100,100]".into(), "[50]".into()]));
    }

    #[test]
    fn what_is_wrong_is_said_with_what_would_be_right() {
        for (text, part) in [
            ("loguniform(0,1)", "above 0"),
            ("uniform(1,0)", "larger"),
            ("loguniform(1e-4)", "two bounds"),
            ("lognormal(1,2)", "loguniform"),
            ("choice(a,)", "missing"),
            ("choice(a,a)", "twice"),
            ("uniform(0,1", "not closed"),
            ("uniform(a,b)", "no number"),
            ("int(1.5,3)", "no whole number"),
            ("range(0,1e9)", "10,000"),
            ("", "missing"),
            ("choice()", "missing"),
            ("categorical([])", "missing"),
            ("int(16,1024,log,step=16)", "together"),
            ("int(1,64,step=2.5)", "between whole numbers"),
            ("uniform(0,inf)", "no number"),
        ] {
            assert!(message(text).contains(part), "{text}: {}", message(text));
        }
    }
}
