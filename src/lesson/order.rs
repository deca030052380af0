//! What a step does once it has been read, and how that is written: `set SGD lr=0.1`, `reset`, `go 300`.

use crate::{
    config::{Bounds, Config, parse_pace},
    optim::Setting,
    race::LaneId,
    session::{Command, Seed, Target},
    text::excerpt,
};

/// What an order can be, for the message about one that is wrong.
const FORMS: &str = "an order is set LANE KEY=VALUE, reset, reset next, pace N, pace none or go N";

/// Parses an order; lanes are named as in `config`.
pub(super) fn parse(text: &str, config: &Config) -> Result<Command, String> {
    let (verb, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    match (verb, rest.trim()) {
        ("reset", "") => Ok(Command::Reset(Seed::Same)),
        ("reset", "next") => Ok(Command::Reset(Seed::Next)),
        ("pace", "none") => Ok(Command::Pace(None)),
        ("pace", pace) => {
            let pace = parse_pace(pace).map_err(|error| format!("a pace {error}"))?;
            Ok(Command::Pace(Some(pace)))
        }
        ("go", text) => {
            let to = Bounds::ITERATIONS.parse(text).ok().filter(|to| *to > 0);
            to.map(Command::GoTo).ok_or_else(|| {
                format!("go needs an iteration from 1 on, such as go 300, not {:?}", excerpt(text))
            })
        }
        ("set", rest) => set(rest, config),
        _ => Err(FORMS.into()),
    }
}

fn set(rest: &str, config: &Config) -> Result<Command, String> {
    let (lane, pair) = rest.rsplit_once(' ').ok_or(FORMS)?;
    let (key, value) = pair.split_once('=').ok_or(FORMS)?;
    let lane = find(lane, config)?;
    let kind = config.lanes[lane.0 as usize].kind;
    let setting: Option<Setting> = key.parse().ok().filter(|key| kind.settings().any(|own| own == *key));
    let setting = setting.ok_or_else(|| {
        let keys: Vec<&str> = kind.settings().map(Setting::key).collect();
        format!("{} has no {:?}; it has {}", kind.name(), excerpt(key), keys.join(", "))
    })?;
    let value = setting.parse(value).map_err(|error| error.to_string())?;
    Ok(Command::Set { target: Target::Lane(lane), setting: setting.into(), value })
}

/// The lane of that name; a new race numbers its lanes from 0.
pub(super) fn find(name: &str, config: &Config) -> Result<LaneId, String> {
    let wanted = name.trim();
    let found = (0..).zip(&config.lanes).find(|(_, lane)| lane.name == wanted);
    found.map(|(number, _)| LaneId(number)).ok_or_else(|| {
        let names: Vec<&str> = config.lanes.iter().map(|lane| lane.name.as_str()).collect();
        format!("no lane is named {:?}; the lanes are {}", excerpt(wanted), names.join(", "))
    })
}
