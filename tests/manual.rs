//! The manual and the README beside the program: flags, links, paging, and how long a README may be.

#![expect(clippy::unwrap_used, reason = "a test that can't go on stops there")]
#![cfg(unix)]

#[path = "manual/keys.rs"]
mod keys;
#[path = "support/pty.rs"]
mod pty;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use pty::Terminal;

/// The most words of the README: what a person reads before the first race.
const MAX_README_WORDS: usize = 1_500;

/// A flag that no command lists: the program starts itself with it.
const UNLISTED: [&str; 1] = ["--guard-terminal"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The pages of the manual and the files that lead to them, by path.
fn documents() -> BTreeMap<PathBuf, String> {
    let pages = fs::read_dir(root().join("src/manual")).unwrap().map(|entry| entry.unwrap().path());
    let pages = pages.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let others =
        ["README.md", "CHANGELOG.md", "data/README.md", "tests/README.md"].map(|file| root().join(file));
    pages.chain(others).map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

fn downhill(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_downhill"));
    command.args(arguments).env_remove("CLICOLOR_FORCE").output().unwrap()
}

fn printed(arguments: &[&str]) -> String {
    let output = downhill(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_readme_is_short_and_gives_the_test_command() {
    let readme = text("README.md");
    let words = readme.split_whitespace().count();
    assert!(words <= MAX_README_WORDS, "{words} words");
    assert!(readme.lines().any(|line| line.starts_with("cargo test")));
}

#[test]
fn every_relative_link_leads_to_a_file() {
    for (path, text) in documents() {
        for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            let file = link.split('#').next().unwrap();
            if !file.is_empty() && !file.contains("://") {
                let target = path.parent().unwrap().join(file);
                assert!(target.exists(), "{}: {link} leads nowhere", path.display());
            }
        }
    }
}

/// The long flags in a text: `--seed` of `--seed N`.
fn flags(text: &str) -> BTreeSet<String> {
    let mut flags = BTreeSet::new();
    for (at, _) in text.match_indices("--") {
        let starts = text[..at].chars().next_back().is_none_or(|c| " `([|,\n".contains(c));
        let name: String =
            text[at + 2..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
        if starts && name.starts_with(|c: char| c.is_ascii_lowercase()) {
            flags.insert(format!("--{}", name.trim_end_matches('-')));
        }
    }
    flags
}

/// Every command with the flags that its help lists; `sweep status` is a command, too.
fn commands() -> BTreeMap<String, BTreeSet<String>> {
    let mut commands = BTreeMap::new();
    for name in listed(&printed(&["-h"])) {
        let help = printed(&[&name, "--help"]);
        for inner in listed(&help) {
            let inner_help = printed(&[&name, &inner, "--help"]);
            commands.insert(format!("{name} {inner}"), flags_of(&inner_help));
        }
        commands.insert(name, flags_of(&help));
    }
    commands
}

/// The commands that a help lists.
fn listed(help: &str) -> Vec<String> {
    let list =
        help.split("\nCommands:\n").nth(1).unwrap_or_default().split("\n\n").next().unwrap_or_default();
    let names = list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    names.map(str::to_owned).collect()
}

/// The flags that a help lists.
fn flags_of(help: &str) -> BTreeSet<String> {
    help.lines().filter(|line| line.trim_start().starts_with('-')).filter_map(flags_defined).collect()
}

/// The flag that a line of the help describes; what stands behind it is text.
fn flags_defined(line: &str) -> Option<String> {
    let line = line.trim_start();
    let short = ["-h, ", "-V, ", "-o, "];
    let long = short.iter().find_map(|short| line.strip_prefix(short)).unwrap_or(line);
    flags(long.split(' ').next()?).into_iter().next()
}

/// The parts of a page by their headings.
fn sections(page: &str) -> BTreeMap<String, String> {
    let parts = page.split("\n## ").skip(1).filter_map(|part| part.split_once('\n'));
    parts.map(|(heading, text)| (heading.to_owned(), text.to_owned())).collect()
}

#[test]
fn every_flag_of_every_command_is_in_the_manual() {
    let page = text("src/manual/flags.md");
    let (sections, commands) = (sections(&page), commands());
    assert!(commands.len() >= 12, "{commands:?}");
    for (command, flags_of_it) in &commands {
        assert!(page.contains(&format!("`downhill {command}")), "{command} is not in the list of commands");
        let section = |name: &str| sections.get(name).map_or_else(BTreeSet::new, |text| flags(text));
        let own = section(command);
        // What it lists is those of a race.
        let listed = if command == "config" { section("race") } else { BTreeSet::new() };
        let shared = section("Screen").into_iter().chain(section("All commands"));
        let documented: BTreeSet<String> = own.iter().cloned().chain(listed).chain(shared).collect();
        let missing: Vec<_> = flags_of_it.difference(&documented).collect();
        assert!(missing.is_empty(), "{command}: {missing:?} are not in its section");
        let stray: Vec<_> = own.difference(flags_of_it).collect();
        assert!(stray.is_empty(), "{command} has no {stray:?}");
    }
}

#[test]
fn every_flag_that_is_named_exists() {
    let known: BTreeSet<String> =
        commands().into_values().flatten().chain(UNLISTED.map(str::to_owned)).collect();
    for (path, text) in documents().into_iter().filter(|(path, _)| !path.ends_with("tests/README.md")) {
        // These have flags of their own.
        let is_other = |line: &str| {
            ["cargo ", "wandb ", "| jq ", "hq submit "].iter().any(|program| line.contains(program))
        };
        // What follows -- is for a scheduler.
        let own = |line: &'_ str| line.split(" -- ").next().unwrap_or_default().to_owned();
        let lines: Vec<String> = text.lines().filter(|line| !is_other(line)).map(own).collect();
        let unknown: Vec<String> =
            flags(&lines.join("\n")).into_iter().filter(|flag| !known.contains(flag)).collect();
        assert!(unknown.is_empty(), "{} names {unknown:?}", path.display());
    }
}

#[test]
fn a_page_is_printed_plainly_into_a_pipe() {
    let page = printed(&["manual", "race"]);
    assert!(page.starts_with("Steering a race\n===") && !page.contains('\u{1b}'), "{page}");
    assert_eq!(printed(&["manual", "numbers"]), page, "another name of the topic");
    let list = printed(&["manual"]);
    for topic in ["race", "keys", "lessons", "contributing"] {
        assert!(list.lines().any(|line| line.starts_with(topic)), "{list}");
    }
}

#[test]
fn a_wrong_topic_is_one_line_with_the_nearest_and_exit_code_2() {
    for (typed, answer) in [("keyz", "did you mean keys?"), ("qwertz", "downhill manual lists them")] {
        let output = downhill(&["manual", typed]);
        assert_eq!(output.status.code(), Some(2));
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(message, format!("downhill: manual {typed}: there is no such topic; {answer}\n"));
    }
}

#[test]
fn completions_and_help_know_the_topics() {
    assert!(printed(&["completions", "bash"]).contains("troubleshooting"));
    let help = printed(&["manual", "--help"]);
    assert!(help.contains("presenting") && printed(&["--help"]).contains("downhill manual [TOPIC]"));
}

#[test]
fn a_long_page_goes_through_the_pager_and_a_short_one_or_one_without_a_pager_is_printed() {
    let shown = |topic: &str, pager: &str| {
        let mut terminal = Terminal::start(&["manual", topic], &[("PAGER", pager)], (80, 24));
        assert_eq!(terminal.end(), 0, "{}", terminal.text());
        String::from_utf8(terminal.output.clone()).unwrap()
    };
    let paged = shown("keys", "sed 's/^/PAGED /'");
    assert!(paged.contains("PAGED \u{1b}[1;36mKeys"), "{paged:?}");
    for pager in ["", "no-such-pager-here"] {
        let printed = shown("keys", pager);
        assert!(
            printed.contains("\u{1b}[1;36mKeys") && printed.contains("close without changing"),
            "{printed:?}"
        );
    }
    assert!(!shown("explain", "sed 's/^/PAGED /'").is_empty());
}

#[test]
fn the_terminal_decides_width_colors_and_signs() {
    let shown = |environment: &[(&str, &str)], size| {
        let environment = [&[("PAGER", "")], environment].concat();
        let mut terminal = Terminal::start(&["manual", "race"], &environment, size);
        assert_eq!(terminal.end(), 0, "{}", terminal.text());
        String::from_utf8(terminal.output.clone()).unwrap()
    };
    let widest = |text: &str| text.lines().map(|line| line.trim_end().chars().count()).max().unwrap();
    assert!(shown(&[], (80, 24)).contains('\u{1b}'));
    let narrow = shown(&[("NO_COLOR", "1")], (50, 24));
    assert!(!narrow.contains('\u{1b}') && (40..=50).contains(&widest(&narrow)), "{narrow}");
    let wide = shown(&[("NO_COLOR", "1")], (200, 24));
    assert!((81..=100).contains(&widest(&wide)), "{wide}");
    assert!(shown(&[("LC_ALL", "C")], (80, 24)).is_ascii());
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = Command::new(env!("CARGO_BIN_EXE_downhill"));
    let output = command.args(["manual", "keys"]).stdout(writer).output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}
