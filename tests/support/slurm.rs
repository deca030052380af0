//! A real Slurm of one node, by `slurm/up.sh`.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};

use tempfile::TempDir;

use super::{has, present, process::wait_for};

const WHY: &str = "job arrays of Slurm";

/// It has a folder of its own, and is taken down with its jobs when dropped.
pub struct Slurm {
    folder: TempDir,
}

impl Slurm {
    /// Starts one; `None` where the tools or the right are missing.
    pub fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    /// The same with variables that `up.sh` reads.
    pub fn start_with(variables: &[(&str, &str)]) -> Option<Self> {
        if ["sbatch", "slurmctld", "slurmd", "munged"].iter().any(|tool| !has(tool, WHY)) {
            return None;
        }
        let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
        if !present(is_root, "not root", WHY) {
            return None;
        }
        // Made first: what a start that fails has left goes with it.
        let slurm = Self { folder: tempfile::tempdir().unwrap() };
        let started = script("up.sh", slurm.folder()).envs(variables.iter().copied()).output().unwrap();
        assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
        Some(slurm)
    }

    /// Where its files are.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What `SLURM_CONF` has to name.
    pub fn conf(&self) -> PathBuf {
        self.folder().join("slurm.conf")
    }

    /// A command like `sbatch` that speaks with it.
    pub fn command(&self, tool: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(tool);
        command.args(arguments).env("SLURM_CONF", self.conf()).current_dir(self.folder());
        command
    }

    /// What a command says that has to succeed: `sbatch --parsable` the number of the job.
    pub fn run(&self, tool: &str, arguments: &[&str]) -> String {
        let output = self.command(tool, arguments).output().unwrap();
        assert!(output.status.success(), "{tool} {arguments:?}: {}", error(&output));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Waits until a job, or every task of an array, is out of the queue; tells whether it is.
    pub fn wait_for(&self, job: &str, time: Duration) -> bool {
        wait_for(time, || {
            let queue = self.command("squeue", &["-h", "-j", job]).output().unwrap();
            // Minutes after its end a job isn't known any more.
            let known = queue.status.success();
            assert!(known || error(&queue).contains("Invalid job id"), "{}", error(&queue));
            queue.stdout.is_empty()
        })
    }
}

impl Drop for Slurm {
    fn drop(&mut self) {
        let _ = script("down.sh", self.folder()).status();
    }
}

fn script(name: &str, folder: &Path) -> Command {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/slurm");
    let mut command = Command::new(scripts.join(name));
    command.arg(folder);
    command
}

fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
