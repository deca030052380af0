//! What needs no tool and no network: how much is built in, from where, under which licences.

use std::process::Command;

/// Licences that ask no more than to be named.
const FINE: [&str; 8] =
    ["MIT", "Apache-2.0", "Unlicense", "Zlib", "0BSD", "BSD-2-Clause", "BSL-1.0", "Unicode-3.0"];

/// Whether an expression such as `(MIT OR GPL-3.0) AND Zlib` can be met with what is fine.
fn is_fine(expression: &str) -> bool {
    let plain = expression.replace(['(', ')'], " ").replace('/', " OR ");
    // As written here AND binds less than OR: that is how crates with two parts use brackets.
    plain.split(" AND ").all(|part| part.split(" OR ").any(|licence| FINE.contains(&licence.trim())))
}

#[test]
fn every_dependency_is_of_the_registry_and_of_a_licence_that_is_fine() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    for package in packages {
        let (name, licence) = (&package["name"], package["license"].as_str().unwrap_or("none"));
        assert!(is_fine(licence), "{name}: licence {licence}");
        let source = package["source"].as_str();
        let known = source
            .is_none_or(|source| source.starts_with("registry+") && source.ends_with("/crates.io-index"));
        assert!(known, "{name}: {source:?}");
        assert!(source.is_some() || name == "downhill", "{name} lies in a folder");
    }
    let bytes = std::fs::metadata(super::PROGRAM).unwrap().len();
    let profile = if cfg!(debug_assertions) { "test profile" } else { "release" };
    eprintln!("{} packages besides this one; the program has {bytes} bytes ({profile})", packages.len() - 1);
}

#[test]
fn licences_are_read_with_their_or_and_and() {
    for fine in ["MIT", "MIT/Apache-2.0", "(MIT OR Apache-2.0) AND Unicode-3.0", "GPL-3.0 OR MIT"] {
        assert!(is_fine(fine), "{fine}");
    }
    for wrong in ["GPL-3.0", "none", "MIT AND GPL-3.0", "(MIT OR Zlib) AND LGPL-2.1"] {
        assert!(!is_fine(wrong), "{wrong}");
    }
}
