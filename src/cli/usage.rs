//! Wrong usage in one line: which flag, what was typed, what would be right.
//!
//! clap's own messages take several lines and print values as they were typed; here every value passes
//! [`excerpt`], so that no control character of it reaches a terminal.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::{
    config::parse_lanes,
    optim::{OptimizerKind, Setting},
    text::excerpt,
};

/// What is wrong with a command line; the message says what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Usage(String);

impl Usage {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// A flag with an impossible value; `wrong` says what the value must be.
    pub(super) fn value(flag: &str, value: &str, wrong: &str) -> Self {
        let value = if value.is_empty() { "\"\"".to_owned() } else { excerpt(value) };
        // Some messages begin with the value they are about, which is here already.
        let wrong = wrong.strip_prefix(&format!("{value}: ")).unwrap_or(wrong);
        Self(format!("{flag} {value}: {wrong}"))
    }

    /// The error of clap, in one line.
    pub(super) fn from_clap(error: &clap::Error, typed: &[OsString]) -> Self {
        let flag = first(error, ContextKind::InvalidArg).map(|flag| plain_flag(&flag)).unwrap_or_default();
        let value = first(error, ContextKind::InvalidValue).unwrap_or_default();
        let allowed = all(error, ContextKind::ValidValue).join(", ");
        match error.kind() {
            ErrorKind::ValueValidation => {
                let wrong = std::error::Error::source(error).map(ToString::to_string);
                Self::value(&flag, &value, &wrong.unwrap_or_else(|| "can't be".into()))
            }
            ErrorKind::InvalidValue if value.is_empty() && allowed.is_empty() => {
                Self(format!("{flag}: a value is missing; {ASK_HELP}"))
            }
            ErrorKind::InvalidValue if value.is_empty() => Self(format!("{flag}: must be one of {allowed}")),
            // Of so many topics a list would be no help.
            ErrorKind::InvalidValue if flag == "[TOPIC]" => {
                let near = near(error, ContextKind::SuggestedValue);
                let near = near.unwrap_or_else(|| "downhill manual lists them".into());
                Self(format!("manual {}: there is no such topic; {near}", excerpt(&value)))
            }
            ErrorKind::InvalidValue => {
                let near = near(error, ContextKind::SuggestedValue).map(|near| format!("; {near}"));
                Self::value(&flag, &value, &format!("must be one of {allowed}{}", near.unwrap_or_default()))
            }
            ErrorKind::UnknownArgument if flag.starts_with('-') => {
                if let Some(meant) = meant(flag.trim_start_matches('-')) {
                    return Self(format!("{}: {meant}", excerpt(&flag)));
                }
                let near = near(error, ContextKind::SuggestedArg).unwrap_or_else(|| ASK_HELP.into());
                Self(format!("{}: there is no such flag; {near}", excerpt(&flag)))
            }
            ErrorKind::UnknownArgument => Self(
                optimizer(&flag)
                    .unwrap_or_else(|| format!("{}: is one word too many; {ASK_HELP}", excerpt(&flag))),
            ),
            ErrorKind::InvalidSubcommand => {
                let word = first(error, ContextKind::InvalidSubcommand).unwrap_or_default();
                if let Some(meant) = optimizer(&word) {
                    return Self(meant);
                }
                let near = near(error, ContextKind::SuggestedSubcommand).unwrap_or_else(|| ASK_HELP.into());
                Self(format!("{}: there is no such command; {near}", excerpt(&word)))
            }
            ErrorKind::TooManyValues => Self::value(&flag, &value, "this flag takes no value"),
            ErrorKind::MissingRequiredArgument => Self(format!("{flag} is missing; {ASK_HELP}")),
            ErrorKind::ArgumentConflict => {
                match first(error, ContextKind::PriorArg).map(|prior| plain_flag(&prior)) {
                    Some(prior) if prior.starts_with("--") && flag.starts_with("--") => {
                        Self(format!("{flag} and {prior}: only one of them can be meant"))
                    }
                    _ => Self("a command comes first and its flags after it".into()),
                }
            }
            ErrorKind::InvalidUtf8 => Self::not_utf8(typed),
            _ => Self(first_line(error)),
        }
    }

    fn not_utf8(typed: &[OsString]) -> Self {
        let wrong = typed.iter().filter(|argument| argument.to_str().is_none());
        let shown: Vec<String> = wrong.map(|argument| excerpt(&argument.to_string_lossy())).collect();
        Self(format!("{}: must be UTF-8 text", shown.join(" ")))
    }
}

const ASK_HELP: &str = "see downhill --help";

/// Words that other programs have for flags of this one.
const SYNONYMS: [(&str, &str); 18] = [
    ("optimizer", "optimizers"),
    ("optimiser", "optimizers"),
    ("optimisers", "optimizers"),
    ("lane", "optimizers"),
    ("lanes", "optimizers"),
    ("steps", "iterations"),
    ("max-steps", "iterations"),
    ("batch", "batch-size"),
    ("bs", "batch-size"),
    ("layers", "hidden"),
    ("network", "hidden"),
    ("language", "lang"),
    ("locale", "lang"),
    ("colour", "color"),
    ("colors", "color"),
    ("colours", "color"),
    ("output", "out"),
    ("dataset", "data"),
];

/// What is meant by a word that is no flag, and no key of a settings file: a setting of a lane, epochs, or what another
/// program calls one.
pub(super) fn meant(word: &str) -> Option<String> {
    let word = word.to_lowercase().replace('_', "-");
    if matches!(word.as_str(), "epochs" | "epoch" | "num-epochs") {
        return Some(
            "a race is counted in iterations: --iterations 469 is an epoch of MNIST in batches of 128".into(),
        );
    }
    if let Some((_, flag)) = SYNONYMS.iter().find(|(synonym, _)| *synonym == word) {
        return Some(format!("it is called --{flag} here"));
    }
    let (key, example) = match word.as_str() {
        "sched" | "schedule" | "scheduler" | "lr-scheduler" => ("sched", "sgd:sched=cosine".to_owned()),
        "warmup" | "warm-up" | "warmup-steps" => ("warmup", "sgd:warmup=100".to_owned()),
        _ => {
            let setting: Setting = word.parse().ok()?;
            let has = |kind: &OptimizerKind| kind.settings().any(|own| own == setting);
            let kind = OptimizerKind::ALL.into_iter().find(has)?;
            let value = kind.default_settings().get(setting);
            let value = if setting == Setting::LearningRate { 0.1 } else { value };
            (setting.key(), format!("{}:{}={value}", kind.key(), setting.key()))
        }
    };
    Some(format!("{key} is a setting of a lane: --optimizers {example}"))
}

/// What is meant by a word that names optimizers, in the place of a command.
fn optimizer(word: &str) -> Option<String> {
    let word = word.to_lowercase();
    parse_lanes(&word, 0.0).ok()?;
    let what = if word.contains([':', ',']) || word == "all" { "a list of lanes" } else { "an optimizer" };
    let shown = excerpt(&word);
    Some(format!("{shown} is {what}, not a command: downhill --optimizers {shown} races it"))
}

/// `--seed` of `--seed <N>`, `SHELL` of `<SHELL>`, and `DIR` of `<DIR>...`.
fn plain_flag(flag: &str) -> String {
    let flag = if flag.starts_with("--") { flag.split([' ', '=']).next().unwrap_or(flag) } else { flag };
    flag.trim_end_matches("...").trim_matches(['<', '>']).to_owned()
}

fn all(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

fn first(error: &clap::Error, kind: ContextKind) -> Option<String> {
    all(error, kind).into_iter().next()
}

fn near(error: &clap::Error, kind: ContextKind) -> Option<String> {
    first(error, kind).map(|near| format!("did you mean {near}?"))
}

/// The first line of any other error of clap.
fn first_line(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
