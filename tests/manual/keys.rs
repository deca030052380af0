//! The key tables of the manual beside those of the program.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
};

use crate::{pty::Terminal, sections, text};

/// The group of keys that only a view has, by the number of the view.
const VIEWS: [(&str, &str); 7] = [
    ("1", "chart"),
    ("2", "surface"),
    ("3", "inside"),
    ("4", "digits"),
    ("5", "rates"),
    ("6", "program"),
    ("7", "starts"),
];

/// Where the manual describes each group of the help.
const SECTIONS: [(&str, &[&str]); 9] = [
    ("race", &["The race"]),
    ("lanes", &["Lanes"]),
    ("chart", &["The chart"]),
    ("surface", &["Surface (view 2)"]),
    ("inside", &["Inside (view 3)"]),
    ("digits", &["Digits (view 4)"]),
    ("rates", &["Rates (view 5)"]),
    ("starts", &["Starts (view 7)"]),
    ("program", &["The program", "Lessons"]),
];

/// Keys with a name.
const NAMED: [&str; 11] =
    ["space", "Enter", "Esc", "Tab", "Shift-Tab", "Backspace", "PgUp", "PgDn", "Ctrl-C", "Ctrl-L", "Ctrl-Z"];

/// Keys that help has no room for beside those that do the same or the opposite.
const UNSAID: [(&str, &str); 5] =
    [("program", "PgUp"), ("program", "Shift-Tab"), ("program", "Ctrl-C"), ("rates", "j"), ("rates", "k")];

/// The keys that a word stands for: `1-6` and `hjkl` are several.
fn keys(word: &str) -> Vec<String> {
    if NAMED.contains(&word) {
        return vec![word.to_owned()];
    }
    match word.split_once('-').map(|(first, last)| (first.parse::<u8>(), last.parse::<u8>())) {
        Some((Ok(first), Ok(last))) => (first..=last).map(|digit| digit.to_string()).collect(),
        _ => word.chars().map(String::from).collect(),
    }
}

/// The entries of the open help by group: keys as they are written, and what they do.
fn entries(screen: &str) -> BTreeMap<String, Vec<(String, String)>> {
    let (mut entries, mut group) = (BTreeMap::<_, Vec<_>>::new(), String::new());
    // The view is above and below the help, whose first part explains words and numbers up to an empty line.
    let help =
        screen.lines().skip_while(|line| !line.contains("─ help ─")).take_while(|line| !line.contains('└'));
    let help = help.filter_map(|line| line.trim().strip_prefix('│'));
    let help = help.map(|line| line.trim_end_matches('│').trim());
    for line in help.skip_while(|line| !line.is_empty()) {
        match line.split_once("  ") {
            Some((sign, text)) => {
                let entry = (sign.to_owned(), text.trim().to_owned());
                entries.entry(group.clone()).or_default().push(entry);
            }
            None if !line.is_empty() => line.clone_into(&mut group),
            None => {}
        }
    }
    entries
}

/// The keys that the tables of these sections of the manual have.
fn keys_written(page: &BTreeMap<String, String>, headings: &[&str]) -> BTreeSet<String> {
    let rows = headings.iter().flat_map(|heading| page[*heading].lines());
    let cells = rows.filter_map(|row| row.strip_prefix("| ")?.split(" | ").next());
    cells
        .filter(|cell| !["---", "key"].contains(cell))
        .flat_map(str::split_whitespace)
        .flat_map(|word| keys(word.trim_matches('`')))
        .collect()
}

/// The keys that a group of the help has.
fn keys_shown(entries: &[(String, String)]) -> BTreeSet<String> {
    entries.iter().flat_map(|(sign, _)| sign.split_whitespace()).flat_map(keys).collect()
}

#[test]
fn the_key_tables_are_those_of_the_program() {
    let race = ["--paused", "--iterations", "0", "--hidden", "16", "--batch-size", "8"];
    // As wide as the help, which then covers all, and higher than it.
    let mut terminal = Terminal::start(&race, &[], (74, 100));
    terminal.until_text("paused");
    let mut help: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (digit, group) in VIEWS {
        terminal.press(digit);
        terminal.press("?");
        // It is drawn from the top.
        let is_whole = |screen: &str| {
            screen.lines().any(|line| line.trim_start_matches(['│', ' ']).starts_with("Ctrl-Z"))
        };
        terminal.until(group, |screen| entries(screen).contains_key(group) && is_whole(screen));
        for (group, more) in entries(&terminal.text()) {
            help.entry(group).or_default().extend(more);
        }
        terminal.press("?");
        terminal.until("the view behind the help", |screen| !screen.contains("─ help ─"));
    }
    terminal.press("q");
    assert_eq!(terminal.end(), 0);

    let sections = sections(&text("src/manual/keys.md"));
    assert_eq!(
        help.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        SECTIONS.map(|(group, _)| group).into()
    );
    for (group, headings) in SECTIONS {
        let (written, shown) = (keys_written(&sections, headings), keys_shown(&help[group]));
        let missing: Vec<_> = shown.difference(&written).collect();
        assert!(missing.is_empty(), "{group}: {missing:?} are not in the manual, which has {written:?}");
        let said = |key: &String| {
            help[group].iter().any(|(_, text)| {
                text.split(|c: char| !c.is_alphanumeric()).any(|word| {
                    word == key
                        || word.len() > 1 && word.chars().all(char::is_uppercase) && word.contains(key)
                })
            })
        };
        let stray: Vec<_> = written
            .difference(&shown)
            .filter(|key| !UNSAID.contains(&(group, key.as_str())) && !said(key))
            .collect();
        assert!(stray.is_empty(), "{group}: {stray:?} are in the manual and not in the help");
    }
}

/// A training that answers everything that can be asked of one.
const TRAINER: &str = r#"{"attach":{"protocol":1,"name":"net","can":["pause","step","stop","checkpoint"],"knobs":[{"key":"lr","value":0.1,"turn":"ratio"}]}}
{"step":1,"values":{"loss":0.5}}
"#;

#[test]
fn the_keys_of_trainings_elsewhere_are_those_of_the_program() {
    let place = tempfile::tempdir().unwrap();
    let (folder, state) = (place.path().join("run"), place.path().join("state"));
    let mut host = Command::new(env!("CARGO_BIN_EXE_downhill"))
        .args(["host", "--out"])
        .arg(&folder)
        .env("XDG_STATE_HOME", &state)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut trainer = host.stdin.take().unwrap();
    trainer.write_all(TRAINER.as_bytes()).unwrap();
    // It greets its trainer once it can be attached to.
    let mut greeting = String::new();
    BufReader::new(host.stdout.take().unwrap()).read_line(&mut greeting).unwrap();
    let environment = [("XDG_STATE_HOME", state.to_str().unwrap())];
    let mut terminal = Terminal::start(&["attach", folder.to_str().unwrap()], &environment, (74, 100));
    terminal.until_text("Q stop");
    terminal.press("?");
    terminal.until("the help", |screen| entries(screen).contains_key("program"));
    let help = entries(&terminal.text());
    terminal.press("?");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    trainer.write_all(b"{\"end\":\"finished\"}\n").unwrap();
    assert!(host.wait().unwrap().success());

    let page = sections(&text("src/manual/keys.md"));
    let elsewhere = keys_written(&page, &["Trainings of other programs"]);
    let shown = keys_shown(&help["race"]);
    assert!(elsewhere.is_subset(&shown), "{elsewhere:?} of the manual, {shown:?} of the help");
    let written: BTreeSet<String> = elsewhere.union(&keys_written(&page, &["The race"])).cloned().collect();
    assert!(shown.is_subset(&written), "{shown:?} of the help, {written:?} of the manual");
    for (group, heading) in [("lanes", "Lanes"), ("chart", "The chart")] {
        let (shown, written) = (keys_shown(&help[group]), keys_written(&page, &[heading]));
        assert!(shown.is_subset(&written), "{group}: {shown:?} of the help, {written:?} of the manual");
    }
}
