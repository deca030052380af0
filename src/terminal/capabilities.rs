//! What the terminal can do, as far as the environment says.

use std::env;

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
    /// Whether the background is known to be light.
    pub(crate) light_background: bool,
    pub(crate) signs: Signs,
    /// Whether it is known to support synchronized output (DEC mode 2026) well.
    pub(crate) synchronized: bool,
    /// The locale of messages, such as `ko_KR.UTF-8`; empty if none is set.
    pub(crate) locale: String,
    /// Bytes a second that the link to it is to carry at most.
    pub(crate) link_budget: Option<u32>,
}

impl Capabilities {
    /// Reads the environment.
    pub(crate) fn detect() -> Self {
        let variables = Variables::read();
        Self {
            colors: variables.colors(),
            light_background: variables.has_light_background(),
            signs: variables.signs(),
            synchronized: variables.has_synchronized_output(),
            link_budget: variables.is_ssh.then_some(LINK_BUDGET),
            term: variables.term,
            locale: variables.messages,
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

/// What the terminal is a window of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Multiplexer {
    #[default]
    None,
    Tmux,
    /// GNU screen, perhaps with tmux inside or outside it.
    Screen,
}

/// The variables that matter, empty where they are unset.
#[derive(Debug, Default)]
struct Variables {
    term: String,
    color_term: String,
    term_program: String,
    no_color: bool,
    cli_color: String,
    cli_color_force: String,
    is_ssh: bool,
    multiplexer: Multiplexer,
    characters: String,
    messages: String,
    wide_signs: bool,
    foreground_background: String,
}

impl Variables {
    fn read() -> Self {
        let read = |name: &str| env::var(name).unwrap_or_default();
        let first = |names: [&str; 3]| names.map(read).into_iter().find(|value| !value.is_empty());
        Self {
            term: read("TERM"),
            color_term: read("COLORTERM"),
            term_program: read("TERM_PROGRAM"),
            cli_color: read("CLICOLOR"),
            cli_color_force: read("CLICOLOR_FORCE"),
            is_ssh: !read("SSH_CONNECTION").is_empty() || !read("SSH_TTY").is_empty(),
            multiplexer: match (read("STY").is_empty(), read("TMUX").is_empty()) {
                (false, _) => Multiplexer::Screen,
                (true, false) => Multiplexer::Tmux,
                (true, true) => Multiplexer::None,
            },
            // no-color.org: present and not empty, whatever its value.
            no_color: !read("NO_COLOR").is_empty(),
            characters: first(["LC_ALL", "LC_CTYPE", "LANG"]).unwrap_or_default(),
            messages: first(["LC_ALL", "LC_MESSAGES", "LANG"]).unwrap_or_default(),
            // As other programs are told of such a terminal; none says it by itself.
            wide_signs: read("RUNEWIDTH_EASTASIAN") == "1" || read("VTE_CJK_WIDTH") == "wide",
            foreground_background: read("COLORFGBG"),
        }
    }

    fn colors(&self) -> ColorDepth {
        let forced = !matches!(self.cli_color_force.as_str(), "" | "0");
        let colorless = matches!(self.term.as_str(), "" | "dumb" | "vt100" | "vt102" | "vt220");
        if self.no_color || !forced && (colorless || self.cli_color == "0") {
            ColorDepth::None
        } else if self.has_true_color() {
            ColorDepth::True
        } else if self.term.contains("256color") {
            ColorDepth::Indexed
        } else {
            ColorDepth::Sixteen
        }
    }

    fn has_true_color(&self) -> bool {
        // tmux may have the same value of TERM as GNU screen, and knows every colour.
        let misreads = WITHOUT_TRUE_COLOR.iter().any(|name| self.term.starts_with(name))
            && self.multiplexer != Multiplexer::Tmux;
        let declared = matches!(self.color_term.as_str(), "truecolor" | "24bit");
        let known = KNOWN_TERMS.contains(&self.term.as_str()) || self.term.ends_with("-direct");
        (declared || known) && !misreads
    }

    fn has_light_background(&self) -> bool {
        // "foreground;background" in numbers of the palette, in which 7 and 15 are the light ones.
        matches!(self.foreground_background.rsplit(';').next(), Some("7" | "15"))
    }

    fn has_synchronized_output(&self) -> bool {
        // Inside tmux and GNU screen the variables may be those of the outer terminal.
        let inside = ["tmux", "screen"].iter().any(|name| self.term.starts_with(name));
        let known =
            KNOWN_TERMS.contains(&self.term.as_str()) || KNOWN_PROGRAMS.contains(&self.term_program.as_str());
        known && !inside
    }

    fn signs(&self) -> Signs {
        let locale = self.characters.to_ascii_lowercase();
        let unicode = locale.contains("utf-8") || locale.contains("utf8");
        match (unicode, self.term.as_str()) {
            (false, _) => Signs::Ascii,
            (true, "linux") => Signs::Console,
            (true, _) if self.wide_signs => Signs::Wide,
            (true, _) => Signs::Unicode,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(term: &str, characters: &str) -> Variables {
        Variables { term: term.into(), characters: characters.into(), ..Variables::default() }
    }

    #[test]
    fn signs_follow_the_locale_and_the_console() {
        assert_eq!(variables("xterm-256color", "en_US.UTF-8").signs(), Signs::Unicode);
        assert_eq!(variables("xterm-256color", "C").signs(), Signs::Ascii);
        assert_eq!(variables("linux", "C.utf8").signs(), Signs::Console);
        let wide = |locale| Variables { wide_signs: true, ..variables("xterm", locale) };
        assert_eq!(wide("ko_KR.UTF-8").signs(), Signs::Wide);
        assert_eq!(wide("C").signs(), Signs::Ascii);
    }

    #[test]
    fn colours_follow_the_terminal_and_can_be_refused_or_forced() {
        assert_eq!(variables("xterm", "").colors(), ColorDepth::Sixteen);
        assert_eq!(variables("tmux-256color", "").colors(), ColorDepth::Indexed);
        assert_eq!(variables("vt100", "").colors(), ColorDepth::None);
        let without = Variables { cli_color: "0".into(), ..variables("xterm-256color", "") };
        let forced = Variables { cli_color_force: "1".into(), ..variables("vt100", "") };
        assert_eq!(without.colors(), ColorDepth::None);
        assert_eq!(forced.colors(), ColorDepth::Sixteen);
        let refused = Variables { no_color: true, cli_color_force: "1".into(), ..variables("xterm", "") };
        assert_eq!(refused.colors(), ColorDepth::None);
    }

    #[test]
    fn true_colour_is_trusted_where_it_is_known_or_the_terminal_itself_declares_it() {
        let declared = |term| Variables { color_term: "truecolor".into(), ..variables(term, "") };
        for term in
            ["xterm-kitty", "alacritty", "foot", "xterm-ghostty", "ghostty", "wezterm", "xterm-direct"]
        {
            assert_eq!(variables(term, "").colors(), ColorDepth::True, "{term}");
        }
        assert_eq!(declared("xterm-256color").colors(), ColorDepth::True);
        assert_eq!(declared("screen").colors(), ColorDepth::Sixteen);
        assert_eq!(declared("screen.xterm-256color").colors(), ColorDepth::Indexed);
        assert_eq!(declared("eterm-color").colors(), ColorDepth::Sixteen);
        assert_eq!(declared("tmux-256color").colors(), ColorDepth::True);
        let inside = |multiplexer| Variables { multiplexer, ..declared("screen-256color") };
        assert_eq!(inside(Multiplexer::Tmux).colors(), ColorDepth::True);
        assert_eq!(inside(Multiplexer::Screen).colors(), ColorDepth::Indexed);
    }

    #[test]
    fn output_is_synchronized_where_that_is_known_to_work() {
        let synchronized = |term, program: &str| {
            Variables { term_program: program.into(), ..variables(term, "") }.has_synchronized_output()
        };
        assert!(synchronized("xterm-kitty", "") && synchronized("xterm-256color", "WezTerm"));
        assert!(!synchronized("xterm-256color", "") && !synchronized("screen-256color", "WezTerm"));
    }

    #[test]
    fn a_background_is_light_where_it_is_said_to_be() {
        let is_light = |colors: &str| {
            let foreground_background = colors.into();
            Variables { foreground_background, ..Variables::default() }.has_light_background()
        };
        assert!(is_light("0;15") && is_light("0;default;7"));
        assert!(!is_light("15;0") && !is_light(""));
    }
}
