//! Flags of whatever is shown: colours, signs, language, frames.

use clap::{
    Args,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use super::presentation::PresentationArgs;
use crate::{
    config::Bounds,
    tui::{Choice, ColorDepth, Palette, Plot},
    words::Lang,
};

#[derive(Debug, Args)]
pub(crate) struct ScreenArgs {
    /// Colours; safe ones are told apart by colour-blind eyes
    #[arg(long, value_name = "NAME", default_value = "auto", help_heading = "Screen")]
    #[arg(value_parser = choice(&THEMES))]
    pub(crate) theme: Choice<Palette>,

    /// What curves are drawn with; auto goes by terminal and locale
    #[arg(long, value_name = "NAME", default_value = "auto", help_heading = "Screen")]
    #[arg(value_parser = choice(&PLOTS))]
    pub(crate) plot: Choice<Plot>,

    /// How many colours; auto goes by terminal and environment
    #[arg(long, value_name = "HOW", default_value = "auto", help_heading = "Screen")]
    #[arg(value_parser = choice(&COLORS))]
    pub(crate) color: Choice<ColorDepth>,

    /// Tell the terminal to show each frame at once; auto does where that is known good
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Screen")]
    #[arg(value_parser = choice(&SYNCS))]
    pub(crate) sync: Choice<bool>,

    /// Frames a second at the most; fewer while the terminal lags [default: 30, or 10 over SSH]
    #[arg(long, value_name = "N", help_heading = "Screen")]
    #[arg(value_parser = |text: &str| Bounds::FPS.parse(text), allow_hyphen_values = true)]
    pub(crate) fps: Option<u64>,

    /// Language of the screen [default: as the locale says]
    #[arg(long, value_name = "NAME", help_heading = "Screen")]
    #[arg(value_parser = choice(&LANGS))]
    pub(crate) lang: Option<Lang>,

    /// Print plain lines instead of a screen, as is done without a terminal
    #[arg(long, help_heading = "Output")]
    pub(crate) headless: bool,

    #[command(flatten)]
    pub(crate) presentation: PresentationArgs,
}

const THEMES: [(&str, Choice<Palette>); 4] = [
    ("auto", None),
    ("dark", Some(Palette::Dark)),
    ("light", Some(Palette::Light)),
    ("safe", Some(Palette::Safe)),
];

const PLOTS: [(&str, Choice<Plot>); 6] = [
    ("auto", None),
    ("braille", Some(Plot::Braille)),
    ("narrow", Some(Plot::Narrow)),
    ("block", Some(Plot::Block)),
    ("dot", Some(Plot::Dot)),
    ("ascii", Some(Plot::Ascii)),
];

const COLORS: [(&str, Choice<ColorDepth>); 5] = [
    ("auto", None),
    ("none", Some(ColorDepth::None)),
    ("16", Some(ColorDepth::Sixteen)),
    ("256", Some(ColorDepth::Indexed)),
    ("true", Some(ColorDepth::True)),
];

const SYNCS: [(&str, Choice<bool>); 3] = [("auto", None), ("on", Some(true)), ("off", Some(false))];

const LANGS: [(&str, Lang); 2] = [("en", Lang::En), ("ko", Lang::Ko)];

/// The one value whose name doesn't say enough, and what help says of it.
const EXPLAINED: (&str, &str) = (
    "narrow",
    "Braille, and no sign that some terminals for Chinese, Japanese and Korean draw two columns wide",
);

/// Parses one of several names into what it stands for.
fn choice<T: Copy + Send + Sync>(choices: &'static [(&str, T)]) -> impl TypedValueParser<Value = T> {
    let possible = choices.iter().map(|(name, _)| match EXPLAINED {
        (explained, help) if explained == *name => PossibleValue::new(name).help(help),
        _ => PossibleValue::new(name),
    });
    PossibleValuesParser::new(possible).try_map(move |typed| {
        let named = choices.iter().find(|(name, _)| *name == typed);
        named.map(|&(_, choice)| choice).ok_or("there is no such choice")
    })
}
