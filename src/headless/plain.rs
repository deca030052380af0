//! A way out for text that a terminal without UTF-8 can show, too.

use std::{
    env,
    io::{self, IsTerminal, Write},
};

/// Writes text as it is, but for a terminal whose locale does not name UTF-8: there, what is not ASCII is
/// replaced. Files and pipes always get every byte.
#[derive(Debug)]
pub struct Plain<W> {
    inner: W,
    ascii: bool,
}

impl<W: Write + IsTerminal> Plain<W> {
    /// Looks at the stream and the locale.
    #[must_use]
    pub fn new(inner: W) -> Self {
        let ascii = inner.is_terminal() && !locale_is_utf8(|name| env::var(name).ok());
        Self { inner, ascii }
    }
}

impl<W: Write> Write for Plain<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.ascii {
            return self.inner.write(bytes);
        }
        // Formatting hands over whole pieces of text, so no character is ever cut in two here.
        let text: String = String::from_utf8_lossy(bytes).chars().map(in_ascii).collect();
        self.inner.write_all(text.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

const fn in_ascii(character: char) -> char {
    match character {
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '–' | '—' => '-',
        '×' => 'x',
        '…' => '~',
        c if c.is_ascii() => c,
        _ => '?',
    }
}

/// Whether the locale names UTF-8; the first variable that is set decides.
fn locale_is_utf8(variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    set.is_some_and(|locale| locale.to_ascii_lowercase().replace('-', "").contains("utf8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_utf8_every_byte_is_ascii() {
        let mut out = Plain { inner: Vec::new(), ascii: true };
        let name = "größe";
        write!(out, "“{name}” — 犬…").unwrap();
        assert_eq!(String::from_utf8(out.inner).unwrap(), "\"gr??e\" - ?~");
    }

    #[test]
    fn the_first_locale_variable_that_is_set_decides() {
        let locale = |all: &'static str, lang: &'static str| {
            move |name: &str| match name {
                "LC_ALL" => Some(all.to_owned()),
                "LANG" => Some(lang.to_owned()),
                _ => None,
            }
        };
        assert!(locale_is_utf8(locale("", "en_US.UTF-8")));
        assert!(locale_is_utf8(locale("C.utf8", "C")));
        assert!(!locale_is_utf8(locale("C", "en_US.UTF-8")));
        assert!(!locale_is_utf8(|_| None));
    }
}
