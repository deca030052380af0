//! What can be set: every long flag of a race, as clap knows them. There is no other list.

use clap::{Arg, ArgAction, Command};

use crate::cli::usage;

/// Flags that are of one command only: where settings come from, consent to replace files, a batch of starts, and what a
/// script reads.
const NO_SETTINGS: [&str; 6] = ["config", "no-config", "force", "overwrite", "repeat", "json"];

/// The flags of a race.
#[derive(Debug, Clone)]
pub(crate) struct Catalog(Command);

impl Catalog {
    /// The flags of the command `race`.
    pub(crate) fn new(program: &Command) -> Self {
        Self(program.find_subcommand("race").unwrap_or(program).clone())
    }

    /// Every flag that is a setting, in the order of the help.
    pub(crate) fn flags(&self) -> impl Iterator<Item = (&str, &Arg)> {
        let flags = self.0.get_arguments().filter(|flag| !flag.is_hide_set());
        let named = flags.filter_map(|flag| Some((flag.get_long()?, flag)));
        named.filter(|(name, _)| !NO_SETTINGS.contains(name))
    }

    pub(crate) fn find(&self, key: &str) -> Option<&Arg> {
        self.flags().find(|(name, _)| *name == key).map(|(_, flag)| flag)
    }

    /// What is wrong with a key that is none, with the one that is meant as far as that can be told.
    pub(crate) fn unknown(&self, key: &str) -> String {
        if NO_SETTINGS.contains(&key) {
            return "this is a flag only; it is given with each command".into();
        }
        if let Some(meant) = usage::meant(key) {
            return meant;
        }
        let names = self.flags().map(|(name, _)| name);
        let plain = key.replace('_', "-").to_lowercase();
        let likeness = |name: &str| {
            let part = name.starts_with(&plain) || plain.starts_with(name);
            if part { 1.0 } else { strsim::jaro_winkler(name, &plain) }
        };
        let near = names.map(|name| (likeness(name), name)).filter(|(likeness, _)| *likeness > 0.8);
        match near.max_by(|one, other| one.0.total_cmp(&other.0)) {
            Some((_, near)) => format!("there is no such setting; did you mean {near}?"),
            None => "there is no such setting; downhill config lists them".into(),
        }
    }

    /// The error of clap for a line with only that word.
    pub(crate) fn check(&self, word: std::ffi::OsString) -> Option<clap::Error> {
        self.0.clone().try_get_matches_from(["downhill".into(), word]).err()
    }
}

/// Whether a flag has no value.
pub(crate) fn is_switch(flag: &Arg) -> bool {
    matches!(flag.get_action(), ArgAction::SetTrue)
}

/// The variable of the environment that a setting has.
pub(crate) fn variable(key: &str) -> String {
    format!("{}{}", VARIABLES, key.to_uppercase().replace('-', "_"))
}

/// What every variable of this program begins with.
pub(crate) const VARIABLES: &str = "DOWNHILL_";
