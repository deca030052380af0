//! What terminal this is, as far as the environment says.

use std::env;

use super::{
    PlotChoice, ThemeChoice,
    glyphs::Plot,
    theme::{Depth, Palette, Theme},
};

/// The variables that matter, empty where they are unset.
#[derive(Debug, Default)]
pub struct Surroundings {
    term: String,
    color_term: String,
    no_color: bool,
    locale: String,
    foreground_background: String,
}

impl Surroundings {
    /// Reads them.
    pub fn read() -> Self {
        let read = |name: &str| env::var(name).unwrap_or_default();
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(read).into_iter().find(|value| !value.is_empty());
        Self {
            term: read("TERM"),
            color_term: read("COLORTERM"),
            // no-color.org: present and not empty, whatever its value.
            no_color: !read("NO_COLOR").is_empty(),
            locale: locale.unwrap_or_default(),
            foreground_background: read("COLORFGBG"),
        }
    }

    /// How many colours can be shown.
    fn depth(&self) -> Depth {
        if self.no_color || matches!(self.term.as_str(), "" | "dumb" | "vt100" | "vt102" | "vt220") {
            Depth::None
        } else if matches!(self.color_term.as_str(), "truecolor" | "24bit") {
            Depth::True
        } else if self.term.contains("256color") {
            Depth::Indexed
        } else {
            Depth::Sixteen
        }
    }

    /// The colours that were asked for, or that suit.
    pub fn theme(&self, choice: ThemeChoice) -> Theme {
        Theme::new(Palette::choose(choice, Some(&self.foreground_background)), self.depth())
    }

    /// The signs that were asked for, or that can be shown.
    pub fn plot(&self, choice: PlotChoice) -> Plot {
        match choice {
            PlotChoice::Braille => Plot::Braille,
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
        assert_eq!(surroundings("linux", "C").plot(PlotChoice::Block), Plot::Block);
    }

    #[test]
    fn colours_follow_the_terminal_and_can_be_refused() {
        assert_eq!(surroundings("xterm", "").depth(), Depth::Sixteen);
        assert_eq!(surroundings("tmux-256color", "").depth(), Depth::Indexed);
        assert_eq!(surroundings("vt100", "").depth(), Depth::None);
        let refused = Surroundings { no_color: true, ..surroundings("xterm-256color", "") };
        assert_eq!(refused.depth(), Depth::None);
    }
}
