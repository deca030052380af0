//! A race that is trained: its flags, and a session, a recorder and a front end brought together until its exit code.

use std::{
    ffi::OsString,
    io::{self, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use crossbeam_channel::Receiver;

use super::front_end::{Feed, FrontEnd, watch_signals};
use super::notify::Notifier;
use super::outcome::{RaceOutcome, ResultFormat};
use super::tensorboard::EventWriter;
use super::{
    Environment, Usage, background,
    environment::{self, planted},
    screen::ScreenArgs,
};
use crate::{config, history::History, record, remote::Socket, session, tui::Place};

/// Flags of a race that is trained, be it a new one or one that is resumed.
#[derive(Debug, Args)]
pub(super) struct TrainingArgs {
    /// Iterations a second at most, fractions allowed, or max [default: 60 on a screen, else max]
    #[arg(long, value_name = "N", help_heading = "Race")]
    #[arg(value_parser = pace, allow_hyphen_values = true)]
    pub(super) pace: Option<session::StartPace>,

    /// Wait at iteration 0 for a key
    #[arg(long, help_heading = "Race")]
    paused: bool,

    /// Run this in a shell when the race ends, a lane diverges or something fails: $1 says which, $2 in a sentence
    #[arg(long, value_name = "COMMAND", help_heading = "Output")]
    notify: Option<String>,

    /// Write TensorBoard's event files into that folder while the race runs, one folder below it for each lane
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    tensorboard: Option<PathBuf>,

    /// Print what the race came to as JSON, and no lines; without a screen
    #[arg(long, help_heading = "Output", conflicts_with_all = ["detach", "background"])]
    json: bool,

    /// Threads, 0 for one per core that this process may use; they never change a result
    #[arg(long, value_name = "N", default_value = "0", help_heading = "Race")]
    #[arg(value_parser = |text: &str| config::Bounds::THREADS.parse_size(text), allow_hyphen_values = true)]
    threads: usize,
}

/// Flags of a race that is recorded: how often it is saved, and how it runs without a terminal.
#[derive(Debug, Args)]
pub(super) struct SavingArgs {
    /// Seconds from one checkpoint of a recorded race to the next; one is also made at a pause and at the end
    #[arg(long, value_name = "S", default_value = "10", help_heading = "Output")]
    #[arg(value_parser = seconds, allow_hyphen_values = true)]
    pub(super) save_every: Duration,

    /// Run in the background, recorded; `downhill attach` shows it
    #[arg(long, help_heading = "Output", conflicts_with_all = ["screenshot", "cast"])]
    pub(super) detach: bool,

    /// What a closed terminal does to a recorded race: end it, saved, or let it go on in the background
    #[arg(long, value_name = "WHAT", default_value = "save-and-quit", help_heading = "Output", value_enum)]
    pub(super) on_hangup: OnHangup,

    /// This process is the one in the background
    #[arg(long, hide = true)]
    pub(super) background: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OnHangup {
    SaveAndQuit,
    Detach,
}

/// Parses a pace.
fn pace(text: &str) -> Result<session::StartPace, String> {
    if text == "max" {
        return Ok(session::StartPace::Unlimited);
    }
    let limit = config::parse_pace(text).map(session::StartPace::Limited);
    limit.map_err(|error| format!("{error}, or max for as fast as it goes"))
}

/// Parses a time in seconds; a shorter one would only wear the disk, a longer one save nothing.
pub(super) fn seconds(text: &str) -> Result<Duration, &'static str> {
    let seconds = text.trim().parse().ok().filter(|seconds| (0.05..=86_400.0).contains(seconds));
    seconds.map(Duration::from_secs_f64).ok_or("must be a number of seconds from 0.05 to 86,400")
}

/// How a race runs.
#[derive(Debug)]
pub(super) struct RunOptions {
    pub(super) opening: session::SessionOptions,
    /// The time from one checkpoint to the next.
    pub(super) save_every: Duration,
    pub(super) front_end: FrontEnd,
    /// The command that is run at the end, at a divergence and at a failure.
    pub(super) notify: Option<String>,
    /// The folder of TensorBoard's event files.
    pub(super) tensorboard: Option<PathBuf>,
    /// Whether a recorded race goes on when its terminal is closed.
    outlives_terminal: bool,
    /// The arguments of `downhill resume`, beside the folder, with which a recorded race goes on in the background.
    handover: Vec<OsString>,
    /// Whether another process is to run the race, in the background.
    pub(super) detach: bool,
    pub(super) format: ResultFormat,
}

impl RunOptions {
    /// `data` is the folder that --data names, `on_screen` how fast a race on a screen begins if nothing is said.
    pub(super) fn new(
        training: &TrainingArgs,
        on_screen: session::StartPace,
        data: Option<&Path>,
        saving: &SavingArgs,
        screen: &ScreenArgs,
        environment: Environment,
    ) -> Result<Self, Usage> {
        let &TrainingArgs { paused, pace, threads, json, ref notify, ref tensorboard } = training;
        let front_end =
            if saving.background { FrontEnd::Server } else { FrontEnd::new(screen, environment)? };
        let detach = saving.detach && !saving.background;
        if !detach {
            front_end.check_paused(paused, screen.headless)?;
        }
        if json && matches!(front_end, FrontEnd::Screen(..)) {
            return Err(Usage::new("--json: needs --headless, or a pipe or a file as standard output"));
        }
        let format = if json { ResultFormat::Json } else { ResultFormat::Lines };
        let save_every = saving.save_every;
        let numbers =
            [("--save-every", save_every.as_secs_f64().to_string()), ("--threads", threads.to_string())];
        let mut handover: Vec<OsString> =
            numbers.into_iter().flat_map(|(flag, number)| [flag.into(), number.into()]).collect();
        if let Some(data) = data {
            handover.extend(["--data".into(), data.as_os_str().to_owned()]);
        }
        if let Some(command) = notify {
            handover.extend(["--notify".into(), command.into()]);
        }
        if let Some(folder) = tensorboard {
            handover.extend(["--tensorboard".into(), folder.into()]);
        }
        let unasked =
            if matches!(front_end, FrontEnd::Screen(..)) { on_screen } else { session::StartPace::AsItWas };
        let pace = pace.unwrap_or(unasked);
        // Nobody could ask plain lines to go back.
        let rewinds = front_end != FrontEnd::Plain;
        let opening = session::SessionOptions {
            paused,
            pace,
            rewinds,
            threads: environment::threads(threads),
            longer: None,
            fault: planted(),
        };
        let outlives_terminal = saving.on_hangup == OnHangup::Detach;
        let (notify, tensorboard) = (notify.clone(), tensorboard.clone());
        Ok(Self {
            opening,
            save_every,
            front_end,
            notify,
            tensorboard,
            outlives_terminal,
            handover,
            detach,
            format,
        })
    }
}

/// Starts a session with so many subscribers, and what records it.
pub(super) fn start<const N: usize>(
    origin: session::Origin,
    opening: session::SessionOptions,
    loader: session::Loader,
    writer: Option<record::RunWriter>,
    save_every: Duration,
) -> anyhow::Result<(session::Session, [Receiver<session::Update>; N], Option<record::Recorder>)> {
    let no_thread = "no thread for the race";
    let Some(writer) = writer else {
        let (session, subscribers) = session::Session::start(origin, opening, loader).context(no_thread)?;
        return Ok((session, subscribers, None));
    };
    let (session, subscribers, channels) =
        session::Session::start_recorded(origin, opening, loader, save_every).context(no_thread)?;
    let recorder = record::Recorder::spawn(writer, channels).context("no thread to record the race")?;
    Ok((session, subscribers, Some(recorder)))
}

/// Everything that a race is started with.
pub(super) struct Launch {
    pub(super) origin: session::Origin,
    pub(super) loader: session::Loader,
    /// The files and folders that it is read from.
    pub(super) inputs: Vec<PathBuf>,
    /// What records it.
    pub(super) writer: Option<record::RunWriter>,
    /// TensorBoard's event files.
    pub(super) events: Option<record::EventFiles>,
    /// What is known of the race already.
    pub(super) history: History,
    pub(super) options: RunOptions,
}

impl Launch {
    /// Runs the race to its end and returns the exit code.
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        // Watched to the end: saving must not be cut short either.
        let signals = watch_signals()?;
        let RunOptions {
            opening, save_every, front_end, notify, outlives_terminal, handover, format, ..
        } = self.options;
        let files = front_end.open_files(&self.inputs)?;
        let socket = match (&self.writer, &front_end) {
            (Some(writer), FrontEnd::Server) => {
                background::leave_terminal();
                Some(Socket::open(writer.path())?)
            }
            _ => None,
        };
        let (session, [updates, told, written], recorder) =
            start::<3>(self.origin, opening, self.loader, self.writer, save_every)?;
        let notifier = notify.map(|command| Notifier::start(command, told)).transpose();
        let notifier = notifier.context("no thread to notify anybody")?;
        let events = self.events.map(|files| EventWriter::start(files, written)).transpose()?;
        let place = if recorder.is_some() { Place::Recorded } else { Place::Here };
        let feed =
            Feed { history: self.history, socket, files, ..Feed::new(session, updates, &signals, place) };
        let mut nowhere = io::sink();
        let mut lines: &mut dyn Write = match format {
            ResultFormat::Lines => out,
            ResultFormat::Json => &mut nowhere,
        };
        let outcome = front_end.show(feed, &mut lines);
        drop(notifier);
        // The front end has dropped the session; that is what these wait for.
        let events = events.map_or(Ok(()), EventWriter::finish);
        let recorded = recorder.map(record::Recorder::finish);
        let mut outcome = RaceOutcome { format, ..outcome? };
        if let Some(recorded) = &recorded {
            outcome.answer_stop_requests(recorded);
        }
        let saved = recorded.map(|recorded| recorded.result).transpose();
        let code = match &saved {
            Ok(Some(saved)) if outcome.is_detached(outlives_terminal) => {
                let resume = ["resume".into(), saved.path.as_os_str().to_owned()];
                background::start(resume.into_iter().chain(handover), background::Started::Race, &mut lines)?;
                outcome.report(Ok(None), &mut io::sink())
            }
            _ => outcome.report(saved, out),
        }?;
        // What the race came to is told whatever became of these.
        events.map(|()| code)
    }
}
