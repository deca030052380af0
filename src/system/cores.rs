//! How many cores this process may use, which can be fewer than the machine has.

use std::{env, num::NonZero, thread};

/// The cores that this process may use, at least one.
///
/// On Linux the standard library goes by the affinity of the process and by the quota of its cgroup, v1 and v2. A scheduler
/// that enforces its grants by neither still says them in the environment.
pub(crate) fn granted_cores() -> usize {
    let usable = thread::available_parallelism().map_or(1, NonZero::get);
    granted(usable, |name| env::var(name).ok())
}

/// The cores that Slurm granted, of those that can be used. What is no count is ignored.
fn granted(usable: usize, variable: impl Fn(&str) -> Option<String>) -> usize {
    let count = |name: &str| variable(name)?.trim().parse::<usize>().ok().filter(|count| *count > 0);
    let is_job = variable("SLURM_JOB_ID").is_some_and(|job| !job.is_empty());
    // A job that names no cores for each of its tasks has those of the node.
    let on_node = || count("SLURM_CPUS_ON_NODE").filter(|_| is_job);
    count("SLURM_CPUS_PER_TASK").or_else(on_node).map_or(usable, |granted| granted.min(usable)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_eight(variables: &[(&str, &str)]) -> usize {
        let value = |name: &str| variables.iter().find(|(own, _)| *own == name);
        granted(8, |name| value(name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn what_slurm_grants_a_task_counts_before_what_it_grants_on_the_node() {
        let (task, job, node) =
            (("SLURM_CPUS_PER_TASK", "2"), ("SLURM_JOB_ID", "7"), ("SLURM_CPUS_ON_NODE", "4"));
        assert_eq!(of_eight(&[]), 8);
        assert_eq!((of_eight(&[task]), of_eight(&[task, job, node]), of_eight(&[job, node])), (2, 2, 4));
        assert_eq!((of_eight(&[node]), of_eight(&[job]), of_eight(&[("SLURM_JOB_ID", ""), node])), (8, 8, 8));
    }

    #[test]
    fn no_grant_is_more_than_can_be_used_and_garbage_is_none() {
        for garbage in ["", "0", "-1", "two", "4(x2)", "1e3", "99999999999999999999999"] {
            assert_eq!(of_eight(&[("SLURM_CPUS_PER_TASK", garbage)]), 8, "{garbage}");
            let job = [("SLURM_CPUS_PER_TASK", garbage), ("SLURM_JOB_ID", "7"), ("SLURM_CPUS_ON_NODE", "3")];
            assert_eq!(of_eight(&job), 3, "{garbage}");
        }
        assert_eq!(
            (of_eight(&[("SLURM_CPUS_PER_TASK", "64")]), of_eight(&[("SLURM_CPUS_PER_TASK", " 3\n")])),
            (8, 3)
        );
        assert_eq!(granted(0, |_| None), 1);
    }

    #[test]
    fn this_process_may_use_a_core() {
        assert!(granted_cores() >= 1);
    }
}
