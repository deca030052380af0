//! What the program was started in: terminal or pipe, local or over SSH, with colours or without.

use std::{
    env,
    io::{IsTerminal, stdout},
};

/// What of its environment decides what a command line means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Environment {
    /// Standard output is a terminal that can show more than plain lines.
    pub(super) screen: bool,
    /// That terminal is connected over SSH.
    pub(super) ssh: bool,
    /// Help may have colours.
    pub(super) color: bool,
}

impl Environment {
    /// Inspects standard output and the environment's variables.
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
