//! GNU parallel, with two hosts that are a real `sshd` on loopback.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{has, sshd::Sshd};

/// What `--sshlogin` may name.
pub const HOSTS: [&str; 2] = ["one", "two"];

/// The hosts answer until it is dropped.
pub struct Parallel {
    _sshd: Sshd,
    /// Where parallel keeps what it knows of the hosts.
    home: PathBuf,
    /// How it calls ssh.
    ssh: String,
}

impl Parallel {
    /// Starts the hosts with files in a folder; `None` where the tools are missing.
    pub fn start(folder: &Path) -> Option<Self> {
        let why = "trials by GNU parallel";
        if !has("parallel", why) {
            return None;
        }
        let sshd = Sshd::start(folder, why)?;
        let ssh = format!("ssh -F {}", sshd.named(&HOSTS).display());
        let home = folder.join("home");
        // It asks people to cite it, once.
        fs::create_dir_all(home.join(".parallel")).unwrap();
        fs::write(home.join(".parallel/will-cite"), "").unwrap();
        Some(Self { _sshd: sshd, home, ssh })
    }

    /// A program, parallel or one that calls it, with what it needs to reach the hosts.
    pub fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).env("HOME", &self.home).env("PARALLEL_SSH", &self.ssh);
        command
    }
}
