//! In English: keys: what they do.

pub(crate) fn is_locked(key: &str) -> String {
    format!("{key} is locked")
}
