//! What the program was started in: terminal or pipe, near or over SSH, with colours or without.

use std::{
    env,
    io::{IsTerminal, stdout},
};

/// What of its surroundings decides what a command line means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surroundings {
    /// Standard output is a terminal that can show more than plain lines.
    pub screen: bool,
    /// That terminal is shown over SSH.
    pub ssh: bool,
    /// Help may have colours.
    pub color: bool,
}

impl Surroundings {
    /// Looks at standard output and the environment.
    #[must_use]
    pub fn detect() -> Self {
        let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = cfg!(unix) && (!is_set("TERM") || env::var_os("TERM").is_some_and(|term| term == "dumb"));
        let screen = stdout().is_terminal() && !dumb;
        Self {
            screen,
            ssh: is_set("SSH_CONNECTION") || is_set("SSH_TTY"),
            color: screen && !is_set("NO_COLOR") && env::var_os("CLICOLOR").is_none_or(|value| value != "0"),
        }
    }
}
