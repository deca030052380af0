//! What the program withstands: the trials that `README.md` lists. Short forms run with every `cargo test`, long ones are
//! ignored unless they are asked for.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]
#![expect(clippy::print_stderr, reason = "measurements are to be read")]
#![cfg(target_os = "linux")]

#[path = "support/crafted.rs"]
mod crafted_json;
#[path = "support/forms.rs"]
mod forms;
#[path = "support/idx_set.rs"]
mod idx_set;
#[path = "support/link.rs"]
mod link;
#[path = "support/parallel.rs"]
mod parallel;
#[path = "support/process.rs"]
mod process;
#[path = "support/pty.rs"]
mod pty;
#[path = "support/slurm.rs"]
mod slurm;
#[path = "support/sshd.rs"]
mod sshd;

#[path = "trials/background.rs"]
mod background;
#[path = "trials/bytes.rs"]
mod bytes;
#[path = "trials/chaos.rs"]
mod chaos;
#[path = "trials/cost.rs"]
mod cost;
#[path = "trials/crafted.rs"]
mod crafted;
#[path = "trials/damage.rs"]
mod damage;
#[path = "trials/detached.rs"]
mod detached;
#[path = "trials/divergence.rs"]
mod divergence;
#[path = "trials/emulators.rs"]
mod emulators;
// A build for people has no faults to plant.
#[cfg(debug_assertions)]
#[path = "trials/faults.rs"]
mod faults;
#[path = "trials/folders.rs"]
mod folders;
#[path = "trials/full_disk.rs"]
mod full_disk;
#[path = "trials/full_outputs.rs"]
mod full_outputs;
#[path = "trials/hang_up.rs"]
mod hang_up;
#[path = "trials/hostile_text.rs"]
mod hostile_text;
#[path = "trials/injected.rs"]
mod injected;
#[path = "trials/judge.rs"]
mod judge;
#[path = "trials/killed.rs"]
mod killed;
#[path = "trials/listed.rs"]
mod listed;
#[path = "trials/memory.rs"]
mod memory;
#[path = "trials/not_files.rs"]
mod not_files;
#[path = "trials/paths.rs"]
mod paths;
#[path = "trials/repeat.rs"]
mod repeat;
#[path = "trials/saving.rs"]
mod saving;
#[path = "trials/signals.rs"]
mod signals;
#[path = "trials/slow_link.rs"]
mod slow_link;
#[path = "trials/soak.rs"]
mod soak;
#[path = "trials/stalled.rs"]
mod stalled;
#[path = "trials/stopping.rs"]
mod stopping;
#[path = "trials/storm.rs"]
mod storm;
#[path = "trials/streams.rs"]
mod streams;
#[path = "trials/supply.rs"]
mod supply;
#[path = "trials/swept.rs"]
mod swept;
#[path = "trials/terminals.rs"]
mod terminals;
#[path = "trials/thinned.rs"]
mod thinned;
#[path = "trials/ways_out.rs"]
mod ways_out;

/// A race that is quick and goes on until it is stopped.
const ENDLESS: [&str; 6] = ["--iterations", "0", "--hidden", "16", "--batch-size", "8"];

/// A race of a moment.
const MOMENT: [&str; 6] = ["--iterations", "3", "--hidden", "8", "--batch-size", "8"];

const PROGRAM: &str = env!("CARGO_BIN_EXE_downhill");

/// Whether a tool can be run, or a daemon that Debian keeps in a folder of its own; if not, the short form says so and
/// the long one fails.
fn has(tool: &str, why: &str) -> bool {
    let script = format!("PATH=\"$PATH:/usr/sbin\"; command -v {tool}");
    let looked = std::process::Command::new("sh").args(["-c", &script]).output();
    present(looked.is_ok_and(|output| output.status.success()), &format!("no {tool}"), why)
}

/// Whether this process may mount: `unshare` makes a name space where nobody else sees it.
fn may_mount(why: &str) -> bool {
    let script = "mount -t tmpfs tmpfs /mnt";
    let tried = std::process::Command::new("unshare").args(["-m", "sh", "-c", script]).output();
    present(tried.is_ok_and(|output| output.status.success()), "mounting is not permitted", why)
}

fn present(there: bool, what: &str, why: &str) -> bool {
    if !there {
        // Whoever asks for the long forms wants all of them proved.
        let all = std::env::args().any(|argument| argument.ends_with("ignored"));
        assert!(!all, "{what}: not proved here: {why}");
        eprintln!("{what}: not proved here: {why}");
    }
    there
}
