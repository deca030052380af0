//! A race is listed until it is proved gone, whatever it is that keeps it from answering.

use std::{
    fs::{self, File},
    io::Write as _,
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _, chown, symlink},
        net::UnixListener,
    },
    path::Path,
    process::Command,
    thread,
};

use super::{
    PROGRAM,
    detached::{PATIENCE, Place, peer},
    may_mount, present,
    process::{is_gone, wait_for},
};

/// A user who is not the one who runs the tests.
const SOMEBODY: u32 = 54_321;

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

fn signal(process: u32, name: &str) {
    let sent = Command::new("kill").args(["-s", name, &process.to_string()]).status().unwrap();
    assert!(sent.success());
}

fn is_listed(place: &Place) -> bool {
    place.told(&["list"]).contains("/run  running  ")
}

/// Enters a folder as that of a process here, after the pattern of an entry that there is.
fn enter(entry: &Path, folder: &Path) {
    let name = entry.file_name().unwrap().to_str().unwrap();
    let parts: Vec<&str> = name.splitn(6, '.').collect();
    let found = fs::metadata(folder).unwrap();
    let (process, device, inode) = (std::process::id(), found.dev(), found.ino());
    let name = format!("{process}.{}.{}.{device:x}.{inode:x}.{}", parts[1], parts[2], parts[5]);
    symlink(folder, entry.with_file_name(name)).unwrap();
}

#[test]
fn a_stopped_race_is_listed_as_silent_and_then_found_again() {
    let place = Place::new();
    place.detach();
    let process = place.process();
    signal(process, "STOP");
    let list = place.told(&["list"]);
    assert!(list.contains("/run: the race there does not answer"), "{list}");
    for words in [&["attach"][..], &["attach", "run"], &["stop", "run"]] {
        let output = place.downhill(words);
        assert_eq!(output.status.code(), Some(1), "{words:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("does not answer"), "{words:?}");
    }
    signal(process, "CONT");
    assert!(wait_for(PATIENCE, || is_listed(&place)));
    place.stop();
}

#[test]
fn a_busy_race_and_one_asked_with_few_files_stay_listed() {
    let place = Place::new();
    place.detach();
    let watchers: Vec<_> = (0..33)
        .map(|_| {
            let mut watcher = peer(&place.run());
            watcher.write_all(b"\"watch\"\n").unwrap();
            watcher
        })
        .collect();
    assert!(is_listed(&place));
    drop(watchers);
    // Those who say nothing may take every place, for some seconds.
    let silent: Vec<_> = (0..100)
        .filter_map(|_| std::os::unix::net::UnixStream::connect(place.run().join("attach.socket")).ok())
        .collect();
    let list = place.told(&["list"]);
    assert!(list.contains("/run"), "{list}");
    drop(silent);
    for files in 4..8 {
        let line = format!("ulimit -n {files}; exec {PROGRAM} list");
        let list = place.program("bash", &["-c", &line]);
        eprintln!("{files} files: {}", String::from_utf8_lossy(&list.stdout).trim_end());
    }
    fs::remove_dir_all(place.folder.path().join("runtime")).unwrap();
    assert!(wait_for(PATIENCE, || is_listed(&place)));
    place.stop();
}

#[test]
fn races_of_other_versions_and_other_users_stay_listed() {
    let place = Place::new();
    place.detach();
    let entry = place.entries().remove(0);
    let other = place.folder.path().join("other");
    fs::create_dir(&other).unwrap();
    let held = File::open(&other).unwrap();
    held.lock().unwrap();
    let listener = UnixListener::bind(other.join("attach.socket")).unwrap();
    let greet = listener.try_clone().unwrap();
    thread::spawn(move || {
        for stream in greet.incoming() {
            let _ = stream.unwrap().write_all(b"{\"downhill\":\"99.0.0\",\"protocol\":99}\n");
        }
    });
    enter(&entry, &other);
    let list = place.told(&["list"]);
    assert!(list.contains("/other: served by another version of downhill (99.0.0)"), "{list}");
    assert!(list.contains("/run  running  "), "{list}");
    if present(is_root(), "not root", "a race of another user") {
        chown(other.join("attach.socket"), Some(SOMEBODY), None).unwrap();
        let list = place.told(&["list"]);
        assert!(list.contains("/other: the race in it is another user's"), "{list}");
    }
    // Without a socket it is the lock that tells.
    fs::remove_file(other.join("attach.socket")).unwrap();
    let list = place.told(&["list"]);
    assert!(list.contains("/other: ") && place.entries().len() == 2, "{list}");
    drop(held);
    assert!(!place.told(&["list"]).contains("/other"));
    assert_eq!(place.entries(), [entry]);
    place.stop();
}

#[test]
fn a_race_is_reached_from_another_pid_namespace_and_the_other_way() {
    if !may_mount("a race in another pid namespace") {
        return;
    }
    let within = |line: &str, place: &Place| {
        let output = place.program("unshare", &["-pf", "--mount-proc", "sh", "-c", line]);
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    };
    let place = Place::new();
    place.detach();
    let told = within(&format!("{PROGRAM} list"), &place);
    assert!(told.contains("/run  running  "), "{told}");
    assert!(is_listed(&place));
    let told = within(&format!("{PROGRAM} stop run"), &place);
    assert!(told.starts_with("stopped and saved"), "{told}");

    // A race within, with the number of a process that is long gone here or another's.
    let race = format!(
        "{PROGRAM} --iterations 0 --hidden 16 --batch-size 8 --pace 200 --detach --out inner; \
         while [ ! -e done ]; do sleep 0.1; done"
    );
    thread::scope(|scope| {
        let inner = scope.spawn(|| within(&race, &place));
        let list = || place.told(&["list"]);
        let found = wait_for(PATIENCE, || list().contains("/inner  running  "));
        let stopped = place.downhill(&["stop", "inner"]);
        fs::write(place.folder.path().join("done"), "").unwrap();
        let inner = inner.join().unwrap();
        assert!(found, "{inner}{}", list());
        assert!(stopped.status.success(), "{}", String::from_utf8_lossy(&stopped.stderr));
    });
}

#[test]
fn a_killed_race_is_removed_from_the_list_even_if_its_folder_is_gone() {
    for removed in [false, true] {
        let place = Place::new();
        place.detach();
        let process = place.process();
        signal(process, "KILL");
        assert!(wait_for(PATIENCE, || is_gone(process)));
        if removed {
            fs::remove_dir_all(place.run()).unwrap();
        }
        // Until its parent, or who takes its place, has noticed, its number is taken.
        let list = || place.told(&["list"]);
        assert!(wait_for(PATIENCE, || list().starts_with("no race runs")), "{}", list());
        assert!(place.entries().is_empty());
    }
}

#[test]
fn nothing_is_made_in_a_folder_that_is_not_the_users_alone() {
    let place = Place::new();
    let state = place.folder.path().join("state");
    let usual = state.join("downhill");
    let elsewhere = |why: &str| {
        let told = place.detach();
        assert!(told.contains(why) && told.contains("the race is entered in "), "{told}");
        assert!(place.told(&["list"]).contains("/run  running  "));
        assert!(place.told(&["stop", "run"]).starts_with("stopped and saved"));
        fs::remove_dir_all(place.run()).unwrap();
        assert!(place.entries().is_empty());
    };
    fs::create_dir(&usual).unwrap();
    fs::set_permissions(&usual, fs::Permissions::from_mode(0o777)).unwrap();
    elsewhere("others may write into it");
    if present(is_root(), "not root", "a folder of another user") {
        fs::set_permissions(&usual, fs::Permissions::from_mode(0o700)).unwrap();
        chown(&usual, Some(SOMEBODY), None).unwrap();
        elsewhere("another user's");
        fs::remove_dir(&usual).unwrap();
        chown(&state, Some(SOMEBODY), None).unwrap();
        elsewhere("it would lie in another user's folder");
        assert!(!usual.exists());
    }
}
