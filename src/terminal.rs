//! The terminal that the program is shown on: what it can do, what is typed at it, frames for it, and leaving it as it
//! was found. The only room that knows crossterm and termios; it knows nothing of what is shown.
//!
//! ```text
//!  widget ──▶ Encoder ──▶ Writer (a thread) ──▶ Device          Guard: raw mode and the alternate screen,
//!             when a frame is due: FramePacer                          put back by whoever comes first,
//!  keyboard ──▶ Decoder (a thread) ──▶ TerminalEvent                   a thread, or a process beside it
//!  and mouse                                                   Announcer: title and progress
//! ```
//!
//! The terminal is asked for its background, with the first frame, and its answer is never waited for: it could come late
//! or never. What else it can do is taken from the environment.

mod announcer;
mod background;
mod capabilities;
mod device;
mod emulator;
mod encoder;
mod events;
mod guard;
mod keys;
mod pacing;
mod writer;

pub use keys::{Key, MouseAction, MouseEvent, decoder::Decoder};

pub(crate) use announcer::{Announcement, Progress};
pub(crate) use background::Background;
pub(crate) use capabilities::{Capabilities, ColorDepth, Signs};
pub(crate) use device::Device;
pub(crate) use emulator::Announces;
pub(crate) use encoder::{Encoder, PALETTE};
pub(crate) use events::TerminalEvent;
pub(crate) use guard::{
    Guard, WATCHDOG_FLAG, frame_closing, frame_opening, has_shell, run_watchdog, suspend_job,
};
pub(crate) use pacing::{ByteMeter, FramePacer};
pub(crate) use writer::{Writer, WrittenFrame};
