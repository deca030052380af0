//! Refuses what the machine has no memory for, instead of letting the system kill the program halfway: one estimate of
//! what a race takes, and one of what is free, for which all threads share one heap where the address space is limited.

use std::{
    env, fs,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Command,
};

use rustix::process::{Resource, getrlimit};
use serde::{Deserialize, Serialize};

use crate::{config::Config, optim::OptimizerKind};

/// Pixels and classes of MNIST, assumed where the data are not read yet.
const MNIST: (usize, usize) = (784, 10);

/// Bytes that MNIST takes once it is read.
pub(crate) const DATA: f64 = 60e6;

/// Numbers kept for each parameter of a lane whatever its rule: its value, its gradient, and its value before a step that
/// is measured.
const PER_PARAMETER: f64 = 3.0;

/// Networks beside those of the lanes: the starting weights, and a copy on its way into a lane.
const OTHER_NETWORKS: f64 = 2.0;

/// Snapshots that are kept however large they are, and a checkpoint on its way to the disk.
const SNAPSHOTS: f64 = 3.0;

/// The most batches that a race draws ahead.
pub(crate) const MAX_BATCHES: usize = 8;

/// What must be left for threads, curves and the screen.
const SPARE: f64 = 48e6;

/// Too little memory, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("this needs about {} of memory and {} are free", figure(*.needed), figure(*.free))]
pub struct Shortage {
    /// About what it takes.
    pub needed: u64,
    /// What there is.
    pub free: u64,
}

impl Shortage {
    /// What is needed and what is free, for people.
    pub(crate) fn figures(self) -> (String, String) {
        (figure(self.needed), figure(self.free))
    }
}

/// A race that there is too little memory for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}: take fewer lanes, narrower or fewer --hidden layers, or a smaller --batch-size")]
pub(crate) struct TooLarge(Shortage);

fn figure(bytes: u64) -> String {
    if bytes < 1_000_000_000 {
        format!("{} MB", bytes / 1_000_000)
    } else {
        format!("{:.1} GB", bytes as f64 / 1e9)
    }
}

/// Checks a race whose data are still to be read.
pub(crate) fn check(config: &Config, keeps_past: bool) -> Result<(), TooLarge> {
    room_for(DATA + race(config, MNIST, keeps_past)).map_err(TooLarge)
}

/// Checks that so many bytes are free; where the system doesn't say, nothing is refused.
pub(crate) fn room_for(bytes: f64) -> Result<(), Shortage> {
    let Some(free) = free() else { return Ok(()) };
    let short = bytes > 0.0 && bytes + SPARE > free as f64;
    if short { Err(Shortage { needed: (bytes + SPARE) as u64, free }) } else { Ok(()) }
}

/// About what a race takes on data of so many inputs and classes, in bytes: its networks with their rules' memory,
/// snapshots of its past if they are kept, and its batches.
pub(crate) fn race(config: &Config, data: (usize, usize), keeps_past: bool) -> f64 {
    race_of(config, config.lanes.iter().map(|lane| lane.kind), data, keeps_past)
}

/// As [`race`], with lanes of these rules instead of those in the configuration.
pub(crate) fn race_of(
    config: &Config,
    rules: impl IntoIterator<Item = OptimizerKind>,
    (inputs, classes): (usize, usize),
    keeps_past: bool,
) -> f64 {
    let widths = config.hidden.iter().copied().chain([classes]);
    let ends = std::iter::once(inputs).chain(config.hidden.iter().copied());
    let layers = ends.zip(widths.clone()).map(|(from, to)| (from as f64 + 1.0) * to as f64);
    let parameters = layers.sum::<f64>();
    // Every layer's outputs, and their gradients.
    let per_image = 2.0 * widths.sum::<usize>() as f64;
    let batch = config.batch_size as f64;
    let lane = |rule: OptimizerKind| {
        let memory = rule.memory().len() as f64;
        let saved = if keeps_past { SNAPSHOTS * (1.0 + memory) } else { 0.0 };
        parameters * (PER_PARAMETER + memory + rule.scratch() as f64 + saved) + batch * per_image
    };
    let lanes: f64 = rules.into_iter().map(lane).sum();
    let numbers = lanes + OTHER_NETWORKS * parameters + (MAX_BATCHES * inputs) as f64 * batch;
    numbers * size_of::<f32>() as f64
}

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
fn free() -> Option<u64> {
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

    fn bytes(config: &Config) -> f64 {
        race(config, MNIST, true)
    }

    #[test]
    fn the_default_race_takes_some_megabytes_and_the_widest_more_than_any_machine_has() {
        assert!((1e6..5e7).contains(&bytes(&Config::default())), "{}", bytes(&Config::default()));
        let widest = Config { hidden: vec![16_384; 100], batch_size: 65_536, ..Config::default() };
        assert!(bytes(&widest) > 1e12);
        assert!(room_for(1e18).is_err() && room_for(1.0).is_ok() && room_for(-1e18).is_ok());
    }

    #[test]
    fn a_race_without_lanes_still_makes_a_network() {
        let empty = Config { hidden: vec![16_384; 100], lanes: Vec::new(), ..Config::default() };
        assert!(bytes(&empty) > 1e11);
    }

    #[test]
    fn a_lane_takes_what_its_rule_remembers() {
        let of = |kind| race_of(&Config::default(), [kind], MNIST, false);
        let per_moment = of(OptimizerKind::Momentum) - of(OptimizerKind::Sgd);
        let moments = (of(OptimizerKind::AmsGrad) - of(OptimizerKind::Sgd)) / per_moment;
        assert!((moments - 3.0).abs() < 1e-9, "{moments}");
        assert!(of(OptimizerKind::Muon) > of(OptimizerKind::AmsGrad));
    }

    #[test]
    fn figures_are_for_people() {
        let short = Shortage { needed: 1_230_000_000, free: 400_000_000 };
        assert_eq!(short.figures(), ("1.2 GB".into(), "400 MB".into()));
    }

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
