//! One heap for all threads, where the address space is limited.

use std::{env, os::unix::process::CommandExt, process::Command};

use rustix::process::{Resource, getrlimit};

/// Tells the C library how many heaps it may make.
const HEAPS: &str = "MALLOC_ARENA_MAX";

/// Starts the program anew with one heap, if its address space is limited: glibc reserves up to 128 MB of it for every
/// thread, used or not, and then the rest is no measure of what is free. It returns where that is not necessary, or
/// can't be done.
pub fn share_one_heap() {
    if getrlimit(Resource::As).current.is_none() || env::var_os(HEAPS).is_some() {
        return;
    }
    let mut words = env::args_os();
    if let (Ok(program), Some(name)) = (env::current_exe(), words.next()) {
        let _ = Command::new(program).arg0(name).args(words).env(HEAPS, "1").exec();
    }
}
