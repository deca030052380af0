//! The sentences of the screen in English.

pub(crate) mod digits;
pub(crate) mod display;
pub(crate) mod explain;
pub(crate) mod forms;
pub(crate) mod frame;
pub(crate) mod help;
pub(crate) mod inside;
pub(crate) mod keys;
pub(crate) mod lesson;
pub(crate) mod presenter;
pub(crate) mod race;
pub(crate) mod rates;
pub(crate) mod refusals;
pub(crate) mod run;
pub(crate) mod settings;
pub(crate) mod surface;
pub(crate) mod views;
