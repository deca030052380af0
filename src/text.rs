//! Text for people: numbers with separators, and foreign text made harmless.

/// A whole number with a comma between thousands.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `text` with every control, bidi or zero-width character replaced, safe for terminal, log and picture.
#[must_use]
pub fn sanitized(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// The most of somebody's text that a message repeats, in characters.
const LONGEST_EXCERPT: usize = 48;

/// The beginning of `text`, made harmless, for a message that repeats what somebody typed.
#[must_use]
pub fn excerpt(text: &str) -> String {
    let start: String = text.chars().take(LONGEST_EXCERPT).collect();
    let cut = if start.len() < text.len() { "…" } else { "" };
    sanitized(&start) + cut
}
