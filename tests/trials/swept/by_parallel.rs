//! By GNU parallel, on two hosts.

use std::{collections::BTreeSet, fs};

use super::{SWEEP, assert_alike, count, undisturbed};
use crate::{
    PROGRAM,
    parallel::{HOSTS, Parallel},
};

#[test]
fn trials_on_two_hosts_end_in_the_same_bits() {
    let place = tempfile::tempdir().unwrap();
    let Some(parallel) = Parallel::start(place.path()) else { return };
    let short = ["--iterations", "200"];
    let straight = undisturbed(place.path(), &short);
    let folder = place.path().join("sweep");
    let hosts = HOSTS.map(|host| format!("1/{host}")).join(",");
    let via = ["--via", "parallel", "--bundle", "1", folder.to_str().unwrap(), "--", "--sshlogin", &hosts];
    let arguments = [&["sweep"], &SWEEP[..], &short, &via].concat();
    let output = parallel.command(PROGRAM, &arguments).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.contains("6 trials: 6 finished"), "{told}");
    let log = fs::read_to_string(folder.join("tasks/1/joblog")).unwrap();
    let used: BTreeSet<&str> = log.lines().skip(1).map(|line| line.split('\t').nth(1).unwrap()).collect();
    assert_eq!(used, BTreeSet::from(HOSTS), "{log}");
    assert_eq!(count(&folder, "finished"), 6);
    assert_alike(&straight, &folder, 6);
}
