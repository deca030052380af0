//! A real `sshd` on loopback.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use super::{has, link::Link, process::wait_for, pty::Terminal};

/// It serves this user, and is stopped when dropped.
pub struct Sshd {
    child: Child,
    folder: PathBuf,
    /// Where clients connect.
    port: u16,
}

impl Sshd {
    /// Starts it with keys and configuration in a folder; `None` where the tools are missing.
    pub fn start(folder: &Path, why: &str) -> Option<Self> {
        if !has("ssh", why) || !has("ssh-keygen", why) || !has("sshd", why) {
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        for key in ["host", "own"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(folder.join(key))
                .status()
                .unwrap();
            assert!(made.success());
        }
        let config = format!(
            "ListenAddress 127.0.0.1:{port}\nHostKey {0}/host\nAuthorizedKeysFile {0}/own.pub\nPidFile none\n\
             StrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\nMaxStartups 100\n",
            folder.display()
        );
        fs::write(folder.join("sshd_config"), config).unwrap();
        // Where Debian's keeps nothing, but wants a folder.
        let _ = fs::create_dir_all("/run/sshd");
        let which =
            Command::new("sh").args(["-c", "command -v sshd || echo /usr/sbin/sshd"]).output().unwrap();
        let child = Command::new(String::from_utf8_lossy(&which.stdout).trim())
            .args(["-D", "-e", "-f"])
            .arg(folder.join("sshd_config"))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let answers = || TcpStream::connect(("127.0.0.1", port)).is_ok();
        assert!(wait_for(Duration::from_secs(10), answers), "sshd answers");
        Some(Self { child, folder: folder.into(), port })
    }

    /// The same at the far end of a link.
    pub fn behind(mut self, link: Link) -> Self {
        self.port = link.relay(self.port);
        self
    }

    /// A configuration for `ssh -F` by which it answers to these names, and asks nothing.
    pub fn named(&self, names: &[&str]) -> PathBuf {
        let config = format!(
            "Host {}\nHostName 127.0.0.1\nPort {}\nIdentityFile {}/own\nIdentitiesOnly yes\nBatchMode yes\n\
             StrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nLogLevel ERROR\n",
            names.join(" "),
            self.port,
            self.folder.display()
        );
        let path = self.folder.join("ssh_config");
        fs::write(&path, config).unwrap();
        path
    }

    /// A client in a terminal that runs a line there in that folder.
    pub fn client(&self, folder: &Path, line: &str, size: (u16, u16)) -> Terminal {
        let user = Command::new("id").arg("-un").output().unwrap();
        let to = format!("{}@127.0.0.1", String::from_utf8_lossy(&user.stdout).trim());
        let (port, key) = (self.port.to_string(), self.folder.join("own"));
        let options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"];
        let mut arguments = vec!["-tt", "-F", "none", "-p", &port, "-i", key.to_str().unwrap()];
        for option in options {
            arguments.extend(["-o", option]);
        }
        let line = format!("cd '{}' && export LC_ALL=C.UTF-8 && {line}", folder.display());
        arguments.extend([to.as_str(), &line]);
        Terminal::start_program("ssh", &self.folder, &arguments, &[], size)
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
