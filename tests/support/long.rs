//! Short trials run with every change; long ones where they are asked for.

/// Whether the long forms of the trials are asked for.
pub fn long() -> bool {
    std::env::var_os("DOWNHILL_LONG").is_some_and(|value| value != "0" && !value.is_empty())
}
