//! What terminal this is, as far as the environment says.

use std::env;

use super::{
    ColorChoice, PlotChoice, SyncChoice, ThemeChoice,
    glyphs::Plot,
    theme::{Depth, Palette, Theme},
};
use crate::words::Lang;

/// Bytes a second that a link is to carry at the most: a modem's 56 kbit/s with something to spare.
const LINK_BUDGET: u32 = 6 * 1_024;

/// Terminals that are known to have every colour, which nothing else says over SSH, and to show a frame at once when
/// they are told to: values of TERM …
const KNOWN_TERMS: [&str; 8] =
    ["xterm-kitty", "xterm-ghostty", "ghostty", "wezterm", "foot", "foot-extra", "alacritty", "contour"];

/// … and of `TERM_PROGRAM`.
const KNOWN_PROGRAMS: [&str; 4] = ["WezTerm", "ghostty", "iTerm.app", "contour"];

/// Terminals in a terminal that take the numbers of a colour for attributes: how values of TERM begin. COLORTERM is that
/// of the terminal around.
const WITHOUT_TRUE_COLOR: [&str; 2] = ["screen", "eterm"];

/// What the terminal is a window of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Inside {
    #[default]
    Nothing,
    Tmux,
    /// GNU screen, perhaps with tmux in it or around it: which, can't be told.
    Screen,
}

/// The variables that matter, empty where they are unset.
#[derive(Debug, Default)]
pub struct Surroundings {
    term: String,
    color_term: String,
    term_program: String,
    no_color: bool,
    cli_color: String,
    cli_color_force: String,
    ssh: bool,
    inside: Inside,
    locale: String,
    messages: String,
    wide_signs: bool,
    foreground_background: String,
}

impl Surroundings {
    /// Reads them.
    pub fn read() -> Self {
        let read = |name: &str| env::var(name).unwrap_or_default();
        let first = |names: [&str; 3]| names.map(read).into_iter().find(|value| !value.is_empty());
        Self {
            term: read("TERM"),
            color_term: read("COLORTERM"),
            term_program: read("TERM_PROGRAM"),
            cli_color: read("CLICOLOR"),
            cli_color_force: read("CLICOLOR_FORCE"),
            ssh: !read("SSH_CONNECTION").is_empty() || !read("SSH_TTY").is_empty(),
            inside: match (read("STY").is_empty(), read("TMUX").is_empty()) {
                (false, _) => Inside::Screen,
                (true, false) => Inside::Tmux,
                (true, true) => Inside::Nothing,
            },
            // no-color.org: present and not empty, whatever its value.
            no_color: !read("NO_COLOR").is_empty(),
            locale: first(["LC_ALL", "LC_CTYPE", "LANG"]).unwrap_or_default(),
            messages: first(["LC_ALL", "LC_MESSAGES", "LANG"]).unwrap_or_default(),
            // What other programs ask in the same case; no terminal says it by itself.
            wide_signs: read("RUNEWIDTH_EASTASIAN") == "1" || read("VTE_CJK_WIDTH") == "wide",
            foreground_background: read("COLORFGBG"),
        }
    }

    /// What the terminal calls itself.
    pub fn term(&self) -> &str {
        &self.term
    }

    /// How many colours were asked for, or suit.
    fn depth(&self, choice: ColorChoice) -> Depth {
        match choice {
            ColorChoice::Auto => self.usual_depth(),
            ColorChoice::None => Depth::None,
            ColorChoice::Sixteen => Depth::Sixteen,
            ColorChoice::Indexed => Depth::Indexed,
            ColorChoice::True => Depth::True,
        }
    }

    fn usual_depth(&self) -> Depth {
        let forced = !matches!(self.cli_color_force.as_str(), "" | "0");
        let colorless = matches!(self.term.as_str(), "" | "dumb" | "vt100" | "vt102" | "vt220");
        if self.no_color || !forced && (colorless || self.cli_color == "0") {
            Depth::None
        } else if self.has_true_color() {
            Depth::True
        } else if self.term.contains("256color") {
            Depth::Indexed
        } else {
            Depth::Sixteen
        }
    }

    fn has_true_color(&self) -> bool {
        // tmux may call itself by the same name, and knows every colour.
        let other = self.inside != Inside::Tmux;
        let mistakes = WITHOUT_TRUE_COLOR.iter().any(|name| self.term.starts_with(name)) && other;
        let says = matches!(self.color_term.as_str(), "truecolor" | "24bit");
        let known = KNOWN_TERMS.contains(&self.term.as_str()) || self.term.ends_with("-direct");
        (says || known) && !mistakes
    }

    /// The colours that were asked for, or that suit.
    pub fn theme(&self, theme: ThemeChoice, color: ColorChoice) -> Theme {
        Theme::new(Palette::choose(theme, Some(&self.foreground_background)), self.depth(color))
    }

    /// Whether the terminal is to be told to show each frame at once.
    pub fn as_one(&self, choice: SyncChoice) -> bool {
        // Inside tmux and GNU screen the variables may be those of the terminal around.
        let inside = ["tmux", "screen"].iter().any(|name| self.term.starts_with(name));
        let known =
            KNOWN_TERMS.contains(&self.term.as_str()) || KNOWN_PROGRAMS.contains(&self.term_program.as_str());
        match choice {
            SyncChoice::On => true,
            SyncChoice::Off => false,
            SyncChoice::Auto => known && !inside,
        }
    }

    /// The language that was asked for, or that the locale names.
    pub fn lang(&self, choice: Option<Lang>) -> Lang {
        choice.unwrap_or_else(|| Lang::of_locale(&self.messages))
    }

    /// Bytes a second that the way to the terminal is to carry at the most.
    pub fn budget(&self) -> Option<u32> {
        self.ssh.then_some(LINK_BUDGET)
    }

    /// The signs that were asked for, or that can be shown.
    pub fn plot(&self, choice: PlotChoice) -> Plot {
        match choice {
            PlotChoice::Braille => Plot::Braille,
            PlotChoice::Narrow => Plot::Narrow,
            PlotChoice::Block => Plot::Block,
            PlotChoice::Dot => Plot::Dot,
            PlotChoice::Ascii => Plot::Ascii,
            PlotChoice::Auto => {
                let locale = self.locale.to_ascii_lowercase();
                let unicode = locale.contains("utf-8") || locale.contains("utf8");
                match (unicode, self.term.as_str()) {
                    (false, _) => Plot::Ascii,
                    // The console's font has neither braille nor quadrants.
                    (true, "linux") => Plot::Dot,
                    _ if self.wide_signs => Plot::Narrow,
                    (true, _) => Plot::Braille,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surroundings(term: &str, locale: &str) -> Surroundings {
        Surroundings { term: term.into(), locale: locale.into(), ..Surroundings::default() }
    }

    #[test]
    fn signs_follow_the_locale_and_the_console() {
        let auto = |term, locale| surroundings(term, locale).plot(PlotChoice::Auto);
        assert_eq!(auto("xterm-256color", "en_US.UTF-8"), Plot::Braille);
        assert_eq!(auto("xterm-256color", "C"), Plot::Ascii);
        assert_eq!(auto("linux", "C.utf8"), Plot::Dot);
        let wide = |locale| Surroundings { wide_signs: true, ..surroundings("xterm", locale) };
        assert_eq!(wide("ko_KR.UTF-8").plot(PlotChoice::Auto), Plot::Narrow);
        assert_eq!(wide("C").plot(PlotChoice::Auto), Plot::Ascii);
        assert_eq!(surroundings("linux", "C").plot(PlotChoice::Block), Plot::Block);
    }

    #[test]
    fn colours_follow_the_terminal_and_can_be_refused_or_forced() {
        let auto = |surroundings: Surroundings| surroundings.depth(ColorChoice::Auto);
        assert_eq!(auto(surroundings("xterm", "")), Depth::Sixteen);
        assert_eq!(auto(surroundings("tmux-256color", "")), Depth::Indexed);
        assert_eq!(auto(surroundings("vt100", "")), Depth::None);
        let without = Surroundings { cli_color: "0".into(), ..surroundings("xterm-256color", "") };
        let forced = Surroundings { cli_color_force: "1".into(), ..surroundings("vt100", "") };
        assert_eq!(auto(without), Depth::None);
        assert_eq!(auto(forced), Depth::Sixteen);
        let refused =
            || Surroundings { no_color: true, cli_color_force: "1".into(), ..surroundings("xterm", "") };
        assert_eq!(auto(refused()), Depth::None);
        assert_eq!(refused().depth(ColorChoice::True), Depth::True, "a flag has the last word");
    }

    #[test]
    fn true_colour_is_trusted_where_it_is_known_or_said_by_the_terminal_itself() {
        let said = |term| Surroundings { color_term: "truecolor".into(), ..surroundings(term, "") };
        let auto = |surroundings: Surroundings| surroundings.depth(ColorChoice::Auto);
        for term in
            ["xterm-kitty", "alacritty", "foot", "xterm-ghostty", "ghostty", "wezterm", "xterm-direct"]
        {
            assert_eq!(auto(surroundings(term, "")), Depth::True, "{term}");
        }
        assert_eq!(auto(said("xterm-256color")), Depth::True);
        assert_eq!(auto(said("screen")), Depth::Sixteen);
        assert_eq!(auto(said("screen.xterm-256color")), Depth::Indexed);
        assert_eq!(auto(said("eterm-color")), Depth::Sixteen);
        assert_eq!(auto(Surroundings { inside: Inside::Tmux, ..said("screen-256color") }), Depth::True);
        assert_eq!(auto(Surroundings { inside: Inside::Screen, ..said("screen-256color") }), Depth::Indexed);
        assert_eq!(auto(said("tmux-256color")), Depth::True);
    }

    #[test]
    fn frames_are_held_together_where_that_is_known_good() {
        let as_one = |term, program: &str| {
            Surroundings { term_program: program.into(), ..surroundings(term, "") }.as_one(SyncChoice::Auto)
        };
        assert!(as_one("xterm-kitty", "") && as_one("xterm-256color", "WezTerm"));
        assert!(!as_one("xterm-256color", "") && !as_one("screen-256color", "WezTerm"));
        assert!(surroundings("xterm", "").as_one(SyncChoice::On));
    }
}
