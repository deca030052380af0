//! A way out for text that a terminal without UTF-8 can show, too, and that a slow reader gets whole.

use std::{
    env,
    io::{self, ErrorKind, IsTerminal, Write},
    os::fd::AsFd,
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    io::Errno,
};

/// Writes text as it is, but for a terminal whose locale does not name UTF-8: there, what is not ASCII is
/// replaced. Files and pipes always get every byte.
///
/// Whoever started the program may have set the stream never to make a writer wait. A reader that is slow is
/// waited for nevertheless.
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

impl<W: Write + AsFd> Plain<W> {
    /// Tries until the stream has room. What it refuses it has taken no byte of, so nothing is written twice.
    fn patiently<T>(&mut self, mut attempt: impl FnMut(&mut W) -> io::Result<T>) -> io::Result<T> {
        loop {
            match attempt(&mut self.inner) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                done => return done,
            }
            match poll(&mut [PollFd::new(&self.inner, PollFlags::OUT)], None) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

impl<W: Write + AsFd> Write for Plain<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.ascii {
            return self.patiently(|inner| inner.write(bytes));
        }
        // Formatting hands over whole pieces of text, so no character is ever cut in two here.
        let text: String = String::from_utf8_lossy(bytes).chars().map(in_ascii).collect();
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            match self.patiently(|inner| inner.write(rest)) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => rest = &rest[count..],
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.patiently(W::flush)
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
    use std::{io::Read, os::unix::net::UnixStream, thread};

    use super::*;

    #[test]
    fn without_utf8_every_byte_is_ascii() {
        let (inner, mut far) = UnixStream::pair().unwrap();
        let mut out = Plain { inner, ascii: true };
        let name = "größe";
        write!(out, "“{name}” — 犬…").unwrap();
        drop(out);
        let mut text = String::new();
        far.read_to_string(&mut text).unwrap();
        assert_eq!(text, "\"gr??e\" - ?~");
    }

    #[test]
    fn a_stream_that_never_waits_is_waited_for() {
        for ascii in [false, true] {
            let (inner, mut far) = UnixStream::pair().unwrap();
            inner.set_nonblocking(true).unwrap();
            let reader = thread::spawn(move || {
                let mut text = Vec::new();
                far.read_to_end(&mut text).map(|_| text.len())
            });
            let mut out = Plain { inner, ascii };
            out.write_all(&vec![b'x'; 1 << 22]).unwrap();
            out.flush().unwrap();
            drop(out);
            assert_eq!(reader.join().unwrap().unwrap(), 1 << 22);
        }
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
