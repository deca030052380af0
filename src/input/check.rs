//! What a value from a file or socket must be, beside being of its type.

/// The largest number that counts something, iterations among it: up to there an f64 holds every whole number, two of
/// them added are far from overflowing, and at a million iterations a second it is 285 years away.
pub const MAX_COUNT: u64 = 1 << 53;

/// The longest text, in bytes: that of the longest path, which every other text is shorter than.
pub const MAX_TEXT: usize = 4_096;

/// A value that no race can have; the message says what it must be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unsound(String);

impl Unsound {
    /// With what would be right.
    pub fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

/// Whether a value can be.
pub type Checked = Result<(), Unsound>;

/// A value that comes from a file or socket and is looked at before anybody works with it.
pub trait Check {
    /// Looks at all of it.
    ///
    /// # Errors
    /// If some part can't be.
    fn check(&self) -> Checked;
}

/// Says what must be where it is not.
///
/// # Errors
/// If it is not.
pub fn require(holds: bool, what: &'static str) -> Checked {
    if holds { Ok(()) } else { Err(Unsound::new(what)) }
}

/// Refuses more than so many of something.
///
/// # Errors
/// If there are more.
pub fn at_most(max: usize, count: usize, what: &'static str) -> Checked {
    if count <= max {
        Ok(())
    } else {
        Err(Unsound::new(format!("{count} {what}, where at most {max} can be")))
    }
}

/// Looks at every one of several.
///
/// # Errors
/// If one can't be.
pub fn all<'a, T: Check + 'a>(values: impl IntoIterator<Item = &'a T>) -> Checked {
    values.into_iter().try_for_each(Check::check)
}

/// Refuses what is no hash of so many hex digits.
///
/// # Errors
/// If it has another length, or other signs.
pub fn hex(digits: usize, text: &str) -> Checked {
    let fits = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if fits { Ok(()) } else { Err(Unsound::new(format!("a hash must be {digits} hex digits"))) }
}
