//! A training loop of another program that is shown and steered: it starts `downhill host` beside itself, writes what it
//! measures as JSON lines to that process, and reads commands from it.
//!
//! ```text
//!                       JSON lines                    Update
//!    training loop ───────────────────▶ host ───────────────────▶ run folder, clients
//!     downhill.py  ◀───────────────────      ◀───────────────────
//!                       commands                      Command
//! ```
//!
//! `client/downhill.py` is the other side, one file for Python; `downhill python` prints it.

mod lines;
mod message;
mod steering;

pub(crate) use lines::read_lines;
pub(crate) use message::{Attach, HostGreeting, PROTOCOL, TrainerMessage};
pub(crate) use steering::Steering;

/// The client for Python.
pub(crate) const PYTHON_CLIENT: &str = include_str!("host/client/downhill.py");
