//! Panics while the screen is in use: printed there, they would be lost with it and spoil it.

use std::{panic, thread};

use crossbeam_channel::{Receiver, bounded};

/// Keeps panics from being printed. The message of the first one on this thread, the main one, comes out of the
/// channel; other threads report theirs themselves.
pub(crate) fn capture_panics() -> Receiver<String> {
    let (sender, messages) = bounded(1);
    let main = thread::current().id();
    panic::set_hook(Box::new(move |info| {
        if thread::current().id() == main {
            // Full after the first, which is the one of interest.
            let _ = sender.try_send(info.to_string());
        }
    }));
    messages
}

/// Lets panics be printed again.
pub(crate) fn print_panics() {
    drop(panic::take_hook());
}
