//! The run folder is removed, moved, or another's; the disk is full; folders can't be locked; the socket is lost;
//! the program is killed in its first moment. Whoever says "saved" has saved, and whoever watches is told.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use downhill::{
    record::{RunFolder, holder},
    remote::status,
    session::FOLDER_GRACE,
};
use tempfile::TempDir;

use super::{
    PROGRAM,
    forms::forms,
    has, may_mount,
    process::{is_gone, wait_for},
};

const RACE: [&str; 10] =
    ["--iterations", "0", "--hidden", "8", "--batch-size", "8", "--pace", "50", "--save-every", "1"];

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A place for runs, where no other race of this machine is listed.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.folder.path())
            .env("XDG_STATE_HOME", self.path("state"))
            .env("XDG_RUNTIME_DIR", self.path("runtime"))
            .stdin(Stdio::null());
        command
    }

    fn downhill(&self, arguments: &[&str]) -> Output {
        self.command(PROGRAM).args(arguments).output().unwrap()
    }

    /// What a command prints, and that it went well.
    fn told(&self, arguments: &[&str]) -> String {
        let output = self.downhill(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", complaint(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Starts a race in the background; tells its process.
    fn detach(&self, run: &str, more: &[&str]) -> u32 {
        self.told(&[&RACE[..], more, &["--detach", "--out", run]].concat());
        holder(&self.path(run)).unwrap()
    }

    /// Whoever prints what is told of a race, into a file.
    fn watch(&self, run: &str) -> Child {
        let lines = fs::File::create(self.path("lines")).unwrap();
        self.command(PROGRAM).args(["attach", "--headless", run]).stdout(lines).spawn().unwrap()
    }

    fn lines(&self) -> String {
        fs::read_to_string(self.path("lines")).unwrap()
    }

    /// Checks that a folder holds all of a race.
    fn rerun(&self, run: &str) {
        let again = self.told(&["replay", "--rerun", run]);
        assert!(again.contains("every one the same bits"), "{again}");
        assert!(again.contains("the same bits as the checkpoint's"), "{again}");
    }
}

fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Ends a process, which may have gone already.
fn signal(signal: &str, process: u32) {
    let _ = Command::new("kill").args(["-s", signal, &process.to_string()]).stderr(Stdio::null()).status();
}

/// Removes a folder that is written into meanwhile.
fn remove(folder: &Path) {
    assert!(wait_for(PATIENCE, || fs::remove_dir_all(folder).is_ok() || !folder.exists()));
}

fn iteration(run: &Path) -> u64 {
    status(run).map_or(0, |status| status.iteration)
}

#[test]
fn a_race_whose_folder_is_moved_is_recorded_and_stopped_where_it_is() {
    let place = Place::new();
    place.detach("run", &[]);
    fs::rename(place.path("run"), place.path("moved")).unwrap();
    let moved = place.path("moved");
    let reached = iteration(&moved);
    assert!(wait_for(PATIENCE, || iteration(&moved) > reached + 60), "it stands still at {reached}");
    let listed = || place.told(&["list"]).contains("/moved  running");
    assert!(wait_for(PATIENCE, listed), "{}", place.told(&["list"]));
    let stopped = place.told(&["stop", "moved"]);
    assert!(stopped.starts_with("stopped and saved up to iteration "), "{stopped}");
    assert!(!place.path("run").exists());
    place.rerun("moved");
    assert!(place.told(&["list"]).starts_with("no race runs"));
}

fn a_race_whose_folder_is_removed_writes_nothing_into_that_of_another(ends_by_itself: bool) {
    let place = Place::new();
    let first = place.detach("run", &["--seed", "1"]);
    let mut watcher = place.watch("run");
    assert!(wait_for(PATIENCE, || place.lines().contains("goes on at iteration")));
    remove(&place.path("run"));
    let second = place.detach("run", &["--seed", "2"]);
    assert_ne!(first, second);
    assert!(
        wait_for(PATIENCE, || place.lines().contains("run: the folder was removed")),
        "{}",
        place.lines()
    );
    let run = place.path("run");
    let reached = iteration(&run);
    assert!(wait_for(PATIENCE, || iteration(&run) > reached + 60), "it stands still at {reached}");
    assert!(place.told(&["stop", "run"]).starts_with("stopped and saved up to iteration "));
    place.rerun("run");
    let config = fs::read_to_string(run.join("config.toml")).unwrap();
    assert!(config.contains("seed = 2"), "{config}");
    let before: Vec<_> = names(&run);
    if ends_by_itself {
        assert!(wait_for(FOLDER_GRACE + PATIENCE, || is_gone(first)), "it ends by itself");
    } else {
        signal("TERM", first);
        assert!(wait_for(PATIENCE, || is_gone(first)));
    }
    watcher.wait().unwrap();
    assert!(place.lines().contains("the race in the background has ended"), "{}", place.lines());
    assert_eq!(names(&run), before);
    place.rerun("run");
}

forms!(a_race_whose_folder_is_removed_writes_nothing_into_that_of_another, short false, long true, "a minute until it ends by itself");

fn names(folder: &Path) -> Vec<(String, std::time::SystemTime)> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut names: Vec<_> = entries
        .map(|entry| {
            (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().modified().unwrap())
        })
        .collect();
    names.sort();
    names
}

#[test]
fn a_removed_folder_that_is_made_anew_gets_all_that_is_known_of_the_race() {
    let place = Place::new();
    place.detach("run", &[]);
    let run = place.path("run");
    remove(&run);
    let mut watcher = place.watch("run");
    // Nobody can be reached by that name until there is such a folder.
    assert_eq!(watcher.wait().unwrap().code(), Some(1));
    fs::create_dir(&run).unwrap();
    assert!(wait_for(PATIENCE, || status(&run).is_ok_and(|status| status.saving.saved.is_some())));
    assert!(place.told(&["stop", "run"]).starts_with("stopped and saved up to iteration "));
    place.rerun("run");
}

#[test]
fn a_race_whose_socket_is_lost_makes_it_anew_and_is_named_until_then() {
    let place = Place::new();
    let process = place.detach("run", &[]);
    let socket = place.path("run").join("attach.socket");
    signal("STOP", process);
    fs::remove_file(&socket).unwrap();
    for command in ["stop", "attach", "resume"] {
        let output = place.downhill(&[command, "run"]);
        let message = complaint(&output);
        assert_eq!(output.status.code(), Some(1), "{message}");
        assert!(message.contains(&format!("process {process}")), "{command}: {message}");
    }
    signal("CONT", process);
    assert!(wait_for(PATIENCE, || socket.exists()));
    let reached = iteration(&place.path("run"));
    assert!(wait_for(PATIENCE, || iteration(&place.path("run")) > reached));
    // What is put in its place is no socket of the race.
    fs::remove_file(&socket).unwrap();
    fs::write(&socket, "").unwrap();
    assert!(wait_for(PATIENCE, || status(&place.path("run")).is_ok()));
    assert!(place.told(&["stop", "run"]).starts_with("stopped and saved up to iteration "));
    place.rerun("run");
}

/// Runs a race under strace, where a call does not work.
fn injected(place: &Place, fault: &str, run: &str) -> Child {
    let inject = format!("inject={fault}");
    let mut command = place.command("strace");
    command.args(["-f", "-qq", "-e", "trace=flock,fcntl", "-e", &inject, "-o", "/dev/null", PROGRAM]);
    command.args(RACE).args(["--headless", "--out", run]);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn where_folders_cannot_be_locked_a_second_race_is_refused_nevertheless() {
    if !has("strace", "a file system without flock") {
        return;
    }
    let place = Place::new();
    let run = place.path("run");
    let mut first = injected(&place, "flock:error=EBADF", "run");
    assert!(wait_for(PATIENCE, || run.join("checkpoint.safetensors").exists()));
    assert!(run.join(".downhill.lock").exists());
    let process = holder(&run).unwrap();
    let second = injected(&place, "flock:error=EBADF", "run").wait_with_output().unwrap();
    let message = complaint(&second);
    assert_eq!(second.status.code(), Some(1), "{message}");
    assert!(message.contains(&format!("in use by another downhill, process {process}")), "{message}");
    signal("TERM", process);
    assert_eq!(first.wait().unwrap().code(), Some(143));
    assert!(names(&run).iter().all(|(name, _)| !name.starts_with('.')), "{:?}", names(&run));
    place.rerun("run");
    // Killed it leaves its lock's file, which stops nobody.
    let mut killed = injected(&place, "flock:error=EBADF", "killed");
    assert!(wait_for(PATIENCE, || place.path("killed/checkpoint.safetensors").exists()));
    signal("KILL", holder(&place.path("killed")).unwrap());
    killed.wait().unwrap();
    assert!(place.path("killed/.downhill.lock").exists());
    let again = place.told(&["resume", "killed", "--detach"]);
    assert!(again.starts_with("in the background: "), "{again}");
    place.told(&["stop", "killed"]);
}

#[test]
fn where_nothing_can_be_locked_the_folder_is_refused() {
    if !has("strace", "a file system without any locks") {
        return;
    }
    let place = Place::new();
    let none = injected(&place, "flock,fcntl:error=ENOLCK", "run").wait_with_output().unwrap();
    let message = complaint(&none);
    assert_eq!(none.status.code(), Some(1), "{message}");
    assert!(
        message.contains("run: can't be locked, so another downhill could write into it, too"),
        "{message}"
    );
}

fn killed_as_soon_as_it_has_begun_it_can_be_gone_on_with(rounds: u32) {
    let place = Place::new();
    for round in 0..rounds {
        let run = format!("run-{round}");
        let words = [
            "--iterations",
            "30",
            "--hidden",
            "8",
            "--batch-size",
            "8",
            "--pace",
            "0.01",
            "--detach",
            "--out",
        ];
        place.told(&[&words[..], &[&run]].concat());
        signal("KILL", holder(&place.path(&run)).unwrap());
        // Its lock goes with the last of its threads.
        assert!(wait_for(PATIENCE, || RunFolder::reopen(&place.path(&run)).is_ok()));
        let on = place.told(&["resume", &run, "--headless", "--pace", "100000"]);
        assert!(on.contains("goes on at iteration "), "{on}");
        place.rerun(&run);
    }
}

forms!(killed_as_soon_as_it_has_begun_it_can_be_gone_on_with, short 5, long 100, "100 kills");

/// A race on a disk of its own that gets full, a watcher, the list, and the end of the race; what they say and how they
/// end is left where others see it.
const FULL_DISK: &str = r#"
mount -t tmpfs -o size=1m tmpfs "$1/disk"
cd "$1"
shift
"$0" "$@" --detach --out disk/run > started
"$0" attach --headless disk/run > lines &
until [ -e disk/run/checkpoint.previous.safetensors ]; do sleep 0.05; done
dd if=/dev/zero of=disk/filler bs=16k 2> /dev/null
until grep -q 'saving is tried again' lines; do sleep 0.05; done
timeout 3 "$0" attach --headless disk/run > late
"$0" list > list
"$0" stop disk/run > stopped 2> complaint
echo $? > code
wait
"#;

#[test]
fn on_a_full_disk_every_watcher_the_list_and_stop_say_so() {
    if !may_mount("a disk that gets full") {
        return;
    }
    let place = Place::new();
    fs::create_dir(place.path("disk")).unwrap();
    let mut script = place
        .command("unshare")
        .args(["-m", "bash", "-c", FULL_DISK, PROGRAM])
        .arg(place.folder.path())
        .args(RACE)
        .spawn()
        .unwrap();
    let ended = wait_for(PATIENCE, || place.path("code").exists());
    let read = |name: &str| fs::read_to_string(place.path(name)).unwrap_or_default();
    if !ended {
        let _ = script.kill();
    }
    script.wait().unwrap();
    let (lines, late, list, complaint) = (read("lines"), read("late"), read("list"), read("complaint"));
    for told in [&lines, &late, &list, &complaint] {
        assert!(told.contains("No space left on device"), "{told:?} of {lines}\n{late}\n{list}\n{complaint}");
    }
    assert_eq!((read("code").as_str(), read("stopped").as_str()), ("1\n", ""));
    assert!(
        complaint.contains("stopped at iteration ") && complaint.contains("saved up to iteration "),
        "{complaint}"
    );
}
