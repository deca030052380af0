//! Sound JSON with one text or number of it replaced: every place, and everything that somebody with ill will would put
//! there.

use serde_json::Value;

/// Texts for every text: sequences of both sets of controls, clipboard, bidi, zero width, a line's end, and length.
pub fn texts() -> Vec<String> {
    let long = "x".repeat(10_000);
    [
        "\x1b[2J\x1b]52;c;eA==\x07",
        "\u{9b}31m\u{9d}52;c;eA==\u{9c}",
        "\u{202e}evil\u{2066}",
        "\u{200b}\u{feff}",
        "a\r\nb\0",
        "",
        &long,
    ]
    .map(str::to_owned)
    .to_vec()
}

/// What is put in the place of every number, spelled as JSON, or as what somebody may take for it.
pub const NUMBERS: [&str; 12] = [
    "0",
    "-1",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551610",
    "9007199254740992",
    "4294967295",
    "NaN",
    "\"NaN\"",
    "\"inf\"",
    "1e308",
    "1e-308",
];

/// Every text and number of a value, and every name of a field: where it stands, and what it is.
pub fn places(value: &Value) -> Vec<String> {
    fn gather(value: &Value, at: &str, places: &mut Vec<String>) {
        match value {
            Value::String(_) | Value::Number(_) => places.push(at.to_owned()),
            // Losses are many and alike.
            Value::Array(items) => {
                items
                    .iter()
                    .enumerate()
                    .take(6)
                    .for_each(|(index, item)| gather(item, &format!("{at}/{index}"), places));
            }
            Value::Object(fields) => {
                fields.iter().for_each(|(name, field)| gather(field, &format!("{at}/{name}"), places));
            }
            Value::Null | Value::Bool(_) => {}
        }
    }
    let mut places = Vec::new();
    gather(value, "", &mut places);
    places
}

/// Everything that a value becomes when what stands at a place is replaced, as JSON.
pub fn replaced(value: &Value, place: &str) -> Vec<String> {
    const MARK: &str = "\u{1}";
    let mut marked = value.clone();
    let there = marked.pointer_mut(place).unwrap();
    let texts = texts().into_iter().map(|text| serde_json::to_string(&text).unwrap());
    let others: Vec<String> =
        if there.is_string() { texts.collect() } else { NUMBERS.map(str::to_owned).to_vec() };
    *there = MARK.into();
    let (json, mark) = (marked.to_string(), serde_json::to_string(MARK).unwrap());
    others.iter().map(|other| json.replacen(&mark, other, 1)).collect()
}
