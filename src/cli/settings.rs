//! Settings from outside the command line: a file and variables of the environment, which are put before the flags that
//! were typed, so that those have the last word.
//!
//! ```text
//!  flag  >  DOWNHILL_SEED  >  seed = … in the file  >  default
//! ```
//! A flag that is added to a race is a key of the file and a variable by that alone.

mod args;
mod catalog;
mod file;
mod given;
mod listing;
mod recorded;

use std::{
    env,
    ffi::{OsStr, OsString},
    path::PathBuf,
};

use clap::{Arg, ArgMatches, Command, FromArgMatches as _, parser::ValueSource};

pub(super) use args::SettingsArgs;

use super::{Environment, Usage};
use crate::text::shown;
use catalog::{Catalog, VARIABLES, is_switch, variable};
use given::{Given, GivenValue, KEYS, Provenance};

/// What a recorded race has of its own, whatever a person's settings are.
const OF_A_NEW_RACE: [&str; 4] = ["data", "iterations", "pace", "paused"];

/// What would be refused without a screen. A habit is not: it is left out there.
const NEEDS_SCREEN: [&str; 3] = ["paused", "screenshot", "cast"];

/// The file below the folder of a person's settings.
const FILE: &str = "downhill/config.toml";

/// Where a person's settings may be.
#[derive(Debug, Clone, Default)]
pub struct SettingSources {
    /// The variables of this program.
    variables: Vec<(OsString, OsString)>,
    /// The file that is read unless another is named.
    usual: Option<PathBuf>,
}

impl SettingSources {
    /// Reads the environment.
    #[must_use]
    pub fn detect() -> Self {
        let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let folder = absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")));
        let is_own = |name: &OsStr| name.as_encoded_bytes().starts_with(VARIABLES.as_bytes());
        Self {
            variables: env::vars_os().filter(|(name, value)| is_own(name) && !value.is_empty()).collect(),
            usual: folder.map(|folder| folder.join(FILE)),
        }
    }

    fn variable(&self, name: &str) -> Option<&OsStr> {
        self.variables.iter().find(|(own, _)| own == name).map(|(_, value)| &**value)
    }

    /// The settings of the file that is named, or else of the usual one, and the file.
    fn file(&self, args: &SettingsArgs, catalog: &Catalog) -> Result<(Vec<Given>, Option<PathBuf>), Usage> {
        let name = variable("config");
        let by_variable = || self.variable(&name).map(|path| (name.as_str(), path.into()));
        let named = args.config.clone().map(|path| ("--config", path)).or_else(by_variable);
        if let Some((by, path)) = named {
            let missing = || Usage::new(format!("{by} {}: there is no such file", shown(&path)));
            return Ok((file::read(&path, catalog)?.ok_or_else(missing)?, Some(path)));
        }
        let read = self.usual.as_ref().map(|path| file::read(path, catalog)).transpose()?;
        Ok((read.flatten().unwrap_or_default(), self.usual.clone()))
    }

    /// The settings of the variables.
    fn variables(&self, catalog: &Catalog) -> Result<Vec<Given>, Usage> {
        let mut all = Vec::new();
        for (key, flag) in catalog.flags() {
            let name = variable(key);
            let Some(text) = self.variable(&name) else { continue };
            let value = if is_switch(flag) {
                let on = text.to_str().and_then(switch);
                GivenValue::Switch(
                    on.ok_or_else(|| Usage::value(&name, &text.to_string_lossy(), "must be true or false"))?,
                )
            } else {
                GivenValue::Text(text.to_owned())
            };
            let given = Given { key: key.to_owned(), value, origin: Provenance::Variable(name) };
            all.push(given.checked(catalog)?);
        }
        Ok(all)
    }

    /// Variables that are none of this program's, with the setting that may be meant.
    fn unknown<'a>(&'a self, catalog: &'a Catalog) -> impl Iterator<Item = (String, String)> + 'a {
        let names = self.variables.iter().map(|(name, _)| name.to_string_lossy().into_owned());
        names.filter_map(|name| {
            let key = name.strip_prefix(VARIABLES)?.replace('_', "-").to_lowercase();
            let known = catalog.find(&key).is_some() || key == "config" || key == "fault";
            (!known).then(|| (name, catalog.unknown(&key)))
        })
    }
}

/// Reads whether something is on.
fn switch(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Some(true),
        "0" | "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// A command line with the settings that it is completed with.
#[derive(Debug)]
pub(super) struct Completed {
    /// The whole line.
    pub(super) line: Vec<OsString>,
    /// What was put into it.
    given: Vec<Given>,
    catalog: Catalog,
    /// The file that was read, or would be if it were there.
    file: Option<PathBuf>,
    /// Every setting that was typed.
    typed: Vec<Given>,
    unknown: Vec<(String, String)>,
}

impl Completed {
    /// Completes a line that is right as far as it goes. A command that takes no settings stays as it is.
    ///
    /// # Errors
    /// If the file or a variable is wrong; the message says where.
    pub(super) fn new(
        command: &Command,
        line: &[OsString],
        sources: &SettingSources,
        environment: Environment,
    ) -> Result<Self, Usage> {
        let catalog = Catalog::new(command);
        let mut completed = Self {
            line: line.to_vec(),
            given: Vec::new(),
            catalog: catalog.clone(),
            file: None,
            typed: Vec::new(),
            unknown: Vec::new(),
        };
        let matches = command.clone().ignore_errors(true).try_get_matches_from(line);
        let Ok(matches) = matches else { return Ok(completed) };
        let (name, of_command) = matches.subcommand().unwrap_or(("race", &matches));
        let Some(command) = command.find_subcommand(name) else { return Ok(completed) };
        // A command may have commands of its own: `sweep attach`.
        let (command, of_command, before) = match of_command.subcommand() {
            Some((name, inner)) => {
                let Some(command) = command.find_subcommand(name) else { return Ok(completed) };
                (command, inner, 3)
            }
            None => (command, of_command, if matches.subcommand_name().is_some() { 2 } else { 1 }),
        };
        let own = |key: &str| command.get_arguments().find(|flag| flag.get_long() == Some(key));
        if own("no-config").is_none() {
            return Ok(completed);
        }
        let Ok(args) = SettingsArgs::from_arg_matches(of_command) else { return Ok(completed) };
        completed.typed = typed(&catalog, command, of_command);
        if args.no_config {
            return Ok(completed);
        }
        let (of_file, file) = sources.file(&args, &catalog)?;
        completed.file = file;
        completed.unknown = sources.unknown(&catalog).collect();
        // Where both have a setting, the variable's counts.
        let mut given = sources.variables(&catalog)?;
        let others = of_file.into_iter().filter(|other| given.iter().all(|given| given.key != other.key));
        given.extend(others.collect::<Vec<_>>());
        let is_new = matches!(name, "race" | "config" | "sweep");
        given.retain(|given| {
            let is_typed = completed.typed.iter().any(|typed| typed.key == given.key);
            own(&given.key).is_some() && !is_typed && (is_new || !OF_A_NEW_RACE.contains(&given.key.as_str()))
        });
        let is_headless = |given: &Given| given.key == "headless" && given.value == GivenValue::Switch(true);
        let no_screen = !environment.screen || given.iter().chain(&completed.typed).any(is_headless);
        if no_screen && name != "config" {
            given.retain(|given| !NEEDS_SCREEN.contains(&given.key.as_str()));
        }
        completed.given = without_conflicts(command, &completed.typed, given);
        completed.line.splice(before..before, words(&completed.given));
        Ok(completed)
    }

    /// The message about a flag that nobody typed, with the place where its value was given.
    pub(super) fn explained(&self, usage: Usage) -> Usage {
        self.given.iter().find_map(|given| given.explained(&usage)).unwrap_or(usage)
    }

    /// Every setting as it is in force, as a settings file.
    pub(super) fn listing(&self, actions: &[(&'static str, String)]) -> String {
        let of_file = self.file.as_deref();
        let given: Vec<&Given> = self.typed.iter().chain(&self.given).collect();
        listing::text(&self.catalog, &given, of_file, &self.unknown, actions)
    }
}

/// The settings that were typed with a command.
fn typed(catalog: &Catalog, command: &Command, matches: &ArgMatches) -> Vec<Given> {
    let is_typed = |key: &str| {
        let flag = command.get_arguments().find(|flag| flag.get_long() == Some(key));
        let source = flag.and_then(|flag| matches.value_source(flag.get_id().as_str()));
        source == Some(ValueSource::CommandLine)
    };
    let given = |(key, flag): (&str, &Arg)| {
        let words = matches.get_raw(flag.get_id().as_str()).into_iter().flatten();
        let text = words.last().map(OsStr::to_owned).unwrap_or_default();
        let value = if is_switch(flag) { GivenValue::Switch(true) } else { GivenValue::Text(text) };
        Given { key: key.to_owned(), value, origin: Provenance::Flag }
    };
    catalog.flags().filter(|(key, _)| is_typed(key)).map(given).collect()
}

/// The settings that can stand beside what was typed. Where a variable and a line of the file exclude each other, the
/// variable stands, which comes first.
fn without_conflicts(command: &Command, typed: &[Given], given: Vec<Given>) -> Vec<Given> {
    let own = |key: &str| command.get_arguments().find(|flag| flag.get_long() == Some(key));
    let mut kept: Vec<Given> = Vec::new();
    for given in given {
        let variables = kept.iter().filter(|kept| !alike(&kept.origin, &given.origin));
        let mut above = typed.iter().chain(variables).filter(|above| above.argument().is_some());
        let excluded = above.any(|above| {
            own(&above.key).zip(own(&given.key)).is_some_and(|(one, other)| conflict(command, one, other))
        });
        if !excluded {
            kept.push(given);
        }
    }
    kept
}

/// The words of a command line that say the same as settings; the lines of a table of keys are one.
fn words(given: &[Given]) -> Vec<OsString> {
    let (keys, others): (Vec<&Given>, Vec<&Given>) =
        given.iter().partition(|given| given.rebound().is_some());
    let lines = keys.iter().filter_map(|given| match &given.value {
        GivenValue::Text(text) => text.to_str(),
        GivenValue::Switch(_) => None,
    });
    let lines: Vec<&str> = lines.collect();
    let table = (!lines.is_empty()).then(|| format!("--{KEYS}={}", lines.join(",")).into());
    others.into_iter().filter_map(Given::argument).chain(table).collect()
}

fn alike(one: &Provenance, other: &Provenance) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// Whether two flags of a command can't stand beside each other.
fn conflict(command: &Command, one: &Arg, other: &Arg) -> bool {
    let excludes = |one: &Arg, other: &Arg| {
        command.get_arg_conflicts_with(one).iter().any(|flag| flag.get_id() == other.get_id())
    };
    excludes(one, other) || excludes(other, one)
}

/// The line with the flags of settings after the command, where they belong, though they were typed before it.
pub(super) fn command_first(command: &Command, line: Vec<OsString>) -> Vec<OsString> {
    let is = |word: &OsString, flag: &str| word == flag;
    let before = match line.get(1) {
        Some(word) if is(word, "--config") => 2,
        Some(word) if is(word, "--no-config") || word.as_encoded_bytes().starts_with(b"--config=") => 1,
        _ => return line,
    };
    let Some(name) = line.get(1 + before).and_then(|word| word.to_str()) else { return line };
    if command.find_subcommand(name).is_none() {
        return line;
    }
    let (program, rest) = line.split_at(1);
    let (flags, rest) = rest.split_at(before);
    let words = program.iter().chain(&rest[..1]).chain(flags).chain(&rest[1..]);
    words.cloned().collect()
}
