//! The command `lesson`: the list of them, or one on the screen or in plain lines.

use std::{
    ffi::{OsStr, OsString},
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow, bail};

use super::{
    Surroundings, Usage,
    args::ScreenArgs,
    front::{Front, Show, watch_signals},
    printed,
    run::loader,
};
use crate::{
    headless,
    input::{self, FileError},
    lesson::{Course, Lesson, Runner},
    memory,
    session::{Opening, Session},
    text::shown,
    tui::Place,
    words::Lang,
};

/// The longest file that is read: a thousand steps.
const MAX_LESSON: u64 = 1 << 20;

/// Which lesson and how.
#[derive(Debug)]
pub struct LessonOrder {
    /// Its name or file; none lists them.
    pub lesson: Option<OsString>,
    /// Who shows it.
    pub front: Front,
    /// The language of plain lines; a screen may also take that of the locale.
    pub lang: Lang,
}

impl LessonOrder {
    pub(super) fn new(
        lesson: Option<OsString>,
        args: &ScreenArgs,
        around: Surroundings,
    ) -> Result<Self, Usage> {
        let lang = args.lang.map(Into::into).unwrap_or_default();
        Ok(Self { lesson, front: Front::new(args, false, around)?, lang })
    }

    /// Does it and tells the exit code.
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        let Some(wanted) = &self.lesson else {
            return printed(list(self.lang, out)).map(|_| 0);
        };
        let lesson = find(wanted)?;
        let ambiguity = ambiguity(wanted);
        let plain = self.front == Front::Plain;
        lesson.races().try_for_each(|config| memory::check(config, !plain))?;
        // Nobody watches plain lines.
        let pace = lesson.pace.filter(|_| !plain);
        let opening = Opening { paused: true, pace, rewinds: !plain, ..Opening::default() };
        let signals = watch_signals()?;
        let (session, [updates]) = Session::start(lesson.config.clone(), opening, loader(None)?)
            .context("no thread for the race")?;
        if !plain {
            let course = Some(Course::beginning_with(lesson)?);
            let show = Show::new(session, updates, &signals, Place::Here);
            let show = Show { course, note: ambiguity, ..show };
            return self.front.watch(show, &[PathBuf::from(wanted)], out);
        }
        if let Some(which) = ambiguity
            && !printed(writeln!(out, "{which}"))?
        {
            return Ok(0);
        }
        let runner = Runner::new(lesson);
        match headless::teach(&session, &updates, runner, &signals, self.lang, out) {
            Ok(taught) => match taught {
                headless::Taught::Signal(signal) => Ok(u8::try_from(128 + signal).unwrap_or(u8::MAX)),
                headless::Taught::Failed(message) => bail!("{message}"),
                headless::Taught::Missed(0) => Ok(0),
                headless::Taught::Missed(count) => bail!("{count} of the lesson's claims did not show"),
            },
            Err(error) => printed(Err(error)).map(|_| 0),
        }
    }
}

/// A line a lesson.
fn list(lang: Lang, out: &mut impl Write) -> std::io::Result<()> {
    let lessons = Lesson::shipped().map_err(std::io::Error::other)?;
    for lesson in lessons {
        writeln!(out, "{:<10}  {}", lesson.name, lesson.title.get(lang))?;
    }
    out.flush()
}

/// The lesson of that name in the binary, whatever lies here, or that of a file.
fn find(wanted: &OsStr) -> anyhow::Result<Lesson> {
    let path = Path::new(wanted);
    match wanted.to_str() {
        Some(name) if Lesson::is_shipped(name) => Ok(Lesson::find(name)?),
        Some(name) if is_bare(path) && path.extension().is_none() && !path.exists() => {
            Ok(Lesson::find(name)?)
        }
        _ => read(path),
    }
}

/// Which of two was taken, where a file here has a lesson's name.
fn ambiguity(wanted: &OsStr) -> Option<String> {
    let name = wanted.to_str().filter(|name| Lesson::is_shipped(name) && Path::new(name).is_file())?;
    Some(format!("{name} is the lesson of that name; the file here is ./{name}"))
}

/// Whether it is a name without a folder: `adam`, not `./adam`.
fn is_bare(path: &Path) -> bool {
    path.parent().is_some_and(|parent| parent.as_os_str().is_empty())
}

fn read(path: &Path) -> anyhow::Result<Lesson> {
    let name = shown(path);
    let bytes = match input::read(path, MAX_LESSON) {
        Err(FileError::TooLarge { .. }) => {
            bail!("{name}: too long for a lesson; it must be at most 1 MiB of TOML")
        }
        read => read.with_context(|| name.clone())?,
    };
    let text = String::from_utf8(bytes).map_err(|_| anyhow!("{name}: must be UTF-8 text"))?;
    Ok(Lesson::read(&name, &text)?)
}
