//! Flags of whatever is shown: colours, signs, language, frames.

use clap::{Args, ValueEnum};

use crate::{
    cli::lecture::LectureArgs,
    config::Bounds,
    tui::{ColorChoice, PlotChoice, SyncChoice, ThemeChoice},
    words::Lang,
};

/// How a race is shown.
#[derive(Debug, Args)]
pub(in crate::cli) struct ScreenArgs {
    /// Colours; safe ones are told apart by colour-blind eyes
    #[arg(long, value_name = "NAME", default_value = "auto", help_heading = "Screen", value_enum)]
    pub(in crate::cli) theme: Theme,

    /// What curves are drawn with; auto goes by terminal and locale
    #[arg(long, value_name = "NAME", default_value = "auto", help_heading = "Screen", value_enum)]
    pub(in crate::cli) plot: Plot,

    /// How many colours; auto goes by terminal and environment
    #[arg(long, value_name = "HOW", default_value = "auto", help_heading = "Screen", value_enum)]
    pub(in crate::cli) color: Color,

    /// Tell the terminal to show each frame at once; auto does where that is known good
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Screen", value_enum)]
    pub(in crate::cli) sync: Sync,

    /// Frames a second at the most; fewer while the terminal lags [default: 30, or 10 over SSH]
    #[arg(long, value_name = "N", help_heading = "Screen")]
    #[arg(value_parser = |text: &str| Bounds::FPS.parse(text), allow_hyphen_values = true)]
    pub(in crate::cli) fps: Option<u64>,

    /// Language of the screen [default: as the locale says]
    #[arg(long, value_name = "NAME", help_heading = "Screen", value_enum)]
    pub(in crate::cli) lang: Option<Language>,

    /// Print plain lines instead of a screen, as is done without a terminal
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) headless: bool,

    #[command(flatten)]
    pub(in crate::cli) lecture: LectureArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(in crate::cli) enum Theme {
    Auto,
    Dark,
    Light,
    Safe,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(in crate::cli) enum Plot {
    Auto,
    Braille,
    /// Braille, and no sign that some terminals for Chinese, Japanese and Korean draw two columns wide
    Narrow,
    Block,
    Dot,
    Ascii,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(in crate::cli) enum Color {
    Auto,
    None,
    #[value(name = "16")]
    Sixteen,
    #[value(name = "256")]
    Indexed,
    True,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(in crate::cli) enum Sync {
    Auto,
    On,
    Off,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(in crate::cli) enum Language {
    En,
    Ko,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::Ko => Self::Ko,
        }
    }
}

impl From<Theme> for ThemeChoice {
    fn from(theme: Theme) -> Self {
        match theme {
            Theme::Auto => Self::Auto,
            Theme::Dark => Self::Dark,
            Theme::Light => Self::Light,
            Theme::Safe => Self::Safe,
        }
    }
}

impl From<Plot> for PlotChoice {
    fn from(plot: Plot) -> Self {
        match plot {
            Plot::Auto => Self::Auto,
            Plot::Braille => Self::Braille,
            Plot::Narrow => Self::Narrow,
            Plot::Block => Self::Block,
            Plot::Dot => Self::Dot,
            Plot::Ascii => Self::Ascii,
        }
    }
}

impl From<Color> for ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::None => Self::None,
            Color::Sixteen => Self::Sixteen,
            Color::Indexed => Self::Indexed,
            Color::True => Self::True,
        }
    }
}

impl From<Sync> for SyncChoice {
    fn from(sync: Sync) -> Self {
        match sync {
            Sync::Auto => Self::Auto,
            Sync::On => Self::On,
            Sync::Off => Self::Off,
        }
    }
}
