//! Which program draws the terminal, and what it is known to show beside the text: a title that is given back, and progress.
//!
//! `ESC ] 9 ; 4` is progress to some terminals and a message on the desktop to others, and a title that can't be given back
//! would stay after the program. So nothing is sent to a terminal that isn't known, nor where two variables name different
//! ones: a terminal that was started from another has that one's variables, too.

/// What a terminal shows beside the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Announces {
    /// A title, and the one before again.
    pub(crate) title: bool,
    /// How far something is, on its tab, window or icon.
    pub(crate) progress: bool,
}

/// A program that draws terminals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Emulator {
    Alacritty,
    ConEmu,
    Contour,
    Foot,
    Ghostty,
    ITerm,
    Kitty,
    Konsole,
    Mintty,
    Vte,
    WezTerm,
    WindowsTerminal,
    XTerm,
}

/// Values of `TERM` that one terminal alone has, by how they begin.
const TERMS: [(&str, Emulator); 7] = [
    ("alacritty", Emulator::Alacritty),
    ("contour", Emulator::Contour),
    ("foot", Emulator::Foot),
    ("ghostty", Emulator::Ghostty),
    ("wezterm", Emulator::WezTerm),
    ("xterm-ghostty", Emulator::Ghostty),
    ("xterm-kitty", Emulator::Kitty),
];

/// Values of `TERM_PROGRAM`. Another value is another terminal, of which nothing is known.
const PROGRAMS: [(&str, Emulator); 5] = [
    ("WezTerm", Emulator::WezTerm),
    ("contour", Emulator::Contour),
    ("ghostty", Emulator::Ghostty),
    ("iTerm.app", Emulator::ITerm),
    ("mintty", Emulator::Mintty),
];

/// Variables that one terminal alone sets.
const VARIABLES: [(&str, Emulator); 8] = [
    ("ALACRITTY_WINDOW_ID", Emulator::Alacritty),
    ("ConEmuANSI", Emulator::ConEmu),
    ("GHOSTTY_RESOURCES_DIR", Emulator::Ghostty),
    ("KITTY_WINDOW_ID", Emulator::Kitty),
    ("KONSOLE_VERSION", Emulator::Konsole),
    ("VTE_VERSION", Emulator::Vte),
    ("WT_SESSION", Emulator::WindowsTerminal),
    ("XTERM_VERSION", Emulator::XTerm),
];

impl Emulator {
    /// The one that all variables name, if they name one.
    fn of(term: &str, variable: &dyn Fn(&str) -> String) -> Option<Self> {
        let by_term = TERMS.iter().find(|(name, _)| term.starts_with(name));
        if let Some((_, own)) = by_term {
            // Each sets it itself, whatever it was started from.
            return Some(*own);
        }
        if !term.starts_with("xterm") {
            return None;
        }
        let program = variable("TERM_PROGRAM");
        let by_program = PROGRAMS.iter().find(|(name, _)| *name == program).map(|(_, own)| *own);
        if by_program.is_none() && !program.is_empty() {
            return None;
        }
        let by_variables = VARIABLES.iter().filter(|(name, _)| !variable(name).is_empty());
        let mut named = by_program.into_iter().chain(by_variables.map(|(_, own)| *own));
        let first = named.next()?;
        named.all(|other| other == first).then_some(first)
    }

    /// Whether it has a stack of titles (`CSI 22 t`), or takes an empty title for none of its own.
    fn has_title(self, variable: &dyn Fn(&str) -> String) -> bool {
        match self {
            // A stack from 0.54 on.
            Self::Vte => number(&variable("VTE_VERSION")) >= 5_400,
            // Without a stack, and what an empty title would leave is not known.
            Self::ConEmu | Self::Konsole => false,
            _ => true,
        }
    }

    /// Whether it shows progress, in the version at hand.
    fn has_progress(self, variable: &dyn Fn(&str) -> String) -> bool {
        let from = |least: [u32; 3]| version(&variable("TERM_PROGRAM_VERSION")) >= least;
        match self {
            Self::ConEmu => variable("ConEmuANSI") == "ON",
            // WezTerm ignores a command with so many parts before 20250209.
            Self::WindowsTerminal | Self::WezTerm => true,
            Self::Ghostty => from([1, 2, 0]),
            // Before that it is a message on the desktop.
            Self::ITerm => from([3, 6, 6]),
            Self::Mintty => from([3, 4, 2]),
            // 25.04.
            Self::Konsole => number(&variable("KONSOLE_VERSION")) >= 250_400,
            // Kitty and foot show it as a message; of the others nothing is known, or only of some that use VTE.
            Self::Alacritty | Self::Contour | Self::Foot | Self::Kitty | Self::Vte | Self::XTerm => false,
        }
    }
}

impl Announces {
    /// In an environment of such variables, empty where they are unset. tmux gives its pane a title and takes it back, whatever
    /// is around it; GNU screen does neither.
    pub(super) fn detect(term: &str, in_tmux: bool, variable: &dyn Fn(&str) -> String) -> Self {
        if ["tmux", "screen"].iter().any(|name| term.starts_with(name)) {
            return Self { title: in_tmux, progress: false };
        }
        // Its variables are those of the terminal outside.
        if in_tmux || !variable("STY").is_empty() {
            return Self::default();
        }
        Emulator::of(term, variable).map_or_else(Self::default, |emulator| Self {
            title: emulator.has_title(variable),
            progress: emulator.has_progress(variable),
        })
    }
}

/// A version in one number; 0 for anything else.
fn number(text: &str) -> u32 {
    text.parse().unwrap_or(0)
}

/// The first three numbers of a version such as `3.6.6` or `1.2.0-main`; what is missing is 0.
fn version(text: &str) -> [u32; 3] {
    let mut parts = text.split(|c: char| !c.is_ascii_digit()).map(number);
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: (bool, bool) = (false, false);
    const TITLE: (bool, bool) = (true, false);
    const PROGRESS: (bool, bool) = (false, true);
    const BOTH: (bool, bool) = (true, true);

    fn with(term: &str, variables: &[(&str, &str)]) -> (bool, bool) {
        let variable = |name: &str| {
            let own = variables.iter().find(|(own, _)| *own == name);
            own.map_or_else(String::new, |(_, value)| (*value).to_owned())
        };
        let in_tmux = !variable("TMUX").is_empty();
        let Announces { title, progress } = Announces::detect(term, in_tmux, &variable);
        (title, progress)
    }

    #[test]
    fn terminals_are_known_by_name_and_version() {
        let program = |name, version| {
            with("xterm-256color", &[("TERM_PROGRAM", name), ("TERM_PROGRAM_VERSION", version)])
        };
        for (name, version, known) in [
            ("WezTerm", "20240203-110809-5046fc22", BOTH),
            ("ghostty", "1.2.0", BOTH),
            ("ghostty", "1.10.0-main+abc", BOTH),
            ("ghostty", "1.1.3", TITLE),
            ("ghostty", "", TITLE),
            ("iTerm.app", "3.6.6", BOTH),
            ("iTerm.app", "3.10.0", BOTH),
            ("iTerm.app", "3.6.5", TITLE),
            ("mintty", "3.4.2", BOTH),
            ("mintty", "3.4.1", TITLE),
            ("vscode", "1.100.0", NOTHING),
            ("Apple_Terminal", "455", NOTHING),
        ] {
            assert_eq!(program(name, version), known, "{name} {version}");
        }
        for (variable, value, known) in [
            ("WT_SESSION", "0d6a", BOTH),
            ("ConEmuANSI", "ON", PROGRESS),
            ("ConEmuANSI", "OFF", NOTHING),
            ("KONSOLE_VERSION", "250400", PROGRESS),
            ("KONSOLE_VERSION", "241203", NOTHING),
            ("VTE_VERSION", "7803", TITLE),
            ("VTE_VERSION", "5202", NOTHING),
            ("XTERM_VERSION", "XTerm(390)", TITLE),
        ] {
            assert_eq!(with("xterm-256color", &[(variable, value)]), known, "{variable} {value}");
        }
        for (term, known) in [
            ("xterm-kitty", TITLE),
            ("foot", TITLE),
            ("alacritty", TITLE),
            ("wezterm", BOTH),
            // Over SSH its version is not known.
            ("xterm-ghostty", TITLE),
        ] {
            assert_eq!(with(term, &[]), known, "{term}");
        }
    }

    #[test]
    fn what_is_not_known_is_sent_nothing() {
        for term in ["", "dumb", "linux", "vt100", "vt220", "xterm", "xterm-256color", "rxvt-unicode", "st"] {
            assert_eq!(with(term, &[]), NOTHING, "{term}");
        }
        assert_eq!(with("linux", &[("TERM_PROGRAM", "WezTerm"), ("WT_SESSION", "1")]), NOTHING);
    }

    #[test]
    fn where_variables_of_two_terminals_are_set_neither_is_trusted() {
        let leaked = [("TERM_PROGRAM", "WezTerm"), ("VTE_VERSION", "7803")];
        assert_eq!(with("xterm-256color", &leaked), NOTHING);
        assert_eq!(with("xterm-256color", &[("KITTY_WINDOW_ID", "1"), ("WT_SESSION", "1")]), NOTHING);
        let same =
            [("TERM_PROGRAM", "ghostty"), ("TERM_PROGRAM_VERSION", "1.3.0"), ("GHOSTTY_RESOURCES_DIR", "/")];
        assert_eq!(with("xterm-256color", &same), BOTH);
        // A value of TERM that only one has is its own.
        assert_eq!(with("alacritty", &leaked), TITLE);
    }

    #[test]
    fn inside_tmux_there_is_a_title_and_inside_screen_nothing() {
        let inside = [("TMUX", "/tmp/tmux"), ("TERM_PROGRAM", "WezTerm")];
        assert_eq!(with("tmux-256color", &inside), TITLE);
        assert_eq!(with("screen-256color", &inside), TITLE);
        assert_eq!(with("screen-256color", &[("STY", "1.tty"), ("WT_SESSION", "1")]), NOTHING);
        assert_eq!(with("xterm-256color", &inside), NOTHING);
        assert_eq!(with("xterm-256color", &[("STY", "1.tty"), ("WT_SESSION", "1")]), NOTHING);
    }
}
