//! Names: what is public is used outside, and one name is one thing.

use std::{collections::BTreeMap, fs, path::Path};

use super::{code, is_test, sources};

/// Whether `text` has `word` as a whole word.
fn has_word(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(part) && !text[at + word.len()..].starts_with(part))
}

/// The public functions, types and constants of a file: kind, name, and the signature, where other types stand.
fn public_items(code: &str) -> Vec<(String, String, String)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut items = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        // What a type is in an implementation of a trait is as public as the trait.
        let of_trait = line.trim_start().strip_prefix("type ").map(|_| line.trim_start());
        let Some(rest) = line.trim_start().strip_prefix("pub ").or(of_trait) else { continue };
        let kinds = ["fn ", "struct ", "enum ", "const ", "static ", "trait ", "type "];
        let rest = if rest.contains("fn ") { rest.trim_start_matches("const ") } else { rest };
        let kind =
            kinds.into_iter().find_map(|kind| rest.strip_prefix(kind).map(|name| (kind.trim_end(), name)));
        // Of an enum or a trait all of it is public, of others what stands before the body.
        let indent = line.len() - line.trim_start().len();
        let closes = |line: &&str| line.starts_with(&format!("{}}}", " ".repeat(indent)));
        let ended = |line: &&str| match kind {
            Some(("enum" | "trait", _)) => closes(line),
            _ => line.contains(['{', ';']),
        };
        let last = lines[at..].iter().position(ended).unwrap_or(0);
        let signature = if kind.is_some() { lines[at..=at + last].join(" ") } else { (*line).to_owned() };
        let (kind, name) = kind.unwrap_or(("field", rest));
        let name = name.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        items.push((kind.to_owned(), name.to_owned(), signature));
    }
    items
}

#[test]
fn what_is_public_is_used_outside() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let outside: String =
        ["src/main.rs", "tests"].into_iter().flat_map(|place| texts(&root.join(place))).collect();
    let items: Vec<(String, (String, String, String))> = sources()
        .into_iter()
        .filter(|(file, _)| !is_test(file) && !file.contains("/tests/") && file != "main.rs")
        .flat_map(|(file, text)| public_items(&code(&text)).into_iter().map(move |item| (file.clone(), item)))
        .collect();
    for (file, (kind, name, _)) in &items {
        let by_name = has_word(&outside, name);
        // A type may stand in what others sign without being named outside.
        let signs = |(_, (other_kind, other, signature)): &(String, (String, String, String))| {
            (other_kind != kind || other != name) && has_word(signature, name)
        };
        let fine = ["field", "use", "type"].contains(&kind.as_str())
            || by_name
            || (kind != "fn" && kind != "const" && items.iter().any(signs));
        assert!(fine, "{file}: nothing outside uses `pub {kind} {name}`: pub(crate), or private");
    }
}

/// The Rust sources of a file or folder, but for this one.
fn texts(place: &Path) -> Vec<String> {
    if place.is_file() {
        let own = place.ends_with("architecture.rs")
            || place.ends_with("names.rs")
            || place.extension().is_none_or(|kind| kind != "rs");
        return if own { Vec::new() } else { vec![fs::read_to_string(place).unwrap()] };
    }
    fs::read_dir(place).unwrap().flat_map(|entry| texts(&entry.unwrap().path())).collect()
}

#[test]
fn a_type_has_a_name_of_its_own() {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, text) in sources().into_iter().filter(|(file, _)| !is_test(file)) {
        // Only what stands at a file's edge: types of an implementation are named by its trait.
        for line in code(&text).lines() {
            let line = line
                .trim_start_matches("pub(crate) ")
                .trim_start_matches("pub(super) ")
                .trim_start_matches("pub ");
            let kinds = ["struct ", "enum ", "trait ", "type "];
            let Some(name) = kinds.into_iter().find_map(|kind| line.strip_prefix(kind)) else { continue };
            let name = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            files.entry(name.to_owned()).or_default().push(file.clone());
        }
    }
    // What a key of a layer or view means is its `Action`.
    let twice: Vec<_> = files.iter().filter(|(name, files)| *name != "Action" && files.len() > 1).collect();
    assert!(twice.is_empty(), "types that share a name: {twice:?}");
}
