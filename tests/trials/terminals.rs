//! Any TERM, with and without colours, with and without UTF-8.

use std::time::Duration;

use super::{MOMENT, PROGRAM, pty::Terminal};

const TERMS: [&str; 8] =
    ["xterm", "xterm-256color", "screen", "tmux-256color", "linux", "vt100", "dumb", "unset"];

const COLOURS: [&str; 3] = ["", "NO_COLOR=1", "COLORTERM=truecolor"];

const LOCALES: [&str; 2] = ["C", "C.UTF-8"];

/// The parameters of every sequence that sets colours or attributes.
fn looks(output: &str) -> impl Iterator<Item = &str> {
    output.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        rest[end..].starts_with('m').then_some(&rest[..end])
    })
}

fn is_colored(output: &str) -> bool {
    looks(output)
        .flat_map(|look| look.split(';'))
        .any(|number| number.parse::<u8>().is_ok_and(|number| matches!(number, 30..=48 | 90..=107)))
}

#[test]
fn every_terminal_gets_what_it_can_show() {
    for term in TERMS {
        for colour in COLOURS {
            for locale in LOCALES {
                trial(term, colour, locale);
            }
        }
    }
    eprintln!("terminals: {} kinds × {} × {} locales", TERMS.len(), COLOURS.len(), LOCALES.len());
}

fn trial(term: &str, colour: &str, locale: &str) {
    let what = format!("TERM={term} {colour} LC_ALL={locale}");
    let (term, locale) = (format!("TERM={term}"), format!("LC_ALL={locale}"));
    let mut arguments: Vec<&str> = if term == "TERM=unset" { vec!["-u", "TERM"] } else { vec![&term] };
    arguments.extend([locale.as_str(), colour].iter().filter(|text| !text.is_empty()));
    arguments.push(PROGRAM);
    arguments.extend(MOMENT);
    let mut terminal = Terminal::start_program("env", &std::env::temp_dir(), &arguments, &[], (80, 24));
    let plain = matches!(term.as_str(), "TERM=dumb" | "TERM=unset");
    let unicode = locale.contains("UTF-8");
    if !plain {
        terminal.until_text("finished");
        let markers = if unicode { ["●", "✕", "■", "◆"] } else { ["o", "x", "s", "D"] };
        for (marker, lane) in markers.iter().zip(["SGD", "Momentum", "AdaGrad", "Adam"]) {
            terminal.until_text(&format!("{marker} {lane}"));
        }
        terminal.press("q");
    }
    assert_eq!(terminal.ended_within(Duration::from_secs(10)), Some(0), "{what}");
    terminal.listen(Duration::from_millis(20));
    let output = String::from_utf8_lossy(&terminal.output).into_owned();
    assert_eq!(output.contains('\x1b'), !plain, "{what}: plain lines have no sequence");
    assert!(unicode || output.is_ascii(), "{what}: only ASCII");
    let colourless = colour == "NO_COLOR=1" || term == "TERM=vt100" && colour.is_empty() || plain;
    assert_eq!(is_colored(&output), !colourless && colourful(&term, colour), "{what}: colours");
}

/// A vt100 has none, whatever else is said.
fn colourful(term: &str, colour: &str) -> bool {
    !(term == "TERM=vt100" || colour == "NO_COLOR=1")
}

#[test]
fn a_flag_has_the_last_word_on_colours() {
    for (flag, wanted) in [("none", false), ("16", true), ("256", true), ("true", true)] {
        let race = [&MOMENT[..], &["--color", flag]].concat();
        let surroundings = [("TERM", "vt100"), ("NO_COLOR", "1")];
        let mut terminal = Terminal::start(&race, &surroundings, (80, 24));
        terminal.until_text("finished");
        assert_eq!(is_colored(&String::from_utf8_lossy(&terminal.output)), wanted, "{flag}");
        terminal.press("C");
        terminal.until_text("colours: ");
        let before = terminal.output.len();
        terminal.press("\x0c");
        terminal.listen(Duration::from_millis(300));
        let wanted = flag != "true";
        assert_eq!(
            is_colored(&String::from_utf8_lossy(&terminal.output[before..])),
            wanted,
            "C after {flag}"
        );
        terminal.press("q");
        assert_eq!(terminal.end(), 0);
    }
}

#[test]
fn frames_are_held_together_only_where_that_is_asked_for_or_known_good() {
    for (flag, term, wanted) in [
        ("on", "xterm", true),
        ("auto", "xterm-kitty", true),
        ("auto", "xterm", false),
        ("off", "foot", false),
    ] {
        let race = [&MOMENT[..], &["--sync", flag]].concat();
        let mut terminal = Terminal::start(&race, &[("TERM", term)], (80, 24));
        terminal.until_text("finished");
        terminal.press("q");
        assert_eq!(terminal.end(), 0);
        let output = String::from_utf8_lossy(&terminal.output);
        assert_eq!(output.contains("\x1b[?2026h"), wanted, "{flag} {term}");
        for frame in output.split("\x1b[?2026h").skip(1) {
            let frame = frame.split("\x1b[?2026l").next().unwrap();
            assert!(!frame.contains("\x1b[2J"), "no clear inside");
        }
    }
}

#[test]
fn without_an_alternate_screen_the_summary_comes_below_the_picture() {
    let mut terminal = Terminal::start(&MOMENT, &[], (80, 24));
    terminal.until_text("finished");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    // As a terminal shows it that has but one screen.
    let output = String::from_utf8_lossy(&terminal.output);
    let one = output.replace("\x1b[?1049h", "").replace("\x1b[?1049l", "");
    let mut model = vt100::Parser::new(24, 80, 100);
    model.process(one.as_bytes());
    let shown = model.screen().contents();
    let lines: Vec<&str> = shown.lines().collect();
    let head = lines.iter().position(|line| line.trim_end().ends_with("test accuracy")).unwrap();
    assert!(lines[head].starts_with("lane "), "{shown}");
    let footer = lines.iter().position(|line| line.contains("q quit")).unwrap();
    assert!(footer < head && lines[footer + 1..head].iter().all(|line| line.trim().is_empty()), "{shown}");
    // Where there are two, the second takes the new line with it.
    let text = terminal.text();
    assert!(text.trim_start_matches('\n').starts_with("lane "), "{text}");
    assert!(text.lines().position(|line| line.starts_with("lane ")) <= Some(1), "{text}");
}

#[test]
fn known_terminals_have_every_colour_over_ssh_and_screen_has_none_that_it_mistakes() {
    let paints = |environment: &[(&str, &str)]| {
        let race = [&MOMENT[..], &["--theme", "light"]].concat();
        let mut terminal = Terminal::start(&race, environment, (80, 24));
        terminal.until_text("finished");
        terminal.press("q");
        assert_eq!(terminal.end(), 0);
        let output = String::from_utf8_lossy(&terminal.output).into_owned();
        looks(&output).any(|look| look.contains("38;2;") || look.contains("48;2;"))
    };
    let ssh = ("SSH_CONNECTION", "127.0.0.1 1 127.0.0.1 22");
    for term in ["xterm-kitty", "alacritty", "foot", "xterm-ghostty", "wezterm"] {
        assert!(paints(&[("TERM", term), ssh]), "{term}");
    }
    assert!(!paints(&[("TERM", "screen.xterm-256color"), ("COLORTERM", "truecolor"), ("TMUX", "")]));
}

#[test]
fn keyboards_in_an_enhanced_mode_and_of_a_korean_layout_work() {
    for keys in ["\x1b[99;5u", "\x1b[27;5;99~", "\x1b[113u", "ㅂ"] {
        let mut terminal = Terminal::start(&MOMENT, &[], (80, 24));
        terminal.until_text("finished");
        terminal.press(keys);
        assert_eq!(terminal.end(), 0, "{keys:?}");
    }
}
