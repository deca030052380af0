//! A search space: which parameters differ from trial to trial, and what values each can have.
//!
//! ```text
//!  lr=loguniform(1e-4,1) momentum=choice(0.8,0.9)
//! ```

use super::{
    domain::Domain,
    error::SweepError,
    notation::{parse_domain, split},
    parameter::Parameter,
};
use crate::{config::Config, text::excerpt};

/// The most parameters of a space: the sampler has so many dimensions.
const MAX_DIMENSIONS: usize = 64;

/// One parameter and its values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dimension {
    pub(crate) parameter: Parameter,
    pub(crate) domain: Domain,
}

/// The dimensions in the order in which they were typed.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Space(pub(crate) Vec<Dimension>);

impl Space {
    /// Reads spaces as they are typed, one after the other.
    ///
    /// # Errors
    /// If a parameter or a word is unknown, a bound is wrong, or two parameters say the same.
    pub(crate) fn parse(texts: &[String]) -> Result<Self, SweepError> {
        let mut space = Self::default();
        for text in texts {
            for part in split(&joined(text), &[' ', '\n', '\t', ';'])?
                .into_iter()
                .filter(|part| !part.trim().is_empty())
            {
                let (key, domain) = part.split_once('=').ok_or_else(|| {
                    SweepError(format!(
                        "“{}” must be name=values, such as lr=loguniform(1e-4,1)",
                        excerpt(part)
                    ))
                })?;
                let parameter: Parameter = key.parse()?;
                let domain = parse_domain(domain)
                    .map_err(|error| SweepError(format!("{}: {error}", parameter.key())))?;
                if let Some(other) = space.0.iter().find(|other| overlap(other.parameter, parameter)) {
                    let (other, key) = (other.parameter.key(), parameter.key());
                    let twice = if other == key {
                        "said twice".to_owned()
                    } else {
                        format!("{other} says that already")
                    };
                    return Err(SweepError(format!("{key}: {twice}")));
                }
                space.0.push(Dimension { parameter, domain });
            }
        }
        if space.0.len() > MAX_DIMENSIONS {
            return Err(SweepError(format!("at most {MAX_DIMENSIONS} parameters, not {}", space.0.len())));
        }
        Ok(space)
    }

    /// Checks that a race like this one can have every value, and returns the parameters that no lane of it has.
    ///
    /// # Errors
    /// If one can't; the message names the parameter and what it may be.
    pub(crate) fn check(&self, base: &Config) -> Result<Vec<Parameter>, SweepError> {
        let mut idle = Vec::new();
        for Dimension { parameter, domain } in &self.0 {
            let mut race = base.clone();
            race.lanes.retain(|lane| parameter.suits(lane.kind));
            if race.lanes.is_empty() {
                idle.push(*parameter);
            }
            if parameter.is_whole() && domain.has_fractions() {
                let ends = domain.ends().join(", ");
                return Err(SweepError(format!("{}: whole numbers are int({ends})", parameter.key())));
            }
            for value in domain.ends() {
                parameter.set(&mut race.clone(), &value)?;
            }
        }
        Ok(idle)
    }
}

/// Whether one of them would undo the other.
fn overlap(one: Parameter, other: Parameter) -> bool {
    let sizes = |parameter| matches!(parameter, Parameter::Width | Parameter::Depth);
    one == other || (one == Parameter::Hidden && sizes(other)) || (other == Parameter::Hidden && sizes(one))
}

/// Takes away blanks beside signs, so that those that are left stand between two parameters.
fn joined(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for c in text.chars() {
        let beside = joined.trim_end().ends_with(['=', ',', '(', '[']);
        if matches!(c, '=' | ',' | ')' | ']' | '(') {
            joined.truncate(joined.trim_end().len());
        } else if beside {
            joined.truncate(joined.trim_end().len());
            if c.is_whitespace() {
                continue;
            }
        }
        joined.push(c);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse_lanes;

    fn parse(text: &str) -> Result<Space, SweepError> {
        Space::parse(&[text.to_owned()])
    }

    #[test]
    fn parameters_stand_one_after_the_other_with_blanks_wherever_they_help() {
        let tight = parse("lr=loguniform(1e-4,1) momentum=0.8,0.9 hidden=[100,100],[50]").unwrap();
        let wide =
            parse(" lr = loguniform(1e-4, 1)\n momentum = 0.8, 0.9; hidden = [100, 100], [50] ").unwrap();
        assert_eq!(tight.0.len(), 3);
        assert_eq!(tight.0[..2], wide.0[..2]);
        assert_eq!(wide.0[2].domain, Domain::Choice(vec!["[100,100]".into(), "[50]".into()]));
        assert_eq!(parse("").unwrap(), Space::default());
    }

    #[test]
    fn what_is_wrong_names_the_parameter() {
        for (text, part) in [
            ("rate", "must be name=values"),
            ("momntum=0.9", "did you mean momentum?"),
            ("lr=loguniform(0,1)", "lr: from 0"),
            ("lr=0.1 rate=0.2", "lr: said twice"),
            ("hidden=[100] width=10,20", "width: hidden says that already"),
        ] {
            let message = parse(text).unwrap_err().to_string();
            assert!(message.contains(part), "{text}: {message}");
        }
    }

    #[test]
    fn values_are_checked_against_the_race_before_anything_runs() {
        let base = Config { lanes: parse_lanes("sgd,adam", 0.0).unwrap(), ..Config::default() };
        let check = |text: &str| parse(text).unwrap().check(&base);
        assert_eq!(check("lr=loguniform(1e-4,1) beta1=0.8,0.9"), Ok(Vec::new()));
        assert_eq!(check("momentum=0.8,0.9").unwrap().len(), 1);
        for wrong in
            ["lr=loguniform(1,1e9)", "beta1=choice(0.9,1)", "batch-size=int(0,8)", "activation=relu,gelux"]
        {
            assert!(check(wrong).is_err(), "{wrong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused_and_gives_values_that_can_be_drawn(
            text in "(lr|momentum|width|hidden|x)?=?(log|uniform|int|range|choice|tag|float|)[(\\[]?[-0-9e.,a-z()\\[\\]' =]{0,24}[)\\]]?",
            place in 0.0..1.0_f64,
        ) {
            let Ok(space) = parse(&text) else { return Ok(()) };
            for dimension in &space.0 {
                proptest::prop_assert!(!dimension.domain.at(place).is_empty());
                proptest::prop_assert!(!dimension.domain.points(3).is_empty());
                proptest::prop_assert!(!dimension.domain.ends().is_empty());
            }
        }
    }
}
