//! The subcommand `lesson`: the list of lessons, or one on the screen or in plain lines.

use std::{
    ffi::{OsStr, OsString},
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow, bail};
use clap::Args;

use super::front_end::{Feed, FrontEnd, watch_signals};
use super::{Environment, Usage, data::loader, environment, output, screen::ScreenArgs};
use crate::{
    data::Folder, headless, input, lesson, memory, session, signals, text::shown, tui::Place, words::Lang,
};

/// The maximum number of bytes of a lesson file: room for a thousand steps.
const MAX_LESSON: u64 = 1 << 20;

const HELP: &str = "\
Keys: Enter goes on. At a question the room votes: digits count for an answer, up and down choose the answer. \
All other keys do what they always do. With --headless the texts and what came of them are printed.

A name that is a lesson's means the lesson; ./NAME is a file of that name here.
A file is TOML: title, data, race, pace and steps, as those in data/lessons of the source. Texts need one \
language, en or ko; data is a folder, as for --data.

Exit codes: 0 done, 1 the lesson did not show what it claims, or its file is wrong; 2 wrong usage";

/// List the lessons, or run one: a race in steps with texts, questions for the room and what came of them
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct LessonArgs {
    /// A lesson's name or file [default: list them]
    #[arg(value_name = "NAME|FILE")]
    lesson: Option<OsString>,

    #[command(flatten)]
    screen: ScreenArgs,
}

impl LessonArgs {
    pub(super) fn prepare(self, environment: Environment) -> Result<output::Work, Usage> {
        let front_end = FrontEnd::new(&self.screen, environment)?;
        // That of plain lines; that of a screen may also follow the locale.
        let lang = self.screen.lang.unwrap_or_default();
        Ok(Box::new(move |out| match self.lesson {
            Some(wanted) => teach(&wanted, front_end, lang, out),
            None => output::success(list(lang, out)),
        }))
    }
}

fn teach(wanted: &OsStr, front_end: FrontEnd, lang: Lang, out: &mut output::Out) -> anyhow::Result<u8> {
    let lesson = find(wanted)?;
    let note = ambiguity(wanted);
    let plain = front_end == FrontEnd::Plain;
    lesson.races().try_for_each(|config| memory::check(config, !plain))?;
    // Nobody watches plain lines.
    let pace =
        lesson.pace.filter(|_| !plain).map_or(session::StartPace::Unlimited, session::StartPace::Limited);
    let (threads, rewinds) = (environment::threads(0), !plain);
    let opening = session::SessionOptions {
        paused: true,
        pace,
        rewinds,
        threads,
        ..session::SessionOptions::default()
    };
    let signals = watch_signals()?;
    // A lesson's file names its data from where it lies itself.
    let beside = Path::new(wanted).parent().unwrap_or(Path::new(""));
    let folder = lesson.data.as_ref().map(|data| Folder::new(beside.join(data)));
    let (session, [updates]) = session::Session::start(lesson.config.clone(), opening, loader(folder)?)
        .context("no thread for the race")?;
    if !plain {
        let course = Some(lesson::Course::beginning_with(lesson)?);
        let feed = Feed { course, note, ..Feed::new(session, updates, &signals, Place::Here) };
        return front_end.watch(feed, &[PathBuf::from(wanted)], out);
    }
    if let Some(note) = note
        && !output::printed(writeln!(out, "{note}"))?
    {
        return Ok(0);
    }
    match headless::teach(&session, &updates, lesson::Runner::new(lesson), &signals, lang, out) {
        Ok(headless::LessonOutcome::Signal(signal)) => Ok(signals::exit_code(signal)),
        Ok(headless::LessonOutcome::Failed(message)) => bail!("{message}"),
        Ok(headless::LessonOutcome::Done { missed: 0 }) => Ok(0),
        Ok(headless::LessonOutcome::Done { missed }) => bail!("{missed} of the lesson's claims did not show"),
        Err(error) => output::success(Err(error)),
    }
}

fn list(lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let lessons = lesson::Lesson::shipped().map_err(io::Error::other)?;
    for lesson in lessons {
        writeln!(out, "{:<11}  {}", lesson.name, lesson.title.get(lang))?;
    }
    out.flush()
}

/// The built-in lesson of that name, even if a file here has it, or else the lesson of a file.
fn find(wanted: &OsStr) -> anyhow::Result<lesson::Lesson> {
    let path = Path::new(wanted);
    match wanted.to_str() {
        Some(name) if lesson::Lesson::is_shipped(name) => Ok(lesson::Lesson::find(name)?),
        Some(name) if is_bare(path) && path.extension().is_none() && !path.exists() => {
            Ok(lesson::Lesson::find(name)?)
        }
        _ => read(path),
    }
}

/// A warning where a file in the working folder has the name of the lesson that was taken.
fn ambiguity(wanted: &OsStr) -> Option<String> {
    let name =
        wanted.to_str().filter(|name| lesson::Lesson::is_shipped(name) && Path::new(name).is_file())?;
    Some(format!("{name} is the lesson of that name; the file here is ./{name}"))
}

/// Whether it is a name without a folder: `adam`, not `./adam`.
fn is_bare(path: &Path) -> bool {
    path.parent().is_some_and(|parent| parent.as_os_str().is_empty())
}

fn read(path: &Path) -> anyhow::Result<lesson::Lesson> {
    let name = shown(path);
    let bytes = match input::read(path, MAX_LESSON) {
        Err(input::FileError::TooLarge { .. }) => {
            bail!("{name}: too long for a lesson; it must be at most 1 MiB of TOML")
        }
        Err(error) if error.is_missing() => {
            bail!("{name}: there is no such file; downhill lesson lists the lessons that need none")
        }
        read => read.with_context(|| name.clone())?,
    };
    let text = String::from_utf8(bytes).map_err(|_| anyhow!("{name}: must be UTF-8 text"))?;
    Ok(lesson::Lesson::read(&name, &text)?)
}
