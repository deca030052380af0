//! Flags that several subcommands share.

mod data;
mod presentation;
mod saving;
mod screen;

pub(super) use data::DataArgs;
pub(super) use presentation::{OpenFiles, ScreenFiles};
pub(super) use saving::{OnHangup, SavingArgs};
pub(super) use screen::ScreenArgs;
