//! The subcommand `completions`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

const HELP: &str = "\
Where they go:
  bash         downhill completions bash > ~/.local/share/bash-completion/completions/downhill
  zsh          downhill completions zsh > _downhill, in a folder of $fpath
  fish         downhill completions fish > ~/.config/fish/completions/downhill.fish";

/// Print what a shell needs to complete commands and flags
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct CompletionsArgs {
    /// Which shell
    shell: Shell,
}

/// The completion script of the command line `C`.
pub(super) fn text<C: CommandFactory>(args: &CompletionsArgs) -> String {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut C::command(), "downhill", &mut text);
    String::from_utf8_lossy(&text).into_owned()
}
