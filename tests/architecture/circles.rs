//! Which file needs which, by the paths they write, and the circles among them.
//!
//! A file needs another if it names it or something in it. What a file re-exports is needed where it is: so a room's
//! front may list what its files offer, but a file must not need what is only in the front that needs it.

use std::collections::{BTreeMap, BTreeSet};

/// A path such as `crate::tui::keymap::Binding`, in parts.
type Path = Vec<String>;

/// What a file writes about others.
#[derive(Default)]
struct File {
    /// The module that it is.
    module: Path,
    /// Every path to something else, from where the file stands.
    paths: Vec<Path>,
    /// What it re-exports, by name.
    exports: BTreeMap<String, Path>,
}

/// The circles among files, by their paths below `src`; each is sorted.
pub fn circles(sources: &BTreeMap<String, String>) -> Vec<Vec<String>> {
    let files: BTreeMap<&str, File> =
        sources.iter().map(|(name, code)| (&**name, read(name, code))).collect();
    let modules: BTreeMap<Path, &str> = files
        .iter()
        .filter(|(name, _)| **name != "main.rs")
        .map(|(name, file)| (file.module.clone(), *name))
        .collect();
    let needs = |name: &&str| -> BTreeSet<&str> {
        let targets = files[name].paths.iter().filter_map(|path| target(name, path, &files, &modules, 0));
        targets.filter(|target| target != name && *target != "lib.rs").collect()
    };
    let needs: BTreeMap<&str, BTreeSet<&str>> = files.keys().map(|name| (*name, needs(name))).collect();
    let reach: BTreeMap<&str, BTreeSet<&str>> =
        needs.keys().map(|name| (*name, reachable(name, &needs))).collect();
    let mut circles = BTreeSet::new();
    for (name, reached) in &reach {
        let circle: Vec<String> = reached
            .iter()
            .filter(|other| reach[*other].contains(name))
            .map(|other| (*other).to_owned())
            .collect();
        if reached.contains(name) && circle.len() > 1 {
            circles.insert(circle);
        }
    }
    circles.into_iter().collect()
}

/// Every file that is needed by a file, directly or not.
fn reachable<'a>(name: &'a str, needs: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![name]);
    while let Some(next) = open.pop() {
        open.extend(needs[next].iter().copied().filter(|other| reached.insert(*other)));
    }
    reached
}

/// The file in which what a path names is; `None` for what is of another crate.
fn target<'a>(
    from: &str,
    path: &[String],
    files: &BTreeMap<&'a str, File>,
    modules: &BTreeMap<Path, &'a str>,
    depth: usize,
) -> Option<&'a str> {
    /// More re-exports of re-exports than there are.
    const MAX_DEPTH: usize = 8;
    let absolute = absolute(&files[from].module, path, modules)?;
    let length = (0..=absolute.len()).rev().find(|length| modules.contains_key(&absolute[..*length]))?;
    let found = modules[&absolute[..length]];
    let export = absolute.get(length).and_then(|name| files[found].exports.get(name));
    let elsewhere = export.filter(|_| depth < MAX_DEPTH).and_then(|export| {
        let rest = absolute[length + 1..].iter().cloned();
        let whole: Path = export.iter().cloned().chain(rest).collect();
        target(found, &whole, files, modules, depth + 1)
    });
    elsewhere.or(Some(found))
}

/// A path from the crate's root on.
fn absolute(module: &[String], path: &[String], modules: &BTreeMap<Path, &str>) -> Option<Path> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" => Some([module, rest].concat()),
        "super" => {
            let ups = path.iter().take_while(|part| *part == "super").count();
            let above = module.len().checked_sub(ups)?;
            Some([&module[..above], &path[ups..]].concat())
        }
        // A child's name, or another crate's.
        _ => {
            let child = [module, path].concat();
            modules.contains_key(&child[..=module.len()]).then_some(child)
        }
    }
}

fn read(name: &str, code: &str) -> File {
    let parts = name.trim_end_matches(".rs").split('/').map(str::to_owned);
    let module: Path = if matches!(name, "lib.rs" | "main.rs") { Vec::new() } else { parts.collect() };
    let mut file = File { module, ..File::default() };
    let mut rest = String::new();
    for statement in without_inner_modules(code).split_inclusive(';') {
        let Some((before, used)) = split_use(statement) else {
            rest.push_str(statement);
            continue;
        };
        rest.push_str(before);
        let public = before.trim_end().ends_with(')') || before.trim_end().ends_with("pub");
        for (path, name) in expanded(used.trim_end_matches(';')) {
            if public {
                file.exports.insert(name, path.clone());
            }
            file.paths.push(path);
        }
    }
    for start in ["crate::", "super::", "self::"] {
        file.paths.extend(rest.match_indices(start).filter_map(|(at, _)| path_at(&rest, at)));
    }
    // What a file says of its children without `use`.
    for (at, _) in rest.match_indices("mod ") {
        let child: String = rest[at + 4..].chars().take_while(|c| is_word(*c)).collect();
        if rest[at + 4 + child.len()..].starts_with(';') && names(&rest, &format!("{child}::")) {
            file.paths.push(vec!["self".to_owned(), child]);
        }
    }
    file
}

/// The code with what a module within the file says of the file as the file's own.
fn without_inner_modules(code: &str) -> String {
    let mut inside = false;
    let line = |line: &str| {
        inside = if inside {
            line != "}"
        } else {
            line.contains("mod ") && line.ends_with('{') && !line.starts_with(' ')
        };
        if inside { line.replace("super::", "self::") } else { line.to_owned() }
    };
    code.lines().map(line).collect::<Vec<_>>().join("\n")
}

const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Whether a path begins so somewhere.
fn names(code: &str, start: &str) -> bool {
    code.match_indices(start)
        .any(|(at, _)| !code[..at].ends_with(|c: char| is_word(c) || c == ':' || c == '.'))
}

/// The path that begins there, unless it is the end of another.
fn path_at(code: &str, at: usize) -> Option<Path> {
    let path: String = code[at..].chars().take_while(|c| is_word(*c) || *c == ':').collect();
    let begins = !code[..at].ends_with(|c: char| is_word(c) || c == ':');
    begins.then(|| path.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect())
}

/// What stands before the word `use` at the beginning of a line, and what stands after it.
fn split_use(statement: &str) -> Option<(&str, &str)> {
    let starts = statement.match_indices("use ").map(|(at, _)| at);
    let at = starts.filter(|at| {
        let line = statement[..*at].rsplit('\n').next().unwrap_or_default().trim();
        line.is_empty() || line == "pub" || line.starts_with("pub(") && line.ends_with(')')
    });
    let at = at.last()?;
    let line = statement[..at].rfind('\n').map_or(0, |end| end + 1);
    let visibility = &statement[line..at];
    // What is private to the file is not re-exported.
    Some((
        if visibility.trim().is_empty() { &statement[..line] } else { &statement[..at] },
        &statement[at + 4..],
    ))
}

/// The paths of `a::{b, c::{d as e}}`, each with the name that it gets.
fn expanded(used: &str) -> Vec<(Path, String)> {
    let Some((prefix, group)) = used.split_once('{') else {
        let (path, name) = used.split_once(" as ").unwrap_or((used, ""));
        let path: Path = path.split("::").map(|part| part.trim().to_owned()).collect();
        let own = path.last().cloned().unwrap_or_default();
        let name = if name.trim().is_empty() { own } else { name.trim().to_owned() };
        return vec![(path, name)];
    };
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in group[..group.rfind('}').unwrap_or(group.len())].chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.flat_map(|part| expanded(&format!("{}{part}", prefix.trim()))).collect()
}

#[test]
fn circles_are_found_through_groups_super_and_children_and_not_through_re_exports() {
    let found = |files: &[(&str, &str)]| {
        circles(&files.iter().map(|(name, code)| ((*name).to_owned(), (*code).to_owned())).collect())
    };
    let parent = "mod b;\npub(crate) use b::B;\npub fn f() { b::f(); }";
    let circle = vec![vec!["a.rs".to_owned(), "a/b.rs".to_owned()]];
    assert_eq!(found(&[("a.rs", parent), ("a/b.rs", "use super::f;\npub struct B;")]), circle);
    assert_eq!(
        found(&[("a.rs", parent), ("a/b.rs", "use crate::{\n    a::{f as g},\n    c::D,\n};")]),
        circle
    );
    assert_eq!(found(&[("a.rs", parent), ("a/b.rs", "fn g() { crate::a::f(); }")]), circle);
    // Another child needs what its sibling has, and not their parent.
    let siblings = [
        ("a.rs", "mod b;\nmod c;\npub use b::B;\nuse c::C;"),
        ("a/b.rs", ""),
        ("a/c.rs", "use crate::a::B;"),
    ];
    assert!(found(&siblings).is_empty());
    // Within a file a module's `super` is the file.
    let inner = [("a.rs", parent), ("a/b.rs", "pub struct B;\nmod inner {\n    use super::f;\n}")];
    assert!(found(&inner).is_empty());
}
