//! What must hold of a value from a file or socket, beside its type.

/// The largest count, of iterations for example: up to there an f64 holds every whole number, the sum of two is far
/// from overflowing, and at a million iterations a second it is 285 years away.
pub(crate) const MAX_COUNT: u64 = 1 << 53;

/// The maximum number of bytes of a text: those of the longest path, which is longer than any other text.
pub(crate) const MAX_TEXT: usize = 4_096;

/// A value that no race can have; the message says what it must be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidValue(String);

impl InvalidValue {
    /// `what` says what would be right.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

/// Whether a value is accepted.
pub type Checked = Result<(), InvalidValue>;

/// A value from a file or socket, which is checked before it is used.
pub trait Check {
    /// Checks every part of it.
    ///
    /// # Errors
    /// If a part is none that a race can have.
    fn check(&self) -> Checked;
}

/// Fails with what must hold, unless it does.
pub(crate) fn require(holds: bool, what: &'static str) -> Checked {
    if holds { Ok(()) } else { Err(InvalidValue::new(what)) }
}

/// Fails if there are more than `max` of something.
pub(crate) fn at_most(max: usize, count: usize, what: &'static str) -> Checked {
    if count <= max {
        Ok(())
    } else {
        Err(InvalidValue::new(format!("{count} {what}, where at most {max} can be")))
    }
}

/// Checks every value.
pub(crate) fn all<'a, T: Check + 'a>(values: impl IntoIterator<Item = &'a T>) -> Checked {
    values.into_iter().try_for_each(Check::check)
}

/// Fails if a text is no hash of so many hex digits.
pub(crate) fn hex(digits: usize, text: &str) -> Checked {
    let fits = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if fits { Ok(()) } else { Err(InvalidValue::new(format!("a hash must be {digits} hex digits"))) }
}
