//! Text that is safe to show: foreign strings without invisible characters, paths and words as a shell reads them,
//! numbers in groups of three.

mod fault;

pub(crate) use fault::plain_fault;

use std::{ffi::OsStr, fmt::Write as _, io, os::unix::ffi::OsStrExt as _, path::Path};

/// Replaces every control, bidi and invisible character of `text` by `�`.
///
/// Text from a file or label goes through here before it reaches a terminal, log or image. Combining accents stay: they
/// belong to a letter, and file systems spell names with them.
#[must_use]
pub fn sanitized(text: &str) -> String {
    text.chars().map(|c| if is_visible(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// Whether a character draws something or a space where it stands, and does nothing else.
fn is_visible(c: char) -> bool {
    // Unicode's Default_Ignorable_Code_Point, plus line and paragraph separators and annotation marks.
    !c.is_control()
        && !matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// A path as it is printed, ready to be pasted into a shell.
///
/// Every path in a message goes through here: it leads to the file that is meant, and no character of it acts on the
/// terminal.
#[must_use]
pub fn shown(path: &Path) -> String {
    let path = path.as_os_str();
    if path.as_bytes().starts_with(b"-") {
        // Not a flag.
        return shell_word(Path::new(".").join(path).as_os_str());
    }
    shell_word(path)
}

/// A word quoted as far as a POSIX shell (2024), bash or zsh needs it: `a`, `'a b'` or `$'a\012b'`.
pub(crate) fn shell_word(word: &OsStr) -> String {
    // Characters without a meaning to a shell; `=` has one at the start. Some letters are invisible.
    let plain = |c: char| is_visible(c) && c.is_alphanumeric() || "-_.,:=+/@%".contains(c);
    match word.to_str() {
        Some(text) if !text.is_empty() && !text.starts_with('=') && text.chars().all(plain) => {
            text.to_owned()
        }
        Some(text) if text.chars().all(is_visible) => format!("'{}'", text.replace('\'', r"'\''")),
        _ => escaped(word.as_bytes()),
    }
}

/// Bytes some of which are invisible; those become three octal digits, the form that most shells understand.
fn escaped(bytes: &[u8]) -> String {
    let mut quoted = String::from("$'");
    let octal = |bytes: &[u8], quoted: &mut String| {
        for byte in bytes {
            // Writing to memory can't fail.
            let _ = write!(quoted, "\\{byte:03o}");
        }
    };
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\\' | '\'' => quoted.extend(['\\', c]),
                c if is_visible(c) => quoted.push(c),
                c => octal(c.encode_utf8(&mut [0; 4]).as_bytes(), &mut quoted),
            }
        }
        octal(chunk.invalid(), &mut quoted);
    }
    quoted + "'"
}

/// The message of a panic.
pub(crate) fn panic_words(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}

/// The most characters of a message to the front ends.
pub(crate) const MAX_MESSAGE: usize = 1_000;

/// The reason of an error of the operating system without its number: `Permission denied`.
pub(crate) fn reason(error: &io::Error) -> String {
    let whole = error.to_string();
    let number = error.raw_os_error().map(|number| format!(" (os error {number})"));
    number.and_then(|number| whole.strip_suffix(&number)).unwrap_or(&whole).to_owned()
}

/// Makes one line of at most `MAX_MESSAGE` visible characters of an error's text: that of a panic may have several
/// lines, of any length.
#[must_use]
pub fn message(text: &str) -> String {
    let line = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    beginning(&line, MAX_MESSAGE)
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
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(",")
}

/// The most characters of foreign text that a message repeats.
const MAX_EXCERPT: usize = 48;

/// The beginning of `text`, sanitized, for a message that repeats what was typed.
pub(crate) fn excerpt(text: &str) -> String {
    beginning(text, MAX_EXCERPT)
}

/// At most so many characters of a name that comes from elsewhere, sanitized.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    sanitized(text).chars().take(most).collect()
}

fn beginning(text: &str, max: usize) -> String {
    let start: String = text.chars().take(max).collect();
    let cut = if start.len() < text.len() { "…" } else { "" };
    sanitized(&start) + cut
}

#[cfg(test)]
mod tests {
    use std::process::Command;

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

    #[test]
    fn plain_words_stay_and_others_are_quoted() {
        for (text, shown) in [
            ("runs/a-1_b.toml", "runs/a-1_b.toml"),
            ("sgd:lr=0.1,adam", "sgd:lr=0.1,adam"),
            ("größe/数字", "größe/数字"),
            ("", "''"),
            ("a b", "'a b'"),
            ("~", "'~'"),
            ("=ls", "'=ls'"),
            ("it's $HOME", r"'it'\''s $HOME'"),
            ("a\nb'\\", r"$'a\012b\'\\'"),
            ("\u{1b}[7m\u{200b}1", r"$'\033[7m\342\200\2131'"),
        ] {
            assert_eq!(shell_word(OsStr::new(text)), shown);
        }
        assert_eq!(shell_word(OsStr::from_bytes(b"a\xff7")), r"$'a\3777'");
        assert_eq!((shown(Path::new("-x")), shown(Path::new("./x"))), ("./-x".into(), "./x".into()));
    }

    #[test]
    fn a_shell_reads_every_byte_back() {
        let all: Vec<u8> = (1..=255).collect();
        for bytes in [&all[..], b"two\nlines 1", b"'", b"\\", b"!x", "\u{202e}a 9".as_bytes()] {
            let line = format!("printf %s {}", shell_word(OsStr::from_bytes(bytes)));
            let read = Command::new("bash").args(["-c", &line]).output().unwrap();
            assert_eq!(read.stdout, bytes, "{line}");
        }
    }
}
