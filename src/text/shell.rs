//! Paths and words as a shell reads them: whole, and on one line of visible characters.

use std::{ffi::OsStr, fmt::Write as _, os::unix::ffi::OsStrExt as _, path::Path};

use super::visible::is_visible;

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
#[must_use]
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

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

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
