//! How a screen was asked to look and behave, and what that comes to on the terminal at hand.

use super::{
    glyphs::Plot,
    theme::{Palette, Theme},
    widgets::axis::YAxis,
};
use crate::{
    terminal::{Announces, Capabilities, ColorDepth, Key, Signs},
    words::Lang,
};

/// What was asked for; `None` is what suits the terminal.
pub(crate) type Choice<T> = Option<T>;

/// What a person chooses of the screen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ScreenOptions {
    pub(crate) theme: Choice<Palette>,
    pub(crate) plot: Choice<Plot>,
    /// The vertical axis of losses.
    pub(crate) axis: Choice<YAxis>,
    /// The loss of which the table tells when each lane got there.
    pub(crate) target: Option<f32>,
    pub(crate) color: Choice<ColorDepth>,
    /// Whether frames are sent with synchronized output.
    pub(crate) sync: Choice<bool>,
    /// Frames a second at the most.
    pub(crate) fps: u32,
    pub(crate) lang: Choice<Lang>,
    /// Whether it begins in presenter mode.
    pub(crate) presenter: bool,
    /// Whether the mouse is used from the beginning.
    pub(crate) mouse: bool,
    /// Whether title and progress are sent to a terminal that is known to show them.
    pub(crate) title: bool,
    pub(crate) locks: Locks,
    pub(crate) rebinding: Rebinding,
    /// What is expected of the race, for the report.
    pub(crate) hypothesis: Option<String>,
}

/// The keys that were named to be locked. In a view or table that has one, what else does the same is locked with it;
/// layers over a view, such as forms, keep all of theirs.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Locks(pub(super) Vec<Key>);

/// Actions by name, and the keys that they were given in the place of their usual ones.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Rebinding(pub(super) Vec<(&'static str, Vec<Key>)>);

impl Rebinding {
    /// The keys that an action was given.
    pub(super) fn keys(&self, name: &str) -> Option<&[Key]> {
        self.0.iter().find(|(named, _)| *named == name).map(|(_, keys)| &keys[..])
    }
}

impl ScreenOptions {
    pub(super) fn theme(&self, terminal: &Capabilities) -> Theme {
        Theme::new(
            self.theme.unwrap_or(Palette::on(terminal.background)),
            self.color.unwrap_or(terminal.colors),
        )
    }

    /// Whether the screen looks different on a dark background and on a light one.
    pub(super) fn asks_background(&self, terminal: &Capabilities) -> bool {
        self.theme.is_none() && self.theme(terminal).depth != ColorDepth::None
    }

    pub(super) fn plot(&self, terminal: &Capabilities) -> Plot {
        self.plot.unwrap_or(match terminal.signs {
            Signs::Unicode => Plot::Braille,
            Signs::Wide => Plot::Narrow,
            Signs::Console => Plot::Dot,
            Signs::Ascii => Plot::Ascii,
        })
    }

    /// What the terminal is to show beside the screen.
    pub(super) fn announces(&self, terminal: &Capabilities) -> Announces {
        if self.title { terminal.announces } else { Announces::default() }
    }

    pub(super) fn is_synchronized(&self, terminal: &Capabilities) -> bool {
        self.sync.unwrap_or(terminal.synchronized)
    }

    /// The language that was asked for, or else that of the locale.
    pub(super) fn lang(&self, terminal: &Capabilities) -> Lang {
        self.lang.unwrap_or_else(|| Lang::of_locale(&terminal.locale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::Background;

    /// A terminal that can do little.
    fn console() -> Capabilities {
        Capabilities {
            term: "linux".into(),
            colors: ColorDepth::None,
            background: Some(Background::Light),
            tells_background: false,
            signs: Signs::Ascii,
            synchronized: false,
            announces: Announces { title: true, progress: true },
            locale: "ko_KR.UTF-8".into(),
            link_budget: None,
        }
    }

    /// Flags that choose nothing.
    fn unchosen() -> ScreenOptions {
        ScreenOptions {
            theme: None,
            plot: None,
            axis: None,
            target: None,
            color: None,
            sync: None,
            fps: 30,
            lang: None,
            presenter: false,
            mouse: false,
            title: true,
            locks: Locks::default(),
            rebinding: Rebinding::default(),
            hypothesis: None,
        }
    }

    #[test]
    fn without_a_choice_the_terminal_decides() {
        let (options, terminal) = (unchosen(), console());
        assert_eq!(options.theme(&terminal), Theme::new(Palette::Light, ColorDepth::None));
        assert_eq!(options.plot(&terminal), Plot::Ascii);
        assert_eq!(options.plot(&Capabilities { signs: Signs::Wide, ..console() }), Plot::Narrow);
        assert!(!options.is_synchronized(&terminal));
        assert_eq!(options.announces(&terminal), terminal.announces);
        assert_eq!(options.lang(&terminal), Lang::Ko);
    }

    #[test]
    fn a_choice_has_the_last_word() {
        let options = ScreenOptions {
            theme: Some(Palette::Dark),
            plot: Some(Plot::Block),
            color: Some(ColorDepth::True),
            sync: Some(true),
            title: false,
            lang: Some(Lang::En),
            ..unchosen()
        };
        let terminal = console();
        assert_eq!(options.theme(&terminal), Theme::new(Palette::Dark, ColorDepth::True));
        assert_eq!(options.plot(&terminal), Plot::Block);
        assert!(options.is_synchronized(&terminal));
        assert_eq!(options.announces(&terminal), Announces::default());
        assert_eq!(options.lang(&terminal), Lang::En);
    }
}
