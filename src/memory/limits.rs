//! How much memory is free: the least of what the machine has, what the process may take, and what the control groups
//! around it leave. Where the address space is limited, one heap for all threads.

use std::{
    env, fs,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Command,
};

use rustix::process::{Resource, getrlimit};

/// Where control groups are, by convention.
const GROUPS: &str = "/sys/fs/cgroup";

/// Tells the C library how many heaps it may make.
const HEAPS: &str = "MALLOC_ARENA_MAX";

/// The names of a control group's files.
struct GroupFiles {
    limits: &'static [&'static str],
    used: &'static str,
    /// The parts of `memory.stat` that the system drops when it needs room.
    cache: [&'static str; 2],
}

/// Of control groups of version 1.
const VERSION_1: GroupFiles = GroupFiles {
    limits: &["memory.limit_in_bytes"],
    used: "memory.usage_in_bytes",
    cache: ["total_inactive_file", "total_active_file"],
};

/// Of control groups of version 2.
const VERSION_2: GroupFiles = GroupFiles {
    limits: &["memory.max", "memory.high"],
    used: "memory.current",
    cache: ["inactive_file", "active_file"],
};

/// Free bytes; `None` where the system doesn't say.
pub(super) fn free() -> Option<u64> {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let status = read("/proc/self/status");
    let limited = |resource, taken: &str| {
        getrlimit(resource).current.map(|limit| limit.saturating_sub(kilobytes(&status, taken).unwrap_or(0)))
    };
    let machine = kilobytes(&read("/proc/meminfo"), "MemAvailable:");
    let process = [limited(Resource::As, "VmSize:"), limited(Resource::Data, "VmData:")];
    let groups = groups(Path::new(GROUPS), &read("/proc/self/cgroup"));
    [machine, groups].into_iter().chain(process).flatten().min()
}

/// The bytes after a name, as Linux writes them.
fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1_024)
}

/// The least that any of the process's control groups leaves; `own` is what the system says of them.
fn groups(root: &Path, own: &str) -> Option<u64> {
    own.lines().filter_map(|line| group(root, line)).min()
}

/// The least that the group of a line and all groups above it leave: `0::/path` for version 2, `4:memory:/path` for
/// version 1.
fn group(root: &Path, line: &str) -> Option<u64> {
    let mut parts = line.splitn(3, ':').skip(1);
    let (controllers, path) = (parts.next()?, parts.next()?);
    let (files, bases) = match controllers {
        "" => (VERSION_2, vec![root.to_owned(), root.join("unified")]),
        some if some.split(',').any(|name| name == "memory") => (VERSION_1, vec![root.join("memory")]),
        _ => return None,
    };
    // In a container the path may be one outside of it; then the groups that exist say enough.
    let folders = |base: &PathBuf| {
        let own = base.join(path.trim_start_matches('/'));
        let above = own.ancestors().take_while(|folder| folder.starts_with(base));
        above.filter_map(|folder| left(folder, &files)).min()
    };
    bases.iter().filter_map(folders).min()
}

/// What one group leaves; `None` if it has no limit.
fn left(folder: &Path, files: &GroupFiles) -> Option<u64> {
    let read = |name: &str| fs::read_to_string(folder.join(name)).ok();
    let number = |name: &str| read(name)?.trim().parse::<u64>().ok();
    let limit = files.limits.iter().filter_map(|name| number(name)).min()?;
    let stat = read("memory.stat").unwrap_or_default();
    let part = |name: &str| {
        let value = stat.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.and_then(|value| value.trim().parse::<u64>().ok()).unwrap_or(0)
    };
    let cache = files.cache.map(part).into_iter().fold(0_u64, u64::saturating_add);
    Some(limit.saturating_sub(number(files.used)?.saturating_sub(cache)))
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, files: &[(&str, &str)]) {
        fs::create_dir_all(folder).unwrap();
        for (name, text) in files {
            fs::write(folder.join(name), text).unwrap();
        }
    }

    #[test]
    fn what_is_free_is_read_as_linux_writes_it() {
        assert_eq!(kilobytes("MemTotal: 9 kB\nMemAvailable:   2048 kB\n", "MemAvailable:"), Some(2_097_152));
        assert_eq!(kilobytes("MemAvailable: much\n", "MemAvailable:"), None);
    }

    #[test]
    fn the_tightest_group_counts_without_the_cache_that_can_be_dropped() {
        let root = tempfile::tempdir().unwrap();
        let (slice, own) = (root.path().join("user"), root.path().join("user/shell"));
        write(
            &slice,
            &[
                ("memory.max", "1000\n"),
                ("memory.high", "max\n"),
                ("memory.current", "800\n"),
                ("memory.stat", "anon 200\ninactive_file 300\nactive_file 50\n"),
            ],
        );
        write(&own, &[("memory.max", "max\n"), ("memory.current", "700\n")]);
        assert_eq!(groups(root.path(), "0::/user/shell\n"), Some(550));
        write(&own, &[("memory.high", "900\n")]);
        assert_eq!(groups(root.path(), "0::/user/shell\n"), Some(200));
        assert_eq!(groups(root.path(), "0::/elsewhere\n"), None);
    }

    #[test]
    fn groups_of_the_first_version_count_too_and_a_path_outside_a_container_leads_to_the_top() {
        let root = tempfile::tempdir().unwrap();
        write(
            &root.path().join("memory"),
            &[
                ("memory.limit_in_bytes", "5000\n"),
                ("memory.usage_in_bytes", "1000\n"),
                ("memory.stat", "total_inactive_file 400\n"),
            ],
        );
        assert_eq!(groups(root.path(), "9:cpu:/\n4:memory,hugetlb:/docker/abc\n0::/\n"), Some(4_400));
    }
}
