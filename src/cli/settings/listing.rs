//! The text of `downhill config`: a settings file with every setting, its value in force, and where that came from.

use std::path::Path;

use clap::Arg;

use super::{
    catalog::{Catalog, is_switch, variable},
    given::{Given, GivenValue, KEYS, Provenance},
};
use crate::text::{sanitized, shown};

/// Columns of a comment.
const WIDTH: usize = 78;

/// The text, for settings by rank, the first that has a key counts; `actions` are those of the keys that are in force.
pub(super) fn text(
    catalog: &Catalog,
    given: &[&Given],
    file: Option<&Path>,
    unknown: &[(String, String)],
    actions: &[(&'static str, String)],
) -> String {
    let mut text = vec![head(file)];
    let flags: Vec<_> = catalog.flags().filter(|(key, _)| *key != KEYS).collect();
    let heading = |flag: &Arg| flag.get_help_heading().unwrap_or_default().to_owned();
    let mut headings: Vec<String> = Vec::new();
    for (_, flag) in &flags {
        if !headings.contains(&heading(flag)) {
            headings.push(heading(flag));
        }
    }
    let ordered = headings.iter().flat_map(|own| flags.iter().filter(move |(_, flag)| heading(flag) == *own));
    let mut last = String::new();
    for (key, flag) in ordered {
        if heading(flag) != last {
            last = heading(flag);
            text.push(format!("\n# --- {last} ---\n"));
        }
        let help = flag.get_help().map(ToString::to_string).unwrap_or_default();
        text.push(format!("\n{}", comment(&help)));
        let value = given.iter().find(|given| given.key == *key);
        text.push(match value {
            Some(given) => line(key, &written(&given.value), &given.origin),
            None => format!("# {}", line(key, &usual(flag), &Provenance::Default)),
        });
    }
    text.push("\n# --- Keys ---\n\n".to_owned());
    let variable = variable(KEYS);
    text.push(comment(&format!(
        "Keys of actions: a character as it is typed, or a name such as space or ctrl-x; several with blanks between \
         them. {variable} and --{KEYS} take the place of the whole table."
    )));
    text.push("[keys]\n".to_owned());
    for (action, keys) in actions {
        let mut tables = given.iter().filter(|given| given.key == KEYS);
        text.push(match tables.find(|given| names(&given.value, action)) {
            Some(given) => line(action, &quoted(keys), &given.origin),
            None => format!("# {}", line(action, &quoted(keys), &Provenance::Default)),
        });
    }
    for (name, wrong) in unknown {
        text.push(format!("\n# {}: {wrong}\n", sanitized(name)));
    }
    text.concat()
}

fn head(file: Option<&Path>) -> String {
    let file = match file {
        Some(path) if path.exists() => format!("The file that is read: {}", shown(path)),
        Some(path) => format!("No file is read; it would be {}", shown(path)),
        None => "No file is read.".to_owned(),
    };
    comment(
        "Settings of downhill as they are in force, in the form of a settings file. What is commented out is the default.",
    ) + &comment("A flag has the last word, then a variable such as DOWNHILL_SEED, then the file.")
        + &comment(&file)
}

/// Whether a table of keys, as its flag has it, names an action.
fn names(value: &GivenValue, action: &str) -> bool {
    let GivenValue::Text(text) = value else { return false };
    text.to_string_lossy()
        .split(',')
        .any(|part| part.split('=').next().is_some_and(|name| name.trim() == action))
}

/// Words in lines that begin with `#`.
fn comment(words: &str) -> String {
    let (mut lines, mut line) = (String::new(), String::from("#"));
    for word in words.split_whitespace() {
        if line.len() > 1 && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines += &(std::mem::replace(&mut line, "#".to_owned()) + "\n");
        }
        line.extend([" ", word]);
    }
    lines + &line + "\n"
}

fn line(key: &str, value: &str, origin: &Provenance) -> String {
    format!("{key} = {value}  # {origin}\n")
}

fn written(value: &GivenValue) -> String {
    match value {
        GivenValue::Switch(on) => on.to_string(),
        GivenValue::Text(text) => scalar(&text.to_string_lossy()),
    }
}

/// The default of a flag; without one what its value is called.
fn usual(flag: &Arg) -> String {
    if is_switch(flag) {
        return "false".into();
    }
    let default = flag.get_default_values().first().map(|value| scalar(&value.to_string_lossy()));
    let called = || flag.get_value_names().and_then(|names| names.first()).map_or("", |name| name.as_str());
    default.unwrap_or_else(|| quoted(called()))
}

/// A value as TOML writes it, numbers without quotes.
fn scalar(text: &str) -> String {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_whole = digits(text) && text.parse::<i64>().is_ok_and(|number| number.to_string() == text);
    let is_fraction = text.split_once('.').is_some_and(|(whole, part)| {
        digits(part) && whole.parse::<u32>().is_ok_and(|number| number.to_string() == whole)
    });
    if is_whole || is_fraction { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_toml_reads_them_back() {
        for (text, expected) in [
            ("7", "7"),
            ("0.5", "0.5"),
            ("007", "\"007\""),
            ("1e3", "\"1e3\""),
            ("", "\"\""),
            ("18446744073709551615", "\"18446744073709551615\""),
        ] {
            assert_eq!(scalar(text), expected);
        }
        for text in ["a\"b", "a\\b", "a\nb", "'", "ü"] {
            let read: toml::Table = toml::from_str(&format!("a = {}", scalar(text))).unwrap();
            assert_eq!(read["a"].as_str(), Some(text));
        }
    }

    #[test]
    fn comments_are_wrapped_and_nothing_of_them_is_lost() {
        let words = "one two three ".repeat(20);
        let lines = comment(&words);
        assert!(lines.lines().all(|line| line.starts_with("# ") && line.chars().count() <= WIDTH), "{lines}");
        assert_eq!(lines.split_whitespace().filter(|word| *word != "#").count(), 60);
    }
}
