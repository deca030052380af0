//! Tables of all kinds.
