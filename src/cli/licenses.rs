//! The subcommand `licenses`: the notices that the program owes to those whose work is in it.
//!
//! `tests/notices.rs` writes those of the crates from their packages, and fails when they change.

/// Whose work it is, and the notice.
const NOTICES: [(&str, &str); 6] = [
    ("downhill", include_str!("../../LICENSE")),
    ("The digits: MNIST", include_str!("../../data/licenses/MNIST.txt")),
    ("The font of figures and pictures: DejaVu", include_str!("../../data/licenses/DejaVu.txt")),
    ("Its Korean letters: Nanum", include_str!("../../data/licenses/Nanum.txt")),
    ("The Rust standard library", include_str!("../../data/licenses/Rust.txt")),
    ("Crates", include_str!("../../data/licenses/crates.txt")),
];

pub(super) fn text() -> String {
    let rule = "=".repeat(80);
    NOTICES.map(|(title, notice)| format!("{rule}\n{title}\n{rule}\n\n{}\n", notice.trim_end())).join("\n")
}
