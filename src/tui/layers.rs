//! What opens over a view and takes the keys: help and forms.

pub(crate) mod form;
pub(crate) mod help;
