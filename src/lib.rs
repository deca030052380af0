//! `downhill` races optimizers down the same loss, live in a terminal.

pub mod certify;
pub mod config;
pub mod data;
pub mod export;
pub mod history;
pub mod nn;
pub mod optim;
pub mod race;
pub mod record;
pub mod session;
pub mod text;
pub mod tui;
