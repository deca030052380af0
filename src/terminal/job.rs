//! Job control: whether a shell could continue the program after a stop, and asking it to stop.

use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};

/// Asks the whole job to stop, as a terminal that is not in raw mode does for Ctrl-Z; false if no shell could continue
/// it.
pub(crate) fn suspend_job() -> bool {
    has_shell() && kill_current_process_group(Signal::TSTP).is_ok()
}

/// Whether a shell started the program as a job: the leader of a session has none, and the system doesn't let it be
/// stopped.
pub(crate) fn has_shell() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}
