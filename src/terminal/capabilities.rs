//! What the terminal can do, as far as the environment says.

use std::env;

use super::{
    background::{Background, is_worth_asking},
    emulator::Announces,
};

/// Bytes a second that a link is to carry at most: a modem's 56 kbit/s with something to spare.
const LINK_BUDGET: u32 = 6 * 1_024;

/// Terminals that are known to have every colour, of which nothing else tells over SSH, and synchronized output: values
/// of `TERM` …
const KNOWN_TERMS: [&str; 8] =
    ["xterm-kitty", "xterm-ghostty", "ghostty", "wezterm", "foot", "foot-extra", "alacritty", "contour"];

/// … and of `TERM_PROGRAM`.
const KNOWN_PROGRAMS: [&str; 4] = ["WezTerm", "ghostty", "iTerm.app", "contour"];

/// Terminals inside others that take the numbers of a true colour for attributes, by how values of `TERM` begin;
/// `COLORTERM` is that of the outer terminal.
const WITHOUT_TRUE_COLOR: [&str; 2] = ["screen", "eterm"];

/// What is known of the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Capabilities {
    /// `TERM`, empty if it is unset.
    pub(crate) term: String,
    pub(crate) colors: ColorDepth,
    /// As far as it is known without asking.
    pub(crate) background: Option<Background>,
    /// Whether it may answer when it is asked for its background.
    pub(crate) tells_background: bool,
    pub(crate) signs: Signs,
    /// Whether it is known to support synchronized output (DEC mode 2026) well.
    pub(crate) synchronized: bool,
    /// What it is known to show beside the text.
    pub(crate) announces: Announces,
    /// The locale of messages, such as `ko_KR.UTF-8`; empty if none is set.
    pub(crate) locale: String,
    /// Bytes a second that the link to it is to carry at most.
    pub(crate) link_budget: Option<u32>,
}

impl Capabilities {
    /// Reads the environment.
    pub(crate) fn detect() -> Self {
        Self::of(&|name| env::var(name).unwrap_or_default())
    }

    /// In an environment of such variables, empty where they are unset.
    fn of(variable: &dyn Fn(&str) -> String) -> Self {
        let is_set = |name| !variable(name).is_empty();
        let first = |names: [&str; 3]| names.map(variable).into_iter().find(|value| !value.is_empty());
        let term = variable("TERM");
        Self {
            colors: colors(&term, variable),
            // The Linux console is black.
            background: Background::of_variable(&variable("COLORFGBG"))
                .or((term == "linux").then_some(Background::Dark)),
            tells_background: is_worth_asking(&term, is_in_tmux(variable)),
            signs: signs(&term, &first(["LC_ALL", "LC_CTYPE", "LANG"]).unwrap_or_default(), variable),
            synchronized: has_synchronized_output(&term, &variable("TERM_PROGRAM")),
            announces: Announces::detect(&term, is_in_tmux(variable), variable),
            locale: first(["LC_ALL", "LC_MESSAGES", "LANG"]).unwrap_or_default(),
            link_budget: (is_set("SSH_CONNECTION") || is_set("SSH_TTY")).then_some(LINK_BUDGET),
            term,
        }
    }
}

/// How many colours the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ColorDepth {
    /// Attributes only.
    None,
    /// The sixteen of the terminal's own palette.
    Sixteen,
    /// The fixed palette of 256.
    Indexed,
    /// 24 bits.
    True,
}

/// Which characters the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signs {
    Ascii,
    /// Unicode without braille and quadrants, which the font of the Linux console lacks.
    Console,
    /// Unicode, but characters of ambiguous width are drawn two columns wide.
    Wide,
    Unicode,
}

fn colors(term: &str, variable: &dyn Fn(&str) -> String) -> ColorDepth {
    let forced = !matches!(variable("CLICOLOR_FORCE").as_str(), "" | "0");
    let colorless = matches!(term, "" | "dumb" | "vt100" | "vt102" | "vt220");
    // no-color.org: present and not empty, whatever its value.
    let refused = !variable("NO_COLOR").is_empty();
    if refused || !forced && (colorless || variable("CLICOLOR") == "0") {
        ColorDepth::None
    } else if has_true_color(term, variable) {
        ColorDepth::True
    } else if term.contains("256color") {
        ColorDepth::Indexed
    } else {
        ColorDepth::Sixteen
    }
}

/// tmux may have the same value of `TERM` as GNU screen, which may be inside or outside it; it knows every colour.
fn is_in_tmux(variable: &dyn Fn(&str) -> String) -> bool {
    variable("STY").is_empty() && !variable("TMUX").is_empty()
}

fn has_true_color(term: &str, variable: &dyn Fn(&str) -> String) -> bool {
    let misreads = WITHOUT_TRUE_COLOR.iter().any(|name| term.starts_with(name)) && !is_in_tmux(variable);
    let declared = matches!(variable("COLORTERM").as_str(), "truecolor" | "24bit");
    let known = KNOWN_TERMS.contains(&term) || term.ends_with("-direct");
    (declared || known) && !misreads
}

fn has_synchronized_output(term: &str, program: &str) -> bool {
    // Inside tmux and GNU screen the variables may be those of the outer terminal.
    let inside = ["tmux", "screen"].iter().any(|name| term.starts_with(name));
    (KNOWN_TERMS.contains(&term) || KNOWN_PROGRAMS.contains(&program)) && !inside
}

fn signs(term: &str, locale: &str, variable: &dyn Fn(&str) -> String) -> Signs {
    let locale = locale.to_ascii_lowercase();
    let unicode = locale.contains("utf-8") || locale.contains("utf8");
    // As other programs are told of such a terminal; none says it by itself.
    let wide = variable("RUNEWIDTH_EASTASIAN") == "1" || variable("VTE_CJK_WIDTH") == "wide";
    match (unicode, term) {
        (false, _) => Signs::Ascii,
        (true, "linux") => Signs::Console,
        (true, _) if wide => Signs::Wide,
        (true, _) => Signs::Unicode,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is known where these variables are set.
    fn with(variables: &[(&str, &str)]) -> Capabilities {
        Capabilities::of(&|name| {
            let set = variables.iter().find(|(own, _)| *own == name);
            set.map_or_else(String::new, |(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn signs_follow_the_locale_and_the_console() {
        let signs = |term, locale| with(&[("TERM", term), ("LC_CTYPE", locale)]).signs;
        assert_eq!(signs("xterm-256color", "en_US.UTF-8"), Signs::Unicode);
        assert_eq!(signs("xterm-256color", "C"), Signs::Ascii);
        assert_eq!(signs("linux", "C.utf8"), Signs::Console);
        for wide in [("RUNEWIDTH_EASTASIAN", "1"), ("VTE_CJK_WIDTH", "wide")] {
            assert_eq!(with(&[("TERM", "xterm"), ("LANG", "ko_KR.UTF-8"), wide]).signs, Signs::Wide);
            assert_eq!(with(&[("TERM", "xterm"), ("LANG", "C"), wide]).signs, Signs::Ascii);
        }
    }

    #[test]
    fn colours_follow_the_terminal_and_can_be_refused_or_forced() {
        let colors = |term, choices: &[_]| with(&[&[("TERM", term)], choices].concat()).colors;
        assert_eq!(colors("xterm", &[]), ColorDepth::Sixteen);
        assert_eq!(colors("tmux-256color", &[]), ColorDepth::Indexed);
        assert_eq!(colors("vt100", &[]), ColorDepth::None);
        assert_eq!(colors("xterm-256color", &[("CLICOLOR", "0")]), ColorDepth::None);
        assert_eq!(colors("vt100", &[("CLICOLOR_FORCE", "1")]), ColorDepth::Sixteen);
        assert_eq!(colors("xterm", &[("NO_COLOR", "yes"), ("CLICOLOR_FORCE", "1")]), ColorDepth::None);
    }

    #[test]
    fn true_colour_is_trusted_where_it_is_known_or_the_terminal_itself_declares_it() {
        for term in
            ["xterm-kitty", "alacritty", "foot", "xterm-ghostty", "ghostty", "wezterm", "xterm-direct"]
        {
            assert_eq!(with(&[("TERM", term)]).colors, ColorDepth::True, "{term}");
        }
        let declared = |term, inside: &[_]| {
            with(&[&[("TERM", term), ("COLORTERM", "truecolor")], inside].concat()).colors
        };
        assert_eq!(declared("xterm-256color", &[]), ColorDepth::True);
        assert_eq!(declared("screen", &[]), ColorDepth::Sixteen);
        assert_eq!(declared("screen.xterm-256color", &[]), ColorDepth::Indexed);
        assert_eq!(declared("eterm-color", &[]), ColorDepth::Sixteen);
        assert_eq!(declared("tmux-256color", &[]), ColorDepth::True);
        assert_eq!(declared("screen-256color", &[("TMUX", "/tmp/tmux")]), ColorDepth::True);
        assert_eq!(declared("screen-256color", &[("STY", "1.tty")]), ColorDepth::Indexed);
        let both = [("STY", "1.tty"), ("TMUX", "/tmp/tmux")];
        assert_eq!(declared("screen-256color", &both), ColorDepth::Indexed);
    }

    #[test]
    fn output_is_synchronized_where_that_is_known_to_work() {
        let synchronized = |term, program| with(&[("TERM", term), ("TERM_PROGRAM", program)]).synchronized;
        assert!(synchronized("xterm-kitty", "") && synchronized("xterm-256color", "WezTerm"));
        assert!(!synchronized("xterm-256color", "") && !synchronized("screen-256color", "WezTerm"));
    }

    #[test]
    fn a_background_is_known_where_it_is_said_and_else_asked_for() {
        let background = |variables: &[_]| with(variables).background;
        assert_eq!(background(&[("COLORFGBG", "0;15")]), Some(Background::Light));
        assert_eq!(background(&[("TERM", "linux")]), Some(Background::Dark));
        assert_eq!(background(&[("TERM", "xterm")]), None);
        assert!(with(&[("TERM", "xterm")]).tells_background && !with(&[("TERM", "linux")]).tells_background);
        assert!(with(&[("TERM", "screen"), ("TMUX", "/tmp/tmux")]).tells_background);
    }
}
