//! Text that is safe to show: foreign strings without invisible characters, paths as a shell reads them, numbers in
//! groups of three.

mod shell;
mod visible;

use visible::is_visible;

pub(crate) use shell::shell_word;
pub use shell::shown;

/// Replaces every control, bidi and invisible character of `text` by `�`.
///
/// Text from a file or label goes through here before it reaches a terminal, log or image. Combining accents stay: they
/// belong to a letter, and file systems spell names with them.
#[must_use]
pub fn sanitized(text: &str) -> String {
    text.chars().map(|c| if is_visible(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// The message of a panic.
#[must_use]
pub(crate) fn panic_words(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}

/// The most characters of a message to the front ends.
pub(crate) const MAX_MESSAGE: usize = 1_000;

/// Makes one line of at most `MAX_MESSAGE` visible characters of an error's text: that of a panic may have several
/// lines, of any length.
#[must_use]
pub fn message(text: &str) -> String {
    let line = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    let start: String = line.chars().take(MAX_MESSAGE).collect();
    let cut = if start.len() < line.len() { "…" } else { "" };
    sanitized(&start) + cut
}

/// Bytes as hex digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |hex, byte| hex + &format!("{byte:02x}"))
}

/// A loss with four decimals; without a sign where it rounds to zero, as the −10⁻⁷ of a sure prediction does.
#[must_use]
pub fn loss(loss: f32) -> String {
    let loss = if loss.abs() < 0.000_05 { 0.0 } else { loss };
    format!("{loss:.4}")
}

/// A learning rate as a schedule makes it, with three significant digits.
#[must_use]
pub(crate) fn scheduled_rate(rate: f64) -> String {
    if rate > 0.0 && rate < 1e-4 {
        return format!("{rate:.2e}");
    }
    let decimals = (2.0 - rate.max(1e-4).log10().floor()).clamp(0.0, 6.0) as usize;
    format!("{rate:.decimals$}")
}

/// The sizes of a network's layers, equal neighbours counted: `784-100×4-10`.
#[must_use]
pub fn network(sizes: &[usize]) -> String {
    let layers = sizes.chunk_by(|one, next| one == next).map(|equal| match equal {
        [size] => size.to_string(),
        _ => format!("{}×{}", equal[0], equal.len()),
    });
    layers.collect::<Vec<_>>().join("-")
}

/// The sizes of a network's layers, each of them: `784-100-100-10`.
#[must_use]
pub fn layers(sizes: &[usize]) -> String {
    sizes.iter().map(usize::to_string).collect::<Vec<_>>().join("-")
}

/// A whole number with a comma before every third digit from the right: 59,999.
#[must_use]
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// The most characters of foreign text that a message repeats.
const MAX_EXCERPT: usize = 48;

/// The beginning of `text`, sanitized, for a message that repeats what was typed.
#[must_use]
pub(crate) fn excerpt(text: &str) -> String {
    let start: String = text.chars().take(MAX_EXCERPT).collect();
    let cut = if start.len() < text.len() { "…" } else { "" };
    sanitized(&start) + cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_as_it_is() {
        for text in ["", "data/fashion mnist-2", "Übung", "U\u{308}bung", "数字", "données ● ✕"] {
            assert_eq!(sanitized(text), text);
        }
    }

    #[test]
    fn characters_that_act_or_hide_are_each_replaced() {
        let acting = ['\0', '\n', '\t', '\u{1b}', '\u{7f}', '\u{9b}', '\u{200b}', '\u{200d}', '\u{200e}'];
        let hiding = ['\u{202e}', '\u{2028}', '\u{2066}', '\u{feff}', '\u{fe0f}', '\u{ad}', '\u{e0041}'];
        for c in acting.into_iter().chain(hiding) {
            assert_eq!(sanitized(&format!("a{c}b")), "a\u{fffd}b", "{c:?}");
        }
    }

    #[test]
    fn a_loss_is_never_minus_zero() {
        let cases = [(0.123_46, "0.1235"), (-1e-7, "0.0000"), (-0.0, "0.0000"), (-0.000_06, "-0.0001")];
        for (value, text) in cases {
            assert_eq!(loss(value), text);
        }
    }

    #[test]
    fn equal_layers_are_counted_or_listed() {
        for (sizes, counted, listed) in [
            (&[784, 100, 100, 10][..], "784-100×2-10", "784-100-100-10"),
            (&[784, 10], "784-10", "784-10"),
            (&[10, 10], "10×2", "10-10"),
        ] {
            assert_eq!((network(sizes), layers(sizes)), (counted.into(), listed.into()));
        }
    }

    #[test]
    fn numbers_get_a_comma_before_every_third_digit() {
        let cases = [(0, "0"), (999, "999"), (1_000, "1,000"), (59_999, "59,999"), (1_234_567, "1,234,567")];
        for (number, text) in cases {
            assert_eq!(thousands(number), text);
        }
        assert_eq!(thousands(u64::MAX), "18,446,744,073,709,551,615");
    }
}
