//! What a process in the background keeps, is called, says when it is left, and costs however many come to it.

use std::{fs, io::Write, path::Path, time::Duration};

use super::{
    PROGRAM,
    detached::{PATIENCE, Place, RACE, peer},
    has,
    process::{held, wait_for},
};

/// The words of a race that is recorded.
fn recorded() -> String {
    format!("{PROGRAM} {} --out run", RACE.join(" "))
}

/// What `ps` shows: the name, and the first word.
fn shown(process: u32) -> (String, String) {
    let name = fs::read_to_string(format!("/proc/{process}/comm")).unwrap();
    let words = fs::read_to_string(format!("/proc/{process}/cmdline")).unwrap();
    (name.trim_end().to_owned(), words.split('\0').next().unwrap().to_owned())
}

/// What a process has open beside what it opened itself.
fn has_open(process: u32, file: &Path) -> bool {
    let files = fs::read_dir(format!("/proc/{process}/fd")).unwrap();
    files.flatten().any(|open| fs::read_link(open.path()).is_ok_and(|open| open == file))
}

#[test]
fn a_race_in_the_background_keeps_no_pipe_and_no_lock_of_its_caller() {
    if !has("flock", "a lock of the caller") {
        return;
    }
    let place = Place::new();
    let line = format!("bash -c 'exec 3>&1 9>lock; flock 9; {} --detach' | cat", recorded());
    let piped = place.program("timeout", &["60", "bash", "-c", &line]);
    assert!(piped.status.success(), "the pipe's reader waits for the race: {:?}", piped.status);
    assert!(place.program("flock", &["-n", "lock", "true"]).status.success(), "the lock is held");
    assert!(!has_open(place.process(), &place.folder.path().join("lock")));
    assert_eq!(shown(place.process()), ("downhill".into(), "downhill".into()));
    place.stop();
}

#[test]
fn a_race_that_is_left_keeps_none_either_and_has_its_name() {
    if !has("flock", "a lock of the caller") {
        return;
    }
    let place = Place::new();
    let mut terminal = place.terminal_of("bash", &["-c", &format!("exec 8>lock; flock 8; {}", recorded())]);
    terminal.until_text("▶ running");
    terminal.press("d");
    assert_eq!(terminal.end(), 0);
    assert!(place.program("flock", &["-n", "lock", "true"]).status.success(), "the lock is held");
    assert_eq!(shown(place.process()), ("downhill".into(), "downhill".into()));
    place.stop();
}

#[test]
fn leaving_an_attached_race_says_that_it_goes_on_and_how_to_come_back() {
    let place = Place::new();
    place.detach();
    for key in ["d", "q"] {
        let mut terminal = place.terminal(&["attach", "run"]);
        terminal.until_text("attached");
        terminal.press(key);
        assert_eq!(terminal.end(), 0);
        let told = String::from_utf8_lossy(&terminal.output).into_owned();
        assert!(told.contains("the race goes on in the background: run"), "{key}: {told}");
        assert!(told.contains("downhill attach shows it again, downhill stop ends it"), "{key}: {told}");
    }
    let mut terminal = place.terminal(&["attach", "run"]);
    terminal.until_text("attached");
    place.stop();
    terminal.until_text("the race in the background has ended");
    terminal.press("d");
    assert_eq!(terminal.end(), 0);
    assert!(!String::from_utf8_lossy(&terminal.output).contains("the race goes on in the background"));
}

#[test]
fn a_hundred_clients_that_read_nothing_cost_no_more_than_a_few() {
    let place = Place::new();
    place.detach();
    place.further();
    let id = place.process();
    for wish in ["\"ask\"\n", "\"watch\"\n", ""] {
        let before = held(id);
        let clients: Vec<_> = (0..100)
            .filter_map(|_| std::os::unix::net::UnixStream::connect(place.run().join("attach.socket")).ok())
            .map(|mut client| {
                // One too many has been sent away.
                let _ = client.write_all(wish.as_bytes());
                client
            })
            .collect();
        std::thread::sleep(Duration::from_millis(500));
        let after = held(id);
        let (threads, files) =
            (after.threads.saturating_sub(before.threads), after.files.saturating_sub(before.files));
        let grown = after.bytes.saturating_sub(before.bytes);
        eprintln!(
            "{} clients, {wish:?}: {threads} threads, {files} files, {} KiB",
            clients.len(),
            grown / 1_024
        );
        assert!(threads <= 72 && files <= 40, "{threads} threads, {files} files");
        assert!(grown < 32 << 20, "{grown} bytes");
        drop(clients);
        let settled = || held(id).threads <= before.threads && held(id).files <= before.files;
        assert!(wait_for(PATIENCE, settled), "their threads and sockets end with them");
    }
    // Who watches takes no place of those who ask.
    let watchers: Vec<_> = (0..40)
        .map(|_| {
            let mut watcher = peer(&place.run());
            watcher.write_all(b"\"watch\"\n").unwrap();
            std::thread::sleep(Duration::from_millis(20));
            watcher
        })
        .collect();
    assert!(place.told(&["list"]).contains("/run  running  "));
    drop(watchers);
    place.stop();
}
