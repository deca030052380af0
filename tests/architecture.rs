//! The house's rules, read from its source: which room may name which, and how a file opens.

#![expect(clippy::unwrap_used, reason = "a test that can't go on stops there")]

#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/elementary.rs"]
mod elementary;
#[path = "architecture/names.rs"]
mod names;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Every source file with its text, by its path below `src`.
fn sources() -> BTreeMap<String, String> {
    fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                gather(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    gather(&root, &mut files);
    let name = |path: &PathBuf| path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
    files.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// The top-level room a file belongs to.
fn room(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap()
}

/// The code of a file without its tests and comments.
fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = before_tests.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn is_test(file: &str) -> bool {
    file.ends_with("tests.rs") || file.ends_with("testing.rs") || file.contains("/tests/")
}

/// The rooms of this crate that a file names, in any of the ways `use` allows; `main` names the crate by its name.
fn named_rooms(text: &str) -> Vec<String> {
    let code = code(text).replace("downhill::", "crate::");
    let mut named = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let after = &code[at + "crate::".len()..];
        if let Some(group) = after.strip_prefix('{') {
            // The names at the first level of `crate::{a::…, b::{…}}`.
            let (mut depth, mut name) = (1, String::new());
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                if depth == 1 && (c.is_alphanumeric() || c == '_' || c == ':') {
                    name.push(c);
                } else if depth <= 1 && !name.is_empty() {
                    named.push(name.split(':').next().unwrap().to_owned());
                    name.clear();
                }
                if depth == 0 {
                    break;
                }
            }
        } else {
            named.push(after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    named.retain(|name| !name.is_empty());
    named
}

/// Which rooms each room may name.
const ARROWS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("input", &["text"]),
    ("signals", &[]),
    ("system", &["text"]),
    ("terminal", &["signals"]),
    ("manual", &[]),
    ("memory", &["config", "optim"]),
    ("kernel", &[]),
    ("optim", &["kernel", "text"]),
    ("nn", &["kernel", "optim"]),
    ("data", &["input", "memory", "text"]),
    ("config", &["kernel", "optim", "nn", "text"]),
    ("import", &["input", "text"]),
    ("certify", &["config", "data", "input", "nn", "optim", "text"]),
    ("race", &["config", "data", "memory", "nn", "optim", "text"]),
    ("surface", &["nn", "optim", "race"]),
    ("bench", &["config", "data", "kernel", "memory", "nn", "optim", "race", "text"]),
    ("sweep", &["config", "optim", "text"]),
    (
        "trials",
        &[
            "config", "data", "export", "history", "input", "race", "record", "session", "signals", "sweep",
            "system", "text",
        ],
    ),
    ("events", &[]),
    ("session", &["config", "data", "input", "memory", "optim", "race", "sweep", "text"]),
    ("history", &["config", "data", "input", "optim", "race", "session", "sweep", "text"]),
    ("export", &["config", "history", "input", "optim", "race", "session", "sweep", "text"]),
    (
        "record",
        &[
            "config", "events", "export", "history", "input", "optim", "race", "session", "system", "text",
            "words",
        ],
    ),
    ("remote", &["history", "input", "session", "system", "text"]),
    ("replay", &["config", "data", "memory", "race", "record", "session", "system", "text"]),
    (
        "headless",
        &["config", "history", "lesson", "optim", "race", "session", "signals", "sweep", "text", "words"],
    ),
    ("watch", &["config", "events", "history", "input", "race", "session", "text"]),
    ("host", &["history", "input", "race", "session", "text", "watch"]),
    ("words", &["config", "history", "optim", "race", "session", "surface", "text"]),
    ("lesson", &["config", "history", "optim", "race", "session", "text", "words"]),
    (
        "tui",
        &[
            "config", "data", "export", "history", "lesson", "optim", "race", "record", "session", "signals",
            "surface", "sweep", "terminal", "text", "words",
        ],
    ),
    (
        "cli",
        &[
            "bench", "certify", "config", "data", "export", "headless", "history", "host", "import", "input",
            "lesson", "manual", "memory", "nn", "optim", "race", "record", "remote", "replay", "session",
            "signals", "sweep", "system", "terminal", "text", "trials", "tui", "watch", "words",
        ],
    ),
    ("main", &["cli", "headless", "memory", "text"]),
    ("lib", &[]),
];

#[test]
fn dependencies_point_one_way() {
    for (file, text) in sources() {
        let own = room(&file);
        let (_, allowed) =
            ARROWS.iter().find(|(name, _)| *name == own).unwrap_or_else(|| panic!("{file}: no such room"));
        for named in named_rooms(&text) {
            let fine = named == own || allowed.contains(&named.as_str());
            assert!(fine, "{file} names crate::{named}; {own} may only name {allowed:?}");
        }
    }
}

#[test]
fn no_arrow_is_allowed_that_nothing_uses() {
    let mut used: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, text) in sources() {
        used.entry(room(&file).to_owned()).or_default().extend(named_rooms(&text));
    }
    for (own, allowed) in ARROWS {
        for other in *allowed {
            let named = used.get(*own).is_some_and(|named| named.iter().any(|name| name == other));
            assert!(named, "{own} may name {other}, and doesn't");
        }
    }
}

/// The rooms that may know a library, or a module of one.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("clap", &["cli"]),
    ("crossterm", &["terminal"]),
    ("ndarray", &["kernel", "nn", "optim", "race"]),
    ("ratatui", &["terminal", "tui"]),
    ("signal_hook", &["signals"]),
    ("termios", &["terminal"]),
];

#[test]
fn a_library_is_known_only_where_it_belongs() {
    for (file, text) in sources() {
        for (library, rooms) in LIBRARIES {
            let named = code(&text).contains(&format!("{library}::"));
            assert!(
                !named || rooms.contains(&room(&file)),
                "{file} names {library}, which only {rooms:?} may"
            );
        }
    }
}

#[test]
fn the_race_is_pure() {
    let impure = [
        "std::thread",
        "std::time",
        "std::fs",
        "std::io",
        "std::env",
        "std::net",
        "crossbeam",
        "println!",
        "Instant",
        "SystemTime",
    ];
    for (file, text) in sources() {
        if ["race", "kernel", "nn", "optim", "history", "config", "lesson", "surface", "sweep", "words"]
            .contains(&room(&file))
            && !is_test(&file)
        {
            for word in impure {
                let found = code(&text).contains(word);
                assert!(!found, "{file} names {word}");
            }
        }
    }
}

#[test]
fn there_are_no_globals_and_no_shared_locks() {
    for (file, text) in sources() {
        for word in ["Mutex", "RwLock", "OnceLock", "LazyLock", "thread_local!", "static mut", "unsafe "] {
            assert!(!code(&text).contains(word), "{file} names {word}");
        }
    }
}

#[test]
fn json_from_outside_comes_in_by_one_door() {
    for (file, text) in sources() {
        // `certify` reads numbers that the program carries itself; a header of tensors is what its library makes of it.
        let own = ["input", "certify"].contains(&room(&file)) || is_test(&file);
        for line in code(&text).lines().filter(|line| !own && line.contains("serde_json::from_")) {
            let fine = line.contains("Option<Metadata>");
            assert!(fine, "{file} reads JSON by itself, input::from_json looks at all that comes in: {line}");
        }
    }
}

#[test]
fn files_from_outside_are_opened_by_one_door() {
    let opening = ["File::open(", "fs::read(", "fs::read_to_string("];
    // What the system tells of itself is no file of anybody's.
    let system = |text: &str| ["\"/proc/", "\"/sys/"].iter().any(|by| code(text).contains(by));
    let own = |file: &str, text: &str| room(file) == "input" || is_test(file) || system(text);
    for (file, text) in sources().iter().filter(|(file, text)| !own(file, text)) {
        for line in code(text).lines().filter(|line| opening.iter().any(|by| line.contains(by))) {
            // The terminal, and folders that are locked, synced or reached through.
            let fine = ["\"/dev/", "folder"].iter().any(|by| line.contains(by));
            assert!(fine, "{file} opens a file by itself, input::open looks at what it is: {line}");
        }
    }
}

/// Files outside `words` that need Korean letters, and what for.
const HANGUL: &[(&str, &str)] = &[
    ("export/figure/pen.rs", "which letters the Korean font draws"),
    ("optim/rules/", "a rule is one file, with its picture and idea in both languages"),
    ("terminal/keys.rs", "the keys of a Korean keyboard"),
];

#[test]
fn sentences_of_the_screen_stand_in_words() {
    let is_hangul = |letter: char| matches!(letter, '가'..='힣' | 'ㄱ'..='ㆎ');
    // One that reads a text of its own in every language, such as a lesson, chooses by itself.
    let chooses = |file: &str| ["cli", "words"].contains(&room(file)) || file == "lesson/content.rs";
    for (file, text) in sources().iter().filter(|(file, _)| !is_test(file) && room(file) != "words") {
        let code = code(text);
        let needed = HANGUL.iter().any(|(own, _)| file.starts_with(own));
        assert!(needed || !code.contains(is_hangul), "{file} has Korean words: they belong into words");
        assert!(chooses(file) || !code.contains("Lang::Ko"), "{file} chooses words by itself: `say!` does");
    }
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    for (file, text) in sources() {
        assert!(text.starts_with("//! "), "{file} must open with a line //!");
    }
}

#[test]
fn rooms_have_no_mod_rs_and_stay_small_enough_to_walk_through() {
    for (file, text) in sources() {
        assert!(!file.ends_with("mod.rs"), "{file}");
        let lines = code(&text).lines().count();
        assert!(lines <= 350 || is_test(&file), "{file} has {lines} lines of code: make it two files");
    }
}

#[test]
fn no_circle_between_files() {
    let sources = sources().into_iter().filter(|(file, _)| !is_test(file) && !file.contains("/tests/"));
    // What stands below `mod tests;` is code, too.
    let code =
        sources.map(|(file, text)| (file, code(&text.replace("#[cfg(test)]\nmod tests;", "")))).collect();
    let circles = circles::circles(&code);
    assert!(circles.is_empty(), "these files need each other in circles: {circles:?}");
}
