//! What a lecturer does: presenter mode, locked keys, reports, pictures and recordings of the screen.

use std::{fs, path::Path, time::Duration};

use super::{Terminal, endless};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn presenter_mode_shows_large_digits_and_the_keys_with_what_they_meant() {
    let mut terminal = Terminal::start(&endless(&["--presenter", "--paused"]), &[], (80, 24));
    terminal.until_text("paused");
    terminal.until_text("z leaves presenter mode");
    terminal.press("jn");
    terminal.until_text("j lane");
    // STEP, in large letters.
    terminal.until_text("▄▀▀ ▀█▀ █▀▀ █▀█");
    terminal.press("z");
    terminal.until_text("? help");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn keys_of_a_settings_file_work_and_stand_in_the_footer_and_locks_are_of_them() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("downhill")).unwrap();
    let settings = "lock = 'w'\n[keys]\npause = 'p'\nplot-next = 'ctrl-p'\nquit = 'Z'\nwrite = 'w'\n";
    fs::write(home.path().join("downhill/config.toml"), settings).unwrap();
    let environment = [("XDG_CONFIG_HOME", home.path().to_str().unwrap())];
    let mut terminal = Terminal::start(&endless(&[]), &environment, (100, 24));
    terminal.until_text("▶ running");
    terminal.until_text("p pause");
    terminal.until_text("Z quit");
    terminal.press("w");
    terminal.until_text("w is locked");
    terminal.press("q p");
    terminal.until_text("p go on");
    terminal.press("Z");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_locked_key_does_nothing_and_says_so_and_ctrl_c_always_leaves() {
    let mut terminal = Terminal::start(&endless(&["--lock", "q,space"]), &[], (80, 24));
    terminal.until_text("▶ running");
    terminal.press(" ");
    terminal.until_text("space is locked");
    terminal.press("q");
    terminal.until_text("q is locked");
    terminal.until_text("▶ running");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);

    let mut terminal = Terminal::start(&endless(&["--lock", "q"]), &[], (80, 24));
    terminal.until_text("▶ running");
    terminal.signal("TERM");
    assert_eq!(terminal.end(), 143);
}

#[test]
fn w_writes_a_report_with_the_hypothesis_and_the_screen_and_i_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = endless(&["--paused", "--hypothesis", "SGD wins"]);
    let mut terminal = Terminal::start_in(folder.path(), &arguments, &[], (80, 24));
    terminal.until_text("▮ paused");
    terminal.press("w");
    terminal.until_text("saved to downhill-1/");
    terminal.press("i");
    terminal.until_text("the screen is in downhill-screen-1.svg");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(names(folder.path()), ["downhill-1", "downhill-screen-1.png", "downhill-screen-1.svg"]);
    let run = folder.path().join("downhill-1");
    let report = fs::read_to_string(run.join("report.md")).unwrap();
    assert!(
        report.contains("> **Hypothesis:** SGD wins\n") && report.contains("downhill --no-config --seed 0"),
        "{report}"
    );
    assert!(fs::read_to_string(run.join("screen.txt")).unwrap().contains("▮ paused"));
    assert!(
        fs::read_to_string(folder.path().join("downhill-screen-1.svg")).unwrap().contains("paused</text>")
    );
}

#[test]
fn a_recorded_race_has_a_report_at_its_end_that_knows_the_hypothesis_after_a_kill_too() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = endless(&["--hypothesis", "Adam wins", "--out", "run", "--save-every", "0.1"]);
    let mut terminal = Terminal::start_in(folder.path(), &arguments, &[], (80, 24));
    terminal.until_text("▶ running");
    let checkpoint = folder.path().join("run/checkpoint.safetensors");
    while !checkpoint.exists() {
        terminal.listen(Duration::from_millis(50));
    }
    terminal.signal("KILL");
    while terminal.ended().is_none() {
        terminal.listen(Duration::from_millis(20));
    }
    assert!(!folder.path().join("run/report.md").exists());
    let mut terminal = Terminal::start_in(folder.path(), &["resume", "run"], &[], (80, 24));
    terminal.until_text("▶ running");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let report = fs::read_to_string(folder.path().join("run/report.md")).unwrap();
    assert!(report.contains("> **Hypothesis:** Adam wins\n"), "{report}");
}

#[test]
fn the_last_screen_is_kept_and_no_file_is_replaced_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let keep = ["--paused", "--screenshot", "last.txt", "--cast", "all.cast"];
    let mut terminal = Terminal::start_in(folder.path(), &endless(&keep), &[], (80, 24));
    terminal.until_text("▮ paused");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert!(terminal.text().contains("the last screen is in last.txt"), "{}", terminal.text());
    let last = fs::read_to_string(folder.path().join("last.txt")).unwrap();
    assert!(last.contains("▮ paused") && last.contains("q quit"), "{last}");

    let mut terminal = Terminal::start_in(folder.path(), &endless(&keep), &[], (80, 24));
    assert_eq!(terminal.end(), 1);
    let told = "last.txt: already exists; name another, or --overwrite replaces it";
    assert!(terminal.text().contains(told), "{}", terminal.text());
    assert_eq!(fs::read_to_string(folder.path().join("last.txt")).unwrap(), last);
}

#[test]
fn a_cast_holds_every_byte_of_the_screen_and_the_sizes_of_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start_in(folder.path(), &endless(&["--cast", "a.cast"]), &[], (80, 24));
    terminal.until_text("▶ running");
    terminal.resize((100, 30));
    terminal.until("the larger screen", |screen| screen.lines().next().is_some_and(|line| line.len() > 90));
    terminal.press(" ");
    terminal.until_text("▮ paused");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let cast = fs::read_to_string(folder.path().join("a.cast")).unwrap();
    let events: Vec<serde_json::Value> =
        cast.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&events[0]["width"], &events[0]["env"]["TERM"]), (&80.into(), &"xterm-256color".into()));
    let of = |kind: &str| -> Vec<&str> {
        let own = events[1..].iter().filter(|event| event[1] == kind);
        own.map(|event| event[2].as_str().unwrap()).collect()
    };
    assert_eq!(of("r"), ["100x30"]);
    // The question for the background is the terminal's own, and a player stays on its own screen.
    let shown = String::from_utf8(terminal.output.clone()).unwrap().replace("\x1b]11;?\x1b\\", "");
    let recorded = of("o").concat();
    let frames = recorded.strip_prefix("\x1b[?25l").unwrap();
    let (frames, closing) = frames.split_at(frames.rfind("\x1b[?2026l").unwrap());
    assert!(shown.contains(frames), "every byte of every frame");
    assert!(closing.ends_with("\x1b[?25h") && !recorded.contains("\x1b[?1049"), "{closing:?}");
    let mut player = vt100::Parser::new(30, 100, 0);
    player.process(recorded.as_bytes());
    assert!(player.screen().contents().contains("▮ paused"), "the last frame stays");
    assert!(terminal.text().contains("screen recorded: a.cast"), "{}", terminal.text());
}
