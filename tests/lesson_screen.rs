//! Lessons and languages in a real pseudo-terminal, from start to end by keys.

#![expect(clippy::unwrap_used, reason = "a test that can't go on stops there")]
#![cfg(unix)]

#[path = "support/pty.rs"]
mod pty;

use pty::Terminal;

const LESSON: &str = r#"
title = { en = "Two rates", ko = "두 학습률" }
[race]
optimizers = "sgd:lr=0.1:name=slow,sgd:lr=3:name=wild"
iterations = 40
hidden = "16"
batch-size = 16

[[step]]
text = { en = "Read this first.", ko = "먼저 읽으십시오." }
question = { en = "Who wins?", ko = "누가 이깁니까?" }
answers = [{ en = "slow", ko = "느린 쪽" }, { en = "wild", ko = "거친 쪽" }]
right = 1
do = ["go 20"]
claim = ["slow is 1.2 times below wild at 20"]

[[step]]
text = { en = "Now the wild one at 0.1.", ko = "이제 거친 쪽을 0.1로 합니다." }
do = ["set wild lr=0.1", "reset", "go 40"]
claim = ["slow repeats to 20"]

[[step]]
text = { en = "That is all.", ko = "이것이 전부입니다." }
"#;

fn lesson() -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
    std::fs::write(file.path(), LESSON).unwrap();
    file
}

#[test]
fn a_lesson_is_taught_from_start_to_end_by_keys() {
    let file = lesson();
    let mut terminal = Terminal::start(&["lesson", file.path().to_str().unwrap()], &[], (80, 24));
    terminal.until_text("Read this first.");
    terminal.until_text("▮ paused");
    terminal.press("17\x1b[B4\r");
    terminal.until_text("answer: slow   17 of 21 said so (a 17, b 4)");
    terminal.until_text("slow is at least 1.2 times below wild at 20: smoothed loss");
    // The usual keys go on working: a step and a pause by hand.
    terminal.press("n");
    terminal.until_text("21 / 40");
    terminal.press("\r");
    terminal.until_text("slow: all 20 losses the same as before");
    terminal.until_text("wild          0.1");
    terminal.until_text("That is all.");
    terminal.press("\r");
    terminal.until_text("the lesson is over");
    // The next one begins its own race, which waits.
    terminal.press("T");
    terminal.until_text("▸ Why momentum");
    terminal.press("\r");
    terminal.until_text("Two networks start alike");
    terminal.until_text("0 / 300");
    terminal.press("4\r");
    terminal.until_text("Momentum is at least 3 times below SGD at 100");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_korean_locale_or_flag_makes_the_screen_korean_and_ascii_stays_english() {
    let race = ["--paused", "--hidden", "8"];
    let mut terminal = Terminal::start(&race, &[("LC_ALL", "ko_KR.UTF-8")], (80, 24));
    terminal.until_text("▮ 멈춤");
    terminal.press("6");
    terminal.until_text("안개 속에서");
    terminal.press("?");
    terminal.until_text("도움말");
    terminal.press("?q");
    assert_eq!(terminal.end(), 0);

    let file = lesson();
    let arguments = ["lesson", file.path().to_str().unwrap(), "--lang", "ko"];
    let mut terminal = Terminal::start(&arguments, &[], (80, 24));
    terminal.until_text("누가 이깁니까?");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);

    let mut terminal = Terminal::start(&race, &[("LC_ALL", "ko_KR.EUC-KR")], (80, 24));
    terminal.until_text("# paused");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert!(terminal.output.is_ascii());
}

fn downhill(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_downhill")).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn without_a_screen_a_lesson_prints_its_texts_its_losses_and_what_came() {
    let file = lesson();
    let path = file.path().to_str().unwrap();
    let (code, out, _) = downhill(&["lesson", path, "--headless"]);
    assert_eq!(code, Some(0), "{out}");
    for line in [
        "1/3  Read this first.",
        "   b) wild",
        "answer: slow",
        "as claimed: slow is at least 1.2 times below wild at 20: smoothed loss ",
        "3/3  That is all.",
    ] {
        assert!(out.contains(line), "{line} is not in\n{out}");
    }
    assert!(out.is_ascii());
    let wrong = LESSON.replace("slow is 1.2 times below wild", "wild is 1.2 times below slow");
    std::fs::write(path, wrong).unwrap();
    let (code, out, error) = downhill(&["lesson", path, "--headless"]);
    assert_eq!(
        (code, error.as_str()),
        (Some(1), "downhill: 1 of the lesson's claims did not show\n"),
        "{out}"
    );
    assert!(out.contains("NOT as claimed: wild is NOT at least 1.2 times below slow at 20: smoothed loss "));
}

#[test]
fn a_file_or_folder_named_as_a_lesson_does_not_hide_it() {
    let place = tempfile::tempdir().unwrap();
    let taught = |name: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_downhill"));
        let output = command.args(["lesson", name, "--headless"]).current_dir(place.path()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    std::fs::create_dir(place.path().join("adam")).unwrap();
    let (code, out) = taught("adam");
    assert_eq!(code, Some(0), "{out}");
    assert!(out.starts_with("Adam's first steps\n"), "{out}");
    std::fs::remove_dir(place.path().join("adam")).unwrap();
    std::fs::write(place.path().join("adam"), LESSON).unwrap();
    let (_, out) = taught("adam");
    assert!(out.starts_with("adam is the lesson of that name; the file here is ./adam\nAdam's"), "{out}");
    let (code, out) = taught("./adam");
    assert_eq!(code, Some(0), "{out}");
    assert!(out.starts_with("Two rates\n"), "{out}");
    // A screen says it, too.
    let mut terminal = Terminal::start_program(
        env!("CARGO_BIN_EXE_downhill"),
        place.path(),
        &["lesson", "adam"],
        &[],
        (80, 24),
    );
    terminal.until_text("the file here is ./adam");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    // A file of a name that no lesson has is taken as it is.
    std::fs::rename(place.path().join("adam"), place.path().join("mine")).unwrap();
    assert_eq!(taught("mine").0, Some(0));
}

#[test]
fn lessons_are_listed_and_a_wrong_one_is_answered_in_one_line() {
    let (code, out, _) = downhill(&["lesson"]);
    assert_eq!((code, out.lines().count()), (Some(0), 11));
    assert!(out.contains("momentum     Why momentum"));
    let (code, _, error) = downhill(&["lesson", "momentun"]);
    assert_eq!((code, error.lines().count()), (Some(1), 1));
    assert!(error.contains("no such lesson or file; the lessons are momentum"), "{error}");
    let file = lesson();
    std::fs::write(file.path(), LESSON.replace("go 40", "go 4O")).unwrap();
    let (code, _, error) = downhill(&["lesson", file.path().to_str().unwrap()]);
    assert_eq!((code, error.lines().count()), (Some(1), 1));
    assert!(error.contains(":19: go needs an iteration from 1 on, such as go 300, not \"4O\""), "{error}");
    let (_, _, error) = downhill(&["lesson", "/nowhere/x.toml"]);
    assert!(error.starts_with("downhill: /nowhere/x.toml: "), "{error}");
}
