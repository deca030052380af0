//! `downhill` races optimizers down the same loss, live in a terminal.

pub mod data;
pub mod nn;
pub mod optim;
