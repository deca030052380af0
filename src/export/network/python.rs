//! The lines of Python that load networks, to be pasted: what all formats have in common.

use std::{fmt::Write as _, os::unix::ffi::OsStrExt as _, path::Path};

use super::{facts, model::Networks};
use crate::{config::Activation, text};

/// The lines for both libraries with what `x` has to be.
pub(super) fn page(networks: &Networks, holds_one: bool, torch: &[String], numpy: &[String]) -> String {
    let inputs = networks.sizes.first().copied().unwrap_or_default();
    let pixels = facts::pixels(&networks.data);
    let mut page = format!(
        "# x: an image in each row, {inputs} pixels of float32, {pixels}\n\n# PyTorch: net(x) are the logits\n{}\n\n\
         # NumPy: x becomes the logits\n{}\n",
        torch.join("\n"),
        numpy.join("\n")
    );
    let mut labels = networks.lanes.iter().map(|lane| lane.label.as_str());
    if let Some(first) = labels.next().filter(|_| !holds_one && networks.lanes.len() > 1) {
        let others: Vec<&str> = labels.collect();
        // Writing to a string can't fail, here and below.
        let _ = write!(page, "\n# the other lanes, in the place of {first}: {}\n", others.join(", "));
    }
    page
}

/// The network of the first lane in PyTorch; `get` makes the expression of a tensor from that of its name.
pub(super) fn torch(networks: &Networks, get: impl Fn(&str) -> String) -> [String; 3] {
    torch_named(networks, &label(networks), get)
}

/// The same where the names of tensors have no label.
pub(super) fn torch_alone(networks: &Networks, get: impl Fn(&str) -> String) -> [String; 3] {
    torch_named(networks, "", get)
}

fn torch_named(networks: &Networks, before: &str, get: impl Fn(&str) -> String) -> [String; 3] {
    let module = match networks.activation {
        Activation::Relu => "ReLU",
        Activation::Sigmoid => "Sigmoid",
        Activation::Tanh => "Tanh",
    };
    let (sizes, end) = (&networks.sizes, networks.sizes.len());
    let tensor = get(&format!("f\"{before}layer{{n}}.{{p}}\""));
    [
        format!("sizes = {sizes:?}"),
        format!(
            "net = torch.nn.Sequential(*[m for s in zip(sizes, sizes[1:]) for m in (torch.nn.Linear(*s), \
             torch.nn.{module}())][:-1])"
        ),
        format!(
            "net.load_state_dict({{f\"{{2 * n - 2}}.{{p}}\": {tensor} for n in range(1, {end}) for p in (\"weight\", \
             \"bias\")}})"
        ),
    ]
}

/// The network of the first lane in NumPy, computed by hand.
pub(super) fn numpy(networks: &Networks) -> [String; 3] {
    let (label, last) = (label(networks), networks.sizes.len().saturating_sub(1));
    let sum =
        |layer: &str| format!("x @ w[f\"{label}layer{layer}.weight\"].T + w[f\"{label}layer{layer}.bias\"]");
    let each = sum("{n}");
    let activated = match networks.activation {
        Activation::Relu => format!("np.maximum({each}, 0)"),
        Activation::Sigmoid => format!("1 / (1 + np.exp(-({each})))"),
        Activation::Tanh => format!("np.tanh({each})"),
    };
    [
        format!("for n in range(1, {last}):"),
        format!("    x = {activated}"),
        format!("x = {}", sum(&last.to_string())),
    ]
}

/// What stands before the names of the first lane's tensors, within a text that takes values in braces.
fn label(networks: &Networks) -> String {
    let label = networks.lanes.first().map_or("", |lane| lane.label.as_str());
    let mut escaped = String::new();
    label.chars().for_each(|letter| escape(letter, &mut escaped));
    escaped.replace('{', "{{").replace('}', "}}") + "/"
}

/// A path as a text of Python; bytes that are no Unicode become what Python makes of them.
pub(super) fn path(path: &Path) -> String {
    let mut text = String::from("\"");
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        chunk.valid().chars().for_each(|letter| escape(letter, &mut text));
        for byte in chunk.invalid() {
            let _ = write!(text, "\\udc{byte:02x}");
        }
    }
    text + "\""
}

/// Adds a character between quotes. One that nobody sees becomes its number.
fn escape(letter: char, text: &mut String) {
    match letter {
        '"' | '\\' => text.extend(['\\', letter]),
        letter if text::sanitized(&letter.to_string()) == letter.to_string() => text.push(letter),
        letter => {
            let _ = write!(text, "\\U{:08x}", u32::from(letter));
        }
    }
}
