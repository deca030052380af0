//! A race in the background: its process serves a socket in the run folder, and any later login can show the race.
//!
//! The socket carries what the channels of a session carry, a JSON text a line: commands one way, updates the
//! other. Whoever attaches is sent the history first.

mod attach;
mod error;
mod registry;
mod server;
mod socket;
mod watchers;
mod wire;

pub use attach::status;
pub(crate) use attach::{Attached, attach, stop};
pub use error::RemoteError;
pub(crate) use registry::{Listing, RegistryEntry, list_races};
pub(crate) use server::{StopRequests, serve};
pub(crate) use socket::Socket;
pub use wire::Status;
pub(crate) use wire::Stopped;
