//! Flags of whatever is shown: colours, signs, language and frames, and for a screen that others watch presenter mode,
//! locked keys and what is kept of the screen.

use std::path::PathBuf;

use clap::{
    Args,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use super::{settings::SettingsArgs, usage::Usage};
use crate::{
    config::Bounds,
    record::{CastFile, Existing, OutFile, RecordError, ScreenshotFile},
    tui::{Choice, ColorDepth, Locks, Palette, Plot, Rebinding, YAxis},
    words::Lang,
};

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "a flag each")]
pub(super) struct ScreenArgs {
    /// Colours for a dark background, a light one, or any; auto asks the terminal
    #[arg(long, value_name = "NAME", default_value = "auto", help_heading = "Screen")]
    #[arg(value_parser = choice(&THEMES))]
    pub(super) theme: Choice<Palette>,

    /// What curves are drawn with; auto goes by terminal and locale
    #[arg(long, value_name = "NAME", default_value = "auto", help_heading = "Screen")]
    #[arg(value_parser = choice(&PLOTS))]
    pub(super) plot: Choice<Plot>,

    /// The losses that the chart's vertical axis covers: log or fit to those in view, or unit, 0 to 1 [default: log]
    #[arg(long, value_name = "NAME", help_heading = "Screen")]
    #[arg(value_parser = choice(&AXES))]
    pub(super) axis: Option<YAxis>,

    /// How many colours; auto goes by terminal and environment
    #[arg(long, value_name = "HOW", default_value = "auto", help_heading = "Screen")]
    #[arg(value_parser = choice(&COLORS))]
    pub(super) color: Choice<ColorDepth>,

    /// Tell the terminal to show each frame at once; auto does where that is known good
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Screen")]
    #[arg(value_parser = choice(&SYNCS))]
    pub(super) sync: Choice<bool>,

    /// Frames a second at most; fewer while the terminal lags [default: 30, or 10 over SSH]
    #[arg(long, value_name = "N", help_heading = "Screen")]
    #[arg(value_parser = |text: &str| Bounds::FPS.parse(text), allow_hyphen_values = true)]
    pub(super) fps: Option<u64>,

    /// Use the mouse: click tabs, rows and keys; the wheel zooms, dragging pans; W turns it off
    ///
    /// The terminal's own selection works while it is off; in most terminals with shift held, too.
    #[arg(long, help_heading = "Screen")]
    pub(super) mouse: bool,

    /// Say in the terminal's title and progress bar how far the race is; auto does where that is known good
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Screen")]
    #[arg(value_parser = choice(&TITLES))]
    pub(super) title: Choice<bool>,

    /// Language of the screen [default: as the locale says]
    #[arg(long, value_name = "NAME", help_heading = "Screen")]
    #[arg(value_parser = choice(&LANGS))]
    pub(super) lang: Option<Lang>,

    /// Print plain lines instead of a screen, as is done without a terminal
    #[arg(long, help_heading = "Output")]
    pub(super) headless: bool,

    /// Begin in presenter mode: large digits and names, keys shown as they are pressed; z turns it off
    #[arg(long, help_heading = "Lecture")]
    pub(super) presenter: bool,

    /// Keys that do nothing, typed one after the other; special ones by name, with commas: qrR,space,left
    ///
    /// A key takes with it every other one that does the same. Names are space, left, right, up, down, pageup,
    /// pagedown, tab, backtab, esc, ctrl-l and ctrl-z. Ctrl-C and signals always work.
    #[arg(long, value_name = "KEYS", help_heading = "Lecture", value_parser = Locks::parse, allow_hyphen_values = true)]
    pub(super) lock: Option<Locks>,

    /// Other keys for actions: pause=p,lane-up=up k; downhill config lists the actions with their keys
    ///
    /// A comma stands between two actions, a blank between two keys of one. Special keys have the names that --lock has,
    /// and comma, equals and ctrl- with a letter. Ctrl-C always quits.
    #[arg(long, value_name = "ACTION=KEY,...", help_heading = "Screen", value_parser = Rebinding::parse)]
    pub(super) keys: Option<Rebinding>,

    /// Write the last screen into this file, in the format of its ending: .svg, .png or .txt
    #[arg(long, value_name = "FILE", help_heading = "Lecture")]
    screenshot: Option<PathBuf>,

    /// Record the screen into this file as an asciicast, for asciinema and its player
    #[arg(long, value_name = "FILE", help_heading = "Lecture")]
    cast: Option<PathBuf>,

    /// Replace the files that --screenshot and --cast name
    #[arg(long, help_heading = "Lecture")]
    overwrite: bool,

    #[command(flatten)]
    settings: SettingsArgs,
}

impl ScreenArgs {
    /// The files to write of a screen; `no_screen` says why there is none.
    pub(super) fn files(&self, no_screen: Option<&str>) -> Result<ScreenFiles, Usage> {
        let flags = [("--screenshot", &self.screenshot), ("--cast", &self.cast)];
        let flag = flags.into_iter().find_map(|(flag, file)| file.as_ref().map(|_| flag));
        match (flag, no_screen) {
            (Some(flag), Some(why)) => {
                return Err(Usage::new(format!("{flag}: there is no screen {why}")));
            }
            (None, _) if self.overwrite => {
                return Err(Usage::new(
                    "--overwrite: needs --screenshot FILE or --cast FILE, the file to replace",
                ));
            }
            _ => {}
        }
        let Self { screenshot, cast, overwrite, .. } = self;
        Ok(ScreenFiles { screenshot: screenshot.clone(), cast: cast.clone(), overwrite: *overwrite })
    }
}

const THEMES: [(&str, Choice<Palette>); 4] = [
    ("auto", None),
    ("dark", Some(Palette::Dark)),
    ("light", Some(Palette::Light)),
    ("any", Some(Palette::Any)),
];

const PLOTS: [(&str, Choice<Plot>); 7] = [
    ("auto", None),
    ("braille", Some(Plot::Braille)),
    ("narrow", Some(Plot::Narrow)),
    ("octant", Some(Plot::Octant)),
    ("block", Some(Plot::Block)),
    ("dot", Some(Plot::Dot)),
    ("ascii", Some(Plot::Ascii)),
];

const AXES: [(&str, YAxis); 3] = [("log", YAxis::Log), ("fit", YAxis::Fitted), ("unit", YAxis::Unit)];

const COLORS: [(&str, Choice<ColorDepth>); 5] = [
    ("auto", None),
    ("none", Some(ColorDepth::None)),
    ("16", Some(ColorDepth::Sixteen)),
    ("256", Some(ColorDepth::Indexed)),
    ("true", Some(ColorDepth::True)),
];

const SYNCS: [(&str, Choice<bool>); 3] = [("auto", None), ("on", Some(true)), ("off", Some(false))];

const TITLES: [(&str, Choice<bool>); 2] = [("auto", None), ("off", Some(false))];

const LANGS: [(&str, Lang); 2] = [("en", Lang::En), ("ko", Lang::Ko)];

/// The one value whose name doesn't say enough, and what help says of it.
const EXPLAINED: (&str, &str) = (
    "narrow",
    "Braille, and no sign that some terminals for Chinese, Japanese and Korean draw two columns wide",
);

/// Parses one of several names into what it stands for.
pub(super) fn choice<T: Copy + Send + Sync>(
    choices: &'static [(&str, T)],
) -> impl TypedValueParser<Value = T> {
    let possible = choices.iter().map(|(name, _)| match EXPLAINED {
        (explained, help) if explained == *name => PossibleValue::new(name).help(help),
        _ => PossibleValue::new(name),
    });
    PossibleValuesParser::new(possible).try_map(move |typed| {
        let named = choices.iter().find(|(name, _)| *name == typed);
        named.map(|&(_, choice)| choice).ok_or("there is no such choice")
    })
}

/// The files that are written of a screen, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ScreenFiles {
    /// Where the last screen goes.
    pub(super) screenshot: Option<PathBuf>,
    /// Where the asciicast of all screens goes.
    pub(super) cast: Option<PathBuf>,
    pub(super) overwrite: bool,
}

/// The files that are written of a screen, checked and open.
#[derive(Default)]
pub(super) struct OpenFiles {
    pub(super) screenshot: Option<ScreenshotFile>,
    pub(super) cast: Option<CastFile>,
}

impl ScreenFiles {
    /// Checks that both can be written, and creates the cast; before anything starts. `inputs` are the files and
    /// folders that are read meanwhile.
    pub(super) fn open(&self, inputs: &[PathBuf]) -> Result<OpenFiles, RecordError> {
        let existing = if self.overwrite { Existing::Replaced } else { Existing::Kept };
        let screenshot = self.screenshot.as_deref().map(|path| ScreenshotFile::new(path, existing, inputs));
        let cast = self.cast.as_deref().map(|path| CastFile::create(OutFile::new(path, existing, inputs)?));
        Ok(OpenFiles { screenshot: screenshot.transpose()?, cast: cast.transpose()? })
    }
}
