//! What readers of JSON and TOML find wrong, in words for whoever wrote the file: their own messages speak of fields,
//! variants and Rust types.

/// More names than these are no help.
const MAX_CHOICES: usize = 12;

/// The message of a reader as one plain line.
///
/// ```text
/// missing field `step` at line 1 column 9              step is missing
/// invalid type: integer `3`, expected a string         must be a text, not the number 3
/// unknown field `tille`, expected one of `title`, …    there is no tille here; did you mean title?
/// ```
///
/// A message that is none of a reader's comes back as it is.
pub(crate) fn plain_fault(message: &str) -> String {
    let line = message.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ");
    let (what, place) = placed(&line);
    let plain = structure(what).or_else(|| syntax(what).map(str::to_owned));
    let place = place.map_or_else(String::new, |byte| format!(", at byte {byte}"));
    plain.map_or_else(|| what.to_owned(), |plain| plain + &place)
}

/// A message of JSON without the place at its end: what is read is one line, so its line number would mislead.
fn placed(message: &str) -> (&str, Option<&str>) {
    let split = || {
        let (what, place) = message.rsplit_once(" at line ")?;
        let (line, column) = place.split_once(" column ")?;
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        (is_number(line) && is_number(column)).then_some((what, Some(column)))
    };
    split().unwrap_or((message, None))
}

/// What is wrong with a value of sound JSON or TOML.
fn structure(what: &str) -> Option<String> {
    if let Some(name) = quoted(what, "missing field ") {
        return Some(format!("{name} is missing"));
    }
    if let Some(name) = quoted(what, "duplicate field ") {
        return Some(format!("{name} is there twice"));
    }
    if let Some(name) = quoted(what, "unknown field ") {
        let near = near(name, &choices(what));
        let hint = near.map_or_else(|| has(&choices(what)), |near| format!("; did you mean {near}?"));
        return Some(format!("there is no {name} here{hint}"));
    }
    if let Some(name) = quoted(what, "unknown variant ") {
        let choices = choices(what);
        let near = near(name, &choices).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        return Some(if choices.len() > MAX_CHOICES {
            format!("there is no {name} here{near}")
        } else {
            format!("must be one of {}, not {name}{near}", choices.join(", "))
        });
    }
    if what.starts_with("data did not match any variant") {
        return Some("of a form that can't be there".into());
    }
    let (kind, rest) = what.split_once(": ").filter(|(kind, _)| kind.starts_with("invalid "))?;
    let (found, wanted) = rest.rsplit_once(", expected ")?;
    matches!(kind, "invalid type" | "invalid value")
        .then(|| format!("must be {}, not {}", kind_of(wanted), value_of(found)))
}

/// What keeps a text from being JSON.
fn syntax(what: &str) -> Option<&'static str> {
    const NO_JSON: [&str; 13] = [
        "expected value",
        "expected ident",
        "expected `",
        "key must be",
        "trailing ",
        "control character",
        "invalid escape",
        "invalid unicode",
        "invalid number",
        "number out of range",
        "lone leading surrogate",
        "unexpected end of hex",
        "recursion limit",
    ];
    if what.starts_with("EOF while parsing") {
        return Some("cut short");
    }
    NO_JSON.iter().any(|start| what.starts_with(start)).then_some("damaged")
}

/// What stands between the backquotes after a beginning.
fn quoted<'a>(what: &'a str, beginning: &str) -> Option<&'a str> {
    what.strip_prefix(beginning)?.strip_prefix('`')?.split('`').next()
}

/// The names that a reader would have taken: all that stand between backquotes after the first.
fn choices(what: &str) -> Vec<&str> {
    what.split('`').skip(1).step_by(2).skip(1).collect()
}

fn has(choices: &[&str]) -> String {
    if choices.is_empty() || choices.len() > MAX_CHOICES {
        String::new()
    } else {
        format!("; there can be {}", choices.join(", "))
    }
}

fn near<'a>(name: &str, choices: &[&'a str]) -> Option<&'a str> {
    let score = |choice: &&str| strsim::damerau_levenshtein(name, choice);
    let close = choices.iter().copied().filter(|choice| score(choice) <= 1 + choice.len() / 4);
    close.min_by_key(score)
}

/// A type as a person calls it.
fn kind_of(wanted: &str) -> &str {
    match wanted {
        "a string" | "a borrowed string" | "a character" => "a text",
        "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" | "isize" | "a nonzero u64" => {
            "a whole number"
        }
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "a table",
        other if other.starts_with("struct ") || other.contains("enum ") || other.contains("variant") => {
            "a table of another form"
        }
        other if other.starts_with("a tuple") || other.starts_with("an array") => "a list of another length",
        other => other,
    }
}

/// A value as a person calls it.
fn value_of(found: &str) -> String {
    let inner = found.split(['`', '"']).nth(1).unwrap_or_default();
    match found.split([' ', ',']).next() {
        Some("integer" | "floating") => format!("the number {inner}"),
        Some("boolean") => inner.to_owned(),
        Some("string" | "character") => format!("the text “{inner}”"),
        Some("map") => "a table".into(),
        Some("sequence") => "a list".into(),
        Some("null" | "unit" | "Option") => "nothing".into(),
        _ => "this".into(),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[expect(dead_code, reason = "only read")]
        title: String,
        #[expect(dead_code, reason = "only read")]
        count: Option<u64>,
        #[expect(dead_code, reason = "only read")]
        side: Option<Side>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Side {
        Left,
        Right,
    }

    fn json(text: &str) -> String {
        plain_fault(&serde_json::from_str::<Sample>(text).unwrap_err().to_string())
    }

    fn toml(text: &str) -> String {
        plain_fault(toml::from_str::<Sample>(text).unwrap_err().message())
    }

    #[test]
    fn what_a_reader_says_of_a_value_is_said_without_its_types() {
        assert_eq!(json("{}"), "title is missing, at byte 2");
        assert_eq!(toml(""), "title is missing");
        assert_eq!(toml("title = 3"), "must be a text, not the number 3");
        assert_eq!(toml("title = 'a'\ncount = 'b'"), "must be a whole number, not the text “b”");
        assert_eq!(toml("title = 'a'\ncount = -1"), "must be a whole number, not the number -1");
        assert_eq!(toml("tile = 'a'"), "there is no tile here; did you mean title?");
        assert_eq!(toml("xyzzy = 'a'"), "there is no xyzzy here; there can be title, count, side");
        assert_eq!(
            toml("title = 'a'\nside = 'lefd'"),
            "must be one of left, right, not lefd; did you mean left?"
        );
        assert_eq!(json(r#"{"title":"a","title":"b"}"#), "title is there twice, at byte 20");
        assert_eq!(json("7"), "must be a table of another form, not the number 7, at byte 1");
    }

    #[test]
    fn what_is_no_json_is_cut_short_or_damaged() {
        assert_eq!(json(r#"{"title":"#), "cut short, at byte 9");
        for wrong in [
            "x",
            r#"{"title":x}"#,
            "{title:1}",
            r#"{"title":"\q"}"#,
            r#"{"title":"a"}}"#,
            "{\"title\":\"\n\"}",
        ] {
            assert!(json(wrong).starts_with("damaged, at byte "), "{wrong}: {}", json(wrong));
        }
    }

    #[test]
    fn what_is_said_by_the_program_itself_stays() {
        for own in
            ["must be a whole number from 1 to 9", "a lane's name must be 1 to 24 printable characters"]
        {
            assert_eq!(plain_fault(own), own);
        }
    }
}
