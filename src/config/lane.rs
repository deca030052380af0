//! One lane's configuration, and how a list of lanes is written: `sgd:lr=0.1:sched=cosine,adam:name=bold`.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::bounds::ConfigError;
use crate::{
    optim::{OptimizerKind, Schedule, ScheduleError, Setting, Settings},
    text::{excerpt, sanitized},
};

/// The longest name of a lane, in characters: what fits at a curve's end without taking its room.
pub(crate) const MAX_LANE_NAME: usize = 24;

/// The most lanes of one race: each of them needs a row, a colour and a marker.
pub(crate) const MAX_LANES: usize = 64;

/// What one lane races with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct LaneConfig {
    /// The name on screen and in files.
    pub name: String,
    /// Its update rule.
    pub kind: OptimizerKind,
    /// Its hyperparameters; those that the rule doesn't have are not read.
    pub settings: Settings,
    /// How its learning rate changes by itself.
    pub schedule: Schedule,
}

impl LaneConfig {
    /// A lane with a rule's defaults and its name.
    #[must_use]
    pub fn new(kind: OptimizerKind) -> Self {
        let (settings, schedule) = (kind.default_settings(), Schedule::default());
        Self { name: kind.name().to_owned(), kind, settings, schedule }
    }

    /// Reads one lane: a kind, then any number of `:setting=value`.
    fn parse(text: &str, weight_decay: f64) -> Result<Self, ConfigError> {
        let mut parts = text.split(':');
        let kind = parse_kind(parts.next().unwrap_or_default().trim())?;
        let mut lane = Self::new(kind);
        let decay =
            Setting::WeightDecay.check(weight_decay).map_err(|error| ConfigError(error.to_string()))?;
        lane.settings = lane.settings.with(Setting::WeightDecay, decay);
        for part in parts {
            let Some((key, value)) = part.split_once('=') else {
                let (part, whole) = (excerpt(part), excerpt(text));
                let what = format!("“{part}” of “{whole}” must be setting=value, such as lr=0.01");
                return Err(ConfigError(what));
            };
            let wrong = |error: &dyn std::fmt::Display| ConfigError(format!("{}: {error}", excerpt(text)));
            match key.trim() {
                "name" => {
                    check_name(value.trim())?;
                    value.trim().clone_into(&mut lane.name);
                }
                "sched" => {
                    lane.schedule.curve = value.parse().map_err(|error: ScheduleError| wrong(&error))?;
                }
                "warmup" => {
                    lane.schedule.warm_up = Schedule::parse_warm_up(value).map_err(|error| wrong(&error))?;
                }
                key => {
                    let setting = parse_setting(kind, key)?;
                    let value = setting.parse(value).map_err(|error| wrong(&error))?;
                    lane.settings = lane.settings.with(setting, value);
                }
            }
        }
        Ok(lane)
    }
}

impl Serialize for LaneConfig {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for LaneConfig {
    /// Checks what another program may have written by the rules for what is typed.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let lane = Self::deserialize(deserializer)?;
        check_name(&lane.name).map_err(D::Error::custom)?;
        Schedule::check_warm_up(lane.schedule.warm_up).map_err(D::Error::custom)?;
        for setting in lane.kind.settings() {
            setting.check(lane.settings.get(setting)).map_err(D::Error::custom)?;
        }
        Ok(lane)
    }
}

/// Reads a list of lanes, and numbers those of the same name: SGD 1, SGD 2.
///
/// # Errors
/// If the list is empty, a kind or setting is unknown (a close one is suggested), a value is out of
/// bounds, or two lanes were given the same name.
pub fn parse_lanes(text: &str, weight_decay: f64) -> Result<Vec<LaneConfig>, ConfigError> {
    if text.trim() == "all" {
        let lane = |kind: OptimizerKind| LaneConfig::parse(kind.key(), weight_decay);
        return OptimizerKind::ALL.into_iter().map(lane).collect();
    }
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    check_lane_count(parts.len())?;
    let mut lanes: Vec<LaneConfig> =
        parts.into_iter().map(|part| LaneConfig::parse(part, weight_decay)).collect::<Result<_, _>>()?;
    let given: Vec<String> = lanes.iter().map(|lane| lane.name.clone()).collect();
    for index in 0..lanes.len() {
        let same = |name: &&String| **name == given[index];
        if given.iter().filter(same).count() > 1 {
            let number = 1 + given[..index].iter().filter(same).count();
            lanes[index].name = numbered(&given[index], number);
        }
    }
    let twice = |lane: &&LaneConfig| lanes.iter().filter(|other| other.name == lane.name).count() > 1;
    match lanes.iter().find(twice) {
        Some(lane) => Err(ConfigError(format!("two lanes are named {}; names must differ", lane.name))),
        None => Ok(lanes),
    }
}

/// Refuses more lanes than a race has room for.
pub(super) fn check_lane_count(count: usize) -> Result<(), ConfigError> {
    if count > MAX_LANES {
        Err(ConfigError(format!("at most {MAX_LANES} lanes, not {count}")))
    } else {
        Ok(())
    }
}

/// A name for one more lane that none of `taken` has: `wanted`, if necessary with the first free number.
pub(crate) fn unique_name(wanted: &str, taken: &[&str]) -> String {
    let free = |name: &String| !taken.contains(&name.as_str());
    let others = (2..).map(|number| numbered(wanted, number));
    std::iter::once(wanted.to_owned()).chain(others).find(free).unwrap_or_default()
}

/// A name followed by a number, shortened so that the whole is still a valid name.
fn numbered(name: &str, number: usize) -> String {
    let number = format!(" {number}");
    name.chars().take(MAX_LANE_NAME - number.len()).collect::<String>().trim_end().to_owned() + &number
}

fn parse_kind(text: &str) -> Result<OptimizerKind, ConfigError> {
    text.parse().map_err(|()| {
        let keys = OptimizerKind::ALL.map(OptimizerKind::key);
        if text.is_empty() {
            return ConfigError(format!("an optimizer is missing: one of {}", keys.join(", ")));
        }
        ConfigError(format!("no optimizer “{}”; there are {}", excerpt(text), suggested(text, &keys)))
    })
}

fn parse_setting(kind: OptimizerKind, text: &str) -> Result<Setting, ConfigError> {
    let has = |setting: &Setting| kind.settings().any(|own| own == *setting);
    text.parse().ok().filter(has).ok_or_else(|| {
        let keys: Vec<&str> = kind.settings().map(Setting::key).chain(["sched", "warmup", "name"]).collect();
        let (name, keys) = (kind.name(), suggested(text, &keys));
        ConfigError(format!("{name} has no “{}”; it has {keys}", excerpt(text)))
    })
}

/// Checks that a lane's name is neither empty nor too long, doesn't begin or end with a blank, and doesn't act on a
/// terminal.
pub(crate) fn check_name(name: &str) -> Result<(), ConfigError> {
    let fits = (1..=MAX_LANE_NAME).contains(&name.chars().count());
    if fits && name.trim() == name && sanitized(name) == name {
        Ok(())
    } else {
        Err(ConfigError(format!("a lane's name must be 1 to {MAX_LANE_NAME} printable characters")))
    }
}

/// The known words, and the one closest to a mistyped one, if any is close.
pub(crate) fn suggested(text: &str, known: &[&str]) -> String {
    let lower = str::to_ascii_lowercase;
    let score = |word: &str| strsim::damerau_levenshtein(&lower(text), &lower(word));
    let near = |word: &&&str| score(word) <= 1 + word.len() / 4;
    let closest = known.iter().filter(near).min_by_key(|word| score(word));
    known.join(", ") + &closest.map_or_else(String::new, |word| format!(" — did you mean {word}?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        parse_lanes(text, 0.0).unwrap_err().to_string()
    }

    #[test]
    fn lanes_take_settings_and_repeat_with_distinct_names() {
        let lanes = parse_lanes("sgd:lr=0.1, sgd ,adam:beta1=0.8:name=bold", 0.5).unwrap();
        let names: Vec<&str> = lanes.iter().map(|lane| lane.name.as_str()).collect();
        assert_eq!(names, ["SGD 1", "SGD 2", "bold"]);
        assert!((lanes[0].settings.get(Setting::LearningRate) - 0.1).abs() < 1e-12);
        assert!((lanes[2].settings.get(Setting::Beta1) - 0.8).abs() < 1e-12);
        assert!((lanes[1].settings.get(Setting::WeightDecay) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_mistyped_optimizer_is_answered_with_the_near_one() {
        assert!(message("sdg").ends_with("did you mean sgd?"), "{}", message("sdg"));
        assert!(message("adm").ends_with("did you mean adam?"), "{}", message("adm"));
        assert!(message("").starts_with("an optimizer is missing"), "{}", message(""));
    }

    #[test]
    fn settings_are_checked_by_kind_and_value() {
        assert_eq!(
            message("sgd:beta1=0.9"),
            "SGD has no “beta1”; it has lr, weight-decay, sched, warmup, name"
        );
        assert!(message("sgd:lr=nan").contains("above 0"), "{}", message("sgd:lr=nan"));
        assert!(message("sgd:lr").contains("setting=value"), "{}", message("sgd:lr"));
        assert!(message("sgd:name=\u{1b}[31m").contains("printable"));
        assert_eq!(
            message("sgd:name=x 1,sgd:name=x,sgd:name=x"),
            "two lanes are named x 1; names must differ"
        );
    }

    #[test]
    fn a_lane_may_have_a_schedule_and_a_warm_up() {
        let lanes =
            parse_lanes("sgd:sched=step@500x0.5:lr=0.1,adam:warmup=100:sched=cosine,lion", 0.0).unwrap();
        let texts: Vec<String> = lanes.iter().map(|lane| lane.schedule.to_string()).collect();
        assert_eq!(texts, ["sched=step@500x0.5", "sched=cosine:warmup=100", "sched=constant"]);
        assert!(message("sgd:sched=sine").contains("cosine"), "{}", message("sgd:sched=sine"));
        assert!(message("sgd:warmup=-1").contains("whole number"), "{}", message("sgd:warmup=-1"));
    }

    #[test]
    fn one_more_lane_gets_the_first_free_number() {
        assert_eq!(unique_name("SGD", &["SGD", "SGD 2"]), "SGD 3");
        assert_eq!(unique_name("SGD", &["Adam"]), "SGD");
        let longest = "x".repeat(MAX_LANE_NAME);
        let other = unique_name(&longest, &[&longest]);
        assert!(other.ends_with("x 2") && check_name(&other).is_ok(), "{other}");
    }
}
