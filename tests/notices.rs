//! The notices that the program owes: of every crate that is built in, of the font and of the data.
//!
//! `DOWNHILL_NOTICES=write cargo test --test notices` writes them anew, from the packages in cargo's registry.

#![expect(clippy::unwrap_used, reason = "a test that can't go on stops there")]

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// A crate of the registry with what stands in its package.
struct Crate {
    title: String,
    authors: String,
    folder: PathBuf,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every crate that some build of the program holds, tests aside; in their order.
fn crates() -> Vec<Crate> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let by_id = |list: &Value| -> BTreeMap<String, Value> {
        let list = list.as_array().unwrap().iter();
        list.map(|entry| (entry["id"].as_str().unwrap().to_owned(), entry.clone())).collect()
    };
    let (packages, nodes) = (by_id(&metadata["packages"]), by_id(&metadata["resolve"]["nodes"]));
    let own = metadata["resolve"]["root"].as_str().unwrap().to_owned();
    let (mut built_in, mut waiting) = (BTreeSet::new(), vec![own.clone()]);
    while let Some(id) = waiting.pop() {
        let needs = nodes[&id]["deps"].as_array().unwrap().iter().filter(|need| {
            // A kind of null is an ordinary one, neither of tests nor of build scripts.
            need["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"].is_null())
        });
        if built_in.insert(id.clone()) {
            waiting.extend(needs.map(|need| need["pkg"].as_str().unwrap().to_owned()));
        }
    }
    built_in.remove(&own);
    let mut crates: Vec<Crate> = built_in.iter().map(|id| a_crate(&packages[id])).collect();
    crates.sort_by(|one, other| one.title.cmp(&other.title));
    crates
}

fn a_crate(package: &Value) -> Crate {
    let text = |key: &str| package[key].as_str().unwrap().to_owned();
    let authors: Vec<&str> =
        package["authors"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let authors =
        if authors.is_empty() { format!("the {} developers", text("name")) } else { authors.join(", ") };
    Crate {
        title: format!("{} {} ({})", text("name"), text("version"), text("license")),
        authors,
        folder: Path::new(&text("manifest_path")).parent().unwrap().to_owned(),
    }
}

/// The licences that come with a crate. Of several to choose from MIT's is taken; other notices stay.
fn licences(of: &Crate) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(&of.folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| {
            let name = name.to_lowercase();
            ["licence", "license", "copying", "copyright", "notice", "unlicense"]
                .iter()
                .any(|start| name.starts_with(start))
        })
        .collect();
    names.sort();
    if names.iter().any(|name| name.to_lowercase().contains("mit")) {
        let others = ["apache", "unlicense", "zlib", "bsd", "copying"];
        names.retain(|name| !others.iter().any(|other| name.to_lowercase().contains(other)));
    }
    if names.is_empty() {
        // The licence in its manifest is MIT, among others, and the words of that one are known.
        assert!(of.title.contains("MIT"), "{} comes without a licence", of.title);
        let (first, mit) = own_licence();
        return vec![format!("{first}\n\nCopyright (c) {}\n\n{mit}", of.authors)];
    }
    names.iter().map(|name| tidy(&fs::read_to_string(of.folder.join(name)).unwrap())).collect()
}

/// The title of this program's licence and its words without the line of who holds it.
fn own_licence() -> (String, String) {
    let text = tidy(&fs::read_to_string(root().join("LICENSE")).unwrap());
    let mut parts = text.splitn(3, "\n\n").map(str::to_owned);
    let (first, _, words) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    (first, words)
}

/// A text without blanks at the ends of its lines, and without what a terminal might take for more than text.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().map(str::trim_end).collect();
    let text = lines.join("\n").replace('\u{c}', "");
    text.trim_matches('\n').to_owned()
}

/// The notices of all crates: who is in it, then each text once, under the names of whom it belongs to.
fn notices() -> String {
    let crates = crates();
    let mut texts: Vec<(String, Vec<&str>, String)> = Vec::new();
    for own in &crates {
        for text in licences(own) {
            let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
            match texts.iter_mut().find(|(known, ..)| *known == words) {
                Some((_, owners, _)) => owners.push(&own.title),
                None => texts.push((words, vec![&own.title], text)),
            }
        }
    }
    let titles: Vec<&str> = crates.iter().map(|own| own.title.as_str()).collect();
    let mut all =
        format!("Crates of this program, or of a build for another system:\n\n{}\n", titles.join("\n"));
    for (_, owners, text) in texts {
        all.extend(["\n", &"-".repeat(80), "\n", &owners.join("\n"), "\n\n", &text, "\n"]);
    }
    all
}

/// Compares a file with what it is to be, or writes it.
fn keep(name: &str, text: &str) {
    let path = root().join("data/licenses").join(name);
    if env::var_os("DOWNHILL_NOTICES").is_some_and(|value| value == "write") {
        fs::write(&path, text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap();
    let line = kept.lines().zip(text.lines()).find(|(kept, new)| kept != new);
    assert!(
        kept == text,
        "data/licenses/{name} is not what Cargo.lock's packages say, first at {line:?}; \
         DOWNHILL_NOTICES=write cargo test --test notices writes it anew"
    );
}

#[test]
fn the_notices_are_those_of_the_crates_in_cargo_lock() {
    keep("crates.txt", &notices());
}

#[test]
fn the_notice_of_the_font_is_the_one_that_comes_with_it() {
    let dejavu = crates().into_iter().find(|own| own.title.starts_with("dejavu ")).unwrap();
    let text = fs::read_to_string(dejavu.folder.join("assets/dejavu-fonts-ttf-2.37/LICENSE")).unwrap();
    keep("DejaVu.txt", &(tidy(&text) + "\n"));
}

#[test]
fn the_program_prints_every_notice() {
    let output = Command::new(env!("CARGO_BIN_EXE_downhill")).arg("licenses").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let printed = String::from_utf8(output.stdout).unwrap();
    let mut files: Vec<PathBuf> =
        fs::read_dir(root().join("data/licenses")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.push(root().join("LICENSE"));
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        assert!(printed.contains(text.trim_end()), "{} is not printed", file.display());
    }
    for owed in ["Yann LeCun", "creativecommons.org/licenses/by-sa/3.0", "Bitstream Vera", "The Rust Project"]
    {
        assert!(printed.contains(owed), "{owed} is not named");
    }
    assert!(!printed.contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
}
