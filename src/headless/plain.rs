//! Standard output and error as plain text: ASCII where the terminal has no UTF-8, and whole for a slow reader.

use std::{
    env,
    io::{self, ErrorKind, IsTerminal, Write},
    os::fd::AsFd,
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    io::Errno,
};

/// Writes text unchanged, except to a terminal whose locale does not name UTF-8: there, what is not ASCII is
/// replaced. Files and pipes always get every byte.
///
/// The stream may be non-blocking, set so by whoever started the program. A slow reader is waited for all the same.
#[derive(Debug)]
pub struct PlainWriter<W> {
    inner: W,
    ascii: bool,
}

impl<W: Write + IsTerminal> PlainWriter<W> {
    /// Whether it must be ASCII is decided here, from the stream and the locale.
    #[must_use]
    pub fn new(inner: W) -> Self {
        let ascii = inner.is_terminal() && !locale_is_utf8(|name| env::var(name).ok());
        Self { inner, ascii }
    }
}

impl<W> PlainWriter<W> {
    /// Whether only ASCII reaches the reader.
    pub(crate) const fn is_ascii(&self) -> bool {
        self.ascii
    }
}

impl<W: Write + AsFd> PlainWriter<W> {
    /// Retries until the stream has room. A refused write has taken no byte, so nothing is written twice.
    fn retry<T>(&mut self, mut attempt: impl FnMut(&mut W) -> io::Result<T>) -> io::Result<T> {
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

impl<W: Write + AsFd> Write for PlainWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.ascii {
            return self.retry(|inner| inner.write(bytes));
        }
        // Formatting writes whole pieces of text, so no character is ever cut in two here.
        let text: String = String::from_utf8_lossy(bytes).chars().map(in_ascii).collect();
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            match self.retry(|inner| inner.write(rest)) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => rest = &rest[count..],
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.retry(W::flush)
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
        let mut out = PlainWriter { inner, ascii: true };
        let name = "größe";
        write!(out, "“{name}” — 犬…").unwrap();
        drop(out);
        let mut text = String::new();
        far.read_to_string(&mut text).unwrap();
        assert_eq!(text, "\"gr??e\" - ?~");
    }

    #[test]
    fn a_non_blocking_stream_gets_every_byte() {
        for ascii in [false, true] {
            let (inner, mut far) = UnixStream::pair().unwrap();
            inner.set_nonblocking(true).unwrap();
            let reader = thread::spawn(move || {
                let mut text = Vec::new();
                far.read_to_end(&mut text).map(|_| text.len())
            });
            let mut out = PlainWriter { inner, ascii };
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
