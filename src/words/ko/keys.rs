//! In Korean: keys: what they do.

pub(crate) fn is_locked(key: &str) -> String {
    format!("{key} 키는 잠겨 있습니다")
}
