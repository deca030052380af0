//! What a user can choose of the screen's looks, and what that comes to on the terminal at hand.

use super::{
    glyphs::Plot,
    theme::{Palette, Theme},
};
use crate::{
    terminal::{Capabilities, ColorDepth, Signs},
    words::Lang,
};

/// Which colours were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ThemeChoice {
    /// As the terminal's background says, dark if it doesn't.
    Auto,
    /// For dark backgrounds.
    Dark,
    /// For light backgrounds.
    Light,
    /// Told apart with any kind of colour vision.
    Safe,
}

/// Which signs were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlotChoice {
    /// As the locale and the terminal allow.
    Auto,
    /// Braille.
    Braille,
    /// Braille, and no sign whose width is another elsewhere.
    Narrow,
    /// Quadrant blocks.
    Block,
    /// One dot a cell.
    Dot,
    /// ASCII only.
    Ascii,
}

/// How many colours were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColorChoice {
    /// As the terminal and the environment say.
    Auto,
    /// None.
    None,
    /// The sixteen of the terminal's own palette.
    Sixteen,
    /// The fixed palette of 256.
    Indexed,
    /// Any.
    True,
}

/// Whether synchronized output was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SyncChoice {
    /// Where the terminal is known to support it well.
    Auto,
    /// Always.
    On,
    /// Never.
    Off,
}

impl ThemeChoice {
    pub(super) const fn theme(self, color: ColorChoice, terminal: &Capabilities) -> Theme {
        let palette = match self {
            Self::Light => Palette::Light,
            Self::Auto if terminal.light_background => Palette::Light,
            Self::Dark | Self::Auto => Palette::Dark,
            Self::Safe => Palette::Safe,
        };
        Theme::new(palette, color.depth(terminal))
    }
}

impl PlotChoice {
    pub(super) const fn plot(self, terminal: &Capabilities) -> Plot {
        match (self, terminal.signs) {
            (Self::Braille, _) | (Self::Auto, Signs::Unicode) => Plot::Braille,
            (Self::Narrow, _) | (Self::Auto, Signs::Wide) => Plot::Narrow,
            (Self::Block, _) => Plot::Block,
            (Self::Dot, _) | (Self::Auto, Signs::Console) => Plot::Dot,
            (Self::Ascii, _) | (Self::Auto, Signs::Ascii) => Plot::Ascii,
        }
    }
}

impl ColorChoice {
    const fn depth(self, terminal: &Capabilities) -> ColorDepth {
        match self {
            Self::Auto => terminal.colors,
            Self::None => ColorDepth::None,
            Self::Sixteen => ColorDepth::Sixteen,
            Self::Indexed => ColorDepth::Indexed,
            Self::True => ColorDepth::True,
        }
    }
}

impl SyncChoice {
    pub(super) const fn is_on(self, terminal: &Capabilities) -> bool {
        match self {
            Self::Auto => terminal.synchronized,
            Self::On => true,
            Self::Off => false,
        }
    }
}

/// The language that was asked for, or else that of the locale.
pub(super) fn language(choice: Option<Lang>, terminal: &Capabilities) -> Lang {
    choice.unwrap_or_else(|| Lang::of_locale(&terminal.locale))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A terminal that can do little.
    fn console() -> Capabilities {
        Capabilities {
            term: "linux".into(),
            colors: ColorDepth::None,
            light_background: true,
            signs: Signs::Ascii,
            synchronized: false,
            locale: "ko_KR.UTF-8".into(),
            link_budget: None,
        }
    }

    #[test]
    fn without_a_choice_the_terminal_decides() {
        let terminal = console();
        let theme = ThemeChoice::Auto.theme(ColorChoice::Auto, &terminal);
        assert_eq!(theme, Theme::new(Palette::Light, ColorDepth::None));
        assert_eq!(PlotChoice::Auto.plot(&terminal), Plot::Ascii);
        assert_eq!(PlotChoice::Auto.plot(&Capabilities { signs: Signs::Wide, ..console() }), Plot::Narrow);
        assert!(!SyncChoice::Auto.is_on(&terminal));
        assert_eq!(language(None, &terminal), Lang::Ko);
    }

    #[test]
    fn a_choice_has_the_last_word() {
        let terminal = console();
        let theme = ThemeChoice::Dark.theme(ColorChoice::True, &terminal);
        assert_eq!(theme, Theme::new(Palette::Dark, ColorDepth::True));
        assert_eq!(PlotChoice::Block.plot(&terminal), Plot::Block);
        assert!(SyncChoice::On.is_on(&terminal));
        assert_eq!(language(Some(Lang::En), &terminal), Lang::En);
    }
}
